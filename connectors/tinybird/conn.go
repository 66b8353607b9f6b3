package tinybird

import (
	"context"
	"sync/atomic"
	"time"

	"sonde/connectors"
	"sonde/internal/decode/clickhouse"
	"sonde/internal/httpapi"
	"sonde/internal/sqltext"
)

var dialect = sqltext.ForName("tinybird")

// Conn is a connection to one workspace. The API has no way to stop a query: it
// ends on its own, after ten seconds at the latest.
type Conn struct {
	client    *httpapi.Client
	defaults  map[string]string // options that a statement may set
	listing   listing
	expires   time.Time   // when the token ceases to be good; zero where it does not tell
	unlimited atomic.Bool // the workspace refuses a time limit of ours
}

// Query sends one statement.
func (c *Conn) Query(ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	q, err := c.query(s)
	if err != nil {
		return nil, err
	}
	return httpapi.Start(ctx, "", func(ctx context.Context, meter *httpapi.Meter) (httpapi.Answer, error) {
		return c.send(ctx, q, meter)
	}), nil
}

func (c *Conn) send(ctx context.Context, q *query, meter *httpapi.Meter) (httpapi.Answer, error) {
	request, err := q.request()
	if err != nil {
		return nil, err
	}
	columns := c.describe(ctx, q)
	request.Meter = meter
	response, err := c.client.Do(ctx, request)
	if err != nil && c.unbind(q, err) {
		return c.send(ctx, q, meter)
	}
	if err != nil {
		return nil, q.explain(err)
	}
	answer := clickhouse.Read(response.Body, clickhouse.Options{
		Format: q.format, Tag: response.Header.Get("X-Clickhouse-Exception-Tag"), Unframed: !response.Framed,
		Counting: response.Header.Get("Content-Length") == "", Totals: clickhouse.HasTotals(dialect, q.sql),
		Limit: max(0, q.limit), Columns: columns, NoNaN: q.options[settingQuoteNaN] == "0",
		Elsewhere: q.elsewhere(),
	})
	tellLimits(answer, response.Header)
	return answer, nil
}

// Cancel tells nobody: the API has no way to stop a query. One that sends rows
// ends when the client goes, and any other at the limit of time.
func (c *Conn) Cancel(context.Context, string) (connectors.CancelState, error) {
	return connectors.CancelExpires, nil
}

// Close ends what runs.
func (c *Conn) Close() error {
	c.client.Close()
	return nil
}

// Curl returns the command that sends the same request.
func (c *Conn) Curl(_ context.Context, s connectors.Statement) (string, error) {
	q, err := c.query(s)
	if err != nil {
		return "", err
	}
	request, err := q.request()
	if err != nil {
		return "", err
	}
	return c.client.Curl(request)
}

// Ping asks the smallest query. The API refuses version().
func (c *Conn) Ping(ctx context.Context) (connectors.ServerInfo, error) {
	rows, err := c.Query(ctx, connectors.Statement{SQL: "SELECT 1", Options: map[string]string{optionPipe: "", optionPipeline: ""}})
	if err != nil {
		return connectors.ServerInfo{}, err
	}
	defer rows.Close()
	if _, err := rows.Next(ctx); err != nil {
		return connectors.ServerInfo{}, err
	}
	return connectors.ServerInfo{Product: "Tinybird"}, nil
}
