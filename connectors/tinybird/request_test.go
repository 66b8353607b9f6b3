package tinybird

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"sonde/connectors"
)

// seen is a request as it arrived.
type seen struct {
	method, path, contentType, body string
	query                           url.Values
}

// api is a server that keeps requests and answers each with what reply writes.
type api struct {
	mu   sync.Mutex
	list []seen
}

func (a *api) last() seen {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.list) == 0 {
		return seen{}
	}
	return a.list[len(a.list)-1]
}

func serve(t *testing.T, options map[string]any, reply http.HandlerFunc) (*Conn, *api) {
	t.Helper()
	a := &api{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		a.mu.Lock()
		a.list = append(a.list, seen{r.Method, r.URL.Path, r.Header.Get("Content-Type"), string(body), r.URL.Query()})
		a.mu.Unlock()
		reply(w, r)
	}))
	t.Cleanup(server.Close)
	values := map[string]any{"token": token}
	for k, v := range options {
		values[k] = v
	}
	return connect(t, server.URL, values), a
}

func one(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprint(w, envelope(columns("a", "UInt8"), `{"a": 1}`))
}

// A plain statement is text with its format on a line of its own; NaN, numbers
// and Parquet's text are asked for as they are.
func TestPlainStatement(t *testing.T) {
	c, a := serve(t, nil, one)
	if o := c.run(connectors.Statement{SQL: "SELECT ';' -- x\n; "}); o.err != nil || strings.Join(o.rows, "") != "1" {
		t.Fatalf("%v, %v", o.rows, o.err)
	}
	got := a.last()
	if got.method != "POST" || got.path != "/v0/sql" || !strings.HasPrefix(got.contentType, "text/plain") || got.body != "SELECT ';' -- x\nFORMAT JSON" {
		t.Errorf("%+v", got)
	}
	for name, want := range settings {
		if got.query.Get(name) != want {
			t.Errorf("%s is %q", name, got.query.Get(name))
		}
	}
}

// Values of a template travel beside it, also where the statement is a GET.
func TestTemplate(t *testing.T) {
	const sql = "%\nSELECT * FROM t WHERE c = {{String(c)}} {% if defined(d) %} AND d {% end %}"
	s := connectors.Statement{SQL: sql, Params: []connectors.Param{{Name: "c", Value: `'; DROP "`}, {Name: "d", Null: true}}}
	c, a := serve(t, nil, one)
	c.run(s)
	got := a.last()
	var document map[string]string
	if err := json.Unmarshal([]byte(got.body), &document); err != nil || got.contentType != "application/json" {
		t.Fatalf("%+v: %v", got, err)
	}
	if len(document) != 2 || document["c"] != `'; DROP "` || document["q"] != sql+"\nFORMAT JSON" {
		t.Errorf("the document is %v", document)
	}
	s.Options = map[string]string{"method": "get", "pipeline": "p"}
	c.run(s)
	if got = a.last(); got.method != "GET" || got.query.Get("q") != sql+"\nFORMAT JSON" || got.query.Get("c") != `'; DROP "` || got.query.Get("pipeline") != "p" || got.body != "" {
		t.Errorf("%+v", got)
	}
}

func TestParamsThatAreRefused(t *testing.T) {
	c, a := serve(t, nil, one)
	for _, name := range []string{"", "q", "pipeline", "output_format_json_quote_denormals"} {
		if o := c.run(connectors.Statement{SQL: "% SELECT 1", Params: []connectors.Param{{Name: name, Value: "1"}}}); !connectors.IsClass(o.err, connectors.ClassUnsupported) {
			t.Errorf("%q: %v", name, o.err)
		}
	}
	if a.last().path != "" {
		t.Errorf("sent: %+v", a.last())
	}
}

