package pushdown

import (
	"encoding/hex"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/value"
)

// kind is how the literal of a value is written.
type kind uint8

const (
	textual kind = iota
	integer
	decimal
	float
	boolean
	date
	clock
	timestamp
	zoned // a timestamp with its offset
	binary
	jsonText
	opaque // nothing that a source compares with a literal
)

// literal is a value of a column, as text the way package value shows it.
type literal struct {
	kind  kind
	field arrow.Field
	text  string
}

// literalOf reads a text as a value of a column. A text that is none of the
// column's type is refused, so that nothing but values gets into a statement.
func literalOf(f arrow.Field, text string) (literal, error) {
	l := literal{kind: kindOf(f), field: f, text: text}
	if l.kind == timestamp && offset.MatchString(text) {
		l.kind = zoned
	}
	if !l.valid() {
		return l, refuse("%q is no value of the type %s", text, connectors.SourceType(f))
	}
	return l, nil
}

func kindOf(f arrow.Field) kind {
	switch f.Type.ID() {
	case arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64, arrow.UINT8, arrow.UINT16, arrow.UINT32, arrow.UINT64:
		return integer
	case arrow.DECIMAL32, arrow.DECIMAL64, arrow.DECIMAL128, arrow.DECIMAL256:
		return decimal
	case arrow.FLOAT16, arrow.FLOAT32, arrow.FLOAT64:
		return float
	case arrow.BOOL:
		return boolean
	case arrow.DATE32, arrow.DATE64:
		return date
	case arrow.TIME32, arrow.TIME64:
		return clock
	case arrow.TIMESTAMP:
		return timestamp
	}
	return kindOfText(f)
}

func kindOfText(f arrow.Field) kind {
	switch value.ClassOf(f) {
	case value.Binary:
		if connectors.FieldKind(f) == connectors.KindBit {
			return textual
		}
		return binary
	case value.Nested:
		if connectors.FieldKind(f) == connectors.KindJSON {
			return jsonText
		}
		return opaque
	}
	switch connectors.FieldKind(f) {
	case connectors.KindNumber:
		return decimal
	case connectors.KindJSON:
		return jsonText
	}
	return textual
}

var (
	whole    = regexp.MustCompile(`^-?\d+$`)
	fraction = regexp.MustCompile(`^-?\d+(\.\d+)?$`)
	offset   = regexp.MustCompile(`\d[+-]\d\d:\d\d(:\d\d)?$`)
	day      = regexp.MustCompile(`^-?\d+-\d\d-\d\d`)
)

func (l literal) valid() bool {
	switch l.kind {
	case integer:
		return whole.MatchString(l.text)
	case decimal:
		return fraction.MatchString(l.text)
	case float:
		_, err := strconv.ParseFloat(l.text, 64)
		return err == nil
	case boolean:
		return l.text == "true" || l.text == "false"
	case binary:
		_, err := hex.DecodeString(strings.TrimPrefix(l.text, `\x`))
		return err == nil
	case date, timestamp, zoned:
		return day.MatchString(l.text) || strings.HasSuffix(l.text, "infinity")
	}
	return true
}

func (l literal) isNaN() bool {
	f, err := strconv.ParseFloat(l.text, 64)
	return l.kind == float && err == nil && math.IsNaN(f)
}

func (l literal) infinite() bool {
	f, err := strconv.ParseFloat(l.text, 64)
	return l.kind == float && err == nil && math.IsInf(f, 0)
}

func (l literal) narrow() bool { return l.field.Type.ID() == arrow.FLOAT32 }

func (l literal) hex() string { return strings.TrimPrefix(l.text, `\x`) }

// scientific is a float with an exponent, which makes a literal one of double
// precision rather than a decimal.
func (l literal) scientific() string {
	if strings.ContainsAny(l.text, "eE") {
		return l.text
	}
	return l.text + "E0"
}

// cast is the text as a value of the source's own type.
func (l literal) cast(d *dialect, text string) string {
	return "CAST(" + d.QuoteString(text) + " AS " + connectors.SourceType(l.field) + ")"
}

// standardLiteral writes values as the SQL standard does.
func standardLiteral(d *dialect, l literal) (string, error) {
	switch l.kind {
	case integer, decimal:
		return l.text, nil
	case float:
		if l.isNaN() || l.infinite() {
			return "", refuse("the source has no literal for %s", l.text)
		}
		return l.scientific(), nil
	case boolean:
		return strings.ToUpper(l.text), nil
	case date:
		return "DATE " + d.QuoteString(l.text), nil
	case clock:
		return "TIME " + d.QuoteString(l.text), nil
	case timestamp, zoned:
		return "TIMESTAMP " + d.QuoteString(l.text), nil
	case binary:
		return "X'" + l.hex() + "'", nil
	}
	return d.QuoteString(l.text), nil
}

