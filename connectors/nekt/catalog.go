package nekt

import (
	"context"
	"slices"
	"strings"
	"time"

	"sonde/connectors"
	"sonde/internal/httpapi"
	"sonde/internal/listing"
	"sonde/internal/sqltext"
)

// Children implements connectors.Cataloger: layers or datasets, their tables and
// views, and columns.
// Each metadata query costs seconds, and so one tells more than a level: all
// tables with their schemas, all columns of a schema.
func (c *Conn) Children(ctx context.Context, path []string) ([]connectors.Node, error) {
	d, err := c.detect(ctx, &httpapi.Meter{})
	if err != nil {
		return nil, err
	}
	var nodes []connectors.Node
	switch len(path) {
	case 0:
		nodes, err = c.schemas(ctx, d)
	case 1:
		nodes, err = c.schemaTables(ctx, d, path[0])
	case 2:
		nodes, err = c.tableColumns(ctx, d, path[0], path[1])
	}
	if err == nil && len(nodes) == 0 && len(path) > 0 {
		err = c.missing(ctx, d, path)
	}
	return nodes, err
}

// missing tells a dataset without tables, which is there, from a name that is
// not.
func (c *Conn) missing(ctx context.Context, d dialect, path []string) error {
	names, _, err := c.schemaNames(ctx, d)
	if err == nil && (len(path) > 1 || !slices.Contains(names, path[0])) {
		err = connectors.Errorf(connectors.ClassNotFound, "%s does not exist", strings.Join(path, "."))
	}
	return err
}

// schemas lists the schemas: on Athena those that have tables.
func (c *Conn) schemas(ctx context.Context, d dialect) ([]connectors.Node, error) {
	names, at, err := c.schemaNames(ctx, d)
	if err != nil {
		return nil, err
	}
	var nodes []connectors.Node
	for _, name := range names {
		nodes = append(nodes, connectors.Node{
			Kind: connectors.NodeSchema, Name: name, Comment: listed(at), Rows: -1, Bytes: -1, Qualified: d.qualify(name),
		})
	}
	return nodes, nil
}

func (c *Conn) schemaNames(ctx context.Context, d dialect) (names []string, at time.Time, err error) {
	var rows [][]string
	switch {
	case d == bigQuery && len(c.datasets) > 0:
		return c.datasets, at, nil
	case d == bigQuery:
		rows, at, err = c.ask(ctx, "schemas."+c.region, "", c.schemataSQL(), "schema_name")
		err = hintDatasets(err)
	default:
		rows, at, err = c.tables(ctx, d, "", "")
	}
	for _, row := range rows {
		names = append(names, row[0])
	}
	return slices.Compact(slices.Sorted(slices.Values(names))), at, err
}

// schemataSQL lists BigQuery's datasets of one region.
func (c *Conn) schemataSQL() string {
	from := "INFORMATION_SCHEMA.SCHEMATA"
	if c.region != "" {
		from = bigQuery.qualify("region-"+c.region) + "." + from
	}
	return "SELECT schema_name FROM " + from + " ORDER BY schema_name"
}

// listed says how old a listing is.
func listed(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	if time.Since(at) > 12*time.Hour {
		return "listed on " + at.Local().Format("2006-01-02 15:04")
	}
	return "listed at " + at.Local().Format(time.TimeOnly)
}

func hintDatasets(err error) error {
	if err == nil {
		return nil
	}
	e := *connectors.AsError(err)
	if e.Hint == "" {
		e.Hint = "Set the connection's region, or its datasets, where BigQuery cannot list them here."
	}
	return &e
}

// tables lists all tables of Athena, or those of one dataset of BigQuery.
func (c *Conn) tables(ctx context.Context, d dialect, schema, asker string) ([][]string, time.Time, error) {
	key, from := "", "information_schema.tables WHERE table_schema <> 'information_schema'"
	if d == bigQuery {
		key, from = schema, bigQuery.qualify(schema)+".INFORMATION_SCHEMA.TABLES"
	}
	sql := "SELECT table_schema, table_name, table_type FROM " + from + " ORDER BY table_schema, table_name"
	return c.ask(ctx, "tables."+key, asker, sql, "table_schema", "table_name", "table_type")
}

