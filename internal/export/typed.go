package export

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

// typed is a format whose columns have one type from the first row to the last.
type typed struct {
	schema *arrow.Schema
	write  func(arrow.RecordBatch) error
	finish func() error
	err    error
	closed bool
}

// Write writes a batch, or explains which value has no place in the format.
func (t *typed) Write(b arrow.RecordBatch) error {
	if t.err == nil {
		b, t.err = conform(b, t.schema)
	}
	if t.err == nil {
		t.err = t.write(b)
	}
	return t.err
}

// Close writes the end of the file, unless a write failed.
func (t *typed) Close() error {
	if t.closed {
		return t.err
	}
	t.closed = true
	if err := t.finish(); t.err == nil {
		t.err = err
	}
	return t.err
}

// conform returns the batch with the types that schema declares. A column that
// came as text, because one of its values did not fit, is read back value by
// value; the value that does not fit is the error.
func conform(b arrow.RecordBatch, schema *arrow.Schema) (arrow.RecordBatch, error) {
	columns := make([]arrow.Array, schema.NumFields())
	for i, f := range schema.Fields() {
		c := b.Column(i)
		if !arrow.TypeEqual(c.DataType(), f.Type) {
			var err error
			if c, err = parseColumn(c, f); err != nil {
				return nil, err
			}
		}
		columns[i] = c
	}
	return array.NewRecordBatch(schema, columns, b.NumRows()), nil
}

func parseColumn(c arrow.Array, f arrow.Field) (arrow.Array, error) {
	text, ok := c.(*array.String)
	if !ok {
		return nil, connectors.Errorf(connectors.ClassInternal, "column %q changed its type from %s to %s", f.Name, f.Type, c.DataType())
	}
	b := array.NewBuilder(memory.DefaultAllocator, f.Type)
	for i := range text.Len() {
		if text.IsNull(i) {
			b.AppendNull()
			continue
		}
		if err := b.AppendValueFromString(text.Value(i)); err != nil {
			return nil, connectors.Errorf(connectors.ClassUnsupported, "column %q: the value %.60q does not fit its type %s, which this format has to keep", f.Name, text.Value(i), connectors.SourceType(f)).
				WithHint("Export as CSV or JSON, which keep every value as it is.")
		}
	}
	return b.NewArray(), nil
}
