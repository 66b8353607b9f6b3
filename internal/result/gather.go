package result

import (
	"encoding/binary"
	"errors"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/bitutil"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// place is one row of one of several source arrays.
type place struct{ source, row int32 }

// errTooLarge says that the gathered values exceed what one array may hold.
var errTooLarge = errors.New("the gathered rows are too large for one batch")

// gatherLimit bounds the bytes of one gathered column, so that a view with a
// few huge cells is read in small steps.
const gatherLimit = 64 << 20

// gatherBatch returns the rows at the given places of batches with the same
// column types, in that order.
func gatherBatch(sources []arrow.RecordBatch, at []place) (arrow.RecordBatch, error) {
	schema := sources[at[0].source].Schema()
	columns := make([]arrow.Array, schema.NumFields())
	data := make([]arrow.ArrayData, len(sources))
	for i := range columns {
		for j, s := range sources {
			if s != nil {
				data[j] = s.Column(i).Data()
			}
		}
		gathered, err := gather(schema.Field(i).Type, data, at)
		if err != nil {
			return nil, err
		}
		columns[i] = array.MakeFromData(gathered)
	}
	return array.NewRecordBatch(schema, columns, int64(len(at))), nil
}

// gather copies the values at the given places into one array. Sources that no
// place refers to may be nil.
func gather(t arrow.DataType, sources []arrow.ArrayData, at []place) (arrow.ArrayData, error) {
	switch layout := storage(t).(type) {
	case *arrow.NullType:
		return array.NewData(t, len(at), []*memory.Buffer{nil}, nil, len(at), 0), nil
	case *arrow.BooleanType:
		return gatherFlat(t, sources, at, gatherBits(sources, at, 1)), nil
	case *arrow.StringType, *arrow.BinaryType:
		return gatherBytes(t, sources, at)
	case *arrow.ListType, *arrow.MapType:
		return gatherList(t, layout.(arrow.ListLikeType).Elem(), sources, at)
	case *arrow.FixedSizeListType:
		places := repeat(sources, at, int(layout.Len()))
		return gatherNested(t, []arrow.DataType{layout.Elem()}, sources, at, places, nil)
	case *arrow.StructType:
		return gatherNested(t, fieldTypes(layout.Fields()), sources, at, shift(sources, at), nil)
	case *arrow.SparseUnionType:
		return gatherNested(t, fieldTypes(layout.Fields()), sources, at, shift(sources, at), gatherFixed(sources, at, 1))
	case *arrow.DictionaryType:
		return gatherSlowly(sources, at)
	case arrow.FixedWidthDataType:
		return gatherFlat(t, sources, at, gatherFixed(sources, at, layout.BitWidth()/8)), nil
	}
	return gatherSlowly(sources, at)
}

// storage returns the type that decides the layout in memory.
func storage(t arrow.DataType) arrow.DataType {
	for {
		extension, ok := t.(arrow.ExtensionType)
		if !ok {
			return t
		}
		t = extension.StorageType()
	}
}

func fieldTypes(fields []arrow.Field) []arrow.DataType {
	types := make([]arrow.DataType, len(fields))
	for i, f := range fields {
		types[i] = f.Type
	}
	return types
}

// gatherFlat makes an array of one buffer of values and the validity.
func gatherFlat(t arrow.DataType, sources []arrow.ArrayData, at []place, values *memory.Buffer) arrow.ArrayData {
	validity, nulls := gatherValidity(sources, at)
	return array.NewData(t, len(at), []*memory.Buffer{validity, values}, nil, nulls, 0)
}

// gatherValidity returns nil where no source has a NULL.
func gatherValidity(sources []arrow.ArrayData, at []place) (*memory.Buffer, int) {
	found := false
	for _, s := range sources {
		found = found || s != nil && s.NullN() != 0 && s.Buffers()[0] != nil
	}
	if !found {
		return nil, 0
	}
	bits := gatherBits(sources, at, 0)
	return bits, len(at) - bitutil.CountSetBits(bits.Bytes(), 0, len(at))
}

// gatherBits gathers a buffer of bits; a missing one counts as all set.
func gatherBits(sources []arrow.ArrayData, at []place, buffer int) *memory.Buffer {
	out := make([]byte, bitutil.BytesForBits(int64(len(at))))
	for i, p := range at {
		s := sources[p.source]
		b := s.Buffers()[buffer]
		if b == nil || bitutil.BitIsSet(b.Bytes(), s.Offset()+int(p.row)) {
			bitutil.SetBit(out, i)
		}
	}
	return memory.NewBufferBytes(out)
}

// gatherFixed gathers values of a fixed number of bytes.
func gatherFixed(sources []arrow.ArrayData, at []place, width int) *memory.Buffer {
	values := make([][]byte, len(sources))
	for i, s := range sources {
		if s != nil && s.Buffers()[1] != nil {
			values[i] = s.Buffers()[1].Bytes()[s.Offset()*width:]
		}
	}
	out := make([]byte, len(at)*width)
	for i, p := range at {
		copy(out[i*width:(i+1)*width], values[p.source][int(p.row)*width:])
	}
	return memory.NewBufferBytes(out)
}

// spans returns where the values of each place begin and end in its source,
// and their number in all.
func spans(sources []arrow.ArrayData, at []place) (starts, ends []int32, total int) {
	offsets := make([][]int32, len(sources))
	for i, s := range sources {
		if s != nil && s.Len() > 0 {
			offsets[i] = arrow.Int32Traits.CastFromBytes(s.Buffers()[1].Bytes())[s.Offset():]
		}
	}
	starts, ends = make([]int32, len(at)), make([]int32, len(at))
	for i, p := range at {
		o := offsets[p.source]
		starts[i], ends[i] = o[p.row], o[p.row+1]
		total += int(ends[i] - starts[i])
	}
	return starts, ends, total
}

// offsetsOf turns lengths into the offsets of a gathered array.
func offsetsOf(starts, ends []int32) *memory.Buffer {
	out := make([]byte, 4*(len(starts)+1))
	end := int32(0)
	for i := range starts {
		end += ends[i] - starts[i]
		binary.NativeEndian.PutUint32(out[4*(i+1):], uint32(end))
	}
	return memory.NewBufferBytes(out)
}

// gatherBytes gathers text and blobs.
func gatherBytes(t arrow.DataType, sources []arrow.ArrayData, at []place) (arrow.ArrayData, error) {
	starts, ends, total := spans(sources, at)
	if total > gatherLimit {
		return nil, errTooLarge
	}
	out := make([]byte, 0, total)
	for i, p := range at {
		if b := sources[p.source].Buffers()[2]; b != nil {
			out = append(out, b.Bytes()[starts[i]:ends[i]]...)
		}
	}
	validity, nulls := gatherValidity(sources, at)
	buffers := []*memory.Buffer{validity, offsetsOf(starts, ends), memory.NewBufferBytes(out)}
	return array.NewData(t, len(at), buffers, nil, nulls, 0), nil
}

// gatherList gathers lists and maps with their values.
func gatherList(t, value arrow.DataType, sources []arrow.ArrayData, at []place) (arrow.ArrayData, error) {
	starts, ends, total := spans(sources, at)
	if total > gatherLimit/8 {
		return nil, errTooLarge
	}
	places := make([]place, 0, total)
	for i, p := range at {
		for row := starts[i]; row < ends[i]; row++ {
			places = append(places, place{p.source, row})
		}
	}
	return gatherNested(t, []arrow.DataType{value}, sources, at, places, offsetsOf(starts, ends))
}

// gatherNested gathers the children of an array, each from the given places,
// beside the validity and, where the layout has one, a second buffer.
func gatherNested(t arrow.DataType, children []arrow.DataType, sources []arrow.ArrayData, at, places []place, second *memory.Buffer) (arrow.ArrayData, error) {
	out := make([]arrow.ArrayData, len(children))
	data := make([]arrow.ArrayData, len(sources))
	for i, child := range children {
		for j, s := range sources {
			if s != nil {
				data[j] = s.Children()[i]
			}
		}
		var err error
		if out[i], err = gather(child, data, places); err != nil {
			return nil, err
		}
	}
	validity, nulls := gatherValidity(sources, at)
	buffers := []*memory.Buffer{validity}
	if second != nil {
		buffers = append(buffers, second)
	}
	return array.NewData(t, len(at), buffers, out, nulls, 0), nil
}

// shift turns rows of a parent into rows of its children, which do not know of
// the parent's offset.
func shift(sources []arrow.ArrayData, at []place) []place { return repeat(sources, at, 1) }

// repeat is shift for a parent with n values of the child per row.
func repeat(sources []arrow.ArrayData, at []place, n int) []place {
	out := make([]place, 0, len(at)*n)
	for _, p := range at {
		first := (sources[p.source].Offset() + int(p.row)) * n
		for i := range n {
			out = append(out, place{p.source, int32(first + i)})
		}
	}
	return out
}

// gatherSlowly joins slices of one row each. It serves the types that no
// connector makes by itself.
func gatherSlowly(sources []arrow.ArrayData, at []place) (arrow.ArrayData, error) {
	rows := make([]arrow.Array, len(at))
	for i, p := range at {
		row := array.NewSliceData(sources[p.source], int64(p.row), int64(p.row)+1)
		rows[i] = array.MakeFromData(row)
	}
	joined, err := array.Concatenate(rows, memory.DefaultAllocator)
	if err != nil {
		return nil, err
	}
	return joined.Data(), nil
}
