package dolthub

import (
	"fmt"
	"strconv"
	"strings"

	"sonde/connectors"
)

// values is a query that answers with the given rows. Columns are written as in
// "name VARCHAR, dirty BOOLEAN"; an empty cell of a type other than text is
// NULL.
func values(columns string, rows [][]string) string {
	var list, names []string
	for i, c := range strings.Split(columns, ", ") {
		column, typ, _ := strings.Cut(c, " ")
		cell := fmt.Sprintf("c%d", i)
		names = append(names, cell)
		if typ != "VARCHAR" {
			cell = "nullif(" + cell + ", '')"
		}
		list = append(list, fmt.Sprintf("CAST(%s AS %s) AS %s", cell, typ, name(column)))
	}
	where := ""
	if len(rows) == 0 {
		rows, where = [][]string{make([]string, len(names))}, " WHERE false"
	}
	lines := make([]string, len(rows))
	for i, r := range rows {
		cells := make([]string, len(r))
		for c, text := range r {
			cells[c] = literal(text)
		}
		lines[i] = "(" + strings.Join(cells, ", ") + ")"
	}
	return fmt.Sprintf("SELECT %s FROM (VALUES %s) v(%s)%s", strings.Join(list, ", "), strings.Join(lines, ", "), strings.Join(names, ", "), where)
}

func (c *commit) date() string { return c.at.Format("2006-01-02 15:04:05.000") }

func (c *commit) email() string { return c.author + "@example.com" }

// systemTables are the tables of version control that every commit has.
var systemTables = map[string]func(*view) string{
	"dolt_branches":         branchesTable,
	"dolt_tags":             tagsTable,
	"dolt_log":              func(v *view) string { return logTable(v.at.ancestors()) },
	"dolt_commits":          commitsTable,
	"dolt_commit_ancestors": ancestorsTable,
	"dolt_diff":             diffTable,
	"dolt_query_catalog":    queriesTable,
	"dolt_schemas": func(v *view) string {
		return fmt.Sprintf(`SELECT 'view' AS type, view_name AS name, sql AS fragment, CAST(NULL AS JSON) AS extra, '' AS sql_mode FROM duckdb_views() WHERE database_name = %s AND NOT internal`, literal(v.at.hash))
	},
}

// emptyTables are tables of version control that never have rows here, with their
// columns: nothing is staged, and a merge with conflicts is not left standing.
var emptyTables = map[string]string{
	"dolt_status":                "table_name VARCHAR, staged BOOLEAN, status VARCHAR",
	"dolt_conflicts":             "table VARCHAR, num_conflicts UBIGINT",
	"dolt_schema_conflicts":      "table_name VARCHAR, base_schema VARCHAR, our_schema VARCHAR, their_schema VARCHAR, description VARCHAR",
	"dolt_constraint_violations": "table VARCHAR, num_violations UBIGINT",
	"dolt_merge_status":          "is_merging BOOLEAN, source VARCHAR, source_commit VARCHAR, target VARCHAR, unmerged_tables VARCHAR",
	"dolt_column_diff":           "commit_hash VARCHAR, table_name VARCHAR, column_name VARCHAR, committer VARCHAR, email VARCHAR, date TIMESTAMP, message VARCHAR, diff_type VARCHAR",
	"dolt_remotes":               "name VARCHAR, url VARCHAR, fetch_specs JSON, params JSON",
	"dolt_docs":                  "doc_name VARCHAR, doc_text VARCHAR",
	"dolt_ignore":                "pattern VARCHAR, ignored BOOLEAN",
	"dolt_statistics":            "database_name VARCHAR, table_name VARCHAR, index_name VARCHAR, row_count BIGINT, distinct_count BIGINT, null_count BIGINT",
	"dolt_procedures":            "name VARCHAR, create_stmt VARCHAR, created_at TIMESTAMP, modified_at TIMESTAMP, sql_mode VARCHAR",
}

// perTable are the tables of version control that every table has.
var perTable = []struct {
	prefix string
	query  func(*translation, *table) (string, error)
}{
	{"dolt_commit_diff_", commitDiffTable},
	{"dolt_diff_", tableDiff},
	{"dolt_history_", historyTable},
	{"dolt_blame_", blameTable},
}

// systemQuery finds the query behind a table of version control.
func (t *translation) systemQuery(name string) (query string, known bool, err error) {
	if make, ok := systemTables[name]; ok {
		return make(t.view), true, nil
	}
	if columns, ok := emptyTables[name]; ok {
		return values(columns, nil), true, nil
	}
	for _, p := range perTable {
		base, ok := strings.CutPrefix(name, p.prefix)
		if !ok {
			continue
		}
		if of := t.at.table(base); of != nil {
			query, err = p.query(t, of)
			return query, true, err
		}
	}
	return "", false, nil
}

func branchesTable(v *view) string {
	var rows [][]string
	for _, b := range v.repo.branches {
		rows = append(rows, []string{b.name, b.to.hash, b.to.author, b.to.email(), b.to.date(), b.to.message, "", "", "false"})
	}
	return values("name VARCHAR, hash VARCHAR, latest_committer VARCHAR, latest_committer_email VARCHAR, latest_commit_date TIMESTAMP_MS, latest_commit_message VARCHAR, remote VARCHAR, branch VARCHAR, dirty BOOLEAN", rows)
}

func tagsTable(v *view) string {
	var rows [][]string
	for _, t := range v.repo.tags {
		rows = append(rows, []string{t.name, t.to.hash, t.to.author, t.to.email(), t.at.UTC().Format("2006-01-02 15:04:05.000"), ""})
	}
	return values("tag_name VARCHAR, tag_hash VARCHAR, tagger VARCHAR, email VARCHAR, date TIMESTAMP_MS, message VARCHAR", rows)
}

