package datafold

import (
	"strings"

	"sonde/connectors"
)

// grammar is how a type of data source is asked what it holds, and how names are
// written there.
type grammar struct {
	// levels list schemas, the tables of a schema and the columns of a table.
	// Each gives name, kind (of a table, or the type of a column) and nullable.
	// {0} and {1} stand for the literals of schema and table, {q} for the schema
	// in quotes.
	levels  [3]string
	open    string // of a quoted name
	close   string
	preview string // what a statement for the first rows looks like; %s is the table
	slashes bool   // a backslash escapes in a literal
}

const (
	limited = "SELECT * FROM %s LIMIT 100"
	topped  = "SELECT TOP 100 * FROM %s"
	fetched = "SELECT * FROM %s FETCH FIRST 100 ROWS ONLY"
)

var standard = [3]string{
	"SELECT schema_name AS name FROM information_schema.schemata ORDER BY schema_name",
	"SELECT table_name AS name, table_type AS kind FROM information_schema.tables WHERE table_schema = {0} ORDER BY table_name",
	"SELECT column_name AS name, data_type AS kind, is_nullable AS nullable FROM information_schema.columns WHERE table_schema = {0} AND table_name = {1} ORDER BY ordinal_position",
}

// attached are the levels of DuckDB, whose information_schema covers all databases
// that are attached.
var attached = [3]string{
	"SELECT schema_name AS name FROM information_schema.schemata WHERE catalog_name = current_database() ORDER BY schema_name",
	"SELECT table_name AS name, table_type AS kind FROM information_schema.tables WHERE table_catalog = current_database() AND table_schema = {0} ORDER BY table_name",
	"SELECT column_name AS name, data_type AS kind, is_nullable AS nullable FROM information_schema.columns WHERE table_catalog = current_database() AND table_schema = {0} AND table_name = {1} ORDER BY ordinal_position",
}

// grammars are those of the types that differ from the standard; a nil one has
// no SQL to ask with.
var grammars = map[string]*grammar{
	"duckdb":           {levels: attached, open: `"`, close: `"`, preview: limited},
	"mysql":            {levels: standard, open: "`", close: "`", preview: limited, slashes: true},
	"mariadb":          {levels: standard, open: "`", close: "`", preview: limited, slashes: true},
	"databricks":       {levels: standard, open: "`", close: "`", preview: limited, slashes: true},
	"mssql":            {levels: standard, open: "[", close: "]", preview: topped},
	"azure_synapse":    {levels: standard, open: "[", close: "]", preview: topped},
	"microsoft_fabric": {levels: standard, open: "[", close: "]", preview: topped},
	"bigquery": {open: "`", close: "`", preview: limited, slashes: true, levels: [3]string{
		"SELECT schema_name AS name FROM INFORMATION_SCHEMA.SCHEMATA ORDER BY schema_name",
		"SELECT table_name AS name, table_type AS kind FROM {q}.INFORMATION_SCHEMA.TABLES ORDER BY table_name",
		"SELECT column_name AS name, data_type AS kind, is_nullable AS nullable FROM {q}.INFORMATION_SCHEMA.COLUMNS WHERE table_name = {1} ORDER BY ordinal_position",
	}},
	"vertica": {open: `"`, close: `"`, preview: limited, levels: [3]string{
		"SELECT schema_name AS name FROM v_catalog.schemata ORDER BY schema_name",
		"SELECT table_name AS name, 'table' AS kind FROM v_catalog.tables WHERE table_schema = {0} ORDER BY table_name",
		"SELECT column_name AS name, data_type AS kind, is_nullable AS nullable FROM v_catalog.columns WHERE table_schema = {0} AND table_name = {1} ORDER BY ordinal_position",
	}},
	"oracle": {open: `"`, close: `"`, preview: fetched, levels: [3]string{
		"SELECT DISTINCT owner AS name FROM all_tables ORDER BY 1",
		"SELECT table_name AS name, 'table' AS kind FROM all_tables WHERE owner = {0} ORDER BY 1",
		"SELECT column_name AS name, data_type AS kind, nullable FROM all_tab_columns WHERE owner = {0} AND table_name = {1} ORDER BY column_id",
	}},
	"db2": {open: `"`, close: `"`, preview: fetched, levels: [3]string{
		"SELECT schemaname AS name FROM syscat.schemata ORDER BY 1",
		"SELECT tabname AS name, CASE type WHEN 'V' THEN 'view' ELSE 'table' END AS kind FROM syscat.tables WHERE tabschema = {0} ORDER BY 1",
		"SELECT colname AS name, typename AS kind, nulls AS nullable FROM syscat.columns WHERE tabschema = {0} AND tabname = {1} ORDER BY colno",
	}},
	"teradata": {open: `"`, close: `"`, preview: topped, levels: [3]string{
		"SELECT DatabaseName AS name FROM DBC.DatabasesV ORDER BY 1",
		"SELECT TableName AS name, CASE TableKind WHEN 'V' THEN 'view' ELSE 'table' END AS kind FROM DBC.TablesV WHERE DataBaseName = {0} AND TableKind IN ('T', 'O', 'V') ORDER BY 1",
		"SELECT ColumnName AS name, ColumnType AS kind, Nullable AS nullable FROM DBC.ColumnsV WHERE DatabaseName = {0} AND TableName = {1} ORDER BY ColumnId",
	}},
	"netezza": {open: `"`, close: `"`, preview: limited, levels: [3]string{
		"SELECT DISTINCT schema AS name FROM _v_table ORDER BY 1",
		"SELECT tablename AS name, objtype AS kind FROM _v_table WHERE schema = {0} ORDER BY 1",
		"SELECT attname AS name, format_type AS kind FROM _v_relation_column WHERE schema = {0} AND name = {1} ORDER BY attnum",
	}},
	"sap_hana": {open: `"`, close: `"`, preview: limited, levels: [3]string{
		"SELECT schema_name AS name FROM sys.schemas ORDER BY 1",
		"SELECT table_name AS name, table_type AS kind FROM sys.tables WHERE schema_name = {0} ORDER BY 1",
		"SELECT column_name AS name, data_type_name AS kind, is_nullable AS nullable FROM sys.table_columns WHERE schema_name = {0} AND table_name = {1} ORDER BY position",
	}},
	"mongodb": nil, "aws_s3": nil, "files_azure_datalake": nil, "google_cloud_storage": nil,
}

