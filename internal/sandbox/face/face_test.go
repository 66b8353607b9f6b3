package face

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"go.uber.org/goleak"

	"sonde/connectors"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// body is the answer of the service below.
var body = strings.Repeat("0123456789", 2000)

// serve starts a service that answers with the body, or with an error.
func serve(t *testing.T, s Switches) string {
	t.Helper()
	f := Face{
		Kind: "fake", Title: "Fake",
		New: func(context.Context, Config) (http.Handler, error) {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/error" {
					http.Error(w, body, http.StatusBadRequest)
					return
				}
				for part := range strings.SplitAfterSeq(body, "9") {
					if _, err := io.WriteString(w, part); err != nil {
						return
					}
				}
			}), nil
		},
		Refuse: func(w http.ResponseWriter, _ *http.Request, status int, l Limit) {
			w.Header().Set("Retry-After", strconv.Itoa(l.Seconds()))
			w.WriteHeader(status)
		},
		Limits: func(h http.Header, l Limit) { h.Set("X-Remaining", strconv.Itoa(l.Remaining)) },
	}
	var log bytes.Buffer
	handler, err := Handler(t.Context(), f, Config{Log: slog.New(slog.NewTextHandler(&log, nil))}, s)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(func() {
		server.Close()
		http.DefaultClient.CloseIdleConnections()
		if strings.Contains(log.String(), "sesame") || !strings.Contains(log.String(), "service=fake method=GET path=/") {
			t.Errorf("the log says %s", log.String())
		}
	})
	return server.URL
}

func get(t *testing.T, url string, words ...string) (status int, text string, header http.Header, end error) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, url+"?token=sesame", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range words {
		r.Header.Add(Header, w)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	got, end := io.ReadAll(response.Body)
	return response.StatusCode, string(got), response.Header, end
}

func TestCut(t *testing.T) {
	url := serve(t, Switches{Cut: 0.25})
	for word, n := range map[string]int{"": 5000, "cut=0.5": 10000, "cut=7": 7, "slow=1ms, cut=100": 100} {
		_, text, _, end := get(t, url, word)
		if text != body[:n] || end == nil {
			t.Errorf("%q: %d bytes, want %d; the end is %v", word, len(text), n, end)
		}
	}
	if _, text, _, end := get(t, url, "cut=1000000"); text != body || end != nil {
		t.Errorf("a cut behind the end: %d bytes, %v", len(text), end)
	}
	if status, text, _, end := get(t, url+"/error"); status != 400 || text != body+"\n" || end != nil {
		t.Errorf("an error is cut: %d, %d bytes, %v", status, len(text), end)
	}
}

func TestLimited(t *testing.T) {
	url := serve(t, Switches{Limited: 2})
	for i, want := range []int{200, 200, 429} {
		status, _, header, _ := get(t, url)
		if status != want || header.Get("X-Remaining") != strconv.Itoa(max(0, 1-i)) {
			t.Errorf("request %d: status %d, headers %v", i, status, header)
		}
	}
	url = serve(t, Switches{})
	if status, _, header, _ := get(t, url, "limited"); status != 429 || header.Get("Retry-After") != "2" {
		t.Errorf("status %d, headers %v", status, header)
	}
}

func TestWindowOfTheLimit(t *testing.T) {
	var w window
	start := time.Now()
	if l, ok := w.take(1, start); !ok || l.Remaining != 0 || l.Seconds() != 60 {
		t.Errorf("%+v, %v", l, ok)
	}
	if l, ok := w.take(1, start.Add(59*time.Second)); ok || l.Seconds() != 1 {
		t.Errorf("%+v, %v", l, ok)
	}
	if _, ok := w.take(1, start.Add(time.Minute)); !ok {
		t.Error("a minute later it is still refused")
	}
}

func TestFailing(t *testing.T) {
	url := serve(t, Switches{Failing: 0.5})
	var statuses []int
	for range 8 {
		status, _, _, _ := get(t, url)
		statuses = append(statuses, status)
	}
	want := []int{200, 503, 200, 502, 200, 500, 200, 503}
	for i := range want {
		if statuses[i] != want[i] {
			t.Fatalf("%v, want %v", statuses, want)
		}
	}
	if status, _, _, _ := get(t, serve(t, Switches{}), "failing=502"); status != 502 {
		t.Errorf("status %d", status)
	}
}

