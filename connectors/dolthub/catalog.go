package dolthub

import (
	"context"
	"errors"
	"io"
	"slices"

	"sonde/connectors"
)

// Headings of the catalog, beside the database itself.
const (
	groupSystem   = "System tables"
	groupBranches = "Branches"
	groupTags     = "Tags"
	groupCommits  = "Commits"
	groupQueries  = "Saved queries"
)

// Children lists the database and the headings; below the database its tables
// and views, and below them their columns and what the engine keeps of their
// past.
func (c *conn) Children(ctx context.Context, path []string) ([]connectors.Node, error) {
	ref, err := c.refOf(ctx, connectors.Statement{})
	if err != nil {
		return nil, err
	}
	a := catalog{c, ref}
	switch {
	case len(path) == 0:
		return a.root(), nil
	case len(path) == 1 && path[0] == c.database:
		return a.tables(ctx)
	case len(path) == 1:
		return a.group(ctx, path[0])
	case len(path) == 2 && path[0] == c.database:
		return a.table(ctx, path[1])
	case len(path) == 2 && path[0] == groupSystem && slices.Contains(systemTables, path[1]):
		return a.columnsByQuery(ctx, path[1])
	}
	return nil, unknownPath(path)
}

func unknownPath(path []string) error {
	return connectors.Errorf(connectors.ClassNotFound, "the catalog has no %q", path[len(path)-1])
}

// catalog lists what the database holds at a ref.
type catalog struct {
	*conn
	ref string
}

func node(kind connectors.NodeKind, name string) connectors.Node {
	return connectors.Node{Kind: kind, Name: name, Rows: -1, Bytes: -1}
}

func (c *conn) root() []connectors.Node {
	db := node(connectors.NodeDatabase, c.database)
	db.Comment = c.owner + "/" + c.database
	nodes := []connectors.Node{db}
	for _, name := range []string{groupSystem, groupBranches, groupTags, groupCommits, groupQueries} {
		nodes = append(nodes, node(connectors.NodeGroup, name))
	}
	return nodes
}

// rows returns the rows of a question about the database, with so many columns.
func (a catalog) rows(ctx context.Context, columns int, sql string) ([][]string, error) {
	return a.conn.table(ctx, a.ref, columns, sql)
}

const tablesSQL = `SELECT table_name AS name, table_type AS type, table_comment AS comment FROM information_schema.tables
WHERE table_schema = DATABASE()`

func (a catalog) tables(ctx context.Context) ([]connectors.Node, error) {
	rows, err := a.rows(ctx, 3, tablesSQL+" ORDER BY name")
	if err != nil {
		return nil, err
	}
	var tables, views []connectors.Node
	for _, r := range rows {
		n := tableNode(r[0], r[1])
		if n.Kind == connectors.NodeView {
			views = append(views, n)
		} else {
			n.Comment = r[2]
			tables = append(tables, n)
		}
	}
	return append(tables, views...), nil
}

func tableNode(name, tableType string) connectors.Node {
	n := node(connectors.NodeTable, name)
	if tableType == "VIEW" {
		n.Kind = connectors.NodeView
	}
	n.Qualified = dialect.Identifier(name)
	n.Preview = preview(n.Qualified)
	return n
}

func preview(qualified string) string { return "SELECT * FROM " + qualified + " LIMIT 1000" }

const columnsSQL = `SELECT table_name AS tab, column_name AS name, column_type AS type, is_nullable AS nullable, column_key AS k,
column_comment AS comment, ordinal_position AS position FROM information_schema.columns WHERE table_schema = DATABASE()`

const keysSQL = `SELECT table_name AS tab, column_name AS name, referenced_table_name AS to_tab, referenced_column_name AS to_name,
constraint_name AS con, ordinal_position AS position FROM information_schema.key_column_usage
WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL`