// others is the grammar of all types that are not listed, among them those that
// are not known.
var others = &grammar{levels: standard, open: `"`, close: `"`, preview: limited}

// grammarOf is nil for data sources that know no SQL about themselves.
func grammarOf(sourceType string) *grammar {
	if g, listed := grammars[strings.ToLower(sourceType)]; listed {
		return g
	}
	return others
}

// sql fills the names into the query of a level.
func (g *grammar) sql(level string, path []string) string {
	var pairs []string
	for i, name := range path {
		pairs = append(pairs, "{"+string(rune('0'+i))+"}", g.literal(name))
	}
	if len(path) > 0 {
		pairs = append(pairs, "{q}", g.quote(path[0]))
	}
	return strings.NewReplacer(pairs...).Replace(level)
}

func (g *grammar) literal(text string) string {
	if g.slashes {
		text = strings.ReplaceAll(text, `\`, `\\`)
		return "'" + strings.ReplaceAll(text, "'", `\'`) + "'"
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}

func (g *grammar) quote(name string) string {
	return g.open + strings.ReplaceAll(name, g.close, g.close+g.close) + g.close
}

// node makes the node of a row of a level. Only tables of the data source on
// which statements run have a preview.
func (g *grammar) node(path, row []string, chosen bool) connectors.Node {
	n := connectors.Node{Name: row[0], Rows: -1, Bytes: -1, Qualified: g.quote(row[0])}
	switch len(path) {
	case 0:
		n.Kind = connectors.NodeSchema
	case 1:
		n.Kind = connectors.NodeTable
		if strings.Contains(strings.ToLower(row[1]), "view") {
			n.Kind = connectors.NodeView
		}
		n.Qualified = g.quote(path[0]) + "." + g.quote(row[0])
		if chosen {
			n.Preview = strings.Replace(g.preview, "%s", n.Qualified, 1)
		}
	default:
		n.Kind, n.Type, n.Leaf = connectors.NodeColumn, row[1], true
		n.NotNull = strings.HasPrefix(strings.ToUpper(row[2]), "N") || strings.EqualFold(row[2], "FALSE") || row[2] == "f" || row[2] == "0"
	}
	return n
}
