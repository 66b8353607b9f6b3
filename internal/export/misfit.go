package export

import (
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/value"
)

// lateMisfit is the error of a batch with values that do not fit the types with
// which a file was begun. None of the batch is in the file.
type lateMisfit struct {
	err     *connectors.Error // tells of the first of these values
	columns []int             // which hold them
	schema  *arrow.Schema     // of the result
	batch   arrow.RecordBatch
}

func (l *lateMisfit) Error() string { return l.err.Error() }
func (l *lateMisfit) Unwrap() error { return l.err }

// retyped is the schema of the result in which the columns are text.
func (l *lateMisfit) retyped() *arrow.Schema {
	fields := l.schema.Fields() // a copy
	for _, i := range l.columns {
		fields[i] = textField(fields[i])
	}
	metadata := l.schema.Metadata()
	return arrow.NewSchema(fields, &metadata)
}

// note says which columns become text, and for what.
func (l *lateMisfit) note() string {
	var names []string
	for _, i := range l.columns {
		names = append(names, l.schema.Field(i).Name)
	}
	return "written as text: " + strings.Join(names, ", ") + "; " + l.err.Message
}

// checked takes no batch with a value that does not fit the type of its column.
type checked struct {
	Writer
	schema  *arrow.Schema
	columns []fileColumn
	rows    int64
}

// Write writes a batch, or returns a *lateMisfit.
func (c *checked) Write(b arrow.RecordBatch) error {
	late := &lateMisfit{schema: c.schema, batch: b}
	for i, column := range c.columns {
		row := column.firstMisfit(b.Column(i))
		if row < 0 {
			continue
		}
		late.columns = append(late.columns, i)
		if late.err == nil {
			shown := value.Texts(b.Schema().Field(i), array.NewSlice(b.Column(i), int64(row), int64(row)+1))
			late.err = misfit(column, shown.ValueStr(0), c.rows+int64(row)+1)
		}
	}
	if late.err != nil {
		return late
	}
	c.rows += b.NumRows()
	return c.Writer.Write(b)
}

// firstMisfit is the row of the first value of a column of a batch that does not fit
// its type in the file; negative where all do.
func (c fileColumn) firstMisfit(a arrow.Array) int {
	text, isText := a.(*array.String)
	switch {
	case c.field.Type.ID() == arrow.STRING:
		return -1
	case mayBeOutside(a.DataType()):
		return firstOutside(a)
	case arrow.TypeEqual(a.DataType(), c.field.Type):
		return -1
	case isText && isUUIDText(c.declared):
		return firstNoUUID(text)
	case isText:
		return firstMisfit(text, c.held)
	}
	return -1
}

// firstMisfit is the row of the first text that cannot be read as the type of a
// field; negative where all can.
func firstMisfit(text *array.String, f arrow.Field) int {
	_, fits := readText(text, f)
	for i, fit := range fits {
		if !fit && !text.IsNull(i) {
			return i
		}
	}
	return -1
}

func misfit(c fileColumn, text string, row int64) *connectors.Error {
	return connectors.Errorf(connectors.ClassUnsupported, "row %d, column %q: the value %.60q does not fit the type %s, which the column has from its first row on", row, c.declared.Name, text, heldType(c)).
		WithHint("Write to a file, which is begun anew with the column as text, or choose CSV or JSON.")
}
