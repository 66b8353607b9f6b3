// Package placeholder brings the values of a statement's parameters into a form
// that a source takes: by position only, or not beside the statement at all.
package placeholder

import (
	"strconv"
	"strings"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// place is a placeholder of a text, and the value for it.
type place struct {
	sqltext.Token
	value connectors.Param
}

// ByPosition returns a statement whose placeholders are all a plain ?, and its
// values in the order in which they stand there. Every placeholder keeps its
// length, filled up with blanks, so that positions in errors stay true. A
// statement without parameters with names is returned as it is.
func ByPosition(d *sqltext.Dialect, s connectors.Statement) (string, []connectors.Param, error) {
	if !anyNamed(s.Params) {
		return s.SQL, s.Params, nil
	}
	places, err := resolve(d, s)
	if err != nil {
		return "", nil, err
	}
	var values []connectors.Param
	sql := replace(s.SQL, places, func(p place) string {
		p.value.Name = ""
		values = append(values, p.value)
		return "?" + strings.Repeat(" ", p.End-p.Start-1)
	})
	return sql, values, nil
}

func anyNamed(params []connectors.Param) bool {
	for _, p := range params {
		if p.Name != "" {
			return true
		}
	}
	return false
}

// InText returns the text of a statement with a literal in the place of every
// placeholder. The literal must be exact and safe for the dialect.
func InText(d *sqltext.Dialect, s connectors.Statement, literal func(connectors.Param) (string, error)) (string, error) {
	if len(s.Params) == 0 {
		return s.SQL, nil
	}
	places, err := resolve(d, s)
	if err != nil {
		return "", err
	}
	sql := replace(s.SQL, places, func(p place) string {
		text, wrong := literal(p.value)
		if err == nil {
			err = wrong
		}
		return text
	})
	return sql, err
}

// Origin returns where the byte at an offset of a text that [InText] has made
// stands in the written one. It is known before the first value and behind the
// last one, and negative elsewhere.
func Origin(d *sqltext.Dialect, written, made string, at int) int {
	if written == made {
		return at
	}
	list := d.Placeholders(written)
	longer := len(made) - len(written)
	switch {
	case at < 0 || len(list) == 0:
		return -1
	case at < list[0].Start:
		return at
	case at-longer >= list[len(list)-1].End:
		return at - longer
	}
	return -1
}

// resolve finds the placeholders of a statement, in order, and their values.
func resolve(d *sqltext.Dialect, s connectors.Statement) ([]place, error) {
	var places []place
	g := given{params: s.Params}
	for _, t := range d.Placeholders(s.SQL) {
		text := s.SQL[t.Start:t.End]
		value, ok := g.value(strings.TrimLeft(text, "?:$@"))
		if !ok {
			return nil, connectors.Errorf(connectors.ClassQuery, "the parameter %s has no value", text)
		}
		places = append(places, place{t, value})
	}
	return places, nil
}

// given are the values of a statement, and how many of those without a name are
// used up.
type given struct {
	params []connectors.Param
	used   int
}

// value finds the value of a name, of a number from 1, or the next one for a
// plain ?.
func (g *given) value(name string) (connectors.Param, bool) {
	for _, p := range g.params {
		if name != "" && p.Name == name {
			return p, true
		}
	}
	if name == "" {
		g.used++
		return g.unnamed(g.used)
	}
	n, err := strconv.Atoi(name)
	if err != nil {
		return connectors.Param{}, false
	}
	return g.unnamed(n)
}

// unnamed returns the nth value without a name, from 1.
func (g *given) unnamed(n int) (connectors.Param, bool) {
	for _, p := range g.params {
		if p.Name == "" {
			if n--; n == 0 {
				return p, true
			}
		}
	}
	return connectors.Param{}, false
}

// replace returns a text with something else in the place of placeholders.
func replace(text string, places []place, with func(place) string) string {
	var out strings.Builder
	end := 0
	for _, p := range places {
		out.WriteString(text[end:p.Start])
		out.WriteString(with(p))
		end = p.End
	}
	out.WriteString(text[end:])
	return out.String()
}
