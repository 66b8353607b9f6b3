package datafold

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
)

// rowLimit is the reasonable number of rows of which the document speaks. It
// does not hold for streams.
const rowLimit = 10_000

// query answers POST /api/v1/data_sources/{id}/query.
func (s *service) query(w http.ResponseWriter, r *http.Request) {
	q := readRequest(w, r)
	if q == nil {
		return
	}
	limit := number(r, "limit", rowLimit)
	if q.stream {
		limit = number(r, "limit", 0)
	}
	rows, err := s.engine.Query(r.Context(), connectors.Statement{SQL: q.source.translate(q.sql), Params: q.params, Limit: int64(limit), TimeZone: "UTC"})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer rows.Close()
	if q.stream {
		s.stream(w, r, rows)
		return
	}
	s.whole(w, r, rows)
}

// fail tells of a statement that the source refuses.
func (s *service) fail(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return // The client has gone.
	}
	detail(w, number(r, "sql-error", http.StatusBadRequest), connectors.AsError(err).Message)
}

// whole answers when the last row is known.
func (s *service) whole(w http.ResponseWriter, r *http.Request, rows *face.Result) {
	var body bytes.Buffer
	d := newDocument(&body, r, rows.Schema(), shapeOf(r))
	if err := errors.Join(d.begin(), rows.Each(r.Context(), d.row), d.end()); err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusOK)
	// A client that has gone away misses nothing.
	_, _ = io.Copy(w, &body)
}

// flushRows is how many rows of a stream are sent at a time, after the first one.
const flushRows = 500

// stream answers row by row. An error that comes late stands in the document.
func (s *service) stream(w http.ResponseWriter, r *http.Request, rows *face.Result) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusOK)
	d := newDocument(w, r, rows.Schema(), shapeOf(r))
	d.bareNaN = true
	err := d.begin()
	if err == nil {
		err = rows.Each(r.Context(), func(row face.Row) error {
			if err := d.row(row); err != nil {
				return err
			}
			if d.rows%flushRows == 1 {
				face.Flush(w)
			}
			return nil
		})
	}
	if err != nil {
		d.failure = connectors.AsError(err).Message
	}
	// Of a client that has gone, nobody needs to know.
	_ = d.end()
}
