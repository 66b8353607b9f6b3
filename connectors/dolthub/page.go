package dolthub

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/decode"
	"sonde/internal/httpapi"
)

// question is a statement for a ref; an empty ref is the default branch.
type question struct{ ref, sql string }

// page is one answer to a question. It is read by one goroutine.
type page struct {
	question
	reader  *decode.Reader
	columns []column
	names   []string // of the columns as shown, where the answer has others
	arrays  bool     // rows are arrays, and no column is lost
	waiting arrow.RecordBatch
	schema  *arrow.Schema // as shown; nil until known
	rows    int64
	// What the answer says of itself.
	status, message, commitRef string
}

// readRequest is the request of a read.
func (c *conn) readRequest(q question) httpapi.Request {
	segments := []string{}
	if q.ref != "" {
		segments = append(segments, q.ref)
	}
	r := httpapi.Request{
		Path:       c.path(segments...),
		Query:      url.Values{"q": {q.sql}},
		Repeatable: true,
		ParseError: failureOf(q.sql),
	}
	if c.written.Load() {
		r.Header = http.Header{"Cache-Control": {"no-cache"}}
	}
	return r
}

// ask sends a read and returns its answer, of which the header is there.
func (c *conn) ask(ctx context.Context, q question, m *httpapi.Meter) (*page, error) {
	r, fits := c.fitted(q)
	if !fits {
		return c.askLong(ctx, q, m)
	}
	r.Meter = m
	answer, err := c.client.Do(ctx, r)
	if err != nil {
		return nil, err
	}
	p := &page{question: q}
	p.reader = decode.JSON(answer.Body, decode.JSONOptions{Envelope: "rows", Member: p.member})
	return p, nil
}

// member takes what stands beside the rows. The documents write some names with
// a colon at their end.
func (p *page) member(name string, value []byte) ([]decode.Column, error) {
	switch strings.TrimSuffix(name, ":") {
	case "query_execution_status":
		return nil, json.Unmarshal(value, &p.status)
	case "query_execution_message":
		return nil, json.Unmarshal(value, &p.message)
	case "commit_ref":
		return nil, json.Unmarshal(value, &p.commitRef)
	case "schema", "schema_fragment":
		if string(bytes.TrimSpace(value)) == "null" {
			return nil, nil
		}
		columns, err := parseSchema(value)
		if err != nil {
			return nil, err
		}
		p.columns = columns
		if len(p.names) != len(columns) {
			p.names = nil
		}
		return decoded(columns), nil
	}
	return nil, nil
}

// peek reads the first batch, which the next call of next gives.
func (p *page) peek(ctx context.Context) error {
	batch, err := p.next(ctx)
	if errors.Is(err, io.EOF) {
		return nil // The reader says so again.
	}
	p.waiting = batch
	return err
}

// next returns the next batch; io.EOF at the end of an answer that is no error,
// perhaps one that the server has cut at its limit.
func (p *page) next(ctx context.Context) (arrow.RecordBatch, error) {
	if batch := p.waiting; batch != nil {
		p.waiting = nil
		return batch, nil
	}
	batch, err := p.reader.Next(ctx)
	p.show()
	if err == nil {
		p.rows += batch.NumRows()
		return p.renamed(batch), nil
	}
	if errors.Is(err, io.EOF) && p.saysNothing() {
		return nil, connectors.Errorf(connectors.ClassUnavailable, "the answer is not what DoltHub's API sends: it has no status, no schema and no rows").
			WithHint("Check the connection's url.")
	}
	if failed := p.failure(); failed != nil && !connectors.IsClass(err, connectors.ClassCancelled) {
		err = failed
	}
	if e := connectors.AsError(err); connectors.IsClass(e, connectors.ClassIncomplete) && p.rows == 0 {
		unreadable := *e
		unreadable.Class = connectors.ClassUnavailable
		if p.saysNothing() {
			unreadable.Hint = "Where it answers so again, check the connection's url."
		}
		return nil, &unreadable
	}
	return nil, err
}

// saysNothing reports whether an answer is a document of something else.
func (p *page) saysNothing() bool { return p.status == "" && p.columns == nil && p.rows == 0 }

// failure is the error that an answer with HTTP status 200 says it is.
func (p *page) failure() error {
	switch p.status {
	case "Error", "error":
		return sqlError(p.message, p.sql)
	case "Timeout", "timeout":
		e := sqlError(p.message, p.sql)
		e.Class, e.Position = connectors.ClassTimeout, -1
		if e.Hint == "" {
			e.Hint = "DoltHub stops a statement after about 30 seconds. Ask for less, or use an index."
		}
		return e
	}
	return nil
}

// show makes the schema known as soon as the decoder knows it.
func (p *page) show() {
	known := p.reader.Schema()
	if p.schema != nil || known == nil {
		return
	}
	p.schema = known
	if p.columns == nil {
		return
	}
	shown := fields(p.columns)
	if p.arrays {
		shown = plainFields(p.columns)
	}
	for i, name := range p.names {
		shown[i].Name = name
	}
	p.schema = arrow.NewSchema(shown, nil)
}

// lost names the columns whose values are not in the answer.
func (p *page) lost() (names []string) {
	for i, is := range isLost(p.columns) {
		if is && !p.arrays {
			names = append(names, p.columns[i].Name)
		}
	}
	return names
}

// renamed gives the columns of a batch the names that they are shown with.
func (p *page) renamed(b arrow.RecordBatch) arrow.RecordBatch {
	if len(p.lost()) == 0 && p.names == nil {
		return b
	}
	shown := p.schema.Fields()
	for i, f := range b.Schema().Fields() {
		shown[i].Type = f.Type
	}
	return array.NewRecordBatch(arrow.NewSchema(shown, nil), b.Columns(), b.NumRows())
}

// limited reports whether the server cut the answer.
func (p *page) limited() bool { return p.status == "RowLimit" || p.status == "row_limit" }

func (p *page) close() error { return p.reader.Close() }
