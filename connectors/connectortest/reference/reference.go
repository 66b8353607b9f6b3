// Package reference is a connector for a service that does not exist. It shows
// how a connector is written, and that the conformance suite can be passed by a
// short one.
//
// The service answers GET /rows?sql=… with lines: the first is a list of column
// names and types, the others are rows, and a blank line is the end. A line that
// begins with ! is an error. POST /write runs a statement that changes something
// and answers {"affected": n}. DELETE /rows/{id} stops a run; GET /tables lists
// names of tables and their columns.
package reference

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/decode"
	"sonde/internal/httpapi"
)

// Driver describes the kind "reference".
func Driver() *connectors.Driver {
	return &connectors.Driver{
		Kind:    "reference",
		Title:   "Reference",
		Schemes: []connectors.Scheme{{Name: "reference", Transport: "http"}},
		Options: []connectors.Option{
			{Name: "url", Type: connectors.TypeString, Required: true, Help: "Where the service is."},
			{Name: "token", Type: connectors.TypeString, Secret: true, Help: "The token of the user."},
		},
		Open: func(_ context.Context, c connectors.Config) (connectors.Conn, error) {
			options := httpapi.FromConfig(c)
			if token := c.String("token"); token != "" {
				options.Header.Set("Authorization", httpapi.Bearer(token))
			}
			options.ParseError = parseError
			client, err := httpapi.New(options)
			if err != nil {
				return nil, err
			}
			return &conn{client}, nil
		},
	}
}

// parseError adds what the service says beyond the common shape.
func parseError(f httpapi.Failure) *connectors.Error {
	var said struct {
		Error    string
		Position *int
	}
	_ = json.Unmarshal(f.Body, &said) // What cannot be read tells no position.
	if said.Position == nil {
		return nil
	}
	e := connectors.Errorf(connectors.ClassSyntax, "%s", said.Error)
	e.Position = *said.Position
	return e
}

type conn struct{ client *httpapi.Client }

func (c *conn) Close() error {
	c.client.Close()
	return nil
}

// request is the request of a statement. Only reading may be repeated.
func request(s connectors.Statement) httpapi.Request {
	if writes(s.SQL) {
		return httpapi.Request{
			Method: http.MethodPost, Path: "/write", Body: []byte(s.SQL), ID: s.ID,
			Header: http.Header{"Content-Type": {"text/plain"}},
		}
	}
	query := url.Values{"sql": {s.SQL}, "id": {s.ID}}
	if s.Limit > 0 {
		query.Set("limit", strconv.FormatInt(s.Limit+1, 10)) // One more shows that there are more.
	}
	return httpapi.Request{Path: "/rows", Query: query, ID: s.ID, Repeatable: true}
}

func writes(sql string) bool { return strings.HasPrefix(strings.ToUpper(sql), "INSERT") }

// Query sends the statement from a goroutine, so that a wait before the answer
// can be seen in the progress.
func (c *conn) Query(ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	if s.ReadOnly && writes(s.SQL) {
		return nil, connectors.Errorf(connectors.ClassReadOnly, "the connection is read-only")
	}
	r := &rows{client: c.client, write: writes(s.SQL), answered: make(chan struct{})}
	r.ctx, r.cancel = context.WithCancel(ctx)
	go r.send(request(s))
	return r, nil
}

// Curl writes the request of a statement as a command.
func (c *conn) Curl(_ context.Context, s connectors.Statement) (string, error) {
	return c.client.Curl(request(s))
}

// Cancel stops a run on the server.
func (c *conn) Cancel(ctx context.Context, id string) (connectors.CancelState, error) {
	err := c.call(ctx, http.MethodDelete, httpapi.Path("rows", id), nil)
	switch {
	case err == nil:
		return connectors.CancelStopped, nil
	case connectors.IsClass(err, connectors.ClassNotFound):
		return connectors.CancelEnded, nil
	}
	return connectors.CancelUnknown, err
}

