package dolthub

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// WriteTarget returns the branches of a write: those of the options, or else the
// ref that is read.
func (c *conn) WriteTarget(ctx context.Context, s connectors.Statement) (from, to string, err error) {
	from, to = s.Options["from"], s.Options["to"]
	if from != "" && to != "" {
		return from, to, nil
	}
	ref, err := c.refOf(ctx, s)
	if err == nil && ref == "" {
		ref, err = c.defaultBranch(ctx)
	}
	if from == "" {
		from = ref
	}
	if to == "" {
		to = ref
	}
	return from, to, err
}

// write sends a statement that writes. When it returns, DoltHub has taken the
// operation on, or refused it.
func (c *conn) write(ctx context.Context, s connectors.Statement, sql string) (connectors.Rows, error) {
	from, to, err := c.WriteTarget(ctx, s)
	if err != nil {
		return nil, err
	}
	o := operation{owner: c.owner, database: c.database, from: from, to: to}
	if !isMerge(sql, from, to) {
		return c.submit(ctx, o, sql)
	}
	if o.before, err = c.valueAt(ctx, to, headSQL); err != nil {
		return nil, err
	}
	return c.submit(ctx, o, "")
}

// headSQL asks for the commit that a ref stands for.
const headSQL = "SELECT DOLT_HASHOF('HEAD')"

// MergeStatement returns the statement that merges a branch into another one.
func (c *conn) MergeStatement(from, to string) connectors.Statement {
	return connectors.Statement{
		SQL:     "CALL DOLT_MERGE(" + dialect.QuoteString(from) + ")",
		Options: map[string]string{"ref": to, "from": from, "to": to},
	}
}

// isMerge reports whether a statement does no more than merge the branch that it
// comes from. The API has a request of its own for that.
func isMerge(sql, from, to string) bool {
	s, ok := shapeOf(sql)
	if !ok || len(s.words) != 5 || from == to {
		return false
	}
	var parts []string
	for i := range s.words {
		parts = append(parts, s.original(i))
	}
	return strings.EqualFold(strings.Join(parts[:3], " "), "call dolt_merge (") && parts[3] == dialect.QuoteString(from) && parts[4] == ")"
}

// writeRequest is the request of a write. It is sent once: whether a request
// that got no answer has been carried out is not known.
func (c *conn) writeRequest(from, to, sql string) (httpapi.Request, error) {
	body, err := json.Marshal(struct {
		Query string `json:"query,omitempty"`
	}{sql})
	return httpapi.Request{
		Method:     http.MethodPost,
		Path:       c.path("write", from, to),
		Header:     http.Header{"Content-Type": {"application/json"}},
		Body:       body,
		ParseError: failureOf(sql),
	}, err
}

// submit sends a write, or a merge where there is no statement.
func (c *conn) submit(ctx context.Context, o operation, sql string) (connectors.Rows, error) {
	if c.anonymous == nil {
		return nil, connectors.Errorf(connectors.ClassAuth, "DoltHub takes writes only with a token").WithHint(hintToken)
	}
	r, err := c.writeRequest(o.from, o.to, sql)
	if err != nil {
		return nil, err
	}
	r.Meter = &httpapi.Meter{}
	c.written.Store(true)
	answer, err := c.client.Do(ctx, r)
	if err != nil {
		return nil, doubtful(err)
	}
	var told struct {
		Status     string `json:"query_execution_status"`
		Message    string `json:"query_execution_message"`
		Name       string `json:"operation_name"`
		NameInDocs string `json:"operation_name:"`
	}
	if err := readJSON(answer, &told); err != nil {
		return nil, doubtful(err)
	}
	o.name = told.Name + told.NameInDocs
	if o.name == "" {
		return nil, sqlError(told.Message, sql)
	}
	return c.follow(ctx, o, sql, r.Meter), nil
}

// doubtful adds to the error of a write without an answer that it may have been
// carried out all the same.
func doubtful(err error) error {
	e := *connectors.AsError(err)
	if isFinal(err) || e.Class == connectors.ClassCancelled {
		return err
	}
	e.Hint = "The write may have been carried out: look at the branch before it is sent again."
	return &e
}
