package export

import (
	"regexp"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/value"
)

// column is one column of a batch with what writes its values.
type column struct {
	array  arrow.Array
	field  *arrow.Field // of the batch
	format *value.Formatter
	// read is what text was read back as where the schema declares another type.
	// It counts only where fits is true.
	read *column
	fits []bool
	// isClock says that the schema declares a timestamp.
	isClock bool
}

// readColumns finds out what stands in the columns that came as text, because one
// of their values did not fit the type that the schema declares. Numbers stay
// text, which has all of their digits.
func readColumns(columns []column, schema *arrow.Schema) {
	for i := range columns {
		c, f := &columns[i], schema.Field(i)
		text, isText := c.array.(*array.String)
		switch {
		case !isText || f.Type.ID() == arrow.STRING:
		case value.ClassOf(f) == value.Number:
			c.format = value.NewFormatter(connectors.Field(f.Name, text.DataType(), "", connectors.KindNumber))
		default:
			parsed, fits := readText(text, f)
			c.read, c.fits = &column{array: parsed, format: value.NewFormatter(f)}, fits
			c.isClock = f.Type.ID() == arrow.TIMESTAMP
		}
	}
}

// typed is the column that has the value at row i with its declared type, if
// there is one.
func (c column) typed(i int) column {
	if c.read != nil && c.fits[i] {
		return *c.read
	}
	return c
}

// null reports whether the value at row i is NULL.
func (c column) null(i int) bool { return c.format.IsNull(c.array, i) }

// text appends the text of the value at row i.
func (c column) text(dst []byte, i int) []byte { return c.format.Append(dst, c.array, i) }

// clipped is text of at most size bytes.
func (c column) clipped(dst []byte, i, size int) []byte {
	return c.format.AppendClipped(dst, c.array, i, size)
}

// json appends the value at row i as JSON. A clock that came as text, because it does
// not tell the moment, is written as the others are.
func (c column) json(dst []byte, i int) []byte {
	start := len(dst)
	dst = c.format.AppendJSON(dst, c.array, i)
	if c.isClock && spacedClock.Match(dst[start:]) {
		dst[start+len(`"2006-01-02`)] = 'T'
	}
	return dst
}

// spacedClock is a date and a time of day in JSON, with a space between them.
var spacedClock = regexp.MustCompile(`^"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`)

func (c column) class() value.Class { return c.format.Class() }

// formatters keeps the formatters of the last schema that it saw, because
// batches of a result nearly always share one.
type formatters struct {
	schema *arrow.Schema
	fields []arrow.Field
	list   []*value.Formatter
}

// columns pairs the columns of a batch with their formatters.
func (f *formatters) columns(b arrow.RecordBatch) []column {
	if schema := b.Schema(); schema != f.schema {
		f.list, f.fields = make([]*value.Formatter, schema.NumFields()), schema.Fields()
		for i, field := range f.fields {
			f.list[i] = value.NewFormatter(field)
		}
		f.schema = schema
	}
	columns := make([]column, len(f.list))
	for i, m := range f.list {
		columns[i] = column{array: b.Column(i), field: &f.fields[i], format: m}
	}
	return columns
}
