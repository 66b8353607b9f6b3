package duckscan

import (
	"errors"
	"fmt"
	"unsafe"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal"
	"github.com/apache/arrow-go/v18/arrow/float16"
	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/internal/value"
)

// writer copies values of an array into a vector of the type that [logicalType]
// gives for the array's field.
type writer func(v bindings.Vector, a arrow.Array, r rows) error

// writerOf returns the writer for a field's values.
func writerOf(f arrow.Field) writer {
	if isSpelled(f) {
		return spelledWriter(f)
	}
	switch t := f.Type.(type) {
	case *arrow.DictionaryType:
		return dictionary(writerOf(arrow.Field{Type: t.ValueType}))
	case *arrow.RunEndEncodedType:
		return runs(writerOf(arrow.Field{Type: t.Encoded()}))
	case arrow.ExtensionType:
		storage := writerOf(arrow.Field{Type: t.StorageType()})
		return func(v bindings.Vector, a arrow.Array, r rows) error {
			return storage(v, a.(array.ExtensionArray).Storage(), r)
		}
	}
	if w := nestedWriter(f.Type); w != nil {
		return valid(w)
	}
	if w, ok := plainWriters[f.Type.ID()]; ok {
		return valid(w)
	}
	return valid(otherWriter(f))
}

// valid adds the marks of NULL values to a writer.
func valid(w writer) writer {
	return func(v bindings.Vector, a arrow.Array, r rows) error {
		setValidity(v, a, r)
		return w(v, a, r)
	}
}

var plainWriters = map[arrow.Type]writer{
	arrow.NULL:              func(bindings.Vector, arrow.Array, rows) error { return nil },
	arrow.BOOL:              booleans,
	arrow.INT8:              copied[int8],
	arrow.UINT8:             copied[uint8],
	arrow.INT16:             copied[int16],
	arrow.UINT16:            copied[uint16],
	arrow.INT32:             copied[int32],
	arrow.UINT32:            copied[uint32],
	arrow.INT64:             copied[int64],
	arrow.UINT64:            copied[uint64],
	arrow.FLOAT16:           converted(func(f float16.Num) float32 { return f.Float32() }),
	arrow.FLOAT32:           copied[float32],
	arrow.FLOAT64:           copied[float64],
	arrow.DATE32:            copied[int32],
	arrow.DATE64:            converted(func(ms int64) int32 { return int32(ms / 86_400_000) }),
	arrow.STRING:            text(func(a arrow.Array, i int) []byte { return unsafeBytes(a.(*array.String).Value(i)) }),
	arrow.LARGE_STRING:      text(func(a arrow.Array, i int) []byte { return unsafeBytes(a.(*array.LargeString).Value(i)) }),
	arrow.STRING_VIEW:       text(func(a arrow.Array, i int) []byte { return unsafeBytes(a.(*array.StringView).Value(i)) }),
	arrow.BINARY:            blob(func(a arrow.Array, i int) []byte { return a.(*array.Binary).Value(i) }),
	arrow.LARGE_BINARY:      blob(func(a arrow.Array, i int) []byte { return a.(*array.LargeBinary).Value(i) }),
	arrow.BINARY_VIEW:       blob(func(a arrow.Array, i int) []byte { return a.(*array.BinaryView).Value(i) }),
	arrow.FIXED_SIZE_BINARY: blob(func(a arrow.Array, i int) []byte { return a.(*array.FixedSizeBinary).Value(i) }),
	arrow.TIME32: func(v bindings.Vector, a arrow.Array, r rows) error {
		factor := int64(a.DataType().(*arrow.Time32Type).Unit.Multiplier()) / 1000
		return converted(func(t int32) int64 { return int64(t) * factor })(v, a, r)
	},
	arrow.TIME64: copied[int64],
}

// otherWriter writes what has no writer of its own: decimals and timestamps by
// their units, and the rest as text.
func otherWriter(f arrow.Field) writer {
	switch t := f.Type.(type) {
	case arrow.DecimalType:
		if isDecimal(t) {
			return decimals(t)
		}
		if t, ok := hugeType(f); ok {
			return hugeIntegers(f, t == bindings.TypeUHugeInt)
		}
	case *arrow.TimestampType:
		switch {
		case t.TimeZone == "":
			return copied[int64]
		case t.Unit != arrow.Nanosecond:
			return microseconds(int64(t.Unit.Multiplier()) / 1000)
		}
	}
	m := value.NewFormatter(f)
	var buffer []byte
	return blob(func(a arrow.Array, i int) []byte {
		buffer = m.Append(buffer[:0], a, i)
		return buffer
	})
}

