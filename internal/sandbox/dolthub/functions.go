package dolthub

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sonde/connectors"
)

// tableFunctions are the functions of version control that stand in FROM.
var tableFunctions = map[string]func(*view, []string) (string, error){
	"dolt_diff":                            diffFunction,
	"dolt_diff_summary":                    summaryFunction,
	"dolt_diff_stat":                       statFunction,
	"dolt_log":                             logFunction,
	"dolt_preview_merge_conflicts_summary": previewFunction,
}

func wrongArguments(function string) error {
	return connectors.Errorf(connectors.ClassQuery, "Invalid argument to %s", function)
}

func diffFunction(v *view, arguments []string) (string, error) {
	if len(arguments) != 3 {
		return "", wrongArguments("dolt_diff")
	}
	return v.diffBetween(arguments[0], arguments[1], arguments[2])
}

// changesBetween compares two refs; a third argument names one table.
func (v *view) changesBetween(function string, arguments []string) ([]change, error) {
	if len(arguments) != 2 && len(arguments) != 3 {
		return nil, wrongArguments(function)
	}
	from, err := v.repo.resolve(arguments[0])
	if err != nil {
		return nil, err
	}
	to, err := v.repo.resolve(arguments[1])
	if err != nil {
		return nil, err
	}
	changes, err := v.s.compare(v.ctx, from, to)
	if len(arguments) == 3 {
		changes = slices.DeleteFunc(changes, func(c change) bool { return c.table != arguments[2] })
	}
	return changes, err
}

func summaryFunction(v *view, arguments []string) (string, error) {
	changes, err := v.changesBetween("dolt_diff_summary", arguments)
	var rows [][]string
	for _, c := range changes {
		from, to := c.table, c.table
		switch c.kind {
		case "added":
			from = ""
		case "dropped":
			to = ""
		}
		rows = append(rows, []string{from, to, c.kind, strconv.FormatBool(c.data), strconv.FormatBool(c.schema)})
	}
	return values("from_table_name VARCHAR, to_table_name VARCHAR, diff_type VARCHAR, data_change BOOLEAN, schema_change BOOLEAN", rows), err
}

func statFunction(v *view, arguments []string) (string, error) {
	changes, err := v.changesBetween("dolt_diff_stat", arguments)
	var rows [][]string
	for _, c := range changes {
		rows = append(rows, []string{c.table, c.rows.added, c.rows.removed, c.rows.modified})
	}
	return values("table_name VARCHAR, rows_added BIGINT, rows_deleted BIGINT, rows_modified BIGINT", rows), err
}

func logFunction(v *view, arguments []string) (string, error) {
	at := v.at
	if len(arguments) > 0 {
		var err error
		if at, err = v.repo.resolve(arguments[0]); err != nil {
			return "", err
		}
	}
	return logTable(at.ancestors()), nil
}

// previewFunction tells which tables a merge would leave in conflict.
func previewFunction(v *view, arguments []string) (string, error) {
	if len(arguments) != 2 {
		return "", wrongArguments("dolt_preview_merge_conflicts_summary")
	}
	// A merge goes from the second ref into the first.
	into, err := v.repo.resolve(arguments[0])
	if err != nil {
		return "", err
	}
	from, err := v.repo.resolve(arguments[1])
	if err != nil {
		return "", err
	}
	plan, err := v.s.planMerge(v.ctx, mergeBase(from, into), from, into)
	var rows [][]string
	for _, p := range plan {
		if p.conflicts != "0" || p.schema {
			rows = append(rows, []string{p.table, p.conflicts, strconv.Itoa(strings.Count(strconv.FormatBool(p.schema), "true"))})
		}
	}
	return values("table VARCHAR, num_data_conflicts UBIGINT, num_schema_conflicts UBIGINT", rows), err
}

// defineFunctions makes the functions that a statement may call, as of its ref.
func (v *view) defineFunctions(ctx context.Context) error {
	var known []string
	add := func(name string, to *commit) {
		known = append(known, fmt.Sprintf("WHEN %s THEN %s", literal(name), literal(to.hash)))
	}
	for _, r := range slices.Concat(v.repo.branches, v.repo.tags) {
		add(r.name, r.to)
	}
	for hash, c := range v.repo.commits {
		add(hash, c)
	}
	add("HEAD", v.at)
	branch := "NULL"
	if find(v.repo.branches, v.ref) != nil {
		branch = literal(v.ref)
	}
	define := func(signature, body string) string {
		return fmt.Sprintf("CREATE OR REPLACE MACRO %s.main.%s AS %s", systemCatalog, signature, body)
	}
	return v.s.exec(ctx,
		define("database()", literal(v.database())),
		define("active_branch()", branch),
		define("mysql_version()", "'8.0.31'"),
		define("dolt_version()", "'1.83.2'"),
		define("dolt_hashof(ref)", "CASE ref "+strings.Join(known, " ")+" ELSE error('invalid ref spec') END"))
}
