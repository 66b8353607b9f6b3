package duckdb

import (
	"context"

	"sonde/connectors"
	"sonde/internal/listing"
)

// ask runs a query of the connector's own and returns its cells as text, empty
// for NULL. It never waits for the user's statements, and sees what the home
// connection sees while that one is free and in no failed transaction.
func (c *Conn) ask(ctx context.Context, sql string, args ...string) ([][]string, error) {
	l, err := c.acquire(ctx, false)
	if err != nil {
		return nil, err
	}
	cells, err := c.askOn(ctx, l, sql, args)
	c.release(l)
	if err == nil || l != c.home || !c.transaction() {
		return cells, err
	}
	if l, err = c.extra(); err != nil {
		return nil, err
	}
	defer c.release(l)
	return c.askOn(ctx, l, sql, args)
}

func (c *Conn) askOn(ctx context.Context, l *lane, sql string, args []string) ([][]string, error) {
	if err := c.prepare(ctx, l, l.zone); err != nil {
		return nil, err
	}
	params := make([]connectors.Param, len(args))
	for i, a := range args {
		params[i].Value = a
	}
	rows, err := l.conn.Query(ctx, sql, params)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return listing.Cells(ctx, rows)
}
