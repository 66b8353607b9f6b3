package duckdb

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"sonde/connectors"
)

// systemGroup is the heading over the databases that the engine keeps for
// itself. No database of a user can have this name.
const systemGroup = "System"

// Children lists databases, their schemas, the tables and views of those, and
// columns. What belongs to the engine itself stands below one last node.
func (c *Conn) Children(ctx context.Context, path []string) ([]connectors.Node, error) {
	internal := len(path) > 0 && path[0] == systemGroup
	if internal {
		path = path[1:]
	}
	switch len(path) {
	case 0:
		return c.databases(ctx, internal)
	case 1:
		return c.schemas(ctx, path[0])
	case 2:
		return c.tables(ctx, path[0], path[1])
	case 3:
		return c.columns(ctx, path[0], path[1], path[2])
	}
	return nil, errGone(path)
}

func errGone(path []string) error {
	return connectors.Errorf(connectors.ClassNotFound, "%s does not exist", strings.Join(path, "."))
}

const databasesSQL = `
SELECT database_name, CASE WHEN type = 'duckdb' THEN '' ELSE type END, comment
FROM duckdb_databases()
WHERE CASE WHEN database_name = 'temp'
  THEN NOT $1 AND EXISTS (FROM duckdb_tables() WHERE temporary)
  ELSE internal = $1 END
ORDER BY database_name <> current_database(), database_name = 'temp', database_name`

func (c *Conn) databases(ctx context.Context, internal bool) ([]connectors.Node, error) {
	s, err := c.scope(ctx)
	if err != nil {
		return nil, err
	}
	cells, err := c.ask(ctx, databasesSQL, strconv.FormatBool(internal))
	if err != nil {
		return nil, err
	}
	var nodes []connectors.Node
	for _, d := range cells {
		n := node(connectors.NodeDatabase, d[0], s.join(d[0]))
		n.Type, n.Comment = d[1], d[2]
		nodes = append(nodes, n)
	}
	if !internal {
		nodes = append(nodes, node(connectors.NodeGroup, systemGroup, ""))
	}
	return nodes, nil
}

func node(kind connectors.NodeKind, name, qualified string) connectors.Node {
	return connectors.Node{Kind: kind, Name: name, Qualified: qualified, Rows: -1, Bytes: -1}
}

const schemasSQL = `
SELECT schema_name, comment
FROM duckdb_schemas()
WHERE database_name = $1
ORDER BY database_name <> current_database() OR schema_name <> current_schema(), schema_name <> 'main', schema_name`

func (c *Conn) schemas(ctx context.Context, database string) ([]connectors.Node, error) {
	s, err := c.scope(ctx)
	if err != nil {
		return nil, err
	}
	cells, err := c.ask(ctx, schemasSQL, database)
	if err != nil {
		return nil, err
	}
	if len(cells) == 0 {
		return nil, errGone([]string{database})
	}
	var nodes []connectors.Node
	for _, row := range cells {
		n := node(connectors.NodeSchema, row[0], s.join(database, row[0]))
		n.Comment = row[1]
		nodes = append(nodes, n)
	}
	return nodes, nil
}

// relationsSQL lists tables and views; conditions on its columns follow.
const relationsSQL = `
SELECT database_name, schema_name, name, kind, comment, estimated_size, sql
FROM (
  SELECT database_name, schema_name, table_name AS name, 'table' AS kind, comment, estimated_size, sql, internal FROM duckdb_tables()
  UNION ALL
  SELECT database_name, schema_name, view_name, 'view', comment, -1, sql, internal FROM duckdb_views()
)
WHERE `

