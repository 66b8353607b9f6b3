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
	for i := range d.columns {
		checks = append(checks, d.checks(d.columns[i])...)
	}
	sql := fmt.Sprintf("SELECT %s FROM (FROM %s LIMIT %d)", strings.Join(checks, ", "), d.read(s, d.asText()), checkedRows)
	cells, err := o.conn.ask(ctx, sql)
	if err != nil {
		return false, err
	}
	rows, err := strconv.Atoi(cells[0][0])
	if err != nil {
		return false, err
	}
	for i, answers := 0, cells[0][1:]; i < len(d.columns); i, answers = i+1, answers[checksPerColumn:] {
		d.columns[i].Type = settled(d.columns[i].Type, answers)
	}
	return rows < checkedRows, nil
}

const checksPerColumn = 4

// checks asks of a column: does every value fit its type, is every value a whole
// number of at most 38 digits, is every value a number, and is one of them a
// whole number too long for a DOUBLE.
func (d dialect) checks(c csvColumn) []string {
	name := quoted(c.Name)
	whole := fmt.Sprintf("regexp_full_match(%s, '\\s*[+-]?[0-9]+\\s*') AND TRY_CAST(%s AS HUGEINT) IS NOT NULL", name, name)
	number := fmt.Sprintf("TRY_CAST(%s AS DOUBLE) IS NOT NULL", name)
	long := fmt.Sprintf("regexp_full_match(%s, '\\s*[+-]?[0-9]{16,}\\s*')", name)
	fits := fmt.Sprintf("TRY_CAST(%s AS %s) IS NOT NULL", name, c.Type)
	switch {
	case c.Type == "BIGINT":
		fits += " AND " + whole
	case c.Type == "DOUBLE":
		fits = number
	case c.Type == "DATE" && d.dateFormat != "":
		fits = fmt.Sprintf("try_strptime(%s, %s) IS NOT NULL", name, literal(d.dateFormat))
	case c.Type == "DATE":
		fits += fmt.Sprintf(" AND NOT contains(%s, ':')", name)
	case c.Type == "TIMESTAMP" && d.timestampFormat != "":
		fits = fmt.Sprintf("try_strptime(%s, %s) IS NOT NULL", name, literal(d.timestampFormat))
	case c.Type == "BOOLEAN", c.Type == "TIMESTAMP":
	default:
		return []string{"true", "true", "true", "false"}
	}
	return []string{"bool_and(" + fits + ")", "bool_and(" + whole + ")", "bool_and(" + number + ")", "bool_or(" + long + ")"}
}

// settled is the narrowest type that holds every checked value exactly. An
// answer is empty where the column has no values.
func settled(sniffed string, answers []string) string {
	fits, whole, number, long := answers[0] != "false", answers[1] != "false", answers[2] != "false", answers[3] == "true"
	numeric := sniffed == "BIGINT" || sniffed == "DOUBLE"
	switch {
	case sniffed == "DOUBLE" && long && whole, sniffed == "BIGINT" && !fits && whole:
		return "HUGEINT"
	case sniffed == "DOUBLE" && long:
		return "VARCHAR"
	case fits:
		return sniffed
	case numeric && number && !long:
		return "DOUBLE"
	}
	return "VARCHAR"
}
