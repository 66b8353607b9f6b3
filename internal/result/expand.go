package result

import (
	"iter"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/bitutil"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// Path leads to a value within a struct: a column of the snapshot, a field of it,
// a field of that.
type Path []int

// Expanded returns the same rows with further columns behind those of the
// snapshot: the values that paths of two steps and more lead to. A field of a
// struct that is NULL is NULL. In a batch that carries the column of the struct as
// text, because a value did not fit, the first field is that text and the others
// are NULL.
func (v *View) Expanded(paths []Path) *View {
	expanded := &View{snapshot: v.snapshot, rows: v.rows, paths: paths}
	if schema := v.snapshot.schema; schema != nil && len(paths) > 0 {
		expanded.schema = withFields(schema, paths)
	}
	return expanded
}

func withFields(s *arrow.Schema, paths []Path) *arrow.Schema {
	fields := s.Fields()
	for _, p := range paths {
		fields = append(fields, FieldAt(s, p))
	}
	metadata := s.Metadata()
	return arrow.NewSchema(fields, &metadata)
}

// LeadsSomewhere reports whether a path leads to a column, or to a field of a
// struct.
func (p Path) LeadsSomewhere(s *arrow.Schema) bool {
	if len(p) == 0 || s == nil || p[0] < 0 || p[0] >= s.NumFields() {
		return false
	}
	t := s.Field(p[0]).Type
	for _, i := range p[1:] {
		of, ok := t.(*arrow.StructType)
		if !ok || i < 0 || i >= of.NumFields() {
			return false
		}
		t = of.Field(i).Type
	}
	return true
}

// FieldAt is the field that a path leads to, with the names on the way. Below a
// field that is no struct it is text.
func FieldAt(s *arrow.Schema, p Path) arrow.Field {
	f := s.Field(p[0])
	name := f.Name
	for _, i := range p[1:] {
		t, ok := f.Type.(*arrow.StructType)
		if !ok {
			return arrow.Field{Name: name, Type: arrow.BinaryTypes.String, Nullable: true}
		}
		f = t.Field(i)
		name += "." + f.Name
	}
	f.Name, f.Nullable = name, true
	return f
}

// expand adds the columns of the paths to a batch.
func (v *View) expand(b arrow.RecordBatch) arrow.RecordBatch {
	if len(v.paths) == 0 || b == nil {
		return b
	}
	columns := append([]arrow.Array(nil), b.Columns()...)
	fields := b.Schema().Fields()
	for _, p := range v.paths {
		a, f := At(b, p)
		fields, columns = append(fields, f), append(columns, a)
	}
	metadata := b.Schema().Metadata()
	return array.NewRecordBatch(arrow.NewSchema(fields, &metadata), columns, b.NumRows())
}

// expanding adds the columns of the paths to every batch.
func (v *View) expanding(batches iter.Seq2[arrow.RecordBatch, error]) iter.Seq2[arrow.RecordBatch, error] {
	if len(v.paths) == 0 {
		return batches
	}
	return func(yield func(arrow.RecordBatch, error) bool) {
		for b, err := range batches {
			if err == nil {
				b = v.expand(b)
			}
			if !yield(b, err) {
				return
			}
		}
	}
}

// At returns the values of a batch that a path leads to, see [View.Expanded], and
// their field.
func At(b arrow.RecordBatch, p Path) (arrow.Array, arrow.Field) {
	a, f := arrayAt(b, p), FieldAt(b.Schema(), p)
	f.Type = a.DataType()
	return a, f
}

func arrayAt(b arrow.RecordBatch, p Path) arrow.Array {
	a := b.Column(p[0])
	for n, i := range p[1:] {
		s, ok := a.(*array.Struct)
		switch {
		case ok:
			a = fieldOf(s, i)
		case firsts(p[n+1:]):
			return a
		default:
			return array.MakeArrayOfNull(memory.DefaultAllocator, arrow.BinaryTypes.String, int(b.NumRows()))
		}
	}
	return a
}

// firsts reports whether all steps are to a first field.
func firsts(p Path) bool {
	for _, i := range p {
		if i != 0 {
			return false
		}
	}
	return true
}

// fieldOf is a field of a struct, NULL where the struct is.
func fieldOf(s *array.Struct, i int) arrow.Array {
	a := s.Field(i)
	if s.NullN() == 0 || a.DataType().ID() == arrow.NULL || len(a.Data().Buffers()) == 0 {
		return a
	}
	if _, isUnion := a.DataType().(arrow.UnionType); isUnion {
		return a // A union has no NULLs of its own to add to.
	}
	d := a.Data()
	bits, nulls := make([]byte, bitutil.BytesForBits(int64(d.Offset()+d.Len()))), 0
	for row := range d.Len() {
		if s.IsValid(row) && a.IsValid(row) {
			bitutil.SetBit(bits, d.Offset()+row)
		} else {
			nulls++
		}
	}
	buffers := append([]*memory.Buffer{memory.NewBufferBytes(bits)}, d.Buffers()[1:]...)
	if dictionary, ok := d.Dictionary().(*array.Data); ok && dictionary != nil {
		return array.MakeFromData(array.NewDataWithDictionary(d.DataType(), d.Len(), buffers, nulls, d.Offset(), dictionary))
	}
	return array.MakeFromData(array.NewData(d.DataType(), d.Len(), buffers, d.Children(), nulls, d.Offset()))
}
