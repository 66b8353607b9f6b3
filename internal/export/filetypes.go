package export

import (
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/value"
)

// fileTypes are the names of the types that the columns of a result have in a file of
// a format that has types.
func fileTypes(format string, schema *arrow.Schema) []string {
	names := make([]string, schema.NumFields())
	if plan, typed := plans[format]; typed {
		for i, c := range planned(schema, plan) {
			names[i] = typeName(c.field.Type)
		}
		return names
	}
	for i, f := range schema.Fields() {
		names[i] = sheetType(f)
	}
	return names
}

// typeName is the name of a type of a file, in words that its readers share.
func typeName(t arrow.DataType) string {
	switch t := t.(type) {
	case arrow.DecimalType:
		return fmt.Sprintf("decimal(%d,%d)", t.GetPrecision(), t.GetScale())
	case *arrow.TimestampType:
		if t.TimeZone != "" {
			return fmt.Sprintf("timestamptz(%s)", t.Unit)
		}
		return fmt.Sprintf("timestamp(%s)", t.Unit)
	case arrow.ExtensionType:
		return strings.TrimPrefix(t.ExtensionName(), "arrow.")
	case *arrow.DictionaryType:
		return typeName(t.ValueType)
	case *arrow.MapType:
		return "map(" + typeName(t.KeyType()) + ", " + typeName(t.ItemType()) + ")"
	case arrow.ListLikeType:
		return typeName(t.Elem()) + "[]"
	case *arrow.StructType:
		return "struct" + memberTypes(t)
	case arrow.UnionType:
		return "union" + memberTypes(t)
	}
	if name, ok := plainTypes[t.ID()]; ok {
		return name
	}
	return t.String()
}

// memberTypes are the names and types of the members of a type.
func memberTypes(t arrow.NestedType) string {
	var members []string
	for _, f := range t.Fields() {
		members = append(members, f.Name+" "+typeName(f.Type))
	}
	return "(" + strings.Join(members, ", ") + ")"
}

var plainTypes = map[arrow.Type]string{
	arrow.STRING: "text", arrow.LARGE_STRING: "text", arrow.STRING_VIEW: "text",
	arrow.BINARY: "bytes", arrow.LARGE_BINARY: "bytes", arrow.FIXED_SIZE_BINARY: "bytes",
	arrow.BOOL: "boolean", arrow.FLOAT32: "float", arrow.FLOAT64: "double", arrow.DATE32: "date",
	arrow.TIME32: "time", arrow.TIME64: "time", arrow.DURATION: "interval",
}

// textCell is the type of cells of a sheet that are no number, date or truth value.
const textCell = "text"

// sheetType is what the cells of a column are in a sheet, as far as a spreadsheet can
// hold their values.
func sheetType(f arrow.Field) string {
	switch t := f.Type.(type) {
	case *arrow.BooleanType:
		return "true/false"
	case *arrow.Date32Type:
		return "date"
	case *arrow.TimestampType:
		if t.TimeZone == "" {
			return "date and time"
		}
	default:
		if value.ClassOf(f) == value.Number {
			return "number"
		}
	}
	return textCell
}
