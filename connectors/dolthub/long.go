package dolthub

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"

	"sonde/connectors"
	"sonde/internal/decode"
	"sonde/internal/httpapi"
	"sonde/internal/sqltext"
)

const (
	// maxTarget is how long the path and query of a request may be, in bytes,
	// for servers in general to take it.
	maxTarget = 8000
	// maxLong bounds an answer of the second API, which is read as a whole.
	maxLong = 256 << 20
)

// fitted is the request of a read, and whether it fits into an address, perhaps
// without what the statement does not need. Then the places of errors are not
// those of the text that the user knows.
func (c *conn) fitted(q question) (r httpapi.Request, fits bool) {
	if r = c.readRequest(q); !isLong(r) {
		return r, true
	}
	r = c.readRequest(question{q.ref, shortened(q.sql)})
	r.ParseError = failureOf("")
	return r, !isLong(r)
}

func isLong(r httpapi.Request) bool {
	return len(r.Path)+len(r.Query.Encode()) > maxTarget
}

// shortened is a statement without comments and with single blanks.
func shortened(sql string) string {
	var b strings.Builder
	gap := false
	for _, t := range dialect.Tokens(sql) {
		piece := sql[t.Start:t.End]
		means := t.Kind == sqltext.Comment && (strings.HasPrefix(piece, "/*!") || strings.HasPrefix(piece, "/*+"))
		if t.Kind == sqltext.Whitespace || t.Kind == sqltext.Comment && !means {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteString(piece)
	}
	return b.String()
}

// askLong sends a read that is too long for an address in the body of a request
// to the second API, which DoltHub has beside the first.
func (c *conn) askLong(ctx context.Context, q question, m *httpapi.Meter) (*page, error) {
	r, err := c.longRequest(ctx, &q)
	if err != nil {
		return nil, err
	}
	r.Meter = m
	answer, err := c.longClient().Do(ctx, r)
	if err != nil {
		return nil, tooLong(err, q.sql)
	}
	return longPage(answer, q)
}

// longClient sends no token: those of the first API are not the second's.
func (c *conn) longClient() *httpapi.Client {
	if c.anonymous != nil {
		return c.anonymous
	}
	return c.client
}

// longRequest needs a ref, and finds out the default branch where there is none.
func (c *conn) longRequest(ctx context.Context, q *question) (r httpapi.Request, err error) {
	if q.ref == "" {
		if q.ref, err = c.defaultBranch(ctx); err != nil {
			return r, err
		}
	}
	body, err := json.Marshal(map[string]string{"ref": q.ref, "q": q.sql})
	return httpapi.Request{
		Method:     http.MethodPost,
		Path:       "/api/v2/databases" + httpapi.Path(c.owner, c.database, "sql"),
		Header:     http.Header{"Content-Type": {"application/json"}},
		Body:       body,
		Repeatable: true,
	}, err
}

// tooLong explains a refusal of the second API.
func tooLong(err error, sql string) error {
	e := *connectors.AsError(err)
	if slices.Contains([]connectors.Class{connectors.ClassAuth, connectors.ClassPermission, connectors.ClassNotFound, connectors.ClassUnsupported}, e.Class) {
		long := connectors.Errorf(connectors.ClassUnsupported, "the statement is too long for an address (%s bytes), and the API that takes it otherwise refuses: %s", connectors.Count(int64(len(sql))), e.Message)
		long.Cause = err
		return long.WithHint("Shorten the statement, or keep it as a view. DoltLab and private databases take no long reads.")
	}
	return &e
}

// longPage reads an answer of the second API, whose rows stand one level deeper.
func longPage(answer *httpapi.Response, q question) (*page, error) {
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxLong))
	if err != nil {
		return nil, err
	}
	var envelope struct{ Data json.RawMessage }
	if err := json.Unmarshal(text, &envelope); err != nil {
		return nil, connectors.Errorf(connectors.ClassUnavailable, "the answer is not what DoltHub's API sends: %w", err)
	}
	p := &page{question: q, commitRef: q.ref}
	p.reader = decode.JSON(bytes.NewReader(envelope.Data), decode.JSONOptions{Envelope: "rows", Member: p.longMember})
	return p, nil
}

// longMember takes what the second API sends beside the rows. They are arrays,
// so that no column is lost.
func (p *page) longMember(name string, value []byte) ([]decode.Column, error) {
	switch name {
	case "status":
		return nil, json.Unmarshal(value, &p.status)
	case "message":
		return nil, json.Unmarshal(value, &p.message)
	case "columns":
		var columns []struct{ Name, Type string }
		if err := json.Unmarshal(value, &columns); err != nil {
			return nil, connectors.Errorf(connectors.ClassInternal, "the declaration of the columns cannot be read: %w", err)
		}
		p.columns, p.arrays = []column{}, true
		for _, c := range columns {
			p.columns = append(p.columns, column{c.Name, c.Type})
		}
		p.names = nil
		return decode.Columns(plainFields(p.columns)...), nil
	}
	return nil, nil
}