func logTable(commits []*commit) string {
	var rows [][]string
	for _, c := range commits {
		rows = append(rows, []string{c.hash, c.author, c.email(), c.date(), c.message, strconv.Itoa(c.height + 1)})
	}
	return values("commit_hash VARCHAR, committer VARCHAR, email VARCHAR, date TIMESTAMP_MS, message VARCHAR, commit_order UBIGINT", rows)
}

func commitsTable(v *view) string {
	var rows [][]string
	for _, c := range v.repo.commits {
		rows = append(rows, []string{c.hash, c.author, c.email(), c.date(), c.message})
	}
	return values("commit_hash VARCHAR, committer VARCHAR, email VARCHAR, date TIMESTAMP_MS, message VARCHAR", rows)
}

func ancestorsTable(v *view) string {
	var rows [][]string
	for _, c := range v.at.ancestors() {
		for i, p := range c.parents {
			rows = append(rows, []string{c.hash, p.hash, strconv.Itoa(i)})
		}
	}
	return values("commit_hash VARCHAR, parent_hash VARCHAR, parent_index INTEGER", rows)
}

// diffTable tells which commit has touched which table.
func diffTable(v *view) string {
	var rows [][]string
	for _, c := range v.at.ancestors() {
		for _, ch := range c.changes {
			rows = append(rows, []string{c.hash, ch.table, c.author, c.email(), c.date(), c.message, strconv.FormatBool(ch.data), strconv.FormatBool(ch.schema)})
		}
	}
	return values("commit_hash VARCHAR, table_name VARCHAR, committer VARCHAR, email VARCHAR, date TIMESTAMP, message VARCHAR, data_change BOOLEAN, schema_change BOOLEAN", rows)
}

func queriesTable(v *view) string {
	var rows [][]string
	for i, q := range v.repo.queries {
		rows = append(rows, []string{fmt.Sprintf("query-%d", i+1), strconv.Itoa(i + 1), q.title, q.sql, ""})
	}
	return values("id VARCHAR, display_order UBIGINT, name VARCHAR, query VARCHAR, description VARCHAR", rows)
}

// commitDiffTable is the diff between the two commits that the statement asks
// for; it has to name both.
func commitDiffTable(t *translation, of *table) (string, error) {
	to, hasTo := t.filter("to_commit")
	from, hasFrom := t.filter("from_commit")
	if !hasTo {
		return "", connectors.Errorf(connectors.ClassQuery, "error querying table dolt_commit_diff_%s: dolt_commit_diff_* tables must be filtered to a single 'to_commit'", of.name)
	}
	if !hasFrom {
		return "", connectors.Errorf(connectors.ClassQuery, "commit_diff_<table> requires one 'to_commit' and one 'from_commit'")
	}
	return t.diffBetween(from, to, of.name)
}

func (v *view) diffBetween(from, to, tableName string) (string, error) {
	a, err := v.repo.resolve(from)
	if err != nil {
		return "", err
	}
	b, err := v.repo.resolve(to)
	if err != nil {
		return "", err
	}
	if a.table(tableName) == nil && b.table(tableName) == nil {
		return "", connectors.Errorf(connectors.ClassNotFound, "table not found: %s", tableName)
	}
	return diffQuery(tableName, side{a, from}, side{b, to}), nil
}

// tableDiff is what every commit has changed in a table. Its columns are those
// of today.
func tableDiff(t *translation, of *table) (string, error) {
	var parts []string
	for _, c := range t.at.ancestors() {
		before := &commit{}
		if len(c.parents) > 0 {
			before = c.parents[0]
		}
		for _, ch := range c.changes {
			if strings.EqualFold(ch.table, of.name) && c.table(of.name) != nil {
				parts = append(parts, diffQuery(of.name, side{at: before}, side{at: c}))
			}
		}
	}
	return strings.Join(parts, " UNION ALL BY NAME "), nil
}

// historyTable is every row of a table as of every commit.
func historyTable(t *translation, of *table) (string, error) {
	var parts []string
	for _, c := range t.at.ancestors() {
		if c.table(of.name) != nil {
			parts = append(parts, fmt.Sprintf("SELECT * EXCLUDE (dolt_here), %s AS commit_hash, %s AS committer, TIMESTAMP_MS %s AS commit_date FROM (%s)",
				literal(c.hash), literal(c.author), literal(c.date()), side{at: c}.source(of)))
		}
	}
	return strings.Join(parts, " UNION ALL "), nil
}

// blameTable tells for every row which commit has written it.
func blameTable(t *translation, of *table) (string, error) {
	if len(of.key) == 0 {
		return "", connectors.Errorf(connectors.ClassQuery, "unable to generate blame view for table without primary key")
	}
	diff, err := tableDiff(t, of)
	if err != nil {
		return "", err
	}
	var keys, partition []string
	for _, k := range of.key {
		keys = append(keys, fmt.Sprintf("%s AS %s", name("to_"+k), name(k)))
		partition = append(partition, fmt.Sprintf("coalesce(%s, %s)", name("to_"+k), name("from_"+k)))
	}
	return fmt.Sprintf(`SELECT %s, commit_hash AS commit, date AS commit_date, committer, email, message
		FROM (SELECT *, row_number() OVER (PARTITION BY %s ORDER BY commit_order DESC) AS dolt_rank
			FROM (%s) d JOIN (%s) l ON d.to_commit = l.commit_hash)
		WHERE dolt_rank = 1 AND diff_type <> 'removed'`,
		strings.Join(keys, ", "), strings.Join(partition, ", "), diff, logTable(t.at.ancestors())), nil
}
