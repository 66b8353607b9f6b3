package export

import (
	"context"
	"iter"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

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

// Foreteller is a [Source] that can tell before its first batch which of its
// columns hold values that do not fit the type that its schema declares.
type Foreteller interface {
	Misfits(ctx context.Context) ([]bool, error)
}

// Misfits tells which columns hold a value that does not fit the type that the
// schema declares.
func Misfits(schema *arrow.Schema, batches iter.Seq2[arrow.RecordBatch, error]) ([]bool, error) {
	found := make([]bool, schema.NumFields())
	for b, err := range batches {
		if err != nil {
			return nil, err
		}
		for i, f := range schema.Fields() {
			found[i] = found[i] || !fits(b.Column(i), f)
		}
	}
	return found, nil
}

// fits reports whether a column of a batch can be written with the type of a
// field.
func fits(c arrow.Array, f arrow.Field) bool {
	if c.DataType().ID() != arrow.STRING || f.Type.ID() == arrow.STRING {
		return true
	}
	_, err := parseColumn(c, f)
	return err == nil
}

// schemaFor returns the schema with which a result is written in a format whose
// columns have one type: a column with a value that does not fit the declared
// type is text. Of a source that cannot tell, the first batch decides, which is
// nil for an empty result.
func schemaFor(ctx context.Context, format string, src Source, first arrow.RecordBatch) (*arrow.Schema, error) {
	schema := src.Schema()
	if first == nil || format != "parquet" && format != "arrow" {
		return schema, nil
	}
	misfits := make([]bool, schema.NumFields())
	if f, can := src.(Foreteller); can {
		var err error
		if misfits, err = f.Misfits(ctx); err != nil {
			return nil, err
		}
	}
	fields := schema.Fields() // a copy
	for i, f := range fields {
		if misfits[i] || !fits(first.Column(i), f) {
			fields[i].Type = arrow.BinaryTypes.String
			fields[i].Metadata = connectors.Field("", fields[i].Type, connectors.SourceType(f), kindOfText(f)).Metadata
		}
	}
	metadata := schema.Metadata()
	return arrow.NewSchema(fields, &metadata), nil
}

// conform returns the batch with the types that schema declares. A column that
// came as text, because one of its values did not fit, is read back value by
// value; the value that does not fit is the error.
func conform(b arrow.RecordBatch, schema *arrow.Schema) (arrow.RecordBatch, error) {
	columns := make([]arrow.Array, schema.NumFields())
	for i, f := range schema.Fields() {
		c := b.Column(i)
		switch {
		case arrow.TypeEqual(c.DataType(), f.Type):
		case f.Type.ID() == arrow.STRING:
			c = asText(b.Schema().Field(i), c)
		default:
			var err error
			if c, err = parseColumn(c, f); err != nil {
				return nil, err
			}
		}
		columns[i] = validText(c)
	}
	return array.NewRecordBatch(schema, columns, b.NumRows()), nil
}

// parseColumn reads a column of text as the type of a field. A value that would
// not read back as the same text, or as the same digits, is an error.
func parseColumn(c arrow.Array, f arrow.Field) (arrow.Array, error) {
	text, ok := c.(*array.String)
	if !ok {
		return nil, connectors.Errorf(connectors.ClassInternal, "column %q changed its type from %s to %s", f.Name, f.Type, c.DataType())
	}
	parsed, fits := readText(text, f)
	for i, fit := range fits {
		if !fit && !text.IsNull(i) {
			return nil, misfit(f, text.Value(i))
		}
	}
	return parsed, nil
}

func misfit(f arrow.Field, text string) error {
	return connectors.Errorf(connectors.ClassUnsupported, "column %q: the value %.60q does not fit its type %s, which this format has to keep", f.Name, text, connectors.SourceType(f)).
		WithHint("Export as CSV or JSON, which keep every value as it is.")
}