// columnsOf lists the columns of one table, or of all where the name is empty,
// by table.
func (a catalog) columnsOf(ctx context.Context, table string) (map[string][]connectors.Node, error) {
	only := ""
	if table != "" {
		only = " AND table_name = " + dialect.QuoteString(table)
	}
	rows, err := a.rows(ctx, 7, columnsSQL+only+" ORDER BY tab, position")
	if err != nil {
		return nil, err
	}
	keys, err := a.rows(ctx, 6, keysSQL+only+" ORDER BY tab, con, position")
	if err != nil {
		return nil, err
	}
	foreign := map[[2]string]string{}
	for _, k := range keys {
		foreign[[2]string{k[0], k[1]}] = "FK → " + k[2] + "." + k[3]
	}
	out := map[string][]connectors.Node{}
	for _, r := range rows {
		n := columnNode(r[1], r[2])
		n.NotNull, n.Comment, n.Key = r[3] == "NO", r[5], key(r[4], foreign[[2]string{r[0], r[1]}])
		out[r[0]] = append(out[r[0]], n)
	}
	return out, nil
}

func columnNode(name, columnType string) connectors.Node {
	n := node(connectors.NodeColumn, name)
	n.Type, n.Leaf, n.Qualified = columnType, true, dialect.Identifier(name)
	return n
}

func key(own, foreign string) string {
	switch {
	case own == "PRI" && foreign != "":
		return "PK, " + foreign
	case own == "PRI":
		return "PK"
	case foreign != "":
		return foreign
	case own == "UNI":
		return "UNIQUE"
	}
	return ""
}

// table lists the columns of a table, and what the engine keeps of its past.
func (a catalog) table(ctx context.Context, name string) ([]connectors.Node, error) {
	only := " AND table_name = " + dialect.QuoteString(name)
	found, err := a.rows(ctx, 3, tablesSQL+only+" ORDER BY name")
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, unknownPath([]string{name})
	case found[0][1] == "VIEW":
		return a.columnsByQuery(ctx, name)
	}
	byTable, err := a.columnsOf(ctx, name)
	if err != nil {
		return nil, err
	}
	return append(byTable[name], pastOf(name, byTable[name])...), nil
}

// pastOf are the system tables of one table.
func pastOf(table string, columns []connectors.Node) []connectors.Node {
	prefixes := []string{"dolt_diff_", "dolt_history_"}
	hasKey := slices.ContainsFunc(columns, func(n connectors.Node) bool { return len(n.Key) >= 2 && n.Key[:2] == "PK" })
	if hasKey {
		prefixes = append(prefixes, "dolt_blame_")
	}
	var nodes []connectors.Node
	for _, prefix := range prefixes {
		nodes = append(nodes, systemNode(prefix+table))
	}
	return nodes
}

func systemNode(name string) connectors.Node {
	n := tableNode(name, "VIEW")
	n.Type, n.Leaf = "system", true
	return n
}

// systemTables are those that every database has. The engine does not list them.
var systemTables = []string{
	"dolt_branches", "dolt_column_diff", "dolt_commit_ancestors", "dolt_commits", "dolt_conflicts", "dolt_constraint_violations",
	"dolt_diff", "dolt_docs", "dolt_ignore", "dolt_log", "dolt_merge_status", "dolt_procedures", "dolt_query_catalog",
	"dolt_remotes", "dolt_schema_conflicts", "dolt_schemas", "dolt_statistics", "dolt_status", "dolt_tags",
}

func (a catalog) group(ctx context.Context, name string) ([]connectors.Node, error) {
	switch name {
	case groupSystem:
		var nodes []connectors.Node
		for _, t := range systemTables {
			n := systemNode(t)
			n.Leaf = false
			nodes = append(nodes, n)
		}
		return nodes, nil
	case groupBranches, groupTags:
		return a.refNodes(ctx, name)
	case groupCommits:
		return a.commitNodes(ctx)
	case groupQueries:
		return a.queryNodes(ctx)
	}
	return nil, unknownPath([]string{name})
}

