package export

import (
	"context"
	"iter"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
)

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
	return firstMisfit(c.(*array.String), f) < 0
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
			fields[i] = textField(f)
		}
	}
	metadata := schema.Metadata()
	return arrow.NewSchema(fields, &metadata), nil
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
			return nil, misfit(f, text.Value(i), int64(i)+1)
		}
	}
	return parsed, nil
}
