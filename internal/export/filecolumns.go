package export

import (
	"context"
	"fmt"
	"strings"

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
	field    arrow.Field // in the file
	rebuild  func(arrow.Array) (arrow.Array, error)
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

// TypeNote names the columns of a result, with their types, that a format writes
// as text, because one of its readers has no type that holds them exactly. It is
// empty where there are none.
func TypeNote(format string, schema *arrow.Schema) string {
	plan, typed := plans[format]
	if !typed || schema == nil {
		return ""
	}
	var columns []string
	for _, c := range planned(schema, plan) {
		if c.field.Type.ID() == arrow.STRING && c.declared.Type.ID() != arrow.STRING && c.declared.Type.ID() != arrow.DICTIONARY {
			columns = append(columns, fmt.Sprintf("%s (%s)", c.declared.Name, connectors.SourceType(c.declared)))
		}
	}
	const most = 4
	switch n := len(columns); {
	case n == 0:
		return ""
	case n > most:
		columns = append(columns[:most-1], fmt.Sprintf("%d more", n-most+1))
	}
	return "written as text, which keeps every digit: " + strings.Join(columns, ", ")
}

// FileTypes are the types that the columns of a result have in a file of a format;
// in formats without types of their own those of the result.
func FileTypes(format string, schema *arrow.Schema) []arrow.DataType {
	plan, typed := plans[format]
	if !typed {
		plan = func(declared arrow.Field) fileColumn { return fileColumn{field: declared} }
	}
	var types []arrow.DataType
	for _, c := range planned(schema, plan) {
		types = append(types, c.field.Type)
	}
	return types
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
	if isUnion(f.Type) {
		return connectors.KindOther
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
		return a, nil
	case c.field.Type.ID() == arrow.STRING:
		return value.Texts(f, a), nil
	case !arrow.TypeEqual(a.DataType(), c.declared.Type):
		parsed, err := parseColumn(a, c.declared)
		if err != nil || c.rebuild == nil {
			return parsed, err
		}
		a = parsed
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
