package dolthub

import (
	"context"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// Curl returns the request of a statement as a command. Of a statement of which
// every row is asked for, it is the request of the first page without paging.
func (c *conn) Curl(ctx context.Context, s connectors.Statement) (string, error) {
	sql, err := withParams(s)
	if err != nil {
		return "", err
	}
	switch effect, verb := dialect.Classify(sql); {
	case effect == sqltext.Session:
		return "", sessionless(verb)
	case !s.ReadOnly && writes(effect, verb):
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
