package export

import (
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
	"sonde/internal/value"
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

// schemaFor returns the schema with which a result is written in a format whose
// columns have one type: a column of which a value in the first batch does not
// fit the declared type is text. The batch may be nil.
func schemaFor(format string, schema *arrow.Schema, first arrow.RecordBatch) *arrow.Schema {
	if first == nil || format != "parquet" && format != "arrow" {
		return schema
	}
	fields := schema.Fields() // a copy
	for i, f := range fields {
		if c := first.Column(i); c.DataType().ID() == arrow.STRING && f.Type.ID() != arrow.STRING {
			if _, err := parseColumn(c, f); err != nil {
				fields[i].Type = arrow.BinaryTypes.String
				fields[i].Metadata = connectors.Field("", fields[i].Type, connectors.SourceType(f), kindOfText(f)).Metadata
			}
		}
	}
	metadata := schema.Metadata()
	return arrow.NewSchema(fields, &metadata)
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
		columns[i] = c
	}
	return array.NewRecordBatch(schema, columns, b.NumRows()), nil
}

// parseColumn reads a column of text as the type of a field. A value that would
// not read back as the same text or number is an error.
func parseColumn(c arrow.Array, f arrow.Field) (arrow.Array, error) {
	text, ok := c.(*array.String)
	if !ok {
		return nil, connectors.Errorf(connectors.ClassInternal, "column %q changed its type from %s to %s", f.Name, f.Type, c.DataType())
	}
	b := array.NewBuilder(memory.DefaultAllocator, f.Type)
	for i := range text.Len() {
		if text.IsNull(i) {
			b.AppendNull()
		} else if err := b.AppendValueFromString(text.Value(i)); err != nil {
			return nil, misfit(f, text.Value(i))
		}
	}
	parsed, m := b.NewArray(), value.NewFormatter(f)
	for i := range text.Len() {
		if !text.IsNull(i) && !sameValue(m.Class(), f.Type, text.Value(i), string(m.Append(nil, parsed, i))) {
			return nil, misfit(f, text.Value(i))
		}
	}
	return parsed, nil
}

func misfit(f arrow.Field, text string) error {
	return connectors.Errorf(connectors.ClassUnsupported, "column %q: the value %.60q does not fit its type %s, which this format has to keep", f.Name, text, connectors.SourceType(f)).
		WithHint("Export as CSV or JSON, which keep every value as it is.")
}

// sameValue reports whether a text and the text of what it was read as mean the
// same. Dates, times and booleans have several forms that all are exact, and a
// finite float stands for the nearest one of its type.
func sameValue(c value.Class, t arrow.DataType, sent, read string) bool {
	isFloat := arrow.IsFloating(t.ID())
	switch {
	case c == value.Temporal || c == value.Bool:
		return true
	case isFloat:
		return !strings.Contains(read, "Inf") || strings.Contains(strings.ToLower(sent), "inf")
	case c == value.Number:
		return plainDigits(sent) == plainDigits(read)
	}
	return sent == read
}

// plainDigits drops the zeros and the sign that do not change a number.
func plainDigits(s string) string {
	s = strings.TrimPrefix(s, "+")
	digits, negative := strings.CutPrefix(s, "-")
	digits = strings.TrimLeft(digits, "0")
	if strings.Contains(digits, ".") {
		digits = strings.TrimRight(strings.TrimRight(digits, "0"), ".")
	}
	if negative && digits != "" {
		return "-" + digits
	}
	return digits
}
