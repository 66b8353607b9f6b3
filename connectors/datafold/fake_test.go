package datafold

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/value"
)

const apiKey = "df-key-77c1e9"

// result is what the fake answers to a statement.
type result struct {
	body    string
	status  int
	kind    string // the content type; empty: JSON
	params  string // expected, as JSON; empty: none
	stream  string // expected: parameter, header or empty
	source  string // expected id; empty: 12
	flushed bool   // every line of the body is sent on its own
}

// fake is Datafold, as strict as its document: a request with a member,
// parameter or credential that is not in it fails.
type fake struct {
	mu       sync.Mutex
	answers  map[string]result
	listing  string // of data sources; empty: the user may not see it
	single   string // of data source 12; empty: the user may see its summary only
	problems []string
	log      []string
}

const (
	shop    = `{"id":12,"name":"shop","type":"snowflake","accessible":true,"is_paused":false,"view_only":false,"hidden":false,"options":null,"groups":[]}`
	sources = `[` + shop + `,{"id":7,"name":"lake","type":"databricks","accessible":true},{"id":8,"name":"files","type":"aws_s3","accessible":true},` +
		`{"id":9,"name":"Twin","type":"pg","accessible":false},{"id":10,"name":"Twin","type":"pg","accessible":true,"is_paused":true}]`
)

func (f *fake) problem(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.problems = append(f.problems, fmt.Sprintf(format, args...))
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	f.log = append(f.log, r.Method+" "+r.URL.RequestURI())
	f.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if r.Header.Get("Authorization") != "Key "+apiKey || r.Header.Get("X-Api-Key") != "" || r.URL.User != nil {
		w.WriteHeader(http.StatusForbidden)
		io.WriteString(w, `{"detail":"Not authenticated"}`)
		return
	}
	id, isQuery := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, sourcesPath+"/"), "/query")
	switch {
	case isQuery:
		f.query(w, r, id)
	case r.Method != http.MethodGet || r.URL.RawQuery != "":
		f.problem("%s %s", r.Method, r.URL)
		w.WriteHeader(http.StatusMethodNotAllowed)
	case r.URL.Path == sourcesPath:
		describe(w, f.listing)
	case r.URL.Path == sourcesPath+"/12":
		describe(w, f.single)
	case r.URL.Path == sourcesPath+"/12/summary":
		io.WriteString(w, `{"id":12,"name":"shop","type":"snowflake"}`)
	case r.URL.Path == sourcesPath+"/7":
		io.WriteString(w, `{"id":7,"name":"lake","type":"databricks"}`)
	default:
		w.WriteHeader(http.StatusNotFound)
		io.WriteString(w, `{"detail":"Not Found"}`)
	}
}

func describe(w http.ResponseWriter, body string) {
	if body == "" {
		w.WriteHeader(http.StatusForbidden)
		body = `{"detail":"Missing permission list_data_sources"}`
	}
	io.WriteString(w, body)
}

func (f *fake) query(w http.ResponseWriter, r *http.Request, id string) {
	var q struct {
		Query  *string         `json:"query"`
		Params json.RawMessage `json:"params"`
	}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&q); err != nil || q.Query == nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
		f.problem("%s %s: %v", r.Method, r.URL, err)
		w.WriteHeader(http.StatusUnprocessableEntity)
		io.WriteString(w, missingQuery)
		return
	}
	f.mu.Lock()
	answer, known := f.answers[*q.Query]
	f.mu.Unlock()
	if answer.source == "" {
		answer.source = "12"
	}
	stream := ""
	if r.URL.RawQuery != "" {
		stream = r.URL.RawQuery
	}
	if header := r.Header.Get("X-Stream-Response"); header != "" {
		stream += "header " + header
	}
	if !known || string(q.Params) != answer.params || id != answer.source || stream != answer.stream {
		f.problem("%q on %s, params %s, stream %q", *q.Query, id, q.Params, stream)
	}
	answer.reply(w)
}

