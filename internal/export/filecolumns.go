package export

import (
	"context"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/compute"

	"sonde/connectors"
	"sonde/internal/value"
)

// fileColumn is a column of a file whose columns have one type from the first row
// to the last: the field that is declared in the file, and how a column of a batch
// becomes one of that type.
type fileColumn struct {
	declared arrow.Field // in the result
	held     arrow.Field // declared, with decimals in the place of integers of 128 bits
	field    arrow.Field // in the file
	rebuild  func(arrow.Array) (arrow.Array, error)
}

// heldColumn is a column of a file that keeps the values of a result as they are.
func heldColumn(declared arrow.Field) fileColumn {
	held := narrowedField(declared)
	c := fileColumn{declared: declared, held: held, field: held}
	if isUUIDText(declared) {
		c.field.Type = uuidType
	}
	return c
}

// plans say with which type a format keeps a column of a result.
var plans = map[string]func(declared arrow.Field) fileColumn{"parquet": parquetColumn, "arrow": arrowColumn}

// planned are the columns of a file for the columns of a result.
func planned(schema *arrow.Schema, plan func(arrow.Field) fileColumn) []fileColumn {
	columns := make([]fileColumn, schema.NumFields())
	for i, declared := range schema.Fields() {
		columns[i] = plan(declared)
	}
	return columns
}

// textField is the field of a column that is written as text. Its metadata say
// what the text means.
func textField(declared arrow.Field) arrow.Field {
	f := declared
	f.Type = arrow.BinaryTypes.String
	f.Metadata = connectors.Field("", f.Type, connectors.SourceType(declared), kindOfText(declared)).Metadata
	return f
}

// kindOfText says what the text of a column means that a format cannot hold.
func kindOfText(f arrow.Field) connectors.Kind {
	switch {
	case isUnion(f.Type):
		return connectors.KindOther
	case isUUIDText(f):
		return connectors.KindText // As UUIDs they would not stay text.
	}
	switch f.Type.ID() {
	case arrow.INTERVAL_MONTHS, arrow.INTERVAL_DAY_TIME, arrow.INTERVAL_MONTH_DAY_NANO, arrow.DURATION:
		return connectors.KindInterval
	}
	switch value.ClassOf(f) {
	case value.Number:
		return connectors.KindNumber
	case value.Nested:
		return connectors.KindJSON
	}
	return connectors.FieldKind(f)
}

// convert turns a column of a batch, whose field is given, into the file's type.
func (c fileColumn) convert(f arrow.Field, a arrow.Array) (arrow.Array, error) {
	switch {
	case arrow.TypeEqual(a.DataType(), c.field.Type):
		return shownDocuments(f, a), nil
	case c.field.Type.ID() == arrow.STRING:
		return value.Texts(f, a), nil
	case isUUIDText(c.declared):
		return c.uuids(a)
	case arrow.TypeEqual(a.DataType(), c.declared.Type):
		a = array.MakeFromData(narrow(a.Data(), c.held.Type))
	default:
		parsed, err := parseColumn(a, c)
		if err != nil {
			return nil, err
		}
		a = parsed
	}
	if a = shownDocuments(c.held, a); c.rebuild == nil {
		return a, nil
	}
	return c.rebuild(a)
}

// convertAll gives the columns of a batch the types of a file. All text in them is
// UTF-8.
func convertAll(columns []fileColumn, schema *arrow.Schema, b arrow.RecordBatch) (arrow.RecordBatch, error) {
	converted := make([]arrow.Array, len(columns))
	for i, c := range columns {
		a, err := c.convert(b.Schema().Field(i), b.Column(i))
		if err != nil {
			return nil, err
		}
		converted[i] = validText(a)
	}
	return array.NewRecordBatch(schema, converted, b.NumRows()), nil
}

// cast gives a column another type, which holds all of its values.
func cast(t arrow.DataType) func(arrow.Array) (arrow.Array, error) {
	return func(a arrow.Array) (arrow.Array, error) {
		return compute.CastArray(context.Background(), a, compute.SafeCastOptions(t))
	}
}