// The endpoint of a pipe is asked by its own address, with a statement only
// where there is one.
func TestPipeRequest(t *testing.T) {
	c, a := serve(t, nil, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".csv") {
			fmt.Fprint(w, "\"a\"\n1\n")
			return
		}
		one(w, r)
	})
	s := connectors.Statement{SQL: c.PipeStatement(connectors.Pipe{Name: "top pages"}, "csv", ""), Params: []connectors.Param{{Name: "limit", Value: "2"}}}
	if o := c.run(s); o.err != nil || strings.Join(o.rows, "") != "1" {
		t.Errorf("%v, %v", o.rows, o.err)
	}
	if got := a.last(); got.method != "GET" || got.path != "/v0/pipes/top pages.csv" || got.query.Get("limit") != "2" || got.body != "" {
		t.Errorf("%+v", got)
	}
	c.run(connectors.Statement{SQL: c.PipeStatement(connectors.Pipe{Name: "top"}, "", "SELECT count() FROM _")})
	if got := a.last(); got.path != "/v0/pipes/top.json" || got.body != "SELECT count() FROM _" {
		t.Errorf("%+v", got)
	}
	s = connectors.Statement{SQL: "SELECT count() FROM _", Options: map[string]string{"pipe": "top"}}
	c.run(s)
	if got := a.last(); got.path != "/v0/pipes/top.json" || got.body != "SELECT count() FROM _" {
		t.Errorf("%+v", got)
	}
	s.Options["pipe_format"] = "xml"
	if o := c.run(s); !connectors.IsClass(o.err, connectors.ClassConfig) {
		t.Errorf("a format that is none ended with %v", o.err)
	}
	s = connectors.Statement{SQL: c.PipeStatement(connectors.Pipe{Name: "top"}, "", ""), Options: map[string]string{"pipe_format": "nope"}}
	if o := c.run(s); !connectors.IsClass(o.err, connectors.ClassConfig) {
		t.Errorf("a format that is none, of a pipe, ended with %v", o.err)
	}
}

func TestErrors(t *testing.T) {
	for _, x := range []struct {
		status       int
		text         string
		class        connectors.Class
		message      string
		hint         string
		fromTemplate bool
		position     int
	}{
		{403, "invalid authentication token", connectors.ClassAuth, "invalid authentication token", "region", false, -1},
		{403, "token needs DATASOURCES:READ:x scope", connectors.ClassPermission, "scope", "lacks the right", false, -1},
		{403, "Resource 'x' is forbidden", connectors.ClassPermission, "forbidden", "right", false, -1},
		{408, "[Error] Timeout exceeded: elapsed 10.0 seconds, maximum: 10 seconds. (TIMEOUT_EXCEEDED)", connectors.ClassTimeout, "Timeout", "10 seconds", false, -1},
		{413, "too large", connectors.ClassQuery, "too large", "100 MB", false, -1},
		{400, "[Error] Resource 'nope' not found", connectors.ClassNotFound, "nope", "docs", false, -1},
		{400, "[Error] Syntax error: failed at position 8 (x): x", connectors.ClassSyntax, "position 8", "docs", false, 7},
		{400, "[Error] Syntax error: failed at position 8 (x): x", connectors.ClassSyntax, "position 8", "docs", true, -1},
		{400, "[Error] Only SELECT or DESCRIBE queries are supported. Got: InsertQuery", connectors.ClassUnsupported, "Only SELECT", "docs", false, -1},
		{400, "Template Syntax Error: Required parameter is not defined. Check the parameters x.", connectors.ClassQuery, "parameters x", "Give the parameter", true, -1},
		{404, "The pipe 'x' does not exist", connectors.ClassNotFound, "pipe", "docs", false, -1},
		{400, "[Error] Memory limit exceeded (MEMORY_LIMIT_EXCEEDED)", connectors.ClassCapacity, "Memory", "docs", false, -1},
	} {
		c, _ := serve(t, nil, func(w http.ResponseWriter, _ *http.Request) { refuse(w, x.status, x.text) })
		sql := "SELECT x"
		if x.fromTemplate {
			sql = "% SELECT x"
		}
		e := c.run(connectors.Statement{SQL: sql}).err
		if e == nil || e.Class != x.class || e.Position != x.position || !strings.Contains(e.Message, x.message) || !strings.Contains(e.Hint, x.hint) {
			t.Errorf("%d %s: class %v, position %d, hint %q", x.status, x.text, e.Class, e.Position, e.Hint)
		}
	}
}

