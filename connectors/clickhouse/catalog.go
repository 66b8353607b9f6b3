package clickhouse

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"sonde/connectors"
)

// Children lists databases, their tables and views, and columns.
func (c *Conn) Children(ctx context.Context, path []string) ([]connectors.Node, error) {
	switch len(path) {
	case 0:
		return c.databases(ctx)
	case 1:
		return c.tables(ctx, path[0])
	case 2:
		return c.columns(ctx, path[0], path[1])
	}
	return nil, errGone(path)
}

func errGone(path []string) error {
	return connectors.Errorf(connectors.ClassNotFound, "%s does not exist", strings.Join(path, "."))
}

// The server's own databases come last.
const databasesSQL = `
SELECT name, engine FROM system.databases
ORDER BY lower(name) IN ('system', 'information_schema'), name != currentDatabase(), name`

func (c *Conn) databases(ctx context.Context) ([]connectors.Node, error) {
	cells, err := c.ask(ctx, databasesSQL)
	if err != nil {
		return nil, err
	}
	var nodes []connectors.Node
	for _, row := range cells {
		n := node(connectors.NodeDatabase, row[0])
		n.Type, n.Qualified = row[1], dialect.Identifier(row[0])
		nodes = append(nodes, n)
	}
	return nodes, nil
}

func node(kind connectors.NodeKind, name string) connectors.Node {
	return connectors.Node{Kind: kind, Name: name, Rows: -1, Bytes: -1}
}

// Statements about tables, for servers of today and, behind them, for those that
// lack a column or take no parameters. They give database, name, engine,
// comment, rows, bytes and definition.
const (
	tablesSQL = `
SELECT database, name, engine, comment, total_rows, total_bytes, create_table_query FROM system.tables
WHERE database = {database:String} AND NOT is_temporary ORDER BY name`
	oldTablesSQL = `SELECT database, name, engine, '', NULL, NULL, '' FROM system.tables WHERE database = `
	columnsSQL   = `
SELECT name, type, comment, is_in_primary_key, is_in_sorting_key FROM system.columns
WHERE database = {database:String} AND table = {table:String} ORDER BY position`
	oldColumnsSQL = `SELECT name, type, '', 0, 0 FROM system.columns WHERE database = `
)

func (c *Conn) tables(ctx context.Context, database string) ([]connectors.Node, error) {
	cells, err := c.ask(ctx, tablesSQL, "database", database)
	if isTooNew(err) {
		cells, err = c.ask(ctx, oldTablesSQL+dialect.QuoteString(database)+" ORDER BY name")
	}
	if err != nil {
		return nil, err
	}
	if len(cells) == 0 {
		return nil, c.checkDatabase(ctx, database)
	}
	var nodes []connectors.Node
	for _, row := range cells {
		nodes = append(nodes, tableNode(row))
	}
	return nodes, nil
}

// isTooNew reports whether a server may be too old for a statement.
func isTooNew(err error) bool {
	return connectors.IsClass(err, connectors.ClassQuery) || connectors.IsClass(err, connectors.ClassSyntax)
}

func (c *Conn) checkDatabase(ctx context.Context, database string) error {
	cells, err := c.ask(ctx, "SELECT 1 FROM system.databases WHERE name = "+dialect.QuoteString(database))
	if err == nil && len(cells) == 0 {
		err = errGone([]string{database})
	}
	return err
}

func tableNode(row []string) connectors.Node {
	n := node(connectors.NodeTable, row[1])
	if strings.HasSuffix(row[2], "View") {
		n.Kind = connectors.NodeView
	}
	n.Type, n.Comment, n.Definition = row[2], row[3], row[6]
	n.Rows, n.Bytes = count(row[4]), count(row[5])
	n.Qualified = dialect.Identifier(row[0]) + "." + dialect.Identifier(row[1])
	n.Preview = "SELECT * FROM " + n.Qualified + " LIMIT 100"
	return n
}

// count is a number of rows or bytes; negative where it is not told.
func count(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

func (c *Conn) columns(ctx context.Context, database, table string) ([]connectors.Node, error) {
	cells, err := c.ask(ctx, columnsSQL, "database", database, "table", table)
	if isTooNew(err) {
		cells, err = c.ask(ctx, oldColumnsSQL+dialect.QuoteString(database)+" AND table = "+dialect.QuoteString(table))
	}
	if err != nil {
		return nil, err
	}
	if len(cells) == 0 {
		return nil, errGone([]string{database, table})
	}
	var nodes []connectors.Node
	for _, row := range cells {
		nodes = append(nodes, columnNode(row))
	}
	return nodes, nil
}

// columnNode takes name, type, comment, and whether the column is part of the
// primary key and of the sorting key.
func columnNode(row []string) connectors.Node {
	n := node(connectors.NodeColumn, row[0])
	n.Type, n.Comment, n.Leaf = row[1], row[2], true
	n.Qualified = dialect.Identifier(row[0])
	n.NotNull = !strings.Contains(row[1], "Nullable(")
	switch {
	case row[3] == "1":
		n.Key = "PK"
	case row[4] == "1":
		n.Key = "sorting key"
	}
	return n
}

const allTablesSQL = `
SELECT database, name, engine, comment, total_rows, total_bytes, '' FROM system.tables
WHERE NOT is_temporary AND lower(database) NOT IN ('system', 'information_schema') ORDER BY database, name`

const allColumnsSQL = `
SELECT name, type, comment, is_in_primary_key, is_in_sorting_key, database, table FROM system.columns
WHERE lower(database) NOT IN ('system', 'information_schema') ORDER BY database, table, position`

// Tables lists the tables of all databases but the server's own.
func (c *Conn) Tables(ctx context.Context) ([]connectors.Table, error) {
	tables, err := c.ask(ctx, allTablesSQL)
	if err != nil {
		return nil, err
	}
	columns, err := c.ask(ctx, allColumnsSQL)
	if err != nil {
		return nil, err
	}
	byTable := map[[2]string][]connectors.Node{}
	for _, row := range columns {
		key := [2]string{row[5], row[6]}
		byTable[key] = append(byTable[key], columnNode(row))
	}
	var out []connectors.Table
	for _, row := range tables {
		path := slices.Clone(row[:2])
		out = append(out, connectors.Table{Path: path, Node: tableNode(row), Columns: byTable[[2]string{row[0], row[1]}]})
	}
	return out, nil
}
