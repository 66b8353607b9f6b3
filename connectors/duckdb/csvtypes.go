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
		valid = cast + fmt.Sprintf(" AND (length(%s) < 16 OR contains(%s, '.'))", name, name)
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

// widen gives columns with values that do not fit the narrowest type that holds
// every checked value exactly.
func (o *opener) widen(ctx context.Context, s source, d dialect, columns []*fileColumn) error {
	if len(columns) == 0 {
		return nil
	}
	var checks []string
	for _, c := range columns {
		name := quoted(c.Name)
		checks = append(checks,
			fmt.Sprintf(`bool_and(regexp_full_match(%s, '\s*[+-]?[0-9]+\s*') AND TRY_CAST(%s AS HUGEINT) IS NOT NULL)`, name, name),
			fmt.Sprintf(`bool_and(TRY_CAST(%s AS DOUBLE) IS NOT NULL)`, name),
			fmt.Sprintf(`bool_or(regexp_full_match(%s, '\s*[+-]?[0-9]{16,}\s*'))`, name))
	}
	answers, err := o.checkRows(ctx, s, d, checks)
	if err != nil {
		return err
	}
	for _, c := range columns {
		c.Type = widened(c.Type, answers[0] == "true", answers[1] == "true", answers[2] == "true")
		answers = answers[3:]
	}
	return nil
}

// widened chooses by what is known of the values: all are whole numbers of at
// most 38 digits, all are numbers, one is a whole number that is too long for a
// DOUBLE.
func widened(sniffed string, whole, number, long bool) string {
	numeric := sniffed == "BIGINT" || sniffed == "DOUBLE"
	switch {
	case numeric && whole && long:
		return "HUGEINT"
	case numeric && number && !long:
		return "DOUBLE"
	}
	return "VARCHAR"
}
