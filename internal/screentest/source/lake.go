package source

import (
	"context"
	"errors"
	"strings"

	"sonde/connectors"
)

// Lake describes a source that bills by the scan. A statement with "lost" in it
// gets no answer, one with "forever" waits for it until it is cancelled.
func Lake() *connectors.Driver {
	return &connectors.Driver{
		Kind: "lake", Title: "Data lake", Dialect: "standard", Billed: true,
		Schemes: []connectors.Scheme{{Name: "lake", Transport: "http"}},
		Options: []connectors.Option{{Name: "url", Type: connectors.TypeString}},
		Open:    func(context.Context, connectors.Config) (connectors.Conn, error) { return lake{}, nil },
	}
}

type lake struct{}

var errLost = errors.New("the connection broke before the answer came")

func (lake) Close() error { return nil }

// Children implements [connectors.Cataloger].
func (lake) Children(context.Context, []string) ([]connectors.Node, error) {
	return []connectors.Node{{Kind: connectors.NodeTable, Name: "events", Rows: -1, Bytes: -1, Leaf: true, Preview: "SELECT * FROM events LIMIT 100"}}, nil
}

// Query implements [connectors.Conn].
func (lake) Query(ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	if s.SQL == "SELECT lost FROM events" {
		return nil, connectors.Errorf(connectors.ClassUnavailable, "%w", errLost)
	}
	if strings.HasPrefix(s.SQL, "SELECT forever") {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return &table{rows: [][]string{{"2024-02-29", "1"}}, schema: TextFields("day", "events"), stats: []connectors.Stat{
		{Name: "data_scanned_in_bytes", Value: "52428800"}, {Name: "connection_scanned_in_bytes", Value: "104857600"}}}, nil
}

// Pipes describes a source that keeps queries under names.
func Pipes() *connectors.Driver {
	return &connectors.Driver{
		Kind: "pipes", Title: "Pipes", Dialect: "tinybird",
		Schemes: []connectors.Scheme{{Name: "pipes", Transport: "http"}},
		Options: []connectors.Option{{Name: "url", Type: connectors.TypeString}},
		Open:    func(context.Context, connectors.Config) (connectors.Conn, error) { return piped{&conn{}}, nil },
	}
}

type piped struct{ *conn }

// Children implements [connectors.Cataloger].
func (piped) Children(context.Context, []string) ([]connectors.Node, error) {
	return []connectors.Node{{Kind: connectors.NodePipe, Name: "top_pages", Type: "endpoint", Rows: -1, Bytes: -1, Leaf: true,
		Preview: "GET /v0/pipes/top_pages.json"}}, nil
}

// Pipes implements [connectors.Piper].
func (piped) Pipes(context.Context) ([]connectors.Pipe, error) {
	return []connectors.Pipe{{Name: "top_pages", Formats: []string{"json", "csv", "prometheus"}, Params: []connectors.PipeParam{
		{Name: "since", Type: "Date", Required: true, Comment: "The first day that counts"},
		{Name: "limit", Type: "Int32", Default: "10", HasDefault: true, Comment: "How many pages"},
	}}}, nil
}

// PipeStatement implements [connectors.Piper].
func (piped) PipeStatement(p connectors.Pipe, format, _ string) string {
	return "GET /v0/pipes/" + p.Name + "." + format + "?since={{Date(since)}}&limit={{Int32(limit, 10)}}"
}

// Query implements [connectors.Conn]: what was asked is the only row.
func (piped) Query(_ context.Context, s connectors.Statement) (connectors.Rows, error) {
	asked := s.SQL
	for _, p := range s.Params {
		asked += " " + p.Name + "=" + p.Value
	}
	return &table{rows: [][]string{{asked}}, schema: TextFields("asked")}, nil
}

// Explanations implements [connectors.ExplainLister].
func (piped) Explanations(sql string) []connectors.Explanation {
	return []connectors.Explanation{{Name: "PLAN", Comment: "the steps", SQL: "EXPLAIN PLAN " + sql}, {Name: "PIPELINE", Comment: "the processors", SQL: "EXPLAIN PIPELINE " + sql}}
}
