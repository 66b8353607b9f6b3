package dolthub

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
)

const created = "Operation created. Poll the operation endpoint to see the execution status of this query."

// nothingChanged is the answer to a poll of a write without effect, which has no
// commit to tell.
const nothingChanged = "Cannot return null for non-nullable field SqlWrite.toCommitId."

// write answers POST /{owner}/{database}/write/{from}/{to}?q=.
func (s *service) write(r *http.Request, path []string) reply {
	from, to := path[5], path[6]
	sql, operation, err := s.submit(r, path, from, to)
	status, outcome, message := http.StatusOK, "Success", created
	if err != nil {
		status, outcome, message = http.StatusBadRequest, "Error", err.Error()
	}
	return sending(status, document{
		{"query_execution_status", outcome}, {"query_execution_message", message},
		{"repository_owner", path[2]}, {"repository_name", path[3]},
		{"from_branch_name", from}, {"to_branch_name", to}, {"query", sql}, {"operation_name", operation},
	})
}

// submit checks a write and puts it into the queue.
func (s *service) submit(r *http.Request, path []string, from, to string) (sql, name string, err error) {
	if sql, err = writtenSQL(r); err != nil {
		return sql, "", err
	}
	repo, u, err := s.openToWrite(r, path)
	if err != nil {
		return sql, "", err
	}
	if err := s.checkSyntax(r, sql); err != nil {
		return sql, "", err
	}
	o := &operation{
		name: "operations/" + uuid.NewString(), repo: repo, from: from, to: to, sql: sql, author: u.name,
		polls: pollsBefore, due: time.Now().Add(patience), stuck: face.Asks(r, "stuck"),
	}
	if face.Asks(r, "prompt") {
		o.polls = 0
	}
	if face.Asks(r, "fail") {
		o.failure = "failed by the sandbox"
	}
	repo.operations[o.name] = o
	repo.queue = append(repo.queue, o)
	return sql, o.name, nil
}

// writtenSQL is the statement of the query string or, where there is none, of
// the body.
func writtenSQL(r *http.Request) (string, error) {
	sql := r.URL.Query().Get("q")
	if sql != "" || r.ContentLength == 0 {
		return onlyStatement(sql), nil
	}
	var body struct {
		Query string `json:"query"`
	}
	err := readJSON(r, &body)
	return onlyStatement(body.Query), err
}

// onlyStatement is a text, or nothing where it has no statement.
func onlyStatement(sql string) string {
	if len(dialect.Split(sql)) == 0 {
		return ""
	}
	return sql
}

func readJSON(r *http.Request, into any) error {
	body, err := face.ReadBody(r, maxBody)
	if err == nil && len(body) > 0 {
		err = json.Unmarshal(body, into)
	}
	if err != nil {
		return refused("invalid request body")
	}
	return nil
}

func syntaxError(position int, sql string) error {
	word := firstWord(sql[position:])
	return connectors.Errorf(connectors.ClassSyntax, "syntax error at position %d near '%s'", position+len(word)+1, word)
}

// firstWord is the first piece of a statement.
func firstWord(sql string) string {
	t := translation{sql: sql, tokens: dialect.Tokens(sql)}
	if token, ok := t.peek(0); ok {
		return t.text(token)
	}
	return ""
}

// checkSyntax refuses what cannot be parsed. Whatever else is wrong is found out
// when the operation is carried out.
func (s *service) checkSyntax(r *http.Request, sql string) error {
	parts := dialect.Split(sql)
	if len(parts) > 1 {
		return refused(parseError + syntaxError(parts[1].Start, sql).Error())
	}
	if len(parts) == 0 || parseCall(sql) != nil {
		return nil
	}
	err := s.store.exec(r.Context(), "EXPLAIN "+requote(sql))
	if err == nil {
		return nil
	}
	if refusal := queryRefusal(err, sql); refusal.status == http.StatusBadRequest {
		return refusal
	}
	return r.Context().Err()
}

// poll answers GET /{owner}/{database}/write?operationName=.
func (s *service) poll(r *http.Request, path []string) reply {
	name := r.URL.Query().Get("operationName")
	o, err := s.progress(r, path, name)
	if err == nil && o.done {
		err = o.refusal(r)
	}
	if err != nil {
		return sending(http.StatusBadRequest, document{
			{"query_execution_status", "Error"}, {"query_execution_message", err.Error()}, {"operation_name", name},
		})
	}
	return sending(http.StatusOK, o.document(r))
}

// progress counts a poll of an operation and finds its state.
func (s *service) progress(r *http.Request, path []string, name string) (*operation, error) {
	repo, _, err := s.openToWrite(r, path)
	if err != nil {
		return nil, err
	}
	o := repo.operations[name]
	if o == nil {
		return nil, refused("no such operation")
	}
	if !o.done && !o.isDue(time.Now()) {
		o.polls--
		return o, nil
	}
	return o, repo.settle(r.Context(), s.store)
}

// refusal is how a poll tells of an operation that has failed or done nothing.
func (o *operation) refusal(r *http.Request) error {
	inBody := face.Asks(r, "failure-in-body") || face.Asks(r, "failure-flat")
	switch {
	case o.failure != "" && !inBody:
		return errors.New("query error: " + o.failure)
	case o.nothing:
		return refused(nothingChanged)
	}
	return nil
}

// document is the answer to a poll.
func (o *operation) document(r *http.Request) document {
	d := document{{"_id", o.name}, {"done", o.done}}
	if !o.done {
		if face.Asks(r, "null-details") {
			d = append(d, member{"res_details", nil})
		}
		return d
	}
	status, message := "Success", o.message
	if o.failure != "" {
		status, message = "Error", "query error: "+o.failure
	}
	details := document{
		{"query_execution_status", status}, {"query_execution_message", message},
		{"owner_name", o.repo.owner}, {"repository_name", o.repo.name},
		{"from_commit_id", o.before}, {"to_commit_id", o.after},
	}
	if face.Asks(r, "failure-flat") {
		return append(d, details...)
	}
	return append(d, member{"res_details", details})
}