// columns lists the columns of all tables of a schema. Descriptions come from
// BigQuery only, which documents where they stand.
func (c *Conn) columns(ctx context.Context, d dialect, schema, asker string) ([][]string, time.Time, error) {
	sql := "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = " +
		d.rules().QuoteString(schema) + " ORDER BY table_name, ordinal_position"
	if d == bigQuery {
		sql = strings.ReplaceAll(columnsOfBigQuery, "{q}", bigQuery.qualify(schema))
	}
	return c.ask(ctx, "columns."+schema, asker, sql, "table_name", "column_name", "data_type", "is_nullable", "description")
}

const columnsOfBigQuery = "SELECT c.table_name, c.column_name, c.data_type, c.is_nullable, p.description FROM {q}.INFORMATION_SCHEMA.COLUMNS AS c" +
	" LEFT JOIN {q}.INFORMATION_SCHEMA.COLUMN_FIELD_PATHS AS p ON p.table_name = c.table_name AND p.field_path = c.column_name" +
	" ORDER BY c.table_name, c.ordinal_position"

// ask runs a metadata query, or remembers its answer. Files of csv need no
// options and work for every table.
func (c *Conn) ask(ctx context.Context, key, asker, sql string, names ...string) ([][]string, time.Time, error) {
	return c.catalog.Get(ctx, key, asker, func(ctx context.Context) ([][]string, error) {
		answer, err := listing.Ask(ctx, bare{c}, connectors.Statement{SQL: sql})
		if err != nil {
			return nil, err
		}
		return answer.Rows(names...), nil
	})
}

// bare sends statements in csv without the connection's own options.
type bare struct{ *Conn }

func (b bare) Query(ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	if err := b.budget.affordable(ctx); err != nil {
		return nil, err
	}
	return newRows(ctx, b.Conn, s, format{mode: modeCSV}), nil
}

func (c *Conn) schemaTables(ctx context.Context, d dialect, schema string) ([]connectors.Node, error) {
	rows, at, err := c.tables(ctx, d, schema, schema)
	if err != nil {
		return nil, err
	}
	var nodes []connectors.Node
	for _, row := range rows {
		if row[0] == schema {
			n := tableNode(d, row)
			n.Comment = listed(at)
			nodes = append(nodes, n)
		}
	}
	return nodes, nil
}

func tableNode(d dialect, row []string) connectors.Node {
	n := connectors.Node{Kind: connectors.NodeTable, Name: row[1], Rows: -1, Bytes: -1, Qualified: d.qualify(row[0], row[1])}
	switch kind := strings.ToLower(row[2]); {
	case strings.Contains(kind, "view"):
		n.Kind = connectors.NodeView
	case kind != "base table" && kind != "":
		n.Type = kind
	}
	n.Preview = "SELECT * FROM " + n.Qualified + " LIMIT 100"
	return n
}

func (c *Conn) tableColumns(ctx context.Context, d dialect, schema, table string) ([]connectors.Node, error) {
	rows, _, err := c.columns(ctx, d, schema, table)
	if err != nil {
		return nil, err
	}
	var nodes []connectors.Node
	for _, row := range rows {
		if row[0] == table {
			nodes = append(nodes, connectors.Node{
				Kind: connectors.NodeColumn, Name: row[1], Type: row[2], Rows: -1, Bytes: -1, Leaf: true,
				NotNull: strings.EqualFold(row[3], "NO"), Comment: row[4], Qualified: d.identifier(row[1]),
			})
		}
	}
	return nodes, nil
}

// qualify joins the parts of a name. They are always quoted, since layers begin
// with digits and hold hyphens often enough.
func (d dialect) qualify(parts ...string) string {
	quoted := make([]string, len(parts))
	for i, p := range parts {
		quoted[i] = d.rules().QuoteIdentifier(p)
	}
	return strings.Join(quoted, ".")
}

// identifier is the name of a column, in quotes where it needs them.
func (d dialect) identifier(name string) string { return d.rules().Identifier(name) }

// rules are those of the dialect; of Athena where it is not known, whose quotes
// are those of the standard.
func (d dialect) rules() *sqltext.Dialect {
	if d == bigQuery {
		return sqltext.ForName(string(bigQuery))
	}
	return sqltext.ForName(string(athena))
}