// Ping asks for the list of tables, which is short.
func (c *conn) Ping(ctx context.Context) (connectors.ServerInfo, error) {
	_, err := c.tables(ctx)
	return connectors.ServerInfo{Product: "Reference"}, err
}

// Children lists tables, and their columns below them.
func (c *conn) Children(ctx context.Context, path []string) ([]connectors.Node, error) {
	tables, err := c.tables(ctx)
	if err != nil {
		return nil, err
	}
	var nodes []connectors.Node
	for name, columns := range tables {
		if len(path) == 0 {
			nodes = append(nodes, connectors.Node{Kind: connectors.NodeTable, Name: name, Rows: -1, Bytes: -1, Qualified: name})
		}
		if len(path) == 1 && path[0] == name {
			for _, column := range columns {
				nodes = append(nodes, connectors.Node{Kind: connectors.NodeColumn, Name: column, Rows: -1, Bytes: -1, Leaf: true, Qualified: column})
			}
			return nodes, nil
		}
	}
	if len(path) > 0 {
		return nil, connectors.Errorf(connectors.ClassNotFound, "there is no table %q", strings.Join(path, "."))
	}
	return nodes, nil
}

func (c *conn) tables(ctx context.Context) (map[string][]string, error) {
	var tables map[string][]string
	return tables, c.call(ctx, http.MethodGet, "/tables", &tables)
}

// call sends a request with a short answer, which goes into out unless that is
// nil.
func (c *conn) call(ctx context.Context, method, path string, out any) error {
	resp, err := c.client.Do(ctx, httpapi.Request{Method: method, Path: path, Repeatable: method == http.MethodGet})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || out == nil {
		return err
	}
	if json.Unmarshal(text, out) != nil {
		return connectors.Errorf(connectors.ClassUnavailable, "the service answered what cannot be read")
	}
	return nil
}

// types are the service's types and what holds them.
var types = map[string]arrow.DataType{
	"int": arrow.PrimitiveTypes.Int64, "uint": arrow.PrimitiveTypes.Uint64, "float": arrow.PrimitiveTypes.Float64,
	"bool": arrow.FixedWidthTypes.Boolean, "date": arrow.FixedWidthTypes.Date32,
	"decimal": &arrow.Decimal128Type{Precision: 38, Scale: 2}, "text": arrow.BinaryTypes.String,
	"list": arrow.ListOf(arrow.PrimitiveTypes.Int64), "json": arrow.BinaryTypes.String,
}

// columns reads the first line of an answer.
func columns(lines [][]byte) ([]decode.Column, error) {
	var list [][2]string
	if err := json.Unmarshal(lines[0], &list); err != nil {
		return nil, connectors.Errorf(connectors.ClassUnavailable, "the service sent no list of columns")
	}
	var out []decode.Column
	for _, c := range list {
		kind := connectors.KindText
		if c[1] == "json" {
			kind = connectors.KindJSON
		}
		t, known := types[c[1]]
		if !known {
			t, kind = arrow.BinaryTypes.String, connectors.KindOther
		}
		out = append(out, decode.Column{Field: connectors.Field(c[0], t, c[1], kind), Verbatim: c[1] == "json"})
	}
	return out, nil
}

// lateError finds the error that the service wrote behind the rows.
func lateError(tail []byte) string {
	line := bytes.TrimSpace(tail[bytes.LastIndexByte(bytes.TrimSpace(tail), '\n')+1:])
	if message, found := bytes.CutPrefix(line, []byte("!")); found {
		return string(message)
	}
	return ""
}

// affected reads the answer to a write.
func affected(body io.Reader) (int64, error) {
	var said struct{ Affected *int64 }
	text, err := io.ReadAll(body)
	if err != nil {
		return -1, err
	}
	if json.Unmarshal(text, &said) != nil || said.Affected == nil {
		return -1, connectors.Errorf(connectors.ClassUnavailable, "the service did not say what was written")
	}
	return *said.Affected, nil
}
