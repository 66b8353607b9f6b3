package dolthub

import (
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/placeholder"
)

// withParams is the statement with its parameters in their places, as literals:
// the API takes none beside the statement.
func withParams(s connectors.Statement) (string, error) {
	return placeholder.InText(dialect, s, func(p connectors.Param) (string, error) { return literal(p), nil })
}

// literal writes a value. A number of a type that says so stands bare.
func literal(p connectors.Param) string {
	if p.Null {
		return "NULL"
	}
	t, kind := arrowType(strings.ToLower(p.Type))
	counts := kind == connectors.KindNumber || arrow.IsInteger(t.ID()) || arrow.IsFloating(t.ID()) || arrow.IsDecimal(t.ID())
	if counts && isNumber(p.Value) {
		return p.Value
	}
	return dialect.QuoteString(p.Value)
}

// isNumber reports whether a text is a plain number and nothing else.
func isNumber(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	whole, fraction, hasFraction := strings.Cut(digits, ".")
	return isDigits(whole) && (!hasFraction || isDigits(fraction))
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
