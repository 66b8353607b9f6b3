package datafold

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/decode"
)

// column is a column as Datafold describes it; all but the name may be missing.
type column struct {
	Name        string
	Type        *string
	DBType      *string
	Description *string
	Nullable    *bool
	Number      *int64
}

// UnmarshalJSON needs the name only: of the other members one of another type
// than documented is one that is missing.
func (c *column) UnmarshalJSON(b []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	c.Type, c.DBType, c.Description = member[string](raw["type"]), member[string](raw["db_type"]), member[string](raw["description"])
	c.Nullable, c.Number = member[bool](raw["is_nullable"]), member[int64](raw["number"])
	return json.Unmarshal(raw["name"], &c.Name)
}

func member[T any](value []byte) *T {
	var v *T
	if json.Unmarshal(value, &v) != nil {
		return nil
	}
	return v
}

// parseColumns reads a list of columns; nil where there is none. They are put in
// the order of their numbers where every one has its own.
func parseColumns(value []byte) []column {
	var columns []column
	if json.Unmarshal(value, &columns) != nil || len(columns) == 0 {
		return nil
	}
	numbers := map[int64]bool{}
	for _, c := range columns {
		if c.Number != nil {
			numbers[*c.Number] = true
		}
	}
	if len(numbers) == len(columns) {
		slices.SortStableFunc(columns, func(a, b column) int { return int(*a.Number - *b.Number) })
	}
	return columns
}

// unclear reports whether a row must be seen to know what columns mean, because
// two have the same name.
func unclear(columns []column) bool {
	names := map[string]bool{}
	for _, c := range columns {
		if names[c.Name] {
			return true
		}
		names[c.Name] = true
	}
	return false
}

// resolve makes columns for the decoder. Rows are objects: of two columns with
// one name a row may hold one only, and then the others are left out rather than
// shown as NULL. Their names are returned.
func resolve(columns []column, first []byte) (known []decode.Column, hidden []string) {
	samples := members(first)
	taken := map[string]int{}
	for _, c := range columns {
		nth := taken[c.Name]
		taken[c.Name]++
		if first != nil && nth > 0 && nth >= samples[c.Name] {
			hidden = append(hidden, c.Name)
			continue
		}
		known = append(known, c.decoded())
	}
	return known, hidden
}

// members counts the values of an object by key.
func members(object []byte) map[string]int {
	all := map[string]int{}
	d := json.NewDecoder(bytes.NewReader(object))
	if token, err := d.Token(); err != nil || token != json.Delim('{') {
		return all
	}
	for d.More() {
		key, err := d.Token()
		var value json.RawMessage
		if err != nil || d.Decode(&value) != nil {
			return all
		}
		all[fmt.Sprint(key)]++
	}
	return all
}

func (c column) decoded() decode.Column {
	t, kind := c.arrowType()
	f := connectors.Field(c.Name, t, c.sourceType(), kind)
	keys, values := f.Metadata.Keys(), f.Metadata.Values()
	for _, m := range []struct {
		key   string
		value string
	}{
		{connectors.MetaComment, text(c.Description)}, {connectors.MetaGeneral, c.general()},
		{connectors.MetaNullable, printed(c.Nullable)}, {connectors.MetaNumber, printed(c.Number)},
	} {
		if m.value != "" {
			keys, values = append(keys, m.key), append(values, m.value)
		}
	}
	f.Metadata = arrow.NewMetadata(keys, values)
	return decode.Column{Field: f}
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func printed[T bool | int64](v *T) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(*v)
}

// sourceType is the native type where it is known.
func (c column) sourceType() string {
	if native := text(c.DBType); native != "" {
		return native
	}
	return text(c.Type)
}

// general is Datafold's own name of the type, where the native one stands beside
// it.
func (c column) general() string {
	if text(c.DBType) == "" {
		return ""
	}
	return text(c.Type)
}

type meaning struct {
	arrow arrow.DataType
	kind  connectors.Kind
}

