// Package source is a source for tests of the screen: it answers as a service
// over HTTP does, without a network. What a statement does stands in its first
// words:
//
//	SELECT …    one row for every parameter of the statement
//	STREAM …    rows, and then no end until the run is cancelled
//	RETRY …     a wait before a request is sent again, for as long
//	DONE …      some rows, statistics and a warning, and a proper end
package source

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

// Driver describes the source. An address with the word "refused" cannot be
// reached, and one with "silent" never answers a ping.
func Driver() *connectors.Driver {
	return &connectors.Driver{
		Kind: "web", Title: "Web service", Dialect: "standard",
		Schemes: []connectors.Scheme{{Name: "web", Transport: "http"}},
		Options: []connectors.Option{
			{Name: "url", Type: connectors.TypeString, Required: true, Help: "Address of the service.",
				Choices: []string{"https://api.example.com", "https://api.eu.example.com", "https://api.us.example.com"}},
			{Name: "username", Type: connectors.TypeString, Help: "Name of the user, where the service asks for one."},
			{Name: "password", Type: connectors.TypeString, Secret: true, Help: "Password of the user."},
			{Name: "mode", Type: connectors.TypeChoice, Choices: []string{"fast", "exact"}, Default: "fast", PerQuery: true, Help: "How counts are made."},
			{Name: "context", Type: connectors.TypeTable, PerQuery: true, Help: "What is sent with every query."},
		},
		Open: func(_ context.Context, c connectors.Config) (connectors.Conn, error) {
			return &conn{c.String("url")}, nil
		},
	}
}

type conn struct{ url string }

func (*conn) Close() error { return nil }

func (c *conn) Ping(ctx context.Context) (connectors.ServerInfo, error) {
	switch {
	case strings.Contains(c.url, "refused"):
		return connectors.ServerInfo{}, connectors.Errorf(connectors.ClassUnavailable, "nothing listens on %s: the connection was refused", c.url).
			WithHint("Check host and port.")
	case strings.Contains(c.url, "silent"):
		<-ctx.Done()
		return connectors.ServerInfo{}, connectors.AsError(ctx.Err())
	}
	return connectors.ServerInfo{Product: "Web service", Version: "1.2.3"}, nil
}

// Curl implements [connectors.CurlWriter].
func (c *conn) Curl(_ context.Context, s connectors.Statement) (string, error) {
	var values []string
	for _, p := range s.Params {
		values = append(values, p.Value)
	}
	return fmt.Sprintf(`curl -H 'Authorization: Bearer '"$AUTHORIZATION" --data-binary '%s' '%s/sql?values=%s'`, s.SQL, c.url, strings.Join(values, ",")), nil
}

func (*conn) Query(_ context.Context, s connectors.Statement) (connectors.Rows, error) {
	r := &rows{statement: s, begun: time.Now()}
	r.kind, _, _ = strings.Cut(s.SQL, " ")
	return r, nil
}

var schema = arrow.NewSchema([]arrow.Field{
	{Name: "parameter", Type: arrow.BinaryTypes.String},
	{Name: "type", Type: arrow.BinaryTypes.String},
	{Name: "value", Type: arrow.BinaryTypes.String, Nullable: true},
}, nil)

// rows is an answer of at most one batch.
type rows struct {
	statement connectors.Statement
	kind      string
	begun     time.Time
	given     bool
}

func (*rows) Schema() *arrow.Schema { return schema }
func (*rows) Close() error          { return nil }

func (r *rows) Next(ctx context.Context) (arrow.RecordBatch, error) {
	switch {
	case r.kind != "RETRY" && !r.given:
		r.given = true
		return r.batch(), nil
	case r.kind == "STREAM" || r.kind == "RETRY":
		<-ctx.Done()
		return nil, connectors.AsError(ctx.Err())
	}
	return nil, io.EOF
}

func (r *rows) batch() arrow.RecordBatch {
	names, types, values := array.NewStringBuilder(memory.DefaultAllocator), array.NewStringBuilder(memory.DefaultAllocator), array.NewStringBuilder(memory.DefaultAllocator)
	params := r.statement.Params
	if len(params) == 0 {
		params = make([]connectors.Param, 1000)
	}
	for i, p := range params {
		if p.Name == "" {
			p.Name = fmt.Sprintf("%d", i+1)
		}
		names.Append(p.Name)
		types.Append(p.Type)
		if p.Null {
			values.AppendNull()
		} else {
			values.Append(p.Value)
		}
	}
	return array.NewRecordBatch(schema, []arrow.Array{names.NewArray(), types.NewArray(), values.NewArray()}, int64(len(params)))
}

func (r *rows) Progress() connectors.Progress {
	p := connectors.NoProgress(connectors.PhaseDownloading)
	p.BytesRead, p.QueryID = 3_250_000, "q-"+r.kind
	p.Server = []connectors.Stat{{Name: "rows_read", Value: "12345678"}, {Name: "bytes_read", Value: "987654321"}, {Name: "segments", Value: "42"}}
	switch r.kind {
	case "RETRY":
		p.Phase, p.BytesRead, p.Server = "waiting to retry", 0, nil
		p.Warnings = []string{"waiting 9s before trying again: Too many requests"}
	case "DONE":
		p.Warnings = []string{"The answer came from a cache."}
		p.Completeness, p.Reason = connectors.Limited, "the service cut the answer at 1,000 rows"
	}
	return p
}
