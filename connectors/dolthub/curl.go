package dolthub

import (
	"context"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// Curl returns the request of a statement as a command. Of a statement of which
// every row is asked for, it is the request of the first page without paging.
func (c *conn) Curl(ctx context.Context, s connectors.Statement) (string, error) {
	sql, err := withParams(s)
	if err != nil {
		return "", err
	}
	r, err := c.request(ctx, s, sql)
	if err != nil {
		return "", err
	}
	return c.client.Curl(r)
}

func (c *conn) request(ctx context.Context, s connectors.Statement, sql string) (httpapi.Request, error) {
	if effect, verb := dialect.Classify(sql); !s.ReadOnly && writes(effect, verb) {
		from, to, err := c.WriteTarget(ctx, s)
		if err != nil {
			return httpapi.Request{}, err
		}
		if isMerge(sql, from, to) {
			sql = ""
		}
		return c.writeRequest(from, to, sql)
	}
	ref, err := c.refOf(ctx, s)
	return c.readRequest(question{ref, sql}), err
}
