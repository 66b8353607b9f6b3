package pushdown

import (
	"fmt"
	"strings"
)

// Op compares a column with values.
type Op uint8

// Comparisons. NULL satisfies none of them but IsNull.
const (
	Equal Op = iota
	NotEqual
	Less
	LessOrEqual
	Greater
	GreaterOrEqual
	Contains
	NotContains
	Matches // a regular expression, in the source's own syntax
	NotMatches
	IsNull
	NotNull
	In
)

// Condition keeps the rows whose column compares so with the values, which are
// given as package value shows them.
type Condition struct {
	Column int // index into the schema
	Op     Op
	Values []string
}

var signs = map[Op]string{Equal: "=", NotEqual: "<>", Less: "<", LessOrEqual: "<=", Greater: ">", GreaterOrEqual: ">="}

func (s *Source) where(conditions []Condition) (string, error) {
	var parts []string
	for _, c := range conditions {
		text, err := s.condition(c)
		if err != nil {
			return "", err
		}
		parts = append(parts, text)
	}
	if len(parts) == 0 {
		return "", nil
	}
	return "WHERE " + strings.Join(parts, "\n  AND "), nil
}

func (s *Source) condition(c Condition) (string, error) {
	column, err := s.column(c.Column)
	if err != nil {
		return "", err
	}
	switch c.Op {
	case IsNull:
		return column + " IS NULL", nil
	case NotNull:
		return column + " IS NOT NULL", nil
	case Contains, NotContains:
		return s.textual(s.d.contains, column, c, c.Op == NotContains)
	case Matches, NotMatches:
		return s.textual(s.d.matches, column, c, c.Op == NotMatches)
	}
	if column, err = s.compared(c.Column); err != nil {
		return "", err
	}
	if c.Op == In {
		return s.in(column, c)
	}
	return s.compare(column, c)
}

// textual is a condition on the text of a column.
func (s *Source) textual(form, column string, c Condition, not bool) (string, error) {
	if form == "" {
		return "", refuse("it is not known how the source compares texts in this way")
	}
	if len(c.Values) != 1 {
		return "", refuse("a text to compare with is needed")
	}
	if kindOf(s.schema.Field(c.Column)) != textual {
		column = fmt.Sprintf(s.d.text, column)
	}
	text := fmt.Sprintf(form, column, s.d.QuoteString(c.Values[0]))
	if not {
		return "NOT (" + text + ")", nil
	}
	return text, nil
}

func (s *Source) compare(column string, c Condition) (string, error) {
	if len(c.Values) != 1 {
		return "", refuse("a value to compare with is needed")
	}
	l, err := literalOf(s.schema.Field(c.Column), c.Values[0])
	if err != nil {
		return "", err
	}
	if l.isNaN() && s.d.nan != "" && (c.Op == Equal || c.Op == NotEqual) {
		text := fmt.Sprintf(s.d.nan, column)
		if c.Op == NotEqual {
			text = "NOT " + text
		}
		return text, nil
	}
	text, err := s.d.literal(s.d, l)
	return column + " " + signs[c.Op] + " " + text, err
}

func (s *Source) in(column string, c Condition) (string, error) {
	if len(c.Values) == 0 {
		return "", refuse("a value to compare with is needed")
	}
	var list []string
	for _, v := range c.Values {
		l, err := literalOf(s.schema.Field(c.Column), v)
		if err != nil {
			return "", err
		}
		text, err := s.d.literal(s.d, l)
		if err != nil {
			return "", err
		}
		list = append(list, text)
	}
	return column + " IN (" + strings.Join(list, ", ") + ")", nil
}
