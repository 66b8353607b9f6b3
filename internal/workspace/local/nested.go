package local

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/result"
	"sonde/internal/value"
)

// orderedReading is the reading of a column that is sorted, or compared with < and
// its like. Nested values are handed over whole then, so that the engine orders
// them part by part.
func orderedReading(s *result.Snapshot, path result.Path) (reading, error) {
	r, err := readingOf(s, path)
	if err != nil || misfits(s, path) {
		return r, err
	}
	if union, ok := unionReading(r); ok || !isNested(r.declared.Type) {
		return union, nil
	}
	name := engineType(r.declared)
	if name == "" {
		return r, nil
	}
	whole := reading{path: path, declared: r.declared, as: arrow.Field{Type: r.declared.Type, Nullable: true}}
	whole.literals = func(text string) ([]string, error) {
		if !json.Valid([]byte(text)) || holdsBytes(r.declared.Type) {
			return nil, unreadable(text, "a value of the type "+connectors.SourceType(r.declared)+" as the grid shows it")
		}
		return []string{"CAST(CAST(" + textLiteral(text) + " AS JSON) AS " + name + ")"}, nil
	}
	return whole, nil
}

func isNested(t arrow.DataType) bool { return value.ClassOf(arrow.Field{Type: t}) == value.Nested }

// AsText reports whether the values at a path are sorted and compared by their text,
// although their type says that they are something else.
func (e *Engine) AsText(s *result.Snapshot, path result.Path) bool {
	r, err := orderedReading(s, path)
	if err != nil || r.as.Type.ID() != arrow.LARGE_STRING && !isText(r.as.Type) {
		return false
	}
	switch connectors.FieldKind(r.declared) {
	case connectors.KindText, connectors.KindUUID:
		return !isText(unpacked(r.declared.Type))
	case connectors.KindEnum, connectors.KindTime, connectors.KindInterval, connectors.KindBit:
		return true
	}
	return isNested(r.declared.Type) && !isText(r.declared.Type)
}

// engineTypes are the engine's names of types without parts whose values it
// compares as they are. Those of integers are in [engineIntegers].
var engineTypes = map[arrow.Type]string{
	arrow.BOOL: "BOOLEAN", arrow.FLOAT16: "FLOAT", arrow.FLOAT32: "FLOAT", arrow.FLOAT64: "DOUBLE",
	arrow.STRING: "VARCHAR", arrow.LARGE_STRING: "VARCHAR", arrow.STRING_VIEW: "VARCHAR",
	arrow.BINARY: "BLOB", arrow.LARGE_BINARY: "BLOB", arrow.BINARY_VIEW: "BLOB", arrow.FIXED_SIZE_BINARY: "BLOB",
	arrow.DATE32: "DATE", arrow.TIME32: "TIME",
}

// engineType is the type of a column in the engine where it keeps all of every
// value, empty where it would have the text of some part.
func engineType(f arrow.Field) string {
	if name := connectors.EngineType(f); name != "" {
		return name
	}
	switch kind := connectors.FieldKind(f); {
	case kind.IsDocument() && isText(f.Type):
		return "JSON"
	case kind != connectors.KindText && kind != connectors.KindUUID:
		return ""
	}
	t := f.Type
	if name, ok := engineIntegers[t.ID()]; ok {
		return name
	}
	if name, ok := engineTypes[t.ID()]; ok {
		return name
	}
	switch t := t.(type) {
	case *arrow.DictionaryType, *arrow.RunEndEncodedType:
		return engineType(arrow.Field{Type: unpacked(t)})
	case arrow.DecimalType:
		if t.GetPrecision() <= 38 && t.GetScale() >= 0 && t.GetScale() <= t.GetPrecision() {
			return "DECIMAL(" + strconv.Itoa(int(t.GetPrecision())) + "," + strconv.Itoa(int(t.GetScale())) + ")"
		}
		if name := connectors.SourceType(f); t.GetScale() == 0 && (name == "HUGEINT" || name == "UHUGEINT") {
			return name
		}
	case *arrow.Time64Type:
		return map[arrow.TimeUnit]string{arrow.Microsecond: "TIME", arrow.Nanosecond: "TIME_NS"}[t.Unit]
	case *arrow.TimestampType:
		return timestampName(t)
	case *arrow.StructType:
		return structName(t)
	case *arrow.MapType:
		return within("MAP(", engineType(t.KeyField()), engineType(t.ItemField()))
	case *arrow.FixedSizeListType:
		if element := engineType(t.ElemField()); element != "" && t.Len() > 0 {
			return element + "[" + strconv.Itoa(int(t.Len())) + "]"
		}
	case arrow.ListLikeType:
		if element := engineType(t.ElemField()); element != "" {
			return element + "[]"
		}
	}
	return ""
}

func timestampName(t *arrow.TimestampType) string {
	switch {
	case t.TimeZone == "":
		return [...]string{arrow.Second: "TIMESTAMP_S", arrow.Millisecond: "TIMESTAMP_MS", arrow.Microsecond: "TIMESTAMP", arrow.Nanosecond: "TIMESTAMP_NS"}[t.Unit]
	case t.Unit == arrow.Microsecond:
		return "TIMESTAMPTZ"
	}
	return "" // The engine would have to multiply or to cut.
}

func structName(t *arrow.StructType) string {
	parts := make([]string, t.NumFields())
	for i, f := range t.Fields() {
		part := engineType(f)
		if part == "" || f.Name == "" {
			return ""
		}
		parts[i] = `"` + strings.ReplaceAll(f.Name, `"`, `""`) + `" ` + part
	}
	return within("STRUCT(", parts...)
}

// within lists parts after a head such as MAP(; empty where one is.
func within(head string, parts ...string) string {
	for _, p := range parts {
		if p == "" {
			return ""
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return head + strings.Join(parts, ", ") + ")"
}

// holdsBytes reports whether a type has binary values in it, whose text the engine
// reads in another way.
func holdsBytes(t arrow.DataType) bool {
	if isBytes(unpacked(t)) {
		return true
	}
	nested, ok := t.(arrow.NestedType)
	if !ok {
		return false
	}
	for _, f := range nested.Fields() {
		if holdsBytes(f.Type) {
			return true
		}
	}
	return false
}