// copied writes values that both sides hold in the same form.
func copied[T any](v bindings.Vector, a arrow.Array, r rows) error {
	out, in := cells[T](v, r.n), values[T](a)
	if r.index == nil {
		copy(out, in[r.from:r.from+r.n])
		return nil
	}
	for i, at := range r.index {
		if at >= 0 {
			out[i] = in[at]
		}
	}
	return nil
}

// converted writes values in another form.
func converted[In, Out any](f func(In) Out) writer {
	return func(v bindings.Vector, a arrow.Array, r rows) error {
		out, in := cells[Out](v, r.n), values[In](a)
		for i := range r.n {
			if at := r.at(i); at >= 0 {
				out[i] = f(in[at])
			}
		}
		return nil
	}
}

func booleans(v bindings.Vector, a arrow.Array, r rows) error {
	out, in := cells[bool](v, r.n), a.(*array.Boolean)
	for i := range r.n {
		if at := r.at(i); at >= 0 {
			out[i] = in.Value(at)
		}
	}
	return nil
}

// microseconds writes timestamps of a coarser unit.
func microseconds(factor int64) writer {
	return func(v bindings.Vector, a arrow.Array, r rows) error {
		out, in := cells[int64](v, r.n), values[int64](a)
		for i := range r.n {
			if r.isNull(a, i) {
				continue
			}
			t := in[r.at(i)]
			out[i] = t * factor
			if out[i]/factor != t {
				return fmt.Errorf("the timestamp %s is out of DuckDB's range", a.ValueStr(r.at(i)))
			}
		}
		return nil
	}
}

// huge is DuckDB's integer of 128 bits, in the order of its memory.
type huge struct {
	low  uint64
	high int64
}

// hugeIntegers writes integers of 128 bits that come as 256.
func hugeIntegers(f arrow.Field, unsigned bool) writer {
	return func(v bindings.Vector, a arrow.Array, r rows) (err error) {
		failed := each(v, a, r, func(i int) huge {
			low, high := values[[2]huge](a)[i][0], values[[2]huge](a)[i][1]
			want := huge{}
			if !unsigned {
				want = extend(low.high >> 63)
			}
			if high != want && err == nil {
				err = misspelled(f, a.ValueStr(i))
			}
			return low
		})
		return errors.Join(failed, err)
	}
}

// decimals writes decimals of at most 38 digits. DuckDB keeps them in the
// smallest integer that holds the declared number of digits.
func decimals(t arrow.DecimalType) writer {
	wide := hugeOf(t)
	switch precision := t.GetPrecision(); {
	case precision <= 4:
		return narrowed[int16](wide)
	case precision <= 9:
		return narrowed[int32](wide)
	case precision <= 18:
		return narrowed[int64](wide)
	}
	return func(v bindings.Vector, a arrow.Array, r rows) error {
		return each(v, a, r, func(i int) huge { return wide(a, i) })
	}
}

func narrowed[T int16 | int32 | int64](wide func(arrow.Array, int) huge) writer {
	return func(v bindings.Vector, a arrow.Array, r rows) error {
		return each(v, a, r, func(i int) T { return T(wide(a, i).low) })
	}
}

// each writes what get returns for every row that is not NULL.
func each[T any](v bindings.Vector, a arrow.Array, r rows, get func(i int) T) error {
	out := cells[T](v, r.n)
	for i := range r.n {
		if !r.isNull(a, i) {
			out[i] = get(r.at(i))
		}
	}
	return nil
}

// hugeOf returns a reader of a decimal's digits.
func hugeOf(t arrow.DecimalType) func(a arrow.Array, i int) huge {
	switch t.ID() {
	case arrow.DECIMAL32:
		return func(a arrow.Array, i int) huge { return extend(int64(values[decimal.Decimal32](a)[i])) }
	case arrow.DECIMAL64:
		return func(a arrow.Array, i int) huge { return extend(int64(values[decimal.Decimal64](a)[i])) }
	case arrow.DECIMAL128:
		return func(a arrow.Array, i int) huge { return values[huge](a)[i] }
	}
	return func(a arrow.Array, i int) huge { return values[[2]huge](a)[i][0] }
}

func extend(n int64) huge { return huge{uint64(n), n >> 63} }

func unsafeBytes(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
