package druid

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
)

// service is the state of the face.
type service struct {
	engine  *face.Engine
	options Options

	mu         sync.Mutex
	running    map[string][]*running
	statements map[string]*statement
}

// Headers and trailers of an answer.
const (
	completeTrailer = "X-Druid-Response-Complete"
	errorTrailer    = "X-Error-Message"
)

// sql answers POST /druid/v2/sql.
func (s *service) sql(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		notAllowed("POST,OPTIONS")(w, r)
		return
	}
	q, ok := readRequest(w, r)
	if !ok {
		return
	}
	if q.Header {
		w.Header().Set("X-Druid-SQL-Header-Included", "yes")
	}
	if err := q.readContext(); err != nil {
		s.fail(w, r, failureOf(r.Context(), err, "", ""))
		return
	}
	id := q.settings.id
	w.Header().Set("X-Druid-Query-Id", id)
	w.Header().Set("X-Druid-SQL-Query-Id", id)
	ctx, stop := context.WithCancelCause(r.Context())
	defer stop(nil)
	ctx, end := context.WithTimeoutCause(ctx, q.settings.timeout, errTime)
	defer end()
	entry := s.enter(id, stop)
	defer s.leave(id, entry)
	s.answer(ctx, w, r, q)
}

// fail answers with an error.
func (s *service) fail(w http.ResponseWriter, r *http.Request, err error) {
	var page errHTML
	var f *failure
	switch {
	case errors.As(err, &page):
		page.write(w)
	case errors.As(err, &f):
		f.write(w, r)
	default:
		writeMappingError(w, err)
	}
}

// answer runs a query and streams its rows.
func (s *service) answer(ctx context.Context, w http.ResponseWriter, r *http.Request, q *request) {
	p, err := s.plan(ctx, *q.Query, q.Parameters, q.settings)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	result, err := s.engine.Query(ctx, p.statement)
	if err != nil {
		s.fail(w, r, failureOf(ctx, err, q.settings.id, *q.Query))
		return
	}
	defer result.Close()
	a := &answer{w: w, out: w, contentType: q.layout.contentType, zips: acceptsGzip(r)}
	t := typing{zone: q.settings.zone, stringifyArrays: q.settings.stringifyArrays}
	f := &formatter{layout: q.layout, columns: t.columns(result.Schema())}
	if err := a.stream(ctx, result, f, q, p); err != nil {
		if !a.cut(failureOf(ctx, err, q.settings.id, *q.Query)) {
			s.fail(w, r, failureOf(ctx, err, q.settings.id, *q.Query))
		}
	}
}

// held is the number of bytes that are kept back: until they are exceeded, an
// error has its own status.
const held = 32 << 10

// answer is a body whose beginning is held back.
type answer struct {
	w           http.ResponseWriter
	out         io.Writer // w, or what compresses into it
	contentType string
	zips        bool
	buf         []byte
	committed   bool
}

// acceptsGzip reports whether an answer may be compressed. Druid knows no other
// way and compresses every good answer then.
func acceptsGzip(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
}

// stream writes a whole answer.
func (a *answer) stream(ctx context.Context, result *face.Result, f *formatter, q *request, p plan) error {
	a.buf = f.begin(a.buf, q)
	if q.settings.limit != 0 {
		err := result.Each(ctx, func(row face.Row) error {
			if err := p.wait(ctx); err != nil {
				return err
			}
			a.buf = f.row(a.buf, row)
			return a.room()
		})
		if err != nil {
			return err
		}
	}
	a.buf = f.end(a.buf)
	if err := a.finish(); err != nil {
		return err
	}
	a.w.Header().Set(completeTrailer, "true")
	return nil
}

// room sends what is held where it is enough.
func (a *answer) room() error {
	if len(a.buf) < held {
		return nil
	}
	if err := a.commit(); err != nil {
		return err
	}
	face.Flush(a.w)
	return nil
}

func (a *answer) commit() error {
	if !a.committed {
		a.committed = true
		h := a.w.Header()
		h.Set("Content-Type", a.contentType)
		h.Set("Trailer", completeTrailer)
		h.Set("X-Druid-Response-Context", "{}")
		h.Set("Vary", "Accept-Encoding, User-Agent")
		if a.zips {
			h.Set("Content-Encoding", "gzip")
			a.out = gzip.NewWriter(a.w)
		}
		a.w.WriteHeader(http.StatusOK)
	}
	_, err := a.out.Write(a.buf)
	a.buf = a.buf[:0]
	return err
}

// finish sends the rest. Compressed bytes end properly also where the rows in
// them do not.
func (a *answer) finish() error {
	err := a.commit()
	if z, zips := a.out.(*gzip.Writer); zips && err == nil {
		err = z.Close()
	}
	return err
}

// cut ends an answer that failed after its beginning was sent: behind a row, in
// good order as far as HTTP can see. It returns false where nothing was sent.
func (a *answer) cut(f *failure) bool {
	if !a.committed {
		return false
	}
	// Of a client that has gone away nobody can be told.
	_ = a.finish()
	a.w.Header().Set(completeTrailer, "false")
	a.w.Header().Set(http.TrailerPrefix+errorTrailer, f.message)
	return true
}

// engineStatement is a statement in the engine's terms.
func engineStatement(sql string, params []connectors.Param, q querySettings) connectors.Statement {
	return connectors.Statement{SQL: sql, Params: params, Limit: max(q.limit, 0), TimeZone: zoneName(q.zone), ReadOnly: true}
}

// zoneName is a zone in the engine's terms, which knows no plain offsets.
func zoneName(zone *time.Location) string {
	if _, err := time.LoadLocation(zone.String()); err != nil {
		return "UTC"
	}
	return zone.String()
}
