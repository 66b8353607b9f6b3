package local

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/cellwidth"
	"sonde/internal/result"
	"sonde/internal/workspace"
)

var orderSigns = map[workspace.Op]string{workspace.Less: "<", workspace.LessOrEqual: "<=", workspace.Greater: ">", workspace.GreaterOrEqual: ">="}

// orderForm is the form in which a column is read to be sorted.
const orderForm = "order"

var opFunctions = map[workspace.Op]string{
	workspace.Contains: "contains(%s, %s)", workspace.NotContains: "NOT contains(%s, %s)",
	workspace.Matches: "regexp_matches(%s, %s)", workspace.NotMatches: "NOT regexp_matches(%s, %s)",
}

// Check implements [workspace.Engine].
func (e *Engine) Check(s *result.Snapshot, c workspace.Condition) error {
	_, err := (&plan{}).filter(s, c)
	return err
}

// filter writes a condition as an expression of the engine over the columns that
// p reads for it. An error names a value that is none of the column's.
func (p *plan) filter(s *result.Snapshot, c workspace.Condition) (string, error) {
	if form, ok := opFunctions[c.Op]; ok {
		return p.textFilter(s, c, form)
	}
	r, form, err := comparedReading(s, c)
	if err != nil {
		return "", err
	}
	key := p.key(r, form)
	switch c.Op {
	case workspace.IsNull:
		return key + " IS NULL", nil
	case workspace.NotNull:
		return key + " IS NOT NULL", nil
	}
	return p.comparison(r, key, c)
}

// comparedReading is the reading of a column for a condition, with the form in
// which the column is read.
func comparedReading(s *result.Snapshot, c workspace.Condition) (r reading, form string, err error) {
	if _, ordered := orderSigns[c.Op]; ordered {
		r, err = orderedReading(s, c.Path())
		form = orderForm
	} else {
		r, err = readingOf(s, c.Path())
		form = "value"
	}
	if err == nil && needsFiner(r, c.Values) {
		finer := keyReading(numberKey)
		finer.path, finer.declared = r.path, r.declared
		return finer, "number", nil
	}
	return r, form, err
}

// needsFiner reports whether values are numbers of which the column's exact type
// cannot hold all: they are finer or larger, and still lie among its values.
func needsFiner(r reading, values []string) bool {
	if t := unpacked(r.declared.Type).ID(); r.as.Type.ID() != r.declared.Type.ID() || !arrow.IsDecimal(t) && !arrow.IsInteger(t) {
		return false
	}
	finer := false
	for _, v := range values {
		if _, ok := parseNumber([]byte(v)); !ok {
			return false
		}
		_, err := r.literals(v)
		finer = finer || err != nil
	}
	return finer
}

func (p *plan) textFilter(s *result.Snapshot, c workspace.Condition, form string) (string, error) {
	if len(c.Values) != 1 {
		return "", valueCount(c)
	}
	r, err := shownReading(s, c.Path())
	if err != nil {
		return "", err
	}
	if c.Op == workspace.Matches || c.Op == workspace.NotMatches {
		if err := checkPattern(c.Values[0]); err != nil {
			return "", err
		}
	}
	key, text := p.key(r, "text"), textLiteral(c.Values[0])
	switch {
	case !c.IgnoreCase:
	case c.Op == workspace.Contains || c.Op == workspace.NotContains:
		key, text = "lower("+key+")", "lower("+text+")"
	default:
		text = textLiteral("(?i)" + c.Values[0])
	}
	return fmt.Sprintf(form, key, text), nil
}

func (p *plan) comparison(r reading, key string, c workspace.Condition) (string, error) {
	var literals []string
	for _, v := range c.Values {
		l, err := r.literals(v)
		if err != nil {
			return "", ofColumn(r, err)
		}
		literals = append(literals, l...)
	}
	list := "(" + strings.Join(literals, ", ") + ")"
	switch {
	case c.Op == workspace.In && len(literals) == 0:
		list = "false"
	case c.Op == workspace.In:
		list = key + " IN " + list
	case len(c.Values) != 1:
		return "", valueCount(c)
	case c.Op == workspace.Equal:
		return key + " IN " + list, nil
	case c.Op == workspace.NotEqual:
		return key + " NOT IN " + list, nil
	default:
		if r.reads != nil && !r.reads(c.Values[0]) {
			return "", ofColumn(r, unreadable(c.Values[0], r.example))
		}
		return key + " " + orderSigns[c.Op] + " " + literals[0], nil
	}
	if c.Null {
		list = "(" + list + " OR " + key + " IS NULL)"
	}
	return list, nil
}

// ofColumn names the column in an error.
func ofColumn(r reading, err error) error {
	e := connectors.AsError(err)
	e.Message = fmt.Sprintf("column %s: %s", r.declared.Name, e.Message)
	return e
}

func valueCount(c workspace.Condition) error {
	return connectors.Errorf(connectors.ClassInternal, "%q was given %d values", c.Op, len(c.Values))
}

// checkPattern finds mistakes of a regular expression before the engine does.
// Go's syntax is that of RE2.
func checkPattern(pattern string) error {
	if _, err := regexp.Compile(pattern); err != nil {
		return connectors.Errorf(connectors.ClassQuery, `"%s" is no regular expression: %w`, cellwidth.Safe(pattern), err)
	}
	return nil
}
