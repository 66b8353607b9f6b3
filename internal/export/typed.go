package export

import (
	"context"
	"iter"
	"slices"
	"strings"

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
	found, columns := make([]bool, schema.NumFields()), planned(schema, heldColumn)
	for b, err := range batches {
		if err != nil {
			return nil, err
		}
		for i, c := range columns {
			found[i] = found[i] || c.firstMisfit(b.Column(i)) >= 0
		}
	}
	return found, nil
}

// Narrows reports whether files hold columns of a result in types that may not have
// room for all values of the declared ones: integers of 128 bits are decimals of 38
// digits, times of day end before 24:00:00, and texts that sources call UUIDs are 16
// bytes.
func Narrows(schema *arrow.Schema) bool {
	return slices.ContainsFunc(schema.Fields(), func(f arrow.Field) bool {
		return mayBeOutside(f.Type) || isUUIDText(f) && connectors.EngineType(f) == ""
	})
}

// schemaFor returns the schema with which a result is written in a format whose
// columns have one type: a column with a value that does not fit the declared
// type is text, and a note names those. Of a source that cannot tell, the first
// batch decides, which is nil for an empty result.
func schemaFor(ctx context.Context, format string, src Source, first arrow.RecordBatch) (*arrow.Schema, string, error) {
	schema := src.Schema()
	plan, typed := plans[format]
	if first == nil || !typed {
		return schema, "", nil
	}
	misfits := make([]bool, schema.NumFields())
	if f, can := src.(Foreteller); can {
		var err error
		if misfits, err = f.Misfits(ctx); err != nil {
			return nil, "", err
		}
	}
	fields := schema.Fields() // a copy
	var names []string
	for i, c := range planned(schema, plan) {
		if c.field.Type.ID() != arrow.STRING && (misfits[i] || c.firstMisfit(first.Column(i)) >= 0) {
			fields[i] = textField(fields[i])
			names = append(names, c.declared.Name+" ("+connectors.SourceType(c.declared)+")")
		}
	}
	metadata := schema.Metadata()
	return arrow.NewSchema(fields, &metadata), misfitNote(names), nil
}

// misfitNote names the columns that become text; empty where there are none.
func misfitNote(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "written as text: " + strings.Join(names, ", ") + ", for values that do not fit otherwise"
}

// parseColumn reads a column of text as the type that a file holds it with. A value that would
// not read back as the same text, or as the same digits, is an error.
func parseColumn(a arrow.Array, c fileColumn) (arrow.Array, error) {
	text, ok := a.(*array.String)
	if !ok {
		return nil, changedType(c, a)
	}
	parsed, fits := readText(text, c.held)
	for i, fit := range fits {
		if !fit && !text.IsNull(i) {
			return nil, misfit(c, text.Value(i), int64(i)+1)
		}
	}
	return parsed, nil
}

func changedType(c fileColumn, a arrow.Array) error {
	return connectors.Errorf(connectors.ClassInternal, "column %q changed its type from %s to %s", c.declared.Name, c.declared.Type, a.DataType())
}