// duckLiteral has DuckDB read the text as the column's type, which is exact for
// every type it has.
func duckLiteral(d *dialect, l literal) (string, error) {
	switch l.kind {
	case integer, boolean:
		return standardLiteral(d, l)
	case binary:
		return l.cast(d, escapedBytes(l.hex())), nil
	case textual:
		if l.plain() {
			return duckString(d, l.text), nil
		}
	}
	return l.cast(d, l.text), nil
}

// duckString writes a text whose NUL bytes cannot stand in a statement.
func duckString(d *dialect, text string) string {
	if !strings.Contains(text, "\x00") {
		return d.QuoteString(text)
	}
	parts := strings.Split(text, "\x00")
	for i, p := range parts {
		parts[i] = d.QuoteString(p)
	}
	return "(" + strings.Join(parts, " || chr(0) || ") + ")"
}

// plain reports whether a text is no other type's.
func (l literal) plain() bool { return connectors.FieldKind(l.field) == connectors.KindText }

// escapedBytes writes hexadecimal digits as \x41\x42.
func escapedBytes(digits string) string {
	var out strings.Builder
	for i := 0; i+1 < len(digits); i += 2 {
		out.WriteString(`\x` + digits[i:i+2])
	}
	return out.String()
}

// clickHouseLiteral has ClickHouse read what its literals would make a Float64
// of as the column's type.
func clickHouseLiteral(d *dialect, l literal) (string, error) {
	switch l.kind {
	case integer, boolean:
		return l.text, nil
	case float:
		if l.isNaN() || l.infinite() {
			return strings.ToLower(strings.Replace(l.text, "Infinity", "inf", 1)), nil
		}
	case binary:
		return "unhex('" + l.hex() + "')", nil
	case zoned:
		return l.instant()
	case textual:
		if l.plain() || connectors.FieldKind(l.field) == connectors.KindEnum {
			return d.QuoteString(l.text), nil
		}
	}
	return l.cast(d, l.text), nil
}

// scale finds the number of fraction digits in a type such as DateTime64(6).
var scale = regexp.MustCompile(`DateTime64\((\d)`)

// instant writes a timestamp with an offset in UTC, of the column's own scale:
// ClickHouse compares times of different scales only as far as they fit both.
func (l literal) instant() (string, error) {
	for _, layout := range []string{"2006-01-02 15:04:05.999999999-07:00", "2006-01-02 15:04:05.999999999-07:00:00"} {
		if t, err := time.Parse(layout, l.text); err == nil {
			digits := "0"
			if m := scale.FindStringSubmatch(connectors.SourceType(l.field)); m != nil {
				digits = m[1]
			}
			return "toDateTime64('" + t.UTC().Format("2006-01-02 15:04:05.999999999") + "', " + digits + ", 'UTC')", nil
		}
	}
	return "", refuse("%q is no value of the type %s", l.text, connectors.SourceType(l.field))
}

// druidLiteral knows that Druid has no decimals, and that its times are instants.
func druidLiteral(d *dialect, l literal) (string, error) {
	switch l.kind {
	case float:
		if l.text == "-0" {
			return "", refuse("Druid has no literal for -0")
		}
		text, err := standardLiteral(d, l)
		if l.narrow() {
			text = "CAST(" + text + " AS FLOAT)"
		}
		return text, err
	case zoned:
		return "TIME_PARSE(" + d.QuoteString(strings.Replace(l.text, " ", "T", 1)) + ")", nil
	case binary, clock:
		return "", refuse("Druid has no literal for a value of the type %s", connectors.SourceType(l.field))
	}
	return standardLiteral(d, l)
}

// mySQLLiteral compares times as text, which MySQL reads as the column's type.
func mySQLLiteral(d *dialect, l literal) (string, error) {
	switch l.kind {
	case date, clock, timestamp, zoned:
		return d.QuoteString(l.text), nil
	case float:
		if l.narrow() {
			return "CAST(" + l.text + " AS FLOAT)", nil
		}
	}
	return standardLiteral(d, l)
}

// trinoLiteral writes decimals and floats with their type.
func trinoLiteral(d *dialect, l literal) (string, error) {
	switch {
	case l.kind == decimal:
		return "DECIMAL " + d.QuoteString(l.text), nil
	case l.kind == float && l.infinite():
		return "CAST(" + d.QuoteString(l.text) + " AS DOUBLE)", nil
	case l.kind == float && l.narrow():
		return "REAL " + d.QuoteString(l.text), nil
	}
	return standardLiteral(d, l)
}

// bigQueryLiteral tells NUMERIC from FLOAT64, and DATETIME, which has no zone,
// from TIMESTAMP.
func bigQueryLiteral(d *dialect, l literal) (string, error) {
	switch {
	case l.kind == decimal:
		return "BIGNUMERIC " + d.QuoteString(l.text), nil
	case l.kind == float && l.infinite():
		return "CAST(" + d.QuoteString(l.text) + " AS FLOAT64)", nil
	case l.kind == timestamp:
		return "DATETIME " + d.QuoteString(l.text), nil
	case l.kind == binary:
		return "FROM_HEX('" + l.hex() + "')", nil
	}
	return standardLiteral(d, l)
}
