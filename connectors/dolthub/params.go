package dolthub

import (
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// withParams is the statement with its parameters in their places, as literals:
// the API takes none beside the statement.
func withParams(s connectors.Statement) (string, error) {
	if len(s.Params) == 0 {
		return s.SQL, nil
	}
	literals := map[int]string{} // by the place where the placeholder begins
	ends := map[int]int{}
	positional := 0
	for _, known := range dialect.Parameters(s.SQL) {
		value, ok := pick(s.Params, known.Name, &positional)
		if !ok {
			return "", connectors.Errorf(connectors.ClassQuery, "the parameter %s has no value", shownName(known.Name))
		}
		for _, place := range known.Places {
			literals[place.Start], ends[place.Start] = literal(value), place.End
		}
	}
	var out strings.Builder
	for i := 0; i < len(s.SQL); {
		if text, ok := literals[i]; ok {
			out.WriteString(text)
			i = ends[i]
			continue
		}
		out.WriteByte(s.SQL[i])
		i++
	}
	return out.String(), nil
}

func shownName(name string) string {
	if name == "" {
		return "?"
	}
	return ":" + name
}

// pick finds the value of a name, or the next one without a name.
func pick(params []connectors.Param, name string, positional *int) (connectors.Param, bool) {
	seen := 0
	for _, p := range params {
		switch {
		case name != "" && p.Name == name:
			return p, true
		case name == "" && p.Name == "":
			if seen == *positional {
				*positional++
				return p, true
			}
			seen++
		}
	}
	return connectors.Param{}, false
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
