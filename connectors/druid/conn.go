package druid

import (
	"context"
	"crypto/rand"
	"strings"

	"sonde/connectors"
	"sonde/internal/httpapi"
	"sonde/internal/sqltext"
)

// Conn is a connection to one Router or Broker. It keeps nothing at the server.
type Conn struct {
	client *httpapi.Client
	config connectors.Config
	runs   runs
	words  vocabulary
}

// Query sends one statement. INSERT and REPLACE, and with the option async
// every query, run as tasks of the multi-stage engine.
func (c *Conn) Query(ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	if s.ID == "" {
		s.ID = rand.Text()
	}
	effect, verb := dialect.Classify(s.SQL)
	if s.ReadOnly && effect == sqltext.Write {
		return nil, connectors.Errorf(connectors.ClassReadOnly, "the connection is read-only, and %s writes", verb)
	}
	r, err := c.newRequest(s)
	if err != nil {
		return nil, err
	}
	switch {
	case writes(s.SQL):
		return c.submitTask(ctx, s.ID, r)
	case r.async && !explains(r.Query):
		return c.submitStatement(ctx, s.ID, r)
	}
	rows, err := c.send(ctx, s.ID, r)
	if err != nil {
		return nil, err
	}
	if explains(r.Query) {
		return &plan{Rows: rows}, nil
	}
	return rows, nil
}

// Curl returns the command that sends the statement.
func (c *Conn) Curl(_ context.Context, s connectors.Statement) (string, error) {
	if s.ID == "" {
		s.ID = rand.Text()
	}
	r, err := c.newRequest(s)
	if err != nil {
		return "", err
	}
	if r.async && !explains(r.Query) && !writes(s.SQL) {
		r.asStatement()
	}
	h, err := r.http()
	if err != nil {
		return "", err
	}
	return c.client.Curl(h)
}

// writes reports whether a statement is one of those that only the multi-stage
// engine takes.
func writes(sql string) bool {
	effect, verb := dialect.Classify(sql)
	return effect == sqltext.Write && (verb == "INSERT" || verb == "REPLACE")
}

// explains reports whether a statement shows a plan.
func explains(sql string) bool {
	_, ok := explained(sql)
	return ok
}

// explained is the statement whose plan is to be shown.
func explained(sql string) (inner string, ok bool) {
	for _, t := range dialect.Tokens(sql) {
		if t.Kind == sqltext.Whitespace || t.Kind == sqltext.Comment {
			continue
		}
		switch strings.ToUpper(sql[t.Start:t.End]) {
		case "EXPLAIN":
			ok = true
		case "PLAN", "FOR":
		default:
			return sql[t.Start:], ok
		}
		if !ok {
			return sql, false
		}
	}
	return "", ok
}

// Explain returns the statement that shows the plan of sql. Druid cannot
// measure a run.
func (c *Conn) Explain(sql string, analyze bool) (string, bool) {
	if analyze || explains(sql) || len(dialect.Split(sql)) == 0 {
		return "", false
	}
	return "EXPLAIN PLAN FOR " + withoutSemicolon(sql), true
}

// Close ends every exchange of the connection. Queries whose rows are still
// being read end with an error; the server is not told.
func (c *Conn) Close() error {
	c.client.Close()
	return nil
}