var (
	asText     = meaning{arrow.BinaryTypes.String, connectors.KindText}
	asNumber   = meaning{arrow.BinaryTypes.String, connectors.KindNumber}
	asJSON     = meaning{arrow.BinaryTypes.String, connectors.KindJSON}
	asOther    = meaning{arrow.BinaryTypes.String, connectors.KindOther}
	asInteger  = meaning{arrow.PrimitiveTypes.Int64, connectors.KindText}
	asFloat    = meaning{arrow.PrimitiveTypes.Float64, connectors.KindText}
	asBoolean  = meaning{arrow.FixedWidthTypes.Boolean, connectors.KindText}
	asDate     = meaning{arrow.FixedWidthTypes.Date32, connectors.KindText}
	asTime     = meaning{arrow.FixedWidthTypes.Time64us, connectors.KindText}
	asUUID     = meaning{arrow.BinaryTypes.String, connectors.KindUUID}
	asInterval = meaning{arrow.BinaryTypes.String, connectors.KindInterval}
	asMoment   = meaning{&arrow.TimestampType{Unit: arrow.Microsecond}, connectors.KindText}
	asInstant  = meaning{&arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}, connectors.KindText}
)

// meanings are Datafold's own names of types.
var meanings = map[string]meaning{
	"boolean": asBoolean, "integer": asInteger, "float": asFloat, "decimal": asNumber, "unbounded_decimal": asNumber, "money": asOther,
	"string": asText, "fixed_length_string": asText, "varbinary": asOther, "binary": asOther,
	"date": asDate, "time": asTime, "timestamp": asMoment, "time_interval": asInterval, "year": asInteger, "uuid": asUUID,
	"array": asJSON, "struct": asJSON, "map": asJSON, "json": asJSON, "super": asJSON, "xml": asOther, "unsupported": asOther, "void": asText,
}

// decimalType finds precision and scale in a native type.
var decimalType = regexp.MustCompile(`(?i)^(?:decimal|numeric|number|dec)\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)`)

// arrowType chooses the type that holds every value; what does not fit after all
// is kept as text by the decoder. Where Datafold names none it is nil, and the
// values tell.
func (c column) arrowType() (arrow.DataType, connectors.Kind) {
	m, known := meanings[strings.ToLower(text(c.Type))]
	switch {
	case known && m == asNumber:
		return decimal(text(c.DBType))
	case known && m == asMoment && zoned(text(c.DBType)):
		m = asInstant
	case !known && c.sourceType() == "":
		return nil, connectors.KindText
	case !known:
		return native(c.sourceType())
	}
	return m.arrow, m.kind
}

func zoned(native string) bool {
	native = strings.ToLower(native)
	return strings.Contains(native, "with time zone") || strings.Contains(native, "timestamptz") || strings.HasPrefix(native, "timestamp_tz") ||
		strings.HasPrefix(native, "timestamp_ltz") || native == "datetimeoffset"
}

// decimal needs the precision; without it the digits stay text.
func decimal(native string) (arrow.DataType, connectors.Kind) {
	m := decimalType.FindStringSubmatch(native)
	if m == nil {
		return asNumber.arrow, asNumber.kind
	}
	precision, _ := strconv.Atoi(m[1])
	scale, _ := strconv.Atoi(m[2])
	switch {
	case scale > precision || precision == 0 || precision > 76:
		return asNumber.arrow, asNumber.kind
	case precision <= 38:
		return &arrow.Decimal128Type{Precision: int32(precision), Scale: int32(scale)}, connectors.KindText
	}
	return &arrow.Decimal256Type{Precision: int32(precision), Scale: int32(scale)}, connectors.KindText
}

// natives are beginnings of native names, for columns of which Datafold names no
// type of its own.
var natives = []struct {
	name string
	meaning
}{
	{"bool", asBoolean}, {"tinyint", asInteger}, {"smallint", asInteger}, {"bigint", asInteger}, {"integer", asInteger}, {"int", asInteger},
	{"double", asFloat}, {"float", asFloat}, {"real", asFloat}, {"datetime", asMoment}, {"timestamp", asMoment}, {"date", asDate}, {"time", asTime},
	{"uuid", asUUID}, {"json", asJSON}, {"variant", asJSON}, {"object", asJSON}, {"array", asJSON}, {"struct", asJSON}, {"map", asJSON},
	{"char", asText}, {"varchar", asText}, {"text", asText}, {"string", asText}, {"nvarchar", asText},
}

func native(name string) (arrow.DataType, connectors.Kind) {
	name = strings.ToLower(strings.TrimSpace(name))
	if decimalType.MatchString(name) {
		return decimal(name)
	}
	for _, n := range natives {
		if !strings.HasPrefix(name, n.name) || strings.HasPrefix(name, "interval") {
			continue
		}
		if n.arrow == asMoment.arrow && zoned(name) {
			return asInstant.arrow, asInstant.kind
		}
		return n.arrow, n.kind
	}
	return asOther.arrow, asOther.kind
}
