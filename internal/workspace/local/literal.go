package local

import (
	"encoding/hex"
	"math"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/float16"

	"sonde/connectors"
	"sonde/internal/cellwidth"
)

// literalsOf returns how text is written as values of a type that the engine
// has, nil where it has no such type or another order of its values.
func literalsOf(t arrow.DataType) func(text string) ([]string, error) {
	switch base := unpacked(t); {
	case base.ID() == arrow.BOOL:
		return boolLiteral
	case arrow.IsInteger(base.ID()):
		return integerLiteral(base)
	case arrow.IsFloating(base.ID()):
		return floatLiteral(base)
	case isText(base):
		return func(text string) ([]string, error) { return []string{textLiteral(text)}, nil }
	case isBytes(base):
		return bytesLiteral
	case arrow.IsDecimal(base.ID()):
		if d := base.(arrow.DecimalType); d.GetPrecision() <= 38 && d.GetScale() >= 0 && d.GetScale() <= d.GetPrecision() {
			return decimalLiteral(d)
		}
	}
	return nil
}

// unpacked is the type of the values behind dictionaries and run ends.
func unpacked(t arrow.DataType) arrow.DataType {
	switch t := t.(type) {
	case *arrow.DictionaryType:
		return unpacked(t.ValueType)
	case *arrow.RunEndEncodedType:
		return unpacked(t.Encoded())
	}
	return t
}

func isBytes(t arrow.DataType) bool {
	switch t.ID() {
	case arrow.BINARY, arrow.LARGE_BINARY, arrow.BINARY_VIEW, arrow.FIXED_SIZE_BINARY:
		return true
	}
	return false
}

// unreadable is the error of a text that is no value of a column's type. The
// column is named by the caller.
func unreadable(text, what string) error {
	return connectors.Errorf(connectors.ClassQuery, `"%s" is not %s`, cellwidth.Safe(text), what)
}

func boolLiteral(text string) ([]string, error) {
	switch lower := strings.ToLower(text); lower {
	case "true", "false":
		return []string{lower}, nil
	}
	return nil, unreadable(text, "true or false")
}

// engineIntegers are the engine's names of integers.
var engineIntegers = map[arrow.Type]string{
	arrow.INT8: "TINYINT", arrow.INT16: "SMALLINT", arrow.INT32: "INTEGER", arrow.INT64: "BIGINT",
	arrow.UINT8: "UTINYINT", arrow.UINT16: "USMALLINT", arrow.UINT32: "UINTEGER", arrow.UINT64: "UBIGINT",
}

func integerLiteral(t arrow.DataType) func(string) ([]string, error) {
	bits := t.(arrow.FixedWidthDataType).BitWidth()
	return func(text string) ([]string, error) {
		var err error
		if arrow.IsUnsignedInteger(t.ID()) {
			_, err = strconv.ParseUint(text, 10, bits)
		} else {
			_, err = strconv.ParseInt(text, 10, bits)
		}
		if err != nil {
			return nil, unreadable(text, "a whole number of "+strconv.Itoa(bits)+" bits")
		}
		return []string{cast(text, engineIntegers[t.ID()])}, nil
	}
}

// cast writes a value of one of the engine's types. The text has no quotes.
func cast(text, engineType string) string { return "'" + text + "'::" + engineType }

// floatLiteral reads numbers in the column's own precision, because that is the
// one in which their text was made.
func floatLiteral(t arrow.DataType) func(string) ([]string, error) {
	bits, engineType := 64, "DOUBLE"
	if t.ID() != arrow.FLOAT64 {
		bits, engineType = 32, "FLOAT"
	}
	return func(text string) ([]string, error) {
		f, err := strconv.ParseFloat(text, bits)
		if err != nil {
			return nil, unreadable(text, "a number")
		}
		if t.ID() == arrow.FLOAT16 {
			f = float64(float16.New(float32(f)).Float32())
		}
		return []string{cast(floatText(f, bits), engineType)}, nil
	}
}

func floatText(f float64, bits int) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	}
	return strconv.FormatFloat(f, 'e', -1, bits)
}

func decimalLiteral(t arrow.DecimalType) func(string) ([]string, error) {
	precision, scale := int(t.GetPrecision()), int(t.GetScale())
	engineType := "DECIMAL(" + strconv.Itoa(precision) + "," + strconv.Itoa(scale) + ")"
	return func(text string) ([]string, error) {
		n, ok := parseNumber([]byte(text))
		digits := strings.ReplaceAll(string(n.digits), ".", "")
		fraction := len(digits) - int(n.exponent)
		switch {
		case !ok:
			return nil, unreadable(text, "a number")
		case n.exponent > int64(precision-scale):
			return nil, unreadable(text, "a number that "+engineType+" can hold")
		case fraction > scale:
			return nil, unreadable(text, "a number of "+strconv.Itoa(scale)+" digits after the point, as "+engineType+" has")
		}
		return []string{cast(n.plain(digits), engineType)}, nil
	}
}

// plain writes a number without an exponent.
func (n number) plain(digits string) string {
	sign := ""
	if n.negative {
		sign = "-"
	}
	switch whole := int(n.exponent); {
	case digits == "":
		return "0"
	case whole <= 0:
		return sign + "0." + strings.Repeat("0", -whole) + digits
	case whole >= len(digits):
		return sign + digits + strings.Repeat("0", whole-len(digits))
	default:
		return sign + digits[:whole] + "." + digits[whole:]
	}
}

func bytesLiteral(text string) ([]string, error) {
	digits, found := strings.CutPrefix(text, `\x`)
	b, err := hex.DecodeString(digits)
	if !found || err != nil {
		return nil, unreadable(text, `binary, such as \x00ff`)
	}
	return []string{blobLiteral(b)}, nil
}

// blobLiteral writes bytes.
func blobLiteral(b []byte) string { return "unhex('" + hex.EncodeToString(b) + "')" }

// textLiteral writes a text of any characters. What is no UTF-8 is replaced as
// in the values that the engine is given.
func textLiteral(text string) string {
	return "decode(" + blobLiteral([]byte(string([]rune(text)))) + ")"
}