func (c *Conn) tables(ctx context.Context, database, schema string) ([]connectors.Node, error) {
	s, err := c.scope(ctx)
	if err != nil {
		return nil, err
	}
	cells, err := c.ask(ctx, relationsSQL+"database_name = $1 AND schema_name = $2 ORDER BY kind, lower(name)", database, schema)
	if err != nil {
		return nil, err
	}
	if len(cells) == 0 {
		return nil, c.checkSchema(ctx, database, schema)
	}
	keys, err := c.keys(ctx, "WHERE database_name = $1 AND schema_name = $2", database, schema)
	if err != nil {
		return nil, err
	}
	var nodes []connectors.Node
	for _, row := range cells {
		nodes = append(nodes, relation(row, s, keys))
	}
	return nodes, nil
}

func (c *Conn) checkSchema(ctx context.Context, database, schema string) error {
	cells, err := c.ask(ctx, "FROM duckdb_schemas() SELECT 1 WHERE database_name = $1 AND schema_name = $2", database, schema)
	if err == nil && len(cells) == 0 {
		err = errGone([]string{database, schema})
	}
	return err
}

// relation makes the node of a row of relationsSQL.
func relation(row []string, s *scope, keys tableKeys) connectors.Node {
	n := node(connectors.NodeTable, row[2], s.qualify(row[0], row[1], row[2]))
	if row[3] == "view" {
		n.Kind = connectors.NodeView
	}
	n.Comment = row[4]
	n.Rows, _ = strconv.ParseInt(row[5], 10, 64)
	n.Definition = withForeignKeys(row[6], keys[[3]string(row[:3])])
	n.Preview = "SELECT * FROM " + n.Qualified + " LIMIT 1000"
	return n
}

// columnsSQL lists columns; a condition follows.
const columnsSQL = `
SELECT database_name, schema_name, table_name, column_name, data_type, comment, is_nullable
FROM duckdb_columns()
WHERE `

func (c *Conn) columns(ctx context.Context, database, schema, table string) ([]connectors.Node, error) {
	reserved, err := c.reserved(ctx)
	if err != nil {
		return nil, err
	}
	const one = "database_name = $1 AND schema_name = $2 AND table_name = $3"
	cells, err := c.ask(ctx, columnsSQL+one+" ORDER BY column_index", database, schema, table)
	if err != nil {
		return nil, err
	}
	if len(cells) == 0 {
		return nil, errGone([]string{database, schema, table})
	}
	keys, err := c.keys(ctx, "WHERE "+one, database, schema, table)
	if err != nil {
		return nil, err
	}
	nodes := make([]connectors.Node, len(cells))
	for i, row := range cells {
		nodes[i] = columnNode(row, keys, reserved)
	}
	return nodes, nil
}

func columnNode(row []string, keys tableKeys, reserved map[string]bool) connectors.Node {
	n := node(connectors.NodeColumn, row[3], identifier(row[3], reserved))
	n.Type, n.Comment, n.Leaf = row[4], row[5], true
	n.NotNull = row[6] == "false"
	n.Key = keys.of([3]string(row[:3]), row[3])
	return n
}

// Tables lists every table and view of the user's databases with its columns.
func (c *Conn) Tables(ctx context.Context) ([]connectors.Table, error) {
	s, err := c.scope(ctx)
	if err != nil {
		return nil, err
	}
	relations, err := c.ask(ctx, relationsSQL+"NOT internal")
	if err != nil {
		return nil, err
	}
	columns, err := c.ask(ctx, columnsSQL+"NOT internal ORDER BY database_name, schema_name, table_name, column_index")
	if err != nil {
		return nil, err
	}
	keys, err := c.keys(ctx, "")
	if err != nil {
		return nil, err
	}
	byTable := map[[3]string][]connectors.Node{}
	for _, row := range columns {
		id := [3]string(row[:3])
		byTable[id] = append(byTable[id], columnNode(row, keys, s.reserved))
	}
	tables := make([]connectors.Table, len(relations))
	for i, row := range relations {
		tables[i] = connectors.Table{Path: row[:3:3], Node: relation(row, s, keys), Columns: byTable[[3]string(row[:3])]}
	}
	slices.SortFunc(tables, func(a, b connectors.Table) int {
		return slices.Compare(a.Path, b.Path)
	})
	return tables, nil
}
