package clickhouse

import (
	"context"
	"sync"
	"time"

	"sonde/connectors"
	"sonde/internal/httpapi"
	"sonde/internal/sqltext"
)

var dialect = sqltext.ForName("clickhouse")

// Conn is a connection to one server. It holds no session: every statement is a
// request of its own.
type Conn struct {
	client   *httpapi.Client
	database string
	compress bool
	settings map[string]string
	words    vocabulary

	mu     sync.Mutex
	server server
	zone   *time.Location // of the server, once it was asked
	open   []string       // ids of the last runs that have not come to their end
}

// Query sends one statement.
func (c *Conn) Query(ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	q, err := c.query(s)
	if err != nil {
		return nil, err
	}
	return c.start(ctx, q), nil
}

func (c *Conn) start(ctx context.Context, q *query) *rows {
	r := &rows{write: q.effect != sqltext.Read, ended: func() { c.forget(q.id) }}
	if q.settings["session_id"] == "" {
		r.lost = q.endsWithRequest()
	}
	c.remember(q.id)
	r.written.Store(-1)
	r.Rows = httpapi.Start(ctx, q.id, func(ctx context.Context, meter *httpapi.Meter) (httpapi.Answer, error) {
		return c.send(ctx, q, meter, &r.written)
	})
	return r
}

// Close ends what runs.
func (c *Conn) Close() error {
	c.client.Close()
	return nil
}

// Curl returns the command that sends the same request.
//
// What a server refuses of what sonde adds to a statement is only known once it
// was asked something.
func (c *Conn) Curl(ctx context.Context, s connectors.Statement) (string, error) {
	q, err := c.query(s)
	if err != nil {
		return "", err
	}
	_, _ = c.ask(ctx, "SELECT 1") // A server that cannot be reached leaves the command as it is for most.
	return c.client.Curl(q.request(c.known()))
}

// Ping asks for the server's version.
func (c *Conn) Ping(ctx context.Context) (connectors.ServerInfo, error) {
	info := connectors.ServerInfo{Product: "ClickHouse"}
	cells, err := c.ask(ctx, "SELECT version()")
	if connectors.IsClass(err, connectors.ClassQuery) { // Services built on ClickHouse may keep their version to themselves.
		_, err = c.ask(ctx, "SELECT 1")
	}
	if len(cells) == 1 {
		info.Version = cells[0][0]
	}
	return info, err
}