func (a result) reply(w http.ResponseWriter) {
	if a.kind != "" {
		w.Header().Set("Content-Type", a.kind)
	}
	if a.status != 0 {
		w.WriteHeader(a.status)
	}
	if !a.flushed {
		io.WriteString(w, a.body)
		return
	}
	for line := range strings.Lines(a.body) {
		io.WriteString(w, line)
		w.(http.Flusher).Flush()
	}
}

const missingQuery = `{"detail":[{"type":"missing","loc":["body","query"],"msg":"Field required","input":{"sql":"SELECT 1"}}]}`

// serve starts a fake that fails the test for every breach of the document.
func serve(t testing.TB, answers map[string]result) (*fake, string) {
	t.Helper()
	f := &fake{answers: answers, listing: sources, single: shop}
	s := httptest.NewServer(f)
	t.Cleanup(func() {
		s.Close()
		for _, p := range f.problems {
			t.Error(p)
		}
	})
	return f, s.URL
}

// connect opens a connection with further options.
func connect(t testing.TB, url string, options map[string]any) *Conn {
	t.Helper()
	values := map[string]any{"url": url, "api_key": apiKey, "data_source": "12", "stream": "false"}
	for name, v := range options {
		values[name] = v
	}
	d := Driver()
	config, err := connectors.NewConfig(d, "test", values)
	if err != nil {
		t.Fatal(err)
	}
	c, err := d.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c.(*Conn)
}

// outcome is how a run went.
type outcome struct {
	schema   *arrow.Schema
	rows     []string
	progress connectors.Progress
	err      error
}

func run(t testing.TB, c connectors.Conn, s connectors.Statement) (o outcome) {
	t.Helper()
	rows, err := c.Query(t.Context(), s)
	if err != nil {
		return outcome{err: err}
	}
	defer rows.Close()
	for o.err == nil {
		batch, err := rows.Next(t.Context())
		if o.err = err; err == nil {
			o.rows = append(o.rows, texts(batch)...)
		}
	}
	if o.err == io.EOF {
		o.err = nil
	}
	o.schema, o.progress = rows.Schema(), rows.Progress()
	return o
}

// texts are the rows of a batch, in the rendering of package value.
func texts(batch arrow.RecordBatch) []string {
	rows := make([]string, batch.NumRows())
	for i := range rows {
		var cells []string
		for j, f := range batch.Schema().Fields() {
			formatter, cell := value.NewFormatter(f), "NULL"
			if column := batch.Column(j); !formatter.IsNull(column, i) {
				cell = string(formatter.Append(nil, column, i))
			}
			cells = append(cells, cell)
		}
		rows[i] = strings.Join(cells, "|")
	}
	return rows
}

func (o outcome) columns() string {
	if o.schema == nil {
		return "no schema"
	}
	var names []string
	for _, f := range o.schema.Fields() {
		names = append(names, f.Name)
	}
	return strings.Join(names, "|")
}

func (o outcome) expect(t *testing.T, columns string, rows ...string) {
	t.Helper()
	if o.err != nil {
		t.Fatalf("after %d rows: %v", len(o.rows), o.err)
	}
	if o.columns() != columns {
		t.Errorf("the columns are %s, not %s", o.columns(), columns)
	}
	if got, want := strings.Join(o.rows, "\n"), strings.Join(rows, "\n"); got != want {
		t.Errorf("the rows are\n%s\nnot\n%s", got, want)
	}
}

// fails checks class, message and hint of an error, and how many rows came.
func (o outcome) fails(t *testing.T, rows int, class connectors.Class, message, hint string) {
	t.Helper()
	e := connectors.AsError(o.err)
	if e == nil {
		t.Fatalf("no error after %d rows", len(o.rows))
	}
	if e.Class != class || !strings.Contains(e.Message, message) || !strings.Contains(e.Hint, hint) || len(o.rows) != rows {
		t.Errorf("after %d rows, the error is %v (%s), not %s: …%s… (…%s…) after %d", len(o.rows), e, e.Hint, class, message, hint, rows)
	}
}
