package tinybird

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sonde/connectors"
)

// Headings of the catalog.
const (
	groupSources = "Data sources"
	groupPipes   = "Pipes"
	groupParams  = "Parameters"
	groupNodes   = "Nodes"
)

// Children lists data sources with their columns, and pipes with the columns,
// parameters and nodes of theirs.
func (c *Conn) Children(ctx context.Context, path []string) ([]connectors.Node, error) {
	switch {
	case len(path) == 0:
		return []connectors.Node{node(connectors.NodeGroup, groupSources), node(connectors.NodeGroup, groupPipes)}, nil
	case path[0] == groupSources && len(path) <= 2:
		return c.sourceLevel(ctx, path[1:])
	case path[0] == groupPipes && len(path) <= 3:
		return c.pipeLevel(ctx, path[1:])
	}
	return nil, errGone(path)
}

func errGone(path []string) error {
	return connectors.Errorf(connectors.ClassNotFound, "%s does not exist", strings.Join(path, "/"))
}

func node(kind connectors.NodeKind, name string) connectors.Node {
	return connectors.Node{Kind: kind, Name: name, Rows: -1, Bytes: -1}
}

func (c *Conn) sourceLevel(ctx context.Context, path []string) ([]connectors.Node, error) {
	sources, err := c.dataSources(ctx, len(path) == 0)
	if err != nil {
		return nil, err
	}
	var nodes []connectors.Node
	for _, s := range sources {
		if len(path) == 0 {
			nodes = append(nodes, s.node())
		} else if s.Name == path[0] {
			s, err := c.withColumns(ctx, s)
			return s.columns(), err
		}
	}
	switch {
	case len(path) > 0:
		return nil, errGone(path)
	case len(nodes) == 0:
		return nil, c.mayListAll(ctx, groupSources)
	}
	return nodes, nil
}

func (s dataSource) node() connectors.Node {
	n := node(connectors.NodeTable, s.Name)
	n.Type, n.Comment = s.Engine.Engine, s.Description
	if s.Statistics.RowCount != nil {
		n.Rows = *s.Statistics.RowCount
	}
	if s.Statistics.Bytes != nil {
		n.Bytes = *s.Statistics.Bytes
	}
	n.Qualified = qualified(s.Name)
	n.Preview = "SELECT * FROM " + n.Qualified + " LIMIT 100"
	return n
}

// qualified quotes each part of a name; that of a shared table has its workspace
// before it.
func qualified(name string) string {
	parts := strings.Split(name, ".")
	for i, p := range parts {
		parts[i] = dialect.Identifier(p)
	}
	return strings.Join(parts, ".")
}

func (s dataSource) columns() []connectors.Node {
	primary, sorting := keyColumns(s.Engine.PrimaryKey), keyColumns(s.Engine.SortingKey)
	nodes := columnNodes(s.Columns)
	for i, n := range nodes {
		switch {
		case slices.Contains(primary, n.Name):
			nodes[i].Key = "PK"
		case slices.Contains(sorting, n.Name):
			nodes[i].Key = "sorting key"
		}
	}
	return nodes
}

// keyColumns are the columns of a key such as "day, user_id".
func keyColumns(key string) []string {
	var names []string
	for part := range strings.SplitSeq(key, ",") {
		names = append(names, strings.Trim(strings.TrimSpace(part), "`\""))
	}
	return names
}

func columnNodes(columns []column) []connectors.Node {
	nodes := make([]connectors.Node, len(columns))
	for i, c := range columns {
		n := node(connectors.NodeColumn, c.Name)
		n.Type, n.Leaf, n.Qualified = c.Type, true, dialect.Identifier(c.Name)
		isNullable := strings.Contains(c.Type, "Nullable(")
		if c.Nullable && !isNullable {
			n.Type = "Nullable(" + c.Type + ")"
		}
		n.NotNull = !c.Nullable && !isNullable
		if c.Default != nil {
			n.Comment = *c.Default
		}
		nodes[i] = n
	}
	return nodes
}

