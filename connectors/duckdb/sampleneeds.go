package duckdb

import (
	"slices"
	"strings"

	"sonde/internal/sqltext"
)

// sampleNames are what the sample data makes.
var sampleNames = []string{"countries", "customers", "products", "orders", "order_items", "order_totals", "events", "order_status"}

// NeedsSample reports whether a script may see the sample data. Filling it in
// takes longer than opening the engine, so it is left out where nobody can
// tell: where every statement is a query of values, functions and files.
func NeedsSample(sql string) bool {
	d := sqltext.ForName("duckdb")
	for _, s := range d.Split(sql) {
		if maySeeTables(d, sql[s.Start:s.End]) {
			return true
		}
	}
	return false
}

func maySeeTables(d *sqltext.Dialect, sql string) bool {
	w := bareTokens(d, sql)
	if !slices.Contains([]string{"select", "from", "values"}, w[0].text) {
		return true
	}
	for i, t := range w {
		readsFrom := t.text == "from" || t.text == "join"
		if namesTables(t) || readsFrom && (i+1 == len(w) || !isElsewhere(w[i+1])) {
			return true
		}
	}
	return false
}

// bareToken is a token without its quotes, in lower case.
type bareToken struct {
	kind sqltext.Kind
	text string
}

func bareTokens(d *sqltext.Dialect, sql string) []bareToken {
	var out []bareToken
	for _, t := range d.Tokens(sql) {
		if t.Kind != sqltext.Whitespace && t.Kind != sqltext.Comment {
			out = append(out, bareToken{t.Kind, strings.Trim(strings.ToLower(sql[t.Start:t.End]), `'"`)})
		}
	}
	return out
}

// namesTables reports whether a token is a name of the sample data or a way to
// look into the catalog.
func namesTables(t bareToken) bool {
	if slices.Contains(sampleNames, t.text) {
		return true
	}
	if t.kind == sqltext.String {
		return false
	}
	for _, prefix := range []string{"duckdb_", "pg_", "sqlite_", "pragma_", "information_schema", "query"} {
		if strings.HasPrefix(t.text, prefix) {
			return true
		}
	}
	return slices.Contains([]string{"table", "show", "describe", "desc", "summarize", "pivot", "unpivot"}, t.text)
}

// isElsewhere reports whether rows are read from a file or a table function, or
// from parentheses, whose inside is looked at by itself.
func isElsewhere(t bareToken) bool {
	switch t.kind {
	case sqltext.String:
		return strings.Contains(t.text, ".")
	case sqltext.Function:
		return true
	}
	return t.text == "("
}