func TestSlowAnswersArriveWhole(t *testing.T) {
	url := serve(t, Switches{Slow: time.Millisecond})
	if _, text, _, end := get(t, url); text != body || end != nil {
		t.Errorf("%d bytes, %v", len(text), end)
	}
}

func TestWordsThatCannotBeRead(t *testing.T) {
	url := serve(t, Switches{})
	for _, word := range []string{"slow=soon", "cut=half", "failing=often"} {
		if status, text, _, _ := get(t, url, word); status != 400 || !strings.Contains(text, word) || strings.Contains(text, "strconv") {
			t.Errorf("%q: status %d: %s", word, status, text)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set(Header, "slow=1ms, OLD")
	if !Asks(r, "old") || Asks(r, "slow") {
		t.Error("words of the service are not found")
	}
}

// fakeConn answers with batches of the rows 0, 1, 2.
type fakeConn struct{ batches int }

func (c fakeConn) Query(_ context.Context, s connectors.Statement) (connectors.Rows, error) {
	switch s.SQL {
	case "refused":
		return nil, connectors.Errorf(connectors.ClassSyntax, "no")
	case "late":
		return &fakeRows{end: connectors.Errorf(connectors.ClassQuery, "late")}, nil
	}
	return &fakeRows{left: c.batches, end: io.EOF}, nil
}

func (fakeConn) Close() error { return nil }

type fakeRows struct {
	connectors.Rows
	left int
	end  error
}

var fakeSchema = arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true}}, nil)

func (r *fakeRows) Schema() *arrow.Schema { return fakeSchema }
func (r *fakeRows) Close() error          { return nil }

func (r *fakeRows) Next(context.Context) (arrow.RecordBatch, error) {
	if r.left == 0 {
		return nil, r.end
	}
	r.left--
	b := array.NewInt64Builder(memory.DefaultAllocator)
	b.AppendValues([]int64{0, 1, 2}, []bool{true, true, false})
	return array.NewRecordBatch(fakeSchema, []arrow.Array{b.NewArray()}, 3), nil
}

// rowsOf is the text of a statement's rows.
func rowsOf(t *testing.T, e *Engine, s connectors.Statement) string {
	t.Helper()
	r, err := e.Query(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var rows []string
	err = r.Each(t.Context(), func(row Row) error {
		if row.IsNull(0) != (row.Text(0) == "") {
			t.Errorf("NULL is %v for %q", row.IsNull(0), row.Text(0))
		}
		rows = append(rows, string(row.AppendJSON(nil, 0)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(rows, " ")
}

func TestEngine(t *testing.T) {
	e := NewEngine(fakeConn{2})
	defer e.Close()
	for limit, want := range map[int64]string{0: "0 1 null 0 1 null", 1: "0", 3: "0 1 null", 4: "0 1 null 0", 9: "0 1 null 0 1 null"} {
		if got := rowsOf(t, e, connectors.Statement{SQL: "rows", Limit: limit}); got != want {
			t.Errorf("limit %d: %s, want %s", limit, got, want)
		}
	}
	for _, sql := range []string{"refused", "late"} {
		if _, err := e.Query(t.Context(), connectors.Statement{SQL: sql}); connectors.AsError(err).Class == connectors.ClassInternal {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if got := rowsOf(t, NewEngine(fakeConn{0}), connectors.Statement{SQL: "rows"}); got != "" {
		t.Errorf("no rows: %q", got)
	}
}

func TestWorkEndsWithTheEngine(t *testing.T) {
	e := NewEngine(fakeConn{})
	ended := false
	e.Go(func(ctx context.Context) {
		<-ctx.Done()
		ended = true
	})
	e.Close()
	if !ended {
		t.Error("the work goes on")
	}
}

func TestReadBody(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("12345"))
	if _, err := ReadBody(r, 4); !errors.Is(err, ErrTooLarge) {
		t.Errorf("%v", err)
	}
	r = httptest.NewRequest(http.MethodPost, "/", strings.NewReader("12345"))
	if got, err := ReadBody(r, 5); string(got) != "12345" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

func TestBearerToken(t *testing.T) {
	for header, want := range map[string]string{"": "", "Bearer x.y": "x.y", "bearer  x": "x", "Basic x": "", "Bearer": ""} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Authorization", header)
		if got := BearerToken(r); got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
}
