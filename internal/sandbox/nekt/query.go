package nekt

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
)

// answer is the body of an answer. The two figures are null where the query has
// not succeeded.
type answer struct {
	State   string   `json:"state"`
	URLs    []string `json:"presigned_urls"`
	Scanned *int64   `json:"data_scanned_in_bytes"`
	Millis  *int64   `json:"execution_time_in_millis"`
	Reason  *string  `json:"state_change_reason,omitempty"`
	// The other names under which a reason may stand.
	Error   *string `json:"error,omitempty"`
	Message *string `json:"message,omitempty"`
	Detail  *string `json:"detail,omitempty"`
}

// query answers POST /api/v1/sql-query/.
func (s *service) query(w http.ResponseWriter, r *http.Request) {
	q, refused := s.readRequest(w, r)
	if refused != nil {
		refused.write(w)
		return
	}
	status := http.StatusOK
	if face.Asks(r, "created") {
		status = http.StatusCreated
	}
	a := s.answer(r, q)
	if r.Context().Err() == nil {
		face.WriteJSON(w, status, a)
	}
}

func (s *service) answer(r *http.Request, q *request) answer {
	a := answer{URLs: []string{}}
	switch {
	case face.Asks(r, "running"):
		a.State = "RUNNING"
	case face.Asks(r, "cancelled"):
		a.State = "CANCELLED"
		a.fail(r, "Query was cancelled by the user")
	case face.Asks(r, "failed"):
		a.State = "FAILED"
		a.fail(r, "failed by the sandbox")
	default:
		s.run(r, q, &a)
	}
	return a
}

// fail puts a reason where the request wants it.
func (a *answer) fail(r *http.Request, reason string) {
	switch word(r, "reason-in") {
	case "error":
		a.Error = &reason
	case "message":
		a.Message = &reason
	case "detail":
		a.Detail = &reason
	default:
		a.Reason = &reason
	}
}

func (s *service) run(r *http.Request, q *request, a *answer) {
	start := time.Now()
	parts, err := s.produce(r.Context(), q)
	if err != nil {
		a.State = "FAILED"
		a.fail(r, q.cloud.reason(err, q.sql))
		return
	}
	a.State = "SUCCEEDED"
	var size int64
	for _, part := range parts {
		size += part.size
		if !q.wishes.noParts {
			a.URLs = append(a.URLs, s.presign(r, part, q))
		}
	}
	millis := max(1, time.Since(start).Milliseconds())
	a.Scanned, a.Millis = &size, &millis
}

// reason is an error in the words of the cloud's engine.
func (c cloud) reason(err error, sql string) string {
	var unsupported *unsupported
	if errors.As(err, &unsupported) {
		return unsupported.Error()
	}
	e := connectors.AsError(err)
	line, column := connectors.LineColumn(sql, max(0, e.Position))
	switch {
	case !face.Refused(e):
		return e.Message
	case c == gcp && e.Position < 0:
		return e.Message
	case c == gcp:
		return fmt.Sprintf("%s at [%d:%d]", e.Message, line, column)
	case e.Position < 0:
		return "SYNTAX_ERROR: " + e.Message
	}
	return fmt.Sprintf("SYNTAX_ERROR: line %d:%d: %s", line, column, e.Message)
}

// unsupported is what an engine says of types that a file cannot hold.
type unsupported struct{ text string }

func (u *unsupported) Error() string { return u.text }

// tables lists the tables and views of the engine.
func (s *service) tables(ctx context.Context) ([]string, error) {
	r, err := s.engine.Query(ctx, connectors.Statement{SQL: "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY 1"})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var names []string
	err = r.Each(ctx, func(row face.Row) error {
		names = append(names, row.Text(0))
		return nil
	})
	return names, err
}
