package export

import (
	"math"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

// hasSeconds reports whether a type is one of timestamps in seconds, or has such a
// part in lists, structures and maps.
func hasSeconds(t arrow.DataType) bool {
	switch t := t.(type) {
	case *arrow.ListType, *arrow.LargeListType, *arrow.FixedSizeListType, *arrow.StructType, *arrow.MapType:
		return slices.ContainsFunc(t.(arrow.NestedType).Fields(), func(f arrow.Field) bool { return hasSeconds(f.Type) })
	case *arrow.TimestampType:
		return t.Unit == arrow.Second
	}
	return false
}

// inMilliseconds is a type with milliseconds in the place of seconds, which Parquet
// has not.
func inMilliseconds(t arrow.DataType) arrow.DataType {
	return mapParts(t, func(t arrow.DataType) arrow.DataType {
		if clock, ok := t.(*arrow.TimestampType); ok && clock.Unit == arrow.Second {
			return &arrow.TimestampType{Unit: arrow.Millisecond, TimeZone: clock.TimeZone}
		}
		return t
	})
}

// milliseconds gives data a type that [inMilliseconds] has made of theirs.
func milliseconds(d arrow.ArrayData, t arrow.DataType) (arrow.ArrayData, error) {
	if !hasSeconds(d.DataType()) {
		return d, nil
	}
	nested, is := t.(arrow.NestedType)
	if !is {
		return fromSeconds(array.NewTimestampData(d), t.(*arrow.TimestampType))
	}
	children := slices.Clone(d.Children())
	for i, f := range nested.Fields() {
		child, err := milliseconds(children[i], f.Type)
		if err != nil {
			return nil, err
		}
		children[i] = child
	}
	return array.NewData(t, d.Len(), d.Buffers(), children, d.NullN(), d.Offset()), nil
}

// fromSeconds turns seconds into milliseconds. The numbers that stand for infinity
// stay what they are.
func fromSeconds(seconds *array.Timestamp, t *arrow.TimestampType) (arrow.ArrayData, error) {
	b := array.NewTimestampBuilder(memory.DefaultAllocator, t)
	b.Reserve(seconds.Len())
	for i := range seconds.Len() {
		v := seconds.Value(i)
		switch {
		case seconds.IsNull(i):
			b.AppendNull()
		case v == math.MaxInt64 || v <= -math.MaxInt64:
			b.Append(v)
		case v > math.MaxInt64/1000 || v < -math.MaxInt64/1000:
			return nil, connectors.Errorf(connectors.ClassUnsupported, "Parquet cannot hold a timestamp of %d seconds", v)
		default:
			b.Append(v * 1000)
		}
	}
	return b.NewArray().Data(), nil
}
