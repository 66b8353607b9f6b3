package duck

import (
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/decimal256"
	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
)

// shape is what a DuckDB type becomes: an Arrow type with the column that fills
// it, and the type as DuckDB writes it.
type shape struct {
	typ    arrow.DataType
	text   string
	kind   connectors.Kind
	column column
	// spelled is the type where Arrow has no such one; text may be another name.
	spelled string
}

func (s shape) field(name string) arrow.Field {
	f := connectors.Field(name, s.typ, s.text, s.kind)
	if s.spelled != "" {
		f = connectors.EngineField(f, s.spelled)
	}
	return f
}

// describe tells the columns of a statement that has been executed. Zone is the
// session's time zone.
func (s *statement) describe(zone string) (*answer, error) {
	a := &answer{returns: bindings.ResultReturnType(s.result) == bindings.ResultTypeQueryResult}
	if !a.returns {
		a.schema = arrow.NewSchema(nil, nil)
		return a, nil
	}
	types := typeReader{zone: zone}
	fields := make([]arrow.Field, bindings.ColumnCount(&s.result))
	for i := range fields {
		at := bindings.IdxT(i)
		sh, err := types.owned(bindings.ColumnLogicalType(&s.result, at))
		name := bindings.ColumnName(&s.result, at)
		if err != nil {
			return nil, err.WithHint(fmt.Sprintf("cast the column %q to BLOB", name))
		}
		fields[i] = sh.field(name)
		a.columns = append(a.columns, sh.column)
	}
	a.schema = arrow.NewSchema(fields, nil)
	return a, nil
}

// typeReader turns DuckDB's types into shapes.
type typeReader struct{ zone string }

// owned reads a type and destroys it.
func (r typeReader) owned(t bindings.LogicalType) (shape, *connectors.Error) {
	defer bindings.DestroyLogicalType(&t)
	s, err := r.read(t)
	if alias := bindings.LogicalTypeGetAlias(t); alias != "" {
		s.text = alias
		if alias == "JSON" && s.kind == connectors.KindText {
			s.kind = connectors.KindJSON
		}
	}
	return s, err
}

func (r typeReader) read(t bindings.LogicalType) (shape, *connectors.Error) {
	id := bindings.GetTypeId(t)
	if plain, ok := plainTypes[id]; ok {
		return plain(), nil
	}
	switch id {
	case bindings.TypeTimestampTZ:
		zoned := &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: r.zone}
		return shape{typ: zoned, text: "TIMESTAMP WITH TIME ZONE", column: newFixed[int64](zoned)}, nil
	case bindings.TypeDecimal:
		return decimals(t), nil
	case bindings.TypeEnum:
		return enums(t), nil
	case bindings.TypeVariant:
		return shape{typ: text, text: "VARIANT", kind: connectors.KindJSON, column: newVariants(r.zone)}, nil
	case bindings.TypeList:
		return r.list(t)
	case bindings.TypeArray:
		return r.array(t)
	case bindings.TypeMap:
		return r.mapping(t)
	case bindings.TypeStruct:
		return r.structure(t)
	case bindings.TypeUnion:
		return r.union(t)
	}
	return shape{}, connectors.Errorf(connectors.ClassUnsupported, "the answer has a column of a type that cannot be read (number %d)", id)
}

var text = arrow.BinaryTypes.String

// plain is the shape of a type without parameters whose values lie in DuckDB as
// they lie in Arrow.
func plain[T any](t arrow.DataType, name string) func() shape {
	return func() shape { return shape{typ: t, text: name, column: newFixed[T](t)} }
}

// textual is the shape of a type whose values become text.
func textual(name string, kind connectors.Kind, column func() column) func() shape {
	return func() shape { return shape{typ: text, text: name, kind: kind, column: column()} }
}

// spelled is the shape of a type that Arrow does not have.
func spelled(name string, kind connectors.Kind, column func() column) func() shape {
	return func() shape { return shape{typ: text, text: name, kind: kind, column: column(), spelled: name} }
}

func newText() column       { return newTexts(text) }
func newBinary() column     { return newTexts(arrow.BinaryTypes.Binary) }
func newHugeInt() column    { return newConverted(huge, fromHugeInt) }
func newUHugeInt() column   { return newConverted(huge, fromUHugeInt) }
func newTimesTZ() column    { return newRendered(appendTimeTZ) }
func newIntervals() column  { return newRendered(appendInterval) }
func newUUIDs() column      { return newRendered(appendUUID) }
func newBits() column       { return newRenderedBytes(8, appendBits) }
func newGeometries() column { return newRenderedBytes(4, appendGeometry) }
func newBignums() column    { return newRenderedBytes(3, appendBignum) }

// huge holds every HUGEINT and UHUGEINT; those have up to 39 digits.
var huge = &arrow.Decimal256Type{Precision: 39, Scale: 0}

func fromHugeInt(v hugeBits) decimal256.Num {
	sign := signExtension(v.upper)
	return decimal256.New(sign, sign, v.upper, v.lower)
}

func fromUHugeInt(v hugeBits) decimal256.Num { return decimal256.New(0, 0, v.upper, v.lower) }

