package datafold

import (
	"strings"

	"sonde/connectors"
)

// grammar is how a type of data source is asked what it holds, and how names are
// written there.
type grammar struct {
	// levels list schemas, the tables of a schema and the columns of a table.
	// Each gives name, kind (of a table, or the type of a column), nullable and
	// comment, as far as the source has them.
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

const (
	schemata     = "SELECT schema_name AS name FROM information_schema.schemata ORDER BY schema_name"
	tablesStart  = "SELECT table_name AS name, table_type AS kind"
	tablesEnd    = " FROM information_schema.tables WHERE table_schema = {0} ORDER BY table_name"
	columnsStart = "SELECT column_name AS name, data_type AS kind, is_nullable AS nullable"
	columnsEnd   = " FROM information_schema.columns WHERE table_schema = {0} AND table_name = {1} ORDER BY ordinal_position"
)

// standard are the levels of the standard's information_schema, which knows no
// descriptions.
var standard = [3]string{schemata, tablesStart + tablesEnd, columnsStart + columnsEnd}

// commented are the levels of sources that add a column of descriptions.
var commented = [3]string{schemata, tablesStart + ", comment AS comment" + tablesEnd, columnsStart + ", comment AS comment" + columnsEnd}

// ofMySQL are those of MySQL, which describes a view with the word VIEW.
var ofMySQL = [3]string{
	schemata, tablesStart + ", NULLIF(table_comment, 'VIEW') AS comment" + tablesEnd,
	columnsStart + ", column_comment AS comment" + columnsEnd,
}

// ofPostgres are those of PostgreSQL, which keeps descriptions beside the
// information_schema. They are looked up by name, since a cast to regclass fails
// in schemas that the user may not use.
var ofPostgres = [3]string{
	schemata, tablesStart + ", (SELECT obj_description(k.oid, 'pg_class')" + ofRelation + tablesEnd,
	columnsStart + ", (SELECT col_description(k.oid, ordinal_position::int)" + ofRelation + columnsEnd,
}

const ofRelation = " FROM pg_class k JOIN pg_namespace n ON n.oid = k.relnamespace WHERE n.nspname = table_schema AND k.relname = table_name) AS comment"

// attached are the levels of DuckDB, whose information_schema covers all databases
// that are attached.
var attached = [3]string{
	"SELECT schema_name AS name FROM information_schema.schemata WHERE catalog_name = current_database() ORDER BY schema_name",
	"SELECT table_name AS name, table_type AS kind, table_comment AS comment FROM information_schema.tables WHERE table_catalog = current_database() AND table_schema = {0} ORDER BY table_name",
	"SELECT column_name AS name, data_type AS kind, is_nullable AS nullable, column_comment AS comment FROM information_schema.columns WHERE table_catalog = current_database() AND table_schema = {0} AND table_name = {1} ORDER BY ordinal_position",
}

// grammars are those of the types that differ from the standard; a nil one has
// no SQL to ask with.
var grammars = map[string]*grammar{
	"duckdb":           {levels: attached, open: `"`, close: `"`, preview: limited},
	"mysql":            {levels: ofMySQL, open: "`", close: "`", preview: limited, slashes: true},
	"mariadb":          {levels: ofMySQL, open: "`", close: "`", preview: limited, slashes: true},
	"databricks":       {levels: commented, open: "`", close: "`", preview: limited, slashes: true},
	"snowflake":        {levels: commented, open: `"`, close: `"`, preview: limited},
	"pg":               {levels: ofPostgres, open: `"`, close: `"`, preview: limited},
	"postgres_aurora":  {levels: ofPostgres, open: `"`, close: `"`, preview: limited},
	"postgres_aws_rds": {levels: ofPostgres, open: `"`, close: `"`, preview: limited},
	"mssql":            {levels: standard, open: "[", close: "]", preview: topped},
	"azure_synapse":    {levels: standard, open: "[", close: "]", preview: topped},
	"microsoft_fabric": {levels: standard, open: "[", close: "]", preview: topped},
	"bigquery": {open: "`", close: "`", preview: limited, slashes: true, levels: [3]string{
		"SELECT schema_name AS name FROM INFORMATION_SCHEMA.SCHEMATA ORDER BY schema_name",
		"SELECT table_name AS name, table_type AS kind FROM {q}.INFORMATION_SCHEMA.TABLES ORDER BY table_name",
		"SELECT c.column_name AS name, c.data_type AS kind, c.is_nullable AS nullable, p.description AS comment FROM {q}.INFORMATION_SCHEMA.COLUMNS AS c" +
			" LEFT JOIN {q}.INFORMATION_SCHEMA.COLUMN_FIELD_PATHS AS p ON p.table_name = c.table_name AND p.field_path = c.column_name" +
			" WHERE c.table_name = {1} ORDER BY c.ordinal_position",
	}},
	"vertica": {open: `"`, close: `"`, preview: limited, levels: [3]string{
		"SELECT schema_name AS name FROM v_catalog.schemata ORDER BY schema_name",
		"SELECT table_name AS name, 'table' AS kind FROM v_catalog.tables WHERE table_schema = {0} ORDER BY table_name",
		"SELECT column_name AS name, data_type AS kind, is_nullable AS nullable FROM v_catalog.columns WHERE table_schema = {0} AND table_name = {1} ORDER BY ordinal_position",
	}},
	"oracle": {open: `"`, close: `"`, preview: fetched, levels: [3]string{
		"SELECT DISTINCT owner AS name FROM all_tables ORDER BY 1",
		"SELECT table_name AS name, 'table' AS kind FROM all_tables WHERE owner = {0} ORDER BY 1",
		"SELECT c.column_name AS name, c.data_type AS kind, c.nullable, d.comments AS \"comment\" FROM all_tab_columns c" +
			" LEFT JOIN all_col_comments d ON d.owner = c.owner AND d.table_name = c.table_name AND d.column_name = c.column_name" +
			" WHERE c.owner = {0} AND c.table_name = {1} ORDER BY c.column_id",
	}},
	"db2": {open: `"`, close: `"`, preview: fetched, levels: [3]string{
		"SELECT schemaname AS name FROM syscat.schemata ORDER BY 1",
		"SELECT tabname AS name, CASE type WHEN 'V' THEN 'view' ELSE 'table' END AS kind, remarks AS comment FROM syscat.tables WHERE tabschema = {0} ORDER BY 1",
		"SELECT colname AS name, typename AS kind, nulls AS nullable, remarks AS comment FROM syscat.columns WHERE tabschema = {0} AND tabname = {1} ORDER BY colno",
	}},
	"teradata": {open: `"`, close: `"`, preview: topped, levels: [3]string{
		"SELECT DatabaseName AS name FROM DBC.DatabasesV ORDER BY 1",
		`SELECT TableName AS name, CASE TableKind WHEN 'V' THEN 'view' ELSE 'table' END AS kind, CommentString AS "comment" FROM DBC.TablesV WHERE DataBaseName = {0} AND TableKind IN ('T', 'O', 'V') ORDER BY 1`,
		`SELECT ColumnName AS name, ColumnType AS kind, Nullable AS nullable, CommentString AS "comment" FROM DBC.ColumnsV WHERE DatabaseName = {0} AND TableName = {1} ORDER BY ColumnId`,
	}},
	"netezza": {open: `"`, close: `"`, preview: limited, levels: [3]string{
		"SELECT DISTINCT schema AS name FROM _v_table ORDER BY 1",
		"SELECT tablename AS name, objtype AS kind FROM _v_table WHERE schema = {0} ORDER BY 1",
		"SELECT attname AS name, format_type AS kind FROM _v_relation_column WHERE schema = {0} AND name = {1} ORDER BY attnum",
	}},
	"sap_hana": {open: `"`, close: `"`, preview: limited, levels: [3]string{
		"SELECT schema_name AS name FROM sys.schemas ORDER BY 1",
		`SELECT table_name AS name, table_type AS kind, comments AS "comment" FROM sys.tables WHERE schema_name = {0} ORDER BY 1`,
		`SELECT column_name AS name, data_type_name AS kind, is_nullable AS nullable, comments AS "comment" FROM sys.table_columns WHERE schema_name = {0} AND table_name = {1} ORDER BY position`,
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
	n := connectors.Node{Name: row[0], Comment: row[3], Rows: -1, Bytes: -1, Qualified: g.quote(row[0])}
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
