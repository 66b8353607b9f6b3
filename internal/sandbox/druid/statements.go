package druid

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sonde/internal/sandbox/face"
)

// statement is an asynchronous query of the multi-stage engine. Its fields are
// guarded by the service's mutex.
type statement struct {
	id      string
	created time.Time
	elapsed time.Duration
	columns []column
	stop    context.CancelCauseFunc

	state   string // RUNNING, SUCCESS, FAILED
	failure *failure
	lines   []byte // the rows as objects, a line each
	arrays  []byte // the rows as a JSON array of arrays
	rows    int
}

// mostKept is the number of bytes of a statement's result that are kept.
const mostKept = 64 << 20

// multiStage is how the multi-stage engine writes values.
func multiStage(zone *time.Location) typing {
	return typing{zone: zone, stringifyArrays: true, millis: true}
}

func (s *service) statementsEnabled(w http.ResponseWriter, _ *http.Request) {
	face.WriteJSON(w, http.StatusOK, map[string]bool{"enabled": true})
}

// submit answers POST /druid/v2/sql/statements.
func (s *service) submit(w http.ResponseWriter, r *http.Request) {
	q, ok := readRequest(w, r)
	if !ok {
		return
	}
	if mode, _ := q.Context["executionMode"].(string); !strings.EqualFold(mode, "ASYNC") {
		invalidInput("The execution mode [SYNC] is not supported: set [executionMode] to [ASYNC] in the context.").write(w, r)
		return
	}
	st, err := s.start(r.Context(), q)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	face.WriteJSON(w, http.StatusOK, st.outline("ACCEPTED"))
}

// start checks a query and lets it run on without its request.
func (s *service) start(ctx context.Context, q *request) (*statement, error) {
	if err := q.readContext(); err != nil {
		return nil, failureOf(ctx, err, "", "")
	}
	p, err := s.plan(ctx, *q.Query, q.Parameters, q.settings)
	if err != nil {
		return nil, err
	}
	columns, err := s.outline(ctx, p, q.settings.zone)
	if err != nil {
		return nil, failureOf(ctx, err, q.settings.id, *q.Query)
	}
	st := &statement{id: "query-" + q.settings.id, created: time.Now(), state: "RUNNING", columns: columns}
	ready := make(chan struct{})
	s.engine.Go(func(life context.Context) {
		life, st.stop = context.WithCancelCause(life)
		defer st.stop(nil)
		close(ready)
		s.work(life, st, p, *q.Query)
	})
	<-ready
	s.mu.Lock()
	defer s.mu.Unlock()
	s.statements[st.id] = st
	return st, nil
}

// outline finds the columns of a query without running it.
func (s *service) outline(ctx context.Context, p plan, zone *time.Location) ([]column, error) {
	st := p.statement
	st.SQL, st.Limit = "SELECT * FROM ("+st.SQL+"\n) LIMIT 0", 0
	result, err := s.engine.Query(ctx, st)
	if err != nil {
		// The place is that in the query itself.
		result, err = s.engine.Query(ctx, p.statement)
		if err != nil {
			return nil, err
		}
	}
	defer result.Close()
	columns := multiStage(zone).columns(result.Schema())
	for _, c := range columns {
		if c.sql == "ARRAY" {
			return nil, invalidInput("ColumnTypeNotSupported: column [" + c.name + "] is an array")
		}
	}
	return columns, nil
}