func (c *Conn) pipeLevel(ctx context.Context, path []string) ([]connectors.Node, error) {
	pipes, err := c.pipes(ctx, len(path) == 0)
	if err != nil {
		return nil, err
	}
	var nodes []connectors.Node
	for _, p := range pipes {
		if len(path) == 0 {
			nodes = append(nodes, p.node())
		} else if p.Name == path[0] {
			if len(path) == 1 {
				if p, err = c.withNodes(ctx, p); err != nil {
					return nil, err
				}
			}
			return p.children(path[1:])
		}
	}
	switch {
	case len(path) > 0:
		return nil, errGone(path)
	case len(nodes) == 0:
		return nil, c.mayListAll(ctx, groupPipes)
	}
	return nodes, nil
}

func (p pipe) node() connectors.Node {
	n := node(connectors.NodePipe, p.Name)
	n.Type, n.Comment = p.kind(), p.Description
	n.Qualified = dialect.Identifier(p.Name)
	if p.Endpoint != nil {
		n.Preview = endpointText(p.public(), pipeFormats[0], "")
	}
	var texts []string
	for _, step := range p.Nodes {
		texts = append(texts, "-- "+step.Name+"\n"+step.SQL)
	}
	n.Definition = strings.Join(texts, "\n\n")
	return n
}

// kind is what becomes of the pipe's rows, in one word. The API says "default"
// of a pipe of which nothing becomes.
func (p pipe) kind() string {
	switch {
	case p.Endpoint != nil:
		return "endpoint"
	case p.Type == "" || p.Type == "default":
		return "pipe"
	}
	return p.Type
}

// params are the parameters of all nodes, each once.
func (p pipe) params() []param {
	var out []param
	for _, n := range p.Nodes {
		for _, q := range n.Params {
			if !slices.ContainsFunc(out, func(have param) bool { return have.Name == q.Name }) {
				out = append(out, q)
			}
		}
	}
	return out
}

// endpoint is the node that is published; the last one where none is.
func (p pipe) endpoint() pipeNode {
	for _, n := range p.Nodes {
		if p.Endpoint != nil && n.ID == *p.Endpoint {
			return n
		}
	}
	if len(p.Nodes) == 0 {
		return pipeNode{}
	}
	return p.Nodes[len(p.Nodes)-1]
}

func (p pipe) children(path []string) ([]connectors.Node, error) {
	switch {
	case len(path) == 0:
		nodes := columnNodes(p.endpoint().Columns)
		if len(p.params()) > 0 {
			nodes = append(nodes, node(connectors.NodeGroup, groupParams))
		}
		return append(nodes, node(connectors.NodeGroup, groupNodes)), nil
	case path[0] == groupParams:
		return paramNodes(p.params()), nil
	case path[0] == groupNodes:
		return stepNodes(p.Nodes), nil
	}
	return nil, errGone(append([]string{p.Name}, path...))
}

func paramNodes(params []param) []connectors.Node {
	var nodes []connectors.Node
	for _, q := range params {
		n := node(connectors.NodeColumn, q.Name)
		n.Type, n.Comment, n.Leaf, n.NotNull = q.Type, q.Description, true, q.Required
		if q.Default != nil {
			n.Type += fmt.Sprintf(" = %v", q.Default)
		}
		nodes = append(nodes, n)
	}
	return nodes
}

func stepNodes(steps []pipeNode) []connectors.Node {
	var nodes []connectors.Node
	for _, s := range steps {
		n := node(connectors.NodeView, s.Name)
		n.Type, n.Leaf, n.Definition = "node", true, s.SQL
		if s.Description != nil {
			n.Comment = *s.Description
		}
		nodes = append(nodes, n)
	}
	return nodes
}

// Tables lists data sources and pipes with their columns. Where the token may
// list only one of them, that is all.
func (c *Conn) Tables(ctx context.Context) ([]connectors.Table, error) {
	sources, err := c.dataSources(ctx, false)
	pipes, pipesErr := c.pipes(ctx, false)
	if err != nil && pipesErr != nil {
		return nil, err
	}
	var tables []connectors.Table
	for _, s := range sources {
		tables = append(tables, connectors.Table{Path: []string{groupSources, s.Name}, Node: s.node(), Columns: s.columns()})
	}
	for _, p := range pipes {
		tables = append(tables, connectors.Table{Path: []string{groupPipes, p.Name}, Node: p.node(), Columns: columnNodes(p.endpoint().Columns)})
	}
	return tables, nil
}