func timestampIn(u arrow.TimeUnit) arrow.DataType { return &arrow.TimestampType{Unit: u} }

// plainTypes are the types without parameters. Infinite dates and timestamps
// keep DuckDB's numbers for them, the largest of the type and its negative.
var plainTypes = map[bindings.Type]func() shape{
	bindings.TypeBoolean: func() shape {
		return shape{typ: arrow.FixedWidthTypes.Boolean, text: "BOOLEAN", column: &booleans{}}
	},
	bindings.TypeTinyInt:   plain[int8](arrow.PrimitiveTypes.Int8, "TINYINT"),
	bindings.TypeSmallInt:  plain[int16](arrow.PrimitiveTypes.Int16, "SMALLINT"),
	bindings.TypeInteger:   plain[int32](arrow.PrimitiveTypes.Int32, "INTEGER"),
	bindings.TypeBigInt:    plain[int64](arrow.PrimitiveTypes.Int64, "BIGINT"),
	bindings.TypeUTinyInt:  plain[uint8](arrow.PrimitiveTypes.Uint8, "UTINYINT"),
	bindings.TypeUSmallInt: plain[uint16](arrow.PrimitiveTypes.Uint16, "USMALLINT"),
	bindings.TypeUInteger:  plain[uint32](arrow.PrimitiveTypes.Uint32, "UINTEGER"),
	bindings.TypeUBigInt:   plain[uint64](arrow.PrimitiveTypes.Uint64, "UBIGINT"),
	bindings.TypeFloat:     plain[float32](arrow.PrimitiveTypes.Float32, "FLOAT"),
	bindings.TypeDouble:    plain[float64](arrow.PrimitiveTypes.Float64, "DOUBLE"),
	bindings.TypeHugeInt: func() shape {
		return shape{typ: huge, text: "HUGEINT", column: newHugeInt()}
	},
	bindings.TypeUHugeInt: func() shape {
		return shape{typ: huge, text: "UHUGEINT", column: newUHugeInt()}
	},
	bindings.TypeDate:        plain[int32](arrow.FixedWidthTypes.Date32, "DATE"),
	bindings.TypeTime:        plain[int64](arrow.FixedWidthTypes.Time64us, "TIME"),
	bindings.TypeTimeNS:      plain[int64](arrow.FixedWidthTypes.Time64ns, "TIME_NS"),
	bindings.TypeTimestamp:   plain[int64](timestampIn(arrow.Microsecond), "TIMESTAMP"),
	bindings.TypeTimestampS:  plain[int64](timestampIn(arrow.Second), "TIMESTAMP_S"),
	bindings.TypeTimestampMS: plain[int64](timestampIn(arrow.Millisecond), "TIMESTAMP_MS"),
	bindings.TypeTimestampNS: plain[int64](timestampIn(arrow.Nanosecond), "TIMESTAMP_NS"),
	bindings.TypeVarchar:     textual("VARCHAR", connectors.KindText, newText),
	bindings.TypeTimeTZ:      spelled("TIME WITH TIME ZONE", connectors.KindTime, newTimesTZ),
	bindings.TypeInterval:    spelled("INTERVAL", connectors.KindInterval, newIntervals),
	bindings.TypeUUID:        spelled("UUID", connectors.KindUUID, newUUIDs),
	bindings.TypeBit:         spelled("BIT", connectors.KindBit, newBits),
	bindings.TypeBigNum:      spelled("BIGNUM", connectors.KindNumber, newBignums),
	bindings.TypeGeometry:    spelled("GEOMETRY", connectors.KindOther, newGeometries),
	bindings.TypeBlob: func() shape {
		return shape{typ: arrow.BinaryTypes.Binary, text: "BLOB", column: newBinary()}
	},
	bindings.TypeSQLNull: func() shape {
		return shape{typ: arrow.Null, text: `"NULL"`, column: &nothing{}}
	},
}

// decimals reads DECIMAL(w,s), which DuckDB stores in the smallest integer that
// holds w digits.
func decimals(t bindings.LogicalType) shape {
	width, scale := bindings.DecimalWidth(t), bindings.DecimalScale(t)
	typ := &arrow.Decimal128Type{Precision: int32(width), Scale: int32(scale)}
	s := shape{typ: typ, text: fmt.Sprintf("DECIMAL(%d,%d)", width, scale)}
	switch bindings.DecimalInternalType(t) {
	case bindings.TypeSmallInt:
		s.column = newConverted(typ, func(v int16) decimal128.Num { return decimal128.FromI64(int64(v)) })
	case bindings.TypeInteger:
		s.column = newConverted(typ, func(v int32) decimal128.Num { return decimal128.FromI64(int64(v)) })
	case bindings.TypeBigInt:
		s.column = newConverted(typ, decimal128.FromI64)
	default:
		s.column = newConverted(typ, func(v hugeBits) decimal128.Num { return decimal128.New(int64(v.upper), v.lower) })
	}
	return s
}

