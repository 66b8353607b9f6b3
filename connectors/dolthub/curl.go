package dolthub

import (
	"context"

	"sonde/connectors"
)

// Curl returns the request of a statement as a command. Of a statement of which
// every row is asked for, it is the request of the first page without paging.
func (c *conn) Curl(ctx context.Context, s connectors.Statement) (string, error) {
	sql, err := withParams(s)
	if err != nil {
		return "", err
	}
	if effect, verb := dialect.Classify(sql); !s.ReadOnly && writes(effect, verb) {
		return c.curlWrite(ctx, s, sql)
	}
	ref, err := c.refOf(ctx, s)
	if err != nil {
		return "", err
	}
	q := question{ref, sql}
	if r, fits := c.fitted(q); fits {
		return c.client.Curl(r)
	}
	r, err := c.longRequest(ctx, &q)
	if err != nil {
		return "", err
	}
	return c.longClient().Curl(r)
}

func (c *conn) curlWrite(ctx context.Context, s connectors.Statement, sql string) (string, error) {
	from, to, err := c.WriteTarget(ctx, s)
	if err != nil {
		return "", err
	}
	if isMerge(sql, from, to) {
		sql = ""
	}
	r, err := c.writeRequest(from, to, sql)
	if err != nil {
		return "", err
	}
	return c.client.Curl(r)
}
