package nekt

import (
	"strings"

	"sonde/internal/sqltext"
)

var (
	engineDialect   = sqltext.ForName("duckdb")
	athenaDialect   = sqltext.ForName("athena")
	bigqueryDialect = sqltext.ForName("bigquery")
)

// metadataSchema holds the metadata tables as an organisation has them: without
// what belongs to the engine.
const metadataSchema = "nekt_metadata"

// metadataViews are the metadata tables, and the column that names the layer.
var metadataViews = []struct{ table, layer string }{
	{"tables", "table_schema"}, {"columns", "table_schema"}, {"views", "table_schema"}, {"schemata", "schema_name"},
}

// metadataQuery is the definition of a metadata table.
func metadataQuery(table, layer string) string {
	catalog := strings.TrimSuffix(layer, "schema") + "catalog"
	if layer == "schema_name" {
		catalog = "catalog_name"
	}
	return "CREATE VIEW " + metadataSchema + "." + table + " AS SELECT * FROM information_schema." + table +
		" WHERE " + catalog + " = current_database() AND " + layer + " NOT IN ('main', 'pg_catalog', 'information_schema', '" + metadataSchema + "')"
}

// fieldPaths defines BigQuery's table of descriptions; those of a layer's columns
// are the ones of the tables below it.
const fieldPaths = "CREATE VIEW " + metadataSchema + ".column_field_paths AS" +
	" SELECT l.table_schema, l.table_name, l.column_name, l.column_name AS field_path, l.data_type, m.column_comment AS description" +
	" FROM " + metadataSchema + ".columns AS l JOIN information_schema.columns AS m" +
	" ON m.table_catalog = current_database() AND m.table_schema = 'main' AND m.table_name = l.table_name AND m.column_name = l.column_name"

// translate turns the metadata tables, and BigQuery's quotes, into the engine's.
// All else is the engine's SQL.
func (c cloud) translate(sql string) string {
	dialect := bigqueryDialect
	if c == aws {
		dialect = athenaDialect
	}
	t := translation{cloud: c, sql: sql, tokens: dialect.Tokens(sql)}
	for t.next < len(t.tokens) {
		t.step()
	}
	return t.out.String()
}

type translation struct {
	cloud  cloud
	sql    string
	tokens []sqltext.Token
	next   int
	out    strings.Builder
}

func (t *translation) step() {
	token := t.tokens[t.next]
	text := t.sql[token.Start:token.End]
	t.next++
	switch {
	case token.Kind == sqltext.Comment:
		t.out.WriteByte(' ')
	case strings.EqualFold(strings.Trim(text, "\"`"), "information_schema") && token.Kind != sqltext.String:
		t.out.WriteString(metadataSchema)
	case t.cloud == aws:
		t.out.WriteString(text)
	case token.Kind == sqltext.String && text[0] == '"':
		t.out.WriteString(engineDialect.QuoteString(strings.ReplaceAll(strings.Trim(text, `"`), `\"`, `"`)))
	case token.Kind == sqltext.QuotedIdentifier:
		t.name(strings.Trim(text, "`"), true)
	case token.Kind == sqltext.Identifier:
		t.name(text, false)
	default:
		t.out.WriteString(text)
	}
}

// name rewrites a name, which may be a path in one pair of quotes.
func (t *translation) name(text string, quoted bool) {
	path := strings.Split(text, ".")
	if len(path) == 1 {
		if table, ok := t.metadata(); ok {
			t.metadataTable(text, table)
			return
		}
	}
	if len(path) == 3 && strings.EqualFold(path[1], "INFORMATION_SCHEMA") {
		t.metadataTable(path[0], path[2])
		return
	}
	if !quoted {
		t.out.WriteString(text)
		return
	}
	for i, p := range path {
		path[i] = engineDialect.QuoteIdentifier(p)
	}
	t.out.WriteString(strings.Join(path, "."))
}

// metadata takes .INFORMATION_SCHEMA.TABLE behind the name of a dataset.
func (t *translation) metadata() (table string, ok bool) {
	if t.next+3 >= len(t.tokens) {
		return "", false
	}
	var parts []string
	for _, token := range t.tokens[t.next : t.next+4] {
		parts = append(parts, strings.Trim(t.sql[token.Start:token.End], "`"))
	}
	if parts[0] != "." || !strings.EqualFold(parts[1], "INFORMATION_SCHEMA") || parts[2] != "." {
		return "", false
	}
	t.next += 4
	return parts[3], true
}

// metadataTable writes a metadata table of a dataset, or of all datasets of a
// region.
func (t *translation) metadataTable(dataset, table string) {
	query := "(SELECT * FROM " + metadataSchema + "." + strings.ToLower(table)
	if !strings.HasPrefix(strings.ToLower(dataset), "region-") && !strings.EqualFold(table, "SCHEMATA") {
		query += " WHERE table_schema = " + engineDialect.QuoteString(dataset)
	}
	t.out.WriteString(query + ")")
}

// isListing reports whether Athena answers a statement with a text file: its
// rows are lines, without column names.
func isListing(sql string) bool {
	first := strings.Fields(sql)
	switch strings.ToUpper(first[0]) {
	case "SHOW", "DESCRIBE", "DESC", "CREATE", "DROP", "ALTER", "EXPLAIN":
		return true
	}
	return false
}