// enums reads an ENUM with its names.
func enums(t bindings.LogicalType) shape {
	names := make([]string, bindings.EnumDictionarySize(t))
	quoted := make([]string, len(names))
	for i := range names {
		names[i] = bindings.EnumDictionaryValue(t, bindings.IdxT(i))
		quoted[i] = quote(names[i], '\'')
	}
	name := "ENUM(" + strings.Join(quoted, ", ") + ")"
	s := shape{typ: text, text: name, kind: connectors.KindEnum, spelled: name}
	switch bindings.EnumInternalType(t) {
	case bindings.TypeUTinyInt:
		s.column = newEnum[uint8](names)
	case bindings.TypeUSmallInt:
		s.column = newEnum[uint16](names)
	default:
		s.column = newEnum[uint32](names)
	}
	return s
}

func newEnum[T uint8 | uint16 | uint32](names []string) column {
	return &rendered[T]{
		heap:   heap{typ: text},
		render: func(dst []byte, cell *T) []byte { return append(dst, names[*cell]...) },
		extra:  func(cell *T) int { return len(names[*cell]) },
	}
}

func (r typeReader) list(t bindings.LogicalType) (shape, *connectors.Error) {
	element, err := r.owned(bindings.ListTypeChildType(t))
	if err != nil {
		return element, err
	}
	typ := arrow.ListOfField(element.field("item"))
	return shape{typ: typ, text: element.text + "[]", column: newLists(typ, element.column)}, nil
}

func (r typeReader) array(t bindings.LogicalType) (shape, *connectors.Error) {
	element, err := r.owned(bindings.ArrayTypeChildType(t))
	if err != nil {
		return element, err
	}
	length := int(bindings.ArrayTypeArraySize(t))
	typ := arrow.FixedSizeListOfField(int32(length), element.field("item"))
	return shape{
		typ:    typ,
		text:   fmt.Sprintf("%s[%d]", element.text, length),
		column: &arrays{typ: typ, element: element.column, length: length},
	}, nil
}

func (r typeReader) mapping(t bindings.LogicalType) (shape, *connectors.Error) {
	key, err := r.owned(bindings.MapTypeKeyType(t))
	if err != nil {
		return key, err
	}
	value, err := r.owned(bindings.MapTypeValueType(t))
	if err != nil {
		return value, err
	}
	keyField := key.field("key")
	keyField.Nullable = false
	typ := arrow.MapOfFields(keyField, value.field("value"))
	entry := &structs{typ: typ.Elem(), fields: []column{key.column, value.column}}
	return shape{typ: typ, text: fmt.Sprintf("MAP(%s, %s)", key.text, value.text), column: newLists(typ, entry)}, nil
}

// members reads the parts of a STRUCT or UNION.
func (r typeReader) members(n bindings.IdxT, name func(i bindings.IdxT) string, child func(i bindings.IdxT) bindings.LogicalType) (fields []arrow.Field, columns []column, list string, failed *connectors.Error) {
	var parts []string
	for i := range n {
		s, err := r.owned(child(i))
		if err != nil {
			return nil, nil, "", err
		}
		fields = append(fields, s.field(name(i)))
		columns = append(columns, s.column)
		parts = append(parts, strings.TrimSpace(quoteName(name(i))+" "+s.text))
	}
	return fields, columns, strings.Join(parts, ", "), nil
}

func (r typeReader) structure(t bindings.LogicalType) (shape, *connectors.Error) {
	fields, columns, list, err := r.members(bindings.StructTypeChildCount(t),
		func(i bindings.IdxT) string { return bindings.StructTypeChildName(t, i) },
		func(i bindings.IdxT) bindings.LogicalType { return bindings.StructTypeChildType(t, i) })
	if err != nil {
		return shape{}, err
	}
	typ := arrow.StructOf(fields...)
	return shape{typ: typ, text: "STRUCT(" + list + ")", column: &structs{typ: typ, fields: columns}}, nil
}

// mostMembers is how many members an Arrow union can tell apart.
const mostMembers = 127

// union reads a UNION. One with more members than Arrow allows is shown as the
// struct that it is inside DuckDB: a tag and a field for each member.
func (r typeReader) union(t bindings.LogicalType) (shape, *connectors.Error) {
	fields, columns, list, err := r.members(bindings.UnionTypeMemberCount(t),
		func(i bindings.IdxT) string { return bindings.UnionTypeMemberName(t, i) },
		func(i bindings.IdxT) bindings.LogicalType { return bindings.UnionTypeMemberType(t, i) })
	if err != nil {
		return shape{}, err
	}
	s := shape{text: "UNION(" + list + ")"}
	if len(fields) > mostMembers {
		s.spelled = s.text
		tag := plainTypes[bindings.TypeUTinyInt]()
		s.typ = arrow.StructOf(append([]arrow.Field{tag.field("")}, fields...)...)
		s.column = &structs{typ: s.typ, fields: append([]column{tag.column}, columns...)}
		return s, nil
	}
	codes := make([]arrow.UnionTypeCode, len(fields))
	for i := range codes {
		codes[i] = arrow.UnionTypeCode(i)
	}
	s.typ = arrow.SparseUnionOf(fields, codes)
	s.column = &unions{typ: s.typ, members: columns}
	return s, nil
}
