package export

import (
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/bitutil"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/internal/value"
)

// parquetColumn plans a column of a Parquet file. A type that Parquet, or a reader
// of it, cannot hold exactly becomes text.
func parquetColumn(declared arrow.Field) fileColumn {
	c := heldColumn(declared)
	switch t := c.held.Type.(type) {
	case *arrow.DictionaryType:
		c.field.Type, c.rebuild = t.ValueType, cast(t.ValueType)
	case *arrow.FixedSizeListType:
		c.field.Type, c.rebuild = arrow.ListOfField(t.ElemField()), variableLists
	case *arrow.Time32Type:
		c.field.Type = arrow.FixedWidthTypes.Time32ms
		c.rebuild = cast(c.field.Type)
	}
	if hasSeconds(c.field.Type) {
		c = c.thenMilliseconds()
	}
	if !keptByParquet(c.field.Type) {
		c.field, c.rebuild = textField(declared), nil
	}
	return c
}

// thenMilliseconds is a column whose seconds become milliseconds once it is rebuilt.
func (c fileColumn) thenMilliseconds() fileColumn {
	first, t := c.rebuild, inMilliseconds(c.field.Type)
	c.field.Type = t
	c.rebuild = func(a arrow.Array) (arrow.Array, error) {
		if first != nil {
			var err error
			if a, err = first(a); err != nil {
				return nil, err
			}
		}
		data, err := milliseconds(a.Data(), t)
		if err != nil {
			return nil, err
		}
		return array.MakeFromData(data), nil
	}
	return c
}

// parquetSchema is the schema of a file. Repeated names become name_2 and so on,
// because readers find columns by name.
func parquetSchema(columns []fileColumn, schema *arrow.Schema) *arrow.Schema {
	fields := make([]arrow.Field, len(columns))
	names := value.UniqueNames(columnNames(schema))
	for i, c := range columns {
		fields[i] = c.field
		fields[i].Name, fields[i].Nullable = names[i], true
	}
	return arrow.NewSchema(fields, nil)
}

// keptByParquet reports whether every value of the type reads back as it was.
// DuckDB cuts times of day, and instants, to microseconds.
func keptByParquet(t arrow.DataType) bool {
	switch t := t.(type) {
	case arrow.DecimalType:
		return t.GetPrecision() <= 38 && t.GetScale() >= 0 && t.BitWidth() >= 128
	case *arrow.TimestampType:
		return t.Unit != arrow.Second && (t.TimeZone == "" || t.Unit != arrow.Nanosecond)
	case *arrow.Time32Type:
		return t.Unit == arrow.Millisecond
	case *arrow.Time64Type:
		return t.Unit == arrow.Microsecond
	case *arrow.StructType:
		return membersKept(t)
	case *arrow.MapType:
		return keptByParquet(t.KeyType()) && keptByParquet(t.ItemType())
	case arrow.ExtensionType:
		return arrow.TypeEqual(t, uuidType)
	case *arrow.ListType, *arrow.LargeListType:
		return keptByParquet(t.(arrow.ListLikeType).Elem())
	}
	return slices.Contains(parquetScalars, t.ID())
}

var parquetScalars = []arrow.Type{
	arrow.NULL, arrow.BOOL, arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64,
	arrow.UINT8, arrow.UINT16, arrow.UINT32, arrow.UINT64, arrow.FLOAT16, arrow.FLOAT32, arrow.FLOAT64,
	arrow.STRING, arrow.LARGE_STRING, arrow.BINARY, arrow.LARGE_BINARY, arrow.FIXED_SIZE_BINARY,
	arrow.DATE32,
}

// membersKept wants members with different names, because readers find them by
// name.
func membersKept(t *arrow.StructType) bool {
	seen := map[string]bool{"": true}
	for _, f := range t.Fields() {
		if seen[f.Name] || !keptByParquet(f.Type) {
			return false
		}
		seen[f.Name] = true
	}
	return t.NumFields() > 0
}

// variableLists turns lists of a fixed size into ordinary ones, because the
// Parquet writer wants NULL to take no room.
func variableLists(a arrow.Array) (arrow.Array, error) {
	lists := a.(*array.FixedSizeList)
	n := lists.Len()
	offsets, valid := make([]int32, n+1), make([]byte, bitutil.BytesForBits(int64(n)))
	var runs []arrow.Array
	for i := range n {
		offsets[i+1] = offsets[i]
		if lists.IsNull(i) {
			continue
		}
		bitutil.SetBit(valid, i)
		start, end := lists.ValueOffsets(i)
		offsets[i+1] += int32(end - start)
		runs = append(runs, array.NewSlice(lists.ListValues(), start, end))
	}
	values := array.NewSlice(lists.ListValues(), 0, 0)
	if len(runs) > 0 {
		var err error
		if values, err = array.Concatenate(runs, memory.DefaultAllocator); err != nil {
			return nil, err
		}
	}
	buffers := []*memory.Buffer{memory.NewBufferBytes(valid), memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(offsets))}
	t := arrow.ListOfField(lists.DataType().(*arrow.FixedSizeListType).ElemField())
	return array.MakeFromData(array.NewData(t, n, buffers, []arrow.ArrayData{values.Data()}, lists.NullN(), 0)), nil
}
