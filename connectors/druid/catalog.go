package druid

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"sonde/connectors"
)

// Statements of the catalog. They avoid what the planner cannot do over these
// tables: two aggregates, and joins with a datasource.
var (
	schemasOf = question{`SELECT SCHEMA_NAME FROM INFORMATION_SCHEMA.SCHEMATA`, 1}
	tablesOf  = question{`SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, IS_JOINABLE, IS_BROADCAST FROM INFORMATION_SCHEMA.TABLES`, 5}
	columnsOf = question{`SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE, IS_NULLABLE FROM INFORMATION_SCHEMA.COLUMNS`, 5}
	sizesOf   = question{`SELECT datasource, SUM(num_rows), SUM("size") FROM sys.segments WHERE is_active = 1 GROUP BY datasource`, 3}
)

const datasources = "druid" // the schema of the tables that hold data

// Children lists schemas, tables and columns.
func (c *Conn) Children(ctx context.Context, path []string) ([]connectors.Node, error) {
	switch len(path) {
	case 0:
		return c.schemas(ctx)
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

func node(kind connectors.NodeKind, name, qualified string) connectors.Node {
	return connectors.Node{Kind: kind, Name: name, Qualified: qualified, Rows: -1, Bytes: -1}
}

func (c *Conn) schemas(ctx context.Context) ([]connectors.Node, error) {
	cells, err := c.ask(ctx, schemasOf)
	slices.SortFunc(cells, func(a, b []string) int {
		return cmp.Or(cmp.Compare(rank(a[0]), rank(b[0])), strings.Compare(a[0], b[0]))
	})
	var nodes []connectors.Node
	for _, row := range cells {
		nodes = append(nodes, node(connectors.NodeSchema, row[0], dialect.Identifier(row[0])))
	}
	return nodes, err
}

// rank puts the tables with data first and the server's own last.
func rank(schema string) int {
	switch schema {
	case datasources:
		return 0
	case "sys", "INFORMATION_SCHEMA":
		return 2
	}
	return 1
}

func (c *Conn) tables(ctx context.Context, schema string) ([]connectors.Node, error) {
	sizes := c.sizes(ctx, schema)
	cells, err := c.ask(ctx, tablesOf.with(" WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME"), schema)
	if err != nil {
		return nil, err
	}
	if len(cells) == 0 {
		return nil, c.checkSchema(ctx, schema)
	}
	known := <-sizes
	var nodes []connectors.Node
	for _, row := range cells {
		nodes = append(nodes, tableNode(row, known))
	}
	return nodes, nil
}

// checkSchema tells an empty schema from one that is not there.
func (c *Conn) checkSchema(ctx context.Context, schema string) error {
	cells, err := c.ask(ctx, schemasOf.with(" WHERE SCHEMA_NAME = ?"), schema)
	if err == nil && len(cells) == 0 {
		return errGone([]string{schema})
	}
	return err
}

// size is what the segments of a datasource hold.
type size struct{ rows, bytes int64 }

// sizesPatience is how long the sizes of tables may take. They are known to the
// Coordinator, which may be down while queries work.
const sizesPatience = 5 * time.Second

// sizes asks for the sizes of tables beside other questions. Where they may not
// be seen, or do not come in time, there are none.
func (c *Conn) sizes(ctx context.Context, schema string) <-chan map[string]size {
	answer := make(chan map[string]size, 1)
	if schema != datasources {
		answer <- nil
		return answer
	}
	go func() {
		ctx, stop := context.WithTimeout(ctx, sizesPatience)
		defer stop()
		known := map[string]size{}
		cells, err := c.ask(ctx, sizesOf)
		for _, row := range cells {
			if err == nil {
				known[row[0]] = size{whole(row[1]), whole(row[2])}
			}
		}
		answer <- known
	}()
	return answer
}

func whole(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// tableNode reads a row of TABLES.
func tableNode(row []string, sizes map[string]size) connectors.Node {
	schema, name := row[0], row[1]
	qualified := dialect.Identifier(name)
	if schema != datasources {
		qualified = dialect.Identifier(schema) + "." + qualified
	}
	kind := connectors.NodeTable
	if row[2] == "VIEW" {
		kind = connectors.NodeView
	}
	n := node(kind, name, qualified)
	n.Type = tableType(schema, row)
	n.Preview = "SELECT * FROM " + qualified + " LIMIT 100"
	if s, ok := sizes[name]; ok && schema == datasources {
		n.Rows, n.Bytes = s.rows, s.bytes
	}
	return n
}

// tableType is what is special about a table.
func tableType(schema string, row []string) string {
	switch {
	case row[2] == "SYSTEM_TABLE":
		return "system"
	case schema == "lookup":
		return "lookup"
	case row[4] == "YES":
		return "broadcast"
	}
	return ""
}

func (c *Conn) columns(ctx context.Context, schema, table string) ([]connectors.Node, error) {
	cells, err := c.ask(ctx, columnsOf.with(" WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION"), schema, table)
	if err != nil {
		return nil, err
	}
	if len(cells) == 0 {
		return nil, errGone([]string{schema, table})
	}
	native := c.nativeTypes(ctx, schema, table)
	var nodes []connectors.Node
	for _, row := range cells {
		nodes = append(nodes, columnNode(row, native[row[2]]))
	}
	return nodes, nil
}

// nativeTypes asks for Druid's own types of a table's columns, of which the
// schema tells only what SQL knows: a query without rows has them in its header.
// Where it is refused, there are none.
func (c *Conn) nativeTypes(ctx context.Context, schema, table string) map[string]string {
	sql := "SELECT * FROM " + dialect.QuoteIdentifier(schema) + "." + dialect.QuoteIdentifier(table) + " LIMIT 0"
	rows, err := c.Query(ctx, connectors.Statement{SQL: sql})
	if err != nil {
		return nil
	}
	defer rows.Close()
	if _, err := rows.Next(ctx); rows.Schema() == nil || err == nil {
		return nil
	}
	types := map[string]string{}
	for _, f := range rows.Schema().Fields() {
		types[f.Name] = connectors.SourceType(f)
	}
	return types
}

// columnNode reads a row of COLUMNS.
func columnNode(row []string, shown string) connectors.Node {
	n := node(connectors.NodeColumn, row[2], dialect.Identifier(row[2]))
	t := typing{nativeOf[row[3]], row[3]}
	n.Type = firstOf(shown, t.String())
	n.NotNull = row[4] == "NO"
	n.Leaf = true
	if row[2] == "__time" {
		n.Key = "time"
	}
	return n
}

// Tables lists every table with its columns, in two questions.
func (c *Conn) Tables(ctx context.Context) ([]connectors.Table, error) {
	tables, err := c.ask(ctx, tablesOf.with(" ORDER BY TABLE_SCHEMA, TABLE_NAME"))
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(tables, func(a, b []string) int { return cmp.Compare(rank(a[0]), rank(b[0])) })
	columns, err := c.ask(ctx, columnsOf.with(" ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION"))
	if err != nil {
		return nil, err
	}
	of := map[[2]string][]connectors.Node{}
	for _, row := range columns {
		key := [2]string{row[0], row[1]}
		of[key] = append(of[key], columnNode(row, ""))
	}
	var list []connectors.Table
	for _, row := range tables {
		list = append(list, connectors.Table{Path: []string{row[0], row[1]}, Node: tableNode(row, nil), Columns: of[[2]string{row[0], row[1]}]})
	}
	return list, nil
}
