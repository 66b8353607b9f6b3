package duckdb

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// settleTypes checks the sniffed types against the first rows, exactly, and
// widens those that do not hold. It reports whether that was the whole file.
func (o *opener) settleTypes(ctx context.Context, s source, d *dialect) (all bool, err error) {
	checks := []string{"count(*)"}
	for _, c := range d.columns {
		checks = append(checks, "bool_and("+d.fits(c)+")")
	}
	answers, err := o.checkRows(ctx, s, *d, checks)
	if err != nil {
		return false, err
	}
	rows, err := strconv.Atoi(answers[0])
	if err != nil {
		return false, err
	}
	var failed []*fileColumn
	for i, fits := range answers[1:] {
		if fits == "false" {
			failed = append(failed, &d.columns[i])
		}
	}
	return rows < checkedRows, o.widen(ctx, s, *d, failed)
}

// checkRows asks something of the first rows with every column as text.
func (o *opener) checkRows(ctx context.Context, s source, d dialect, exprs []string) ([]string, error) {
	sql := fmt.Sprintf("SELECT %s FROM (FROM %s LIMIT %d)", strings.Join(exprs, ", "), d.read(s, d.asText()), checkedRows)
	cells, err := o.conn.ask(ctx, sql)
	if err != nil {
		return nil, err
	}
	return cells[0], nil
}

// fits is a condition that holds where a value keeps its meaning in the type of
// its column. It is made of cheap functions, because it runs on every value.
func (d dialect) fits(c fileColumn) string {
	name := quoted(c.Name)
	cast := fmt.Sprintf("TRY_CAST(%s AS %s) IS NOT NULL", name, c.Type)
	valid := "true"
	switch {
	case c.Type == "BIGINT", c.Type == "DATE" && isISO(d.dateFormat):
		valid = cast + " AND NOT (" + d.misfit(c) + ")"
	case c.Type == "DOUBLE":
		valid = cast + fmt.Sprintf(" AND (length(%s) < 16 OR contains(%s, '.')) AND (length(%s) < 19 OR %s <= %d)", name, name, name, significant(name), doubleDigits)
	case c.Type == "DATE":
		valid = fmt.Sprintf("try_strptime(%s, %s) IS NOT NULL", name, literal(d.dateFormat))
	case c.Type == "TIMESTAMP" && d.timestampFormat != "":
		valid = fmt.Sprintf("try_strptime(%s, %s) IS NOT NULL", name, literal(d.timestampFormat))
	case c.Type == "BOOLEAN", c.Type == "TIMESTAMP":
		valid = cast
	}
	return fmt.Sprintf("%s IS NULL OR (%s)", name, valid)
}

func isISO(dateFormat string) bool { return dateFormat == "" || dateFormat == "%Y-%m-%d" }

// doubleDigits is the most digits that a program writes to tell one DOUBLE from
// another; what has more of them means more.
const doubleDigits = 17

// significant counts the digits of a decimal fraction without those at its ends
// that say nothing; a number with an exponent counts as one.
func significant(name string) string {
	return fmt.Sprintf("CASE WHEN contains(%s, 'e') OR contains(%s, 'E') THEN 1 ELSE length(ltrim(replace(CASE WHEN contains(%s, '.') THEN rtrim(%s, '0 ') ELSE %s END, '.', ''), '+-0 ')) END",
		name, name, name, name, name)
}

// found is what the checked values of a column have in common.
type found struct {
	whole, number, long bool // all whole numbers of at most 38 digits; all numbers; one whole number too long for a DOUBLE
	precise, plain      bool // one has more digits than a DOUBLE; none has an exponent
	digits, fraction    int  // the most digits before and behind the point
}

// foundChecks are the questions behind [found], in its order.
func foundChecks(name string) []string {
	return []string{
		fmt.Sprintf(`bool_and(regexp_full_match(%s, '\s*[+-]?[0-9]+\s*') AND TRY_CAST(%s AS HUGEINT) IS NOT NULL)`, name, name),
		fmt.Sprintf(`bool_and(TRY_CAST(%s AS DOUBLE) IS NOT NULL)`, name),
		fmt.Sprintf(`bool_or(regexp_full_match(%s, '\s*[+-]?[0-9]{16,}\s*'))`, name),
		fmt.Sprintf(`bool_or(%s > %d)`, significant(name), doubleDigits),
		fmt.Sprintf(`bool_and(regexp_full_match(%s, '\s*[+-]?[0-9]*\.?[0-9]*\s*'))`, name),
		fmt.Sprintf(`max(length(ltrim(split_part(trim(%s), '.', 1), '+-0')))`, name),
		fmt.Sprintf(`max(length(split_part(trim(%s), '.', 2)))`, name),
	}
}

func readFound(answers []string) found {
	yes := func(i int) bool { return answers[i] == "true" }
	number := func(i int) int {
		n, _ := strconv.Atoi(answers[i]) // NULL, where there are no values, is none.
		return n
	}
	return found{yes(0), yes(1), yes(2), yes(3), yes(4), number(5), number(6)}
}

// widen gives columns with values that do not fit the narrowest type that holds
// every checked value exactly.
func (o *opener) widen(ctx context.Context, s source, d dialect, columns []*fileColumn) error {
	if len(columns) == 0 {
		return nil
	}
	var checks []string
	for _, c := range columns {
		checks = append(checks, foundChecks(quoted(c.Name))...)
	}
	answers, err := o.checkRows(ctx, s, d, checks)
	if err != nil {
		return err
	}
	n := len(checks) / len(columns)
	for i, c := range columns {
		c.Type = widened(c.Type, readFound(answers[i*n:(i+1)*n]))
	}
	return nil
}

// mostDigits is what a DECIMAL holds.
const mostDigits = 38

// widened chooses by what is known of the values.
func widened(sniffed string, f found) string {
	numeric := sniffed == "BIGINT" || sniffed == "DOUBLE"
	switch {
	case numeric && f.whole && f.long:
		return "HUGEINT"
	case numeric && f.number && !f.long && !f.precise:
		return "DOUBLE"
	case numeric && f.number && !f.long && f.plain && f.digits+f.fraction <= mostDigits:
		return fmt.Sprintf("DECIMAL(%d,%d)", mostDigits, f.fraction)
	}
	return "VARCHAR"
}
