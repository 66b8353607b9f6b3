package duckscan

import (
	"github.com/apache/arrow-go/v18/arrow"
	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
)

// logicalType is the DuckDB type of a column. The caller destroys it.
//
// Integers, floats, booleans, text, blobs, dates, times, timestamps, decimals of
// at most 38 digits, DuckDB's own integers of 128 bits, lists, structs, maps and
// unions keep their types; dictionaries, run-end encoded arrays and extensions take
// that of their values; text of kind json becomes JSON, and text that is marked as
// that of a type of DuckDB's own becomes this type again. Everything else, such as
// wider decimals, durations and zoned timestamps in nanoseconds, which DuckDB would
// have to cut, becomes VARCHAR.
func logicalType(f arrow.Field) bindings.LogicalType {
	if isSpelled(f) {
		return spelledType(f)
	}
	if members := unionMembers(f); len(members) > 0 {
		return unionType(members)
	}
	if connectors.FieldKind(f).IsDocument() && isText(f.Type) {
		t := bindings.CreateLogicalType(bindings.TypeVarchar)
		bindings.LogicalTypeSetAlias(t, "JSON")
		return t
	}
	switch t := f.Type.(type) {
	case *arrow.DictionaryType:
		return logicalType(arrow.Field{Type: t.ValueType})
	case *arrow.RunEndEncodedType:
		return logicalType(arrow.Field{Type: t.Encoded()})
	case arrow.ExtensionType:
		return logicalType(arrow.Field{Type: t.StorageType()})
	case *arrow.StructType:
		return structType(t)
	case *arrow.MapType:
		key, value := logicalType(t.KeyField()), logicalType(t.ItemField())
		defer bindings.DestroyLogicalType(&key)
		defer bindings.DestroyLogicalType(&value)
		return bindings.CreateMapType(key, value)
	case *arrow.FixedSizeListType:
		if t.Len() > 0 {
			child := logicalType(t.ElemField())
			defer bindings.DestroyLogicalType(&child)
			return bindings.CreateArrayType(child, bindings.IdxT(t.Len()))
		}
	case arrow.ListLikeType:
		child := logicalType(t.ElemField())
		defer bindings.DestroyLogicalType(&child)
		return bindings.CreateListType(child)
	case arrow.DecimalType:
		if isDecimal(t) {
			return bindings.CreateDecimalType(uint8(t.GetPrecision()), uint8(t.GetScale()))
		}
		if huge, ok := hugeType(f); ok {
			return bindings.CreateLogicalType(huge)
		}
	}
	return bindings.CreateLogicalType(plainType(f.Type))
}

func isText(t arrow.DataType) bool {
	return t.ID() == arrow.STRING || t.ID() == arrow.LARGE_STRING || t.ID() == arrow.STRING_VIEW
}

// isDecimal reports whether DuckDB has the same decimal type.
func isDecimal(t arrow.DecimalType) bool {
	return t.GetPrecision() <= 38 && t.GetScale() >= 0 && t.GetScale() <= t.GetPrecision()
}

// hugeType is the type of an integer of 128 bits that is one in DuckDB too. Arrow
// has no such type, so it is on its way as a wide decimal.
func hugeType(f arrow.Field) (bindings.Type, bool) {
	if t, ok := f.Type.(*arrow.Decimal256Type); !ok || t.Scale != 0 {
		return 0, false
	}
	name := connectors.EngineType(f)
	if name == "" {
		name = connectors.SourceType(f)
	}
	huge, ok := map[string]bindings.Type{"HUGEINT": bindings.TypeHugeInt, "UHUGEINT": bindings.TypeUHugeInt}[name]
	return huge, ok
}

func structType(t *arrow.StructType) bindings.LogicalType {
	types, names := make([]bindings.LogicalType, t.NumFields()), make([]string, t.NumFields())
	for i, f := range t.Fields() {
		types[i], names[i] = logicalType(f), columnName(f, i)
		defer bindings.DestroyLogicalType(&types[i])
	}
	if len(types) == 0 {
		return bindings.CreateLogicalType(bindings.TypeVarchar)
	}
	return bindings.CreateStructType(types, names)
}

var plainTypes = map[arrow.Type]bindings.Type{
	arrow.NULL:              bindings.TypeSQLNull,
	arrow.BOOL:              bindings.TypeBoolean,
	arrow.INT8:              bindings.TypeTinyInt,
	arrow.INT16:             bindings.TypeSmallInt,
	arrow.INT32:             bindings.TypeInteger,
	arrow.INT64:             bindings.TypeBigInt,
	arrow.UINT8:             bindings.TypeUTinyInt,
	arrow.UINT16:            bindings.TypeUSmallInt,
	arrow.UINT32:            bindings.TypeUInteger,
	arrow.UINT64:            bindings.TypeUBigInt,
	arrow.FLOAT16:           bindings.TypeFloat,
	arrow.FLOAT32:           bindings.TypeFloat,
	arrow.FLOAT64:           bindings.TypeDouble,
	arrow.BINARY:            bindings.TypeBlob,
	arrow.LARGE_BINARY:      bindings.TypeBlob,
	arrow.BINARY_VIEW:       bindings.TypeBlob,
	arrow.FIXED_SIZE_BINARY: bindings.TypeBlob,
	arrow.DATE32:            bindings.TypeDate,
	arrow.DATE64:            bindings.TypeDate,
	arrow.TIME32:            bindings.TypeTime,
}

// plainType is the type of a column without parts.
func plainType(t arrow.DataType) bindings.Type {
	if plain, ok := plainTypes[t.ID()]; ok {
		return plain
	}
	switch t := t.(type) {
	case *arrow.Time64Type:
		if t.Unit == arrow.Nanosecond {
			return bindings.TypeTimeNS
		}
		return bindings.TypeTime
	case *arrow.TimestampType:
		return timestampType(t)
	}
	return bindings.TypeVarchar
}

func timestampType(t *arrow.TimestampType) bindings.Type {
	switch {
	case t.TimeZone != "" && t.Unit == arrow.Nanosecond:
		return bindings.TypeVarchar
	case t.TimeZone != "":
		return bindings.TypeTimestampTZ
	}
	return [...]bindings.Type{
		arrow.Second:      bindings.TypeTimestampS,
		arrow.Millisecond: bindings.TypeTimestampMS,
		arrow.Microsecond: bindings.TypeTimestamp,
		arrow.Nanosecond:  bindings.TypeTimestampNS,
	}[t.Unit]
}