// What a template refuses with in a document of its own is shown whole.
func TestCustomErrors(t *testing.T) {
	for body, want := range map[string]string{
		`{"a": 1}`:                                  `{"a": 1}`,
		`{"error": "custom", "detail": [1, 2]}`:     `{"error": "custom", "detail": [1, 2]}`,
		`{"error": "plain", "documentation": "x"}`:  "plain",
		`{"message": "from a gateway", "code": 12}`: "from a gateway",
	} {
		c, _ := serve(t, nil, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusTeapot)
			fmt.Fprint(w, body)
		})
		if e := c.run(connectors.Statement{SQL: "% SELECT {{custom_error({'a': 1}, 418)}}"}).err; e == nil || e.Message != want {
			t.Errorf("%s: got %v", body, e)
		}
	}
}

// A wait for the rate limit is seen while it lasts, and what is left of the
// limit afterwards.
func TestRateLimit(t *testing.T) {
	var mu sync.Mutex
	refused := false
	c, _ := serve(t, nil, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		first := !refused
		refused = true
		mu.Unlock()
		if first {
			w.Header().Set("Retry-After", "1")
			refuse(w, http.StatusTooManyRequests, "Too many requests, retry after 1 second")
			return
		}
		w.Header().Set("X-RateLimit-Remaining", "7")
		w.Header().Set("X-RateLimit-Reset", fmt.Sprint(time.Now().Add(time.Hour).Unix()))
		one(w, r)
	})
	rows, err := c.Query(t.Context(), connectors.Statement{SQL: "SELECT 1"})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	// The body of a refusal is downloaded too: only the end of the answer, not a
	// phase, tells that no wait will come.
	answered := make(chan error, 1)
	go func() {
		_, err := rows.Next(t.Context())
		answered <- err
	}()
	waited := false
	for ended := false; !ended; {
		w := rows.Progress().Warnings
		waited = waited || len(w) == 1 && strings.Contains(w[0], "Too many requests")
		select {
		case err = <-answered:
			ended = true
		case <-time.After(time.Millisecond):
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if !waited {
		t.Error("the wait was not to be seen")
	}
	o := outcome{progress: rows.Progress()}
	if reset := o.stat("X-RateLimit-Reset"); o.stat("X-RateLimit-Remaining") != "7" || reset < "3500" || len(reset) != 4 {
		t.Errorf("%+v", o.progress.Server)
	}
}

func TestStatisticsAndWarnings(t *testing.T) {
	c, _ := serve(t, nil, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"meta":[{"name":"agg","type":"AggregateFunction(sum, UInt64)"}],"data":[{"agg":"\u0001"}],"totals":{"agg":"x"},"rows":1,"rows_before_limit_at_least":4,"statistics":{"elapsed":0.5,"rows_read":4,"bytes_read":296}}`)
	})
	o := c.run(connectors.Statement{SQL: "SELECT agg"})
	if o.err != nil || len(o.rows) != 1 || o.progress.RowsRead != 4 || o.stat("elapsed") != "0.5" || o.stat("bytes_read") != "296" || o.stat("rows_before_limit_at_least") != "4" {
		t.Errorf("%v, %v, %+v", o.rows, o.err, o.progress)
	}
	if w := o.progress.Warnings; len(w) != 2 || !strings.Contains(w[0], "finalizeAggregation") || !strings.Contains(w[1], "totals") {
		t.Errorf("the warnings are %q", w)
	}
}

func TestURLs(t *testing.T) {
	r := connectors.NewRegistry(Driver())
	for text, want := range map[string]string{
		"tinybird://p.x@api.us-east.tinybird.co":   "https://api.us-east.tinybird.co p.x",
		"tinybird+http://127.0.0.1:7377?token=p.y": "http://127.0.0.1:7377 p.y",
		"tinybird://:p.z@h/":                       "https://h p.z",
	} {
		_, v, ok, err := r.ParseURL(text)
		if got := fmt.Sprint(v["url"], " ", v["token"]); !ok || err != nil || got != want || len(v) != 2 {
			t.Errorf("%s: %v, %v", text, v, err)
		}
	}
	if _, _, _, err := r.ParseURL("tinybird://h/x"); err == nil {
		t.Error("a path was taken")
	}
}
