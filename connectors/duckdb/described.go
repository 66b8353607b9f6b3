package duckdb

import (
	"context"

	"sonde/connectors"
)

// Describe returns the columns of a file or of a function that stands in the place
// of a table. The engine reads no more of a file than its types need.
func (c *Conn) Describe(ctx context.Context, expression string) ([]connectors.Node, error) {
	reserved, err := c.reserved(ctx)
	if err != nil {
		return nil, err
	}
	cells, err := c.ask(ctx, "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM "+expression+")")
	if err != nil {
		return nil, err
	}
	nodes := make([]connectors.Node, len(cells))
	for i, row := range cells {
		nodes[i] = node(connectors.NodeColumn, row[0], identifier(row[0], reserved))
		nodes[i].Type, nodes[i].Leaf = row[1], true
	}
	return nodes, nil
}
