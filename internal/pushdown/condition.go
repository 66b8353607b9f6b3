package pushdown

import (
	"fmt"
	"strings"

	"sonde/internal/workspace"
)

var signs = map[workspace.Op]string{
	workspace.Equal: "=", workspace.NotEqual: "<>", workspace.Less: "<", workspace.LessOrEqual: "<=",
	workspace.Greater: ">", workspace.GreaterOrEqual: ">=",
}

func (s *Source) where(conditions []workspace.Condition) (string, error) {
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

func (s *Source) condition(c workspace.Condition) (string, error) {
	if len(c.Field) > 0 {
		return "", ofField(s.names[c.Column])
	}
	column, err := s.column(c.Column)
	if err != nil {
		return "", err
	}
	switch c.Op {
	case workspace.IsNull:
		return column + " IS NULL", nil
	case workspace.NotNull:
		return column + " IS NOT NULL", nil
	case workspace.Contains, workspace.NotContains:
		return s.textual(s.d.contains, column, c, c.Op == workspace.NotContains)
	case workspace.Matches, workspace.NotMatches:
		return s.textual(s.d.matches, column, c, c.Op == workspace.NotMatches)
	}
	if column, err = s.compared(c.Column); err != nil {
		return "", err
	}
	if c.Op == workspace.In {
		return s.in(column, c)
	}
	return s.compare(column, c)
}

// textual is a condition on the text of a column.
func (s *Source) textual(form, column string, c workspace.Condition, not bool) (string, error) {
	if form == "" {
		return "", refuse("it is not known how the source compares texts in this way")
	}
	if len(c.Values) != 1 {
		return "", refuse("a text to compare with is needed")
	}
	if kindOf(s.schema.Field(c.Column)) != textual {
		column = fmt.Sprintf(s.d.text, column)
	}
	column, literal := s.inAnyCase(column, c)
	text := fmt.Sprintf(form, column, literal)
	if not {
		return "NOT (" + text + ")", nil
	}
	return text, nil
}

// inAnyCase returns both sides of a condition on text, in lower case or as a
// pattern that says so where case is ignored.
func (s *Source) inAnyCase(column string, c workspace.Condition) (left, right string) {
	literal := s.d.QuoteString(c.Values[0])
	switch {
	case !c.IgnoreCase:
		return column, literal
	case c.Op == workspace.Contains || c.Op == workspace.NotContains:
		return fmt.Sprintf(s.d.lower, column), fmt.Sprintf(s.d.lower, literal)
	}
	return column, s.d.QuoteString(s.d.anyCase + c.Values[0])
}

func (s *Source) compare(column string, c workspace.Condition) (string, error) {
	if len(c.Values) != 1 {
		return "", refuse("a value to compare with is needed")
	}
	l, err := literalOf(s.schema.Field(c.Column), c.Values[0])
	if err != nil {
		return "", err
	}
	if l.isNaN() && s.d.nan != "" && (c.Op == workspace.Equal || c.Op == workspace.NotEqual) {
		text := fmt.Sprintf(s.d.nan, column)
		if c.Op == workspace.NotEqual {
			text = "NOT " + text
		}
		return text, nil
	}
	text, err := s.d.literal(s.d, l)
	return column + " " + signs[c.Op] + " " + text, err
}

func (s *Source) in(column string, c workspace.Condition) (string, error) {
	if len(c.Values) == 0 && !c.Null {
		return "", refuse("a value to compare with is needed")
	}
	if len(c.Values) == 0 {
		return column + " IS NULL", nil
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
	text := column + " IN (" + strings.Join(list, ", ") + ")"
	if c.Null {
		text = "(" + text + " OR " + column + " IS NULL)"
	}
	return text, nil
}
