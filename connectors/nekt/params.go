package nekt

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"sonde/connectors"
	"sonde/internal/httpapi"
	"sonde/internal/placeholder"
	"sonde/internal/sqltext"
)

// withParams is the statement with its parameters in their places, as literals:
// the API takes none beside the statement. How a literal is written is known
// once the cloud is, which is found out first where it has to be.
func (c *Conn) withParams(ctx context.Context, s connectors.Statement, meter *httpapi.Meter) (string, error) {
	if len(s.Params) == 0 {
		return s.SQL, nil
	}
	known, err := c.detect(ctx, meter)
	if err != nil {
		return "", err
	}
	if known == "" {
		return "", connectors.Errorf(connectors.ClassConfig, "how a value is written into a statement depends on the cloud, and Nekt's answer does not tell which one it is").
			WithHint("Set the connection's dialect to athena or bigquery.")
	}
	d := sqltext.ForName(string(known))
	return placeholder.InText(d, s, func(p connectors.Param) (string, error) { return literal(d, p) })
}

// integers are the types whose values stand bare, so that they may also be those
// of LIMIT and the like.
var integers = []string{"INT", "INT64", "INTEGER", "BIGINT", "SMALLINT", "TINYINT"}

var (
	wholeNumber = regexp.MustCompile(`^[0-9]{1,18}$`)
	typeName    = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_ ]*([(<][A-Za-z0-9_ ,<>()]*[)>][A-Za-z ]*)?$`)
)

// literal writes a value: text without a type, the cloud's own conversion of its
// text with one.
func literal(d *sqltext.Dialect, p connectors.Param) (string, error) {
	kind := strings.TrimSpace(p.Type)
	text := "NULL"
	if !p.Null {
		text = d.QuoteString(p.Value)
	}
	switch {
	case kind == "" || strings.EqualFold(kind, "NULL"):
		return text, nil
	case !typeName.MatchString(kind) || !balanced(kind):
		return "", connectors.Errorf(connectors.ClassConfig, "%q is no type that a value can be given", kind)
	case !p.Null && wholeNumber.MatchString(p.Value) && slices.Contains(integers, strings.ToUpper(kind)):
		return p.Value, nil
	}
	return "CAST(" + text + " AS " + kind + ")", nil
}

// balanced reports whether every parenthesis of a text closes one within it.
func balanced(text string) bool {
	depth := 0
	for _, c := range text {
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}