// work runs a statement and keeps its rows.
func (s *service) work(ctx context.Context, st *statement, p plan, sql string) {
	lines := &formatter{layout: layouts["objectlines"], columns: st.columns}
	arrays := &formatter{layout: layouts["array"], columns: st.columns}
	none := &request{}
	inLines, inArrays := lines.begin(nil, none), arrays.begin(nil, none)
	result, err := s.engine.Query(ctx, p.statement)
	if err == nil {
		defer result.Close()
		err = result.Each(ctx, func(row face.Row) error {
			if err := p.wait(ctx); err != nil {
				return err
			}
			inLines, inArrays = lines.row(inLines, row), arrays.row(inArrays, row)
			if len(inLines) > mostKept {
				return badContext("the result of a statement may have 64 MB in the sandbox")
			}
			return nil
		})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	st.elapsed = time.Since(st.created)
	if err != nil {
		st.state, st.failure = "FAILED", failureOf(ctx, err, st.id, sql)
		return
	}
	st.state, st.rows = "SUCCESS", lines.items
	st.lines, st.arrays = lines.end(inLines), append(inArrays, ']')
}

// outline is what is known of a statement from its start.
func (st *statement) outline(state string) map[string]any {
	return map[string]any{"queryId": st.id, "state": state, "createdAt": isoTime(st.created), "schema": schemaOf(st.columns), "durationMs": -1}
}

// describe is a statement as a poll shows it.
func (s *service) describe(st *statement) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	document := st.outline(st.state)
	switch st.state {
	case "SUCCESS":
		document["durationMs"] = st.elapsed.Milliseconds()
		document["result"] = map[string]any{
			"numTotalRows": st.rows, "totalSizeInBytes": len(st.lines), "dataSource": "__query_select", "resultFormat": "object",
			"sampleRecords": rawJSON(st.arrays), "pages": []map[string]int{{"id": 0, "numRows": st.rows, "sizeInBytes": len(st.lines)}},
		}
	case "FAILED":
		document["durationMs"] = st.elapsed.Milliseconds()
		document["errorDetails"] = st.failure.document()
	}
	return document
}

func isoTime(t time.Time) string { return t.UTC().Format(isoLayout) }

// rawJSON is a document that is written as it stands.
type rawJSON []byte

func (r rawJSON) MarshalJSON() ([]byte, error) { return r, nil }

type schemaColumn struct {
	Name       string `json:"name"`
	Type       string `json:"type"`
	NativeType string `json:"nativeType"`
}

func schemaOf(columns []column) []schemaColumn {
	list := make([]schemaColumn, len(columns))
	for i, c := range columns {
		list[i] = schemaColumn{c.name, c.sql, c.native}
	}
	return list
}

// find finds a statement, or answers that there is none.
func (s *service) find(w http.ResponseWriter, r *http.Request) (*statement, bool) {
	s.mu.Lock()
	st, ok := s.statements[r.PathValue("id")]
	s.mu.Unlock()
	if !ok {
		f := invalidInput("Query [" + r.PathValue("id") + "] was not found. The query details are no longer present or might not be of the type [query_controller]. Verify that the id is correct.")
		f.status, f.code, f.category = http.StatusNotFound, "notFound", "NOT_FOUND"
		f.write(w, r)
	}
	return st, ok
}

// poll answers GET /druid/v2/sql/statements/{id}.
func (s *service) poll(w http.ResponseWriter, r *http.Request) {
	if st, ok := s.find(w, r); ok {
		face.WriteJSON(w, http.StatusOK, s.describe(st))
	}
}

// results answers GET /druid/v2/sql/statements/{id}/results. There is one page.
func (s *service) results(w http.ResponseWriter, r *http.Request) {
	st, ok := s.find(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	state, lines := st.state, st.lines
	s.mu.Unlock()
	page, err := strconv.Atoi(r.URL.Query().Get("page"))
	switch {
	case state == "RUNNING":
		invalidInput("Query ["+st.id+"] is currently in [RUNNING] state. Please wait for it to complete.").write(w, r)
	case state == "FAILED":
		invalidInput("Query ["+st.id+"] failed. Check the status api for more details.").write(w, r)
	case r.URL.Query().Has("page") && (err != nil || page != 0):
		invalidInput("Page ["+r.URL.Query().Get("page")+"] not found in result").write(w, r)
	default:
		w.Header().Set("Content-Type", "application/json")
		// A client that has gone away misses nothing.
		_, _ = w.Write(lines)
	}
}

// cancelStatement answers DELETE /druid/v2/sql/statements/{id}.
func (s *service) cancelStatement(w http.ResponseWriter, r *http.Request) {
	st, ok := s.find(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	running := st.state == "RUNNING"
	s.mu.Unlock()
	if !running {
		w.WriteHeader(http.StatusOK)
		return
	}
	st.stop(errStopped)
	w.WriteHeader(http.StatusAccepted)
}