// refNodes are branches or tags; their previews are their commits.
func (a catalog) refNodes(ctx context.Context, group string) ([]connectors.Node, error) {
	list := a.branches
	if group == groupTags {
		list = a.tags
	}
	refs, err := list(ctx)
	var nodes []connectors.Node
	for _, r := range refs {
		n := node(connectors.NodeGroup, r.Name)
		n.Type, n.Comment, n.Leaf, n.Qualified = string(r.Kind), r.Message, true, dialect.QuoteString(r.Name)
		n.Preview = "SELECT * FROM dolt_log(" + n.Qualified + ") LIMIT 1000"
		nodes = append(nodes, n)
	}
	return nodes, err
}

// commitNodes are the latest commits; their previews are the tables that they
// changed.
func (a catalog) commitNodes(ctx context.Context) ([]connectors.Node, error) {
	refs, err := a.commits(ctx)
	var nodes []connectors.Node
	for _, r := range refs {
		n := node(connectors.NodeGroup, r.Name)
		n.Type, n.Comment, n.Leaf, n.Qualified = string(r.Kind), r.Message, true, dialect.QuoteString(r.Name)
		n.Preview = "SELECT * FROM dolt_diff WHERE commit_hash = " + n.Qualified
		nodes = append(nodes, n)
	}
	return nodes, err
}

// queryNodes are the saved queries. The table is there once one was saved.
func (a catalog) queryNodes(ctx context.Context) ([]connectors.Node, error) {
	rows, err := a.rows(ctx, 4, "SELECT id, name, query, description FROM dolt_query_catalog ORDER BY display_order, id")
	if connectors.IsClass(err, connectors.ClassNotFound) {
		return nil, nil
	}
	var nodes []connectors.Node
	for _, r := range rows {
		n := node(connectors.NodeGroup, r[1])
		n.Type, n.Leaf, n.Comment, n.Preview, n.Definition = "query", true, r[3], r[2], r[2]
		nodes = append(nodes, n)
	}
	return nodes, err
}

// columnsByQuery are the columns of what information_schema does not know: views
// and system tables.
func (a catalog) columnsByQuery(ctx context.Context, table string) ([]connectors.Node, error) {
	p, err := a.ask(ctx, question{a.ref, "SELECT * FROM " + dialect.Identifier(table) + " LIMIT 0"}, nil)
	if err != nil {
		return nil, err
	}
	defer p.reader.Close()
	if _, err := p.next(ctx); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	var nodes []connectors.Node
	for _, col := range p.columns {
		nodes = append(nodes, columnNode(col.Name, col.Type))
	}
	return nodes, nil
}

// manyViews is how many views are asked for their columns at once.
const manyViews = 100

// Tables lists every table and view with its columns. A view that is broken has
// none.
func (c *conn) Tables(ctx context.Context) ([]connectors.Table, error) {
	ref, err := c.refOf(ctx, connectors.Statement{})
	if err != nil {
		return nil, err
	}
	a := catalog{c, ref}
	nodes, err := a.tables(ctx)
	if err != nil {
		return nil, err
	}
	columns, err := a.columnsOf(ctx, "")
	if err != nil {
		return nil, err
	}
	var out []connectors.Table
	views := 0
	for _, n := range nodes {
		t := connectors.Table{Path: []string{c.database, n.Name}, Node: n, Columns: columns[n.Name]}
		if n.Kind == connectors.NodeView && views < manyViews {
			views++
			if t.Columns, err = a.columnsByQuery(ctx, n.Name); ctx.Err() != nil {
				return nil, err
			}
		}
		out = append(out, t)
	}
	return out, nil
}

// Definition returns what SHOW CREATE TABLE says of a table or view, as the
// server wrote it.
func (c *conn) Definition(ctx context.Context, path []string) (string, error) {
	if len(path) != 2 || path[0] != c.database {
		return "", nil
	}
	ref, err := c.refOf(ctx, connectors.Statement{})
	if err != nil {
		return "", err
	}
	rows, _, err := c.texts(ctx, 2, question{ref, "SHOW CREATE TABLE " + dialect.Identifier(path[1])})
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0][1], nil
}
