package nekt

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/value"
)

const apiKey = "nekt-key-5f0d1c"

// file is an object in the fake's store.
type file struct {
	name string // of the object; empty: one is made up
	data []byte
	// noRanges is a store that answers every request with the whole object.
	noRanges bool
	noTag    bool   // the store has no entity tags
	noSize   bool   // the answer is chunked, and does not tell the size
	refuses  bool   // ranges, with an error
	encoding string // the Content-Encoding that the object is stored with
}

func text(data string) file { return file{data: []byte(data)} }

// result is what the fake answers to a statement.
type result struct {
	body    string // of the service's answer, in which %s stands for the URLs; empty: a success
	status  int
	files   []file
	options string // the mode_options that are expected, as JSON; empty: none
	mode    string // expected; empty: any
}

// fake is Nekt and the object store behind it, as strict as their documents: a
// request with a member, header or credential that is not in them fails.
type fake struct {
	mu       sync.Mutex
	answers  map[string]result
	signer   string // the parameters of URLs: those of S3 or of GCS
	problems []string
	posts    []string // the statements, in order
	log      []string // one line per request
	// store replaces the answer to a request for an object where it returns
	// true.
	store func(w http.ResponseWriter, r *http.Request) bool
}

const (
	signedS3  = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F20260101%2Fus-east-1&X-Amz-Date=20260101T000000Z&X-Amz-Expires=3600000000&X-Amz-Security-Token=a%2Bb%2F%3D&X-Amz-SignedHeaders=host&X-Amz-Signature=0badc0de"
	signedGCS = "X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=x%40y&X-Goog-Date=20260101T000000Z&X-Goog-Expires=3600000000&X-Goog-SignedHeaders=host&X-Goog-Signature=0badc0de"
)

func (f *fake) problem(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.problems = append(f.problems, fmt.Sprintf(format, args...))
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	f.log = append(f.log, fmt.Sprintf("%s %s %s", r.Method, r.URL.Path, r.Header.Get("Range")))
	f.mu.Unlock()
	if strings.HasPrefix(r.URL.Path, "/bucket/") {
		f.object(w, r)
		return
	}
	f.query(w, r)
}

func (f *fake) query(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.URL.Path != "/api/v1/sql-query/" || r.URL.RawQuery != "" {
		f.problem("%s %s", r.Method, r.URL)
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	if r.Header.Get("X-Api-Key") != apiKey || r.Header.Get("Authorization") != "" || r.Header.Get("Content-Type") != "application/json" {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `{"detail":"Invalid API key."}`)
		return
	}
	var q struct {
		SQL     *string         `json:"sql"`
		Mode    string          `json:"mode"`
		Options json.RawMessage `json:"mode_options"`
	}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&q); err != nil || q.SQL == nil || q.Mode != "csv" && q.Mode != "parquet" {
		f.problem("the body: %v, %+v", err, q)
	}
	f.mu.Lock()
	f.posts = append(f.posts, *q.SQL)
	answer, known := f.answers[*q.SQL]
	f.mu.Unlock()
	if !known {
		f.problem("unexpected statement %q", *q.SQL)
	}
	if string(q.Options) != answer.options || answer.mode != "" && q.Mode != answer.mode {
		f.problem("%q was sent with mode %s and options %s", *q.SQL, q.Mode, q.Options)
	}
	f.reply(w, r, *q.SQL, answer)
}

func (f *fake) reply(w http.ResponseWriter, r *http.Request, sql string, answer result) {
	urls := []string{}
	for i, o := range answer.files {
		urls = append(urls, fmt.Sprintf("http://%s/bucket/%x/%s?%s", r.Host, sql, objectName(o, i), f.signer))
	}
	list, _ := json.Marshal(urls)
	body := answer.body
	if body == "" {
		body = `{"state":"SUCCEEDED","presigned_urls":%s,"data_scanned_in_bytes":11250,"execution_time_in_millis":408}`
	}
	if strings.Contains(body, "%s") {
		body = fmt.Sprintf(body, list)
	}
	w.Header().Set("Content-Type", "application/json")
	if answer.status != 0 {
		w.WriteHeader(answer.status)
	}
	io.WriteString(w, body)
}

func objectName(o file, i int) string {
	if o.name != "" {
		return o.name
	}
	return fmt.Sprintf("query-20251119-154427-123456-%012d", i)
}

// object serves a part, and insists that nothing of the connection comes along.
func (f *fake) object(w http.ResponseWriter, r *http.Request) {
	for _, name := range []string{"X-Api-Key", "Authorization", "Cookie", "X-Request-Id", "Content-Type", "Referer"} {
		if r.Header.Get(name) != "" {
			f.problem("%s went to the store", name)
		}
	}
	if r.Method != http.MethodGet || r.URL.RawQuery != f.signer {
		f.problem("%s %s is not the presigned request", r.Method, r.URL)
	}
	if f.store != nil && f.store(w, r) {
		return
	}
	var sql []byte
	var name string
	pieces := strings.Split(r.URL.Path, "/")
	fmt.Sscanf(pieces[2], "%x", &sql)
	name = pieces[3]
	f.mu.Lock()
	files := f.answers[string(sql)].files
	f.mu.Unlock()
	for i, o := range files {
		if objectName(o, i) == name && o.data != nil {
			serveObject(w, r, o)
			return
		}
	}
	w.WriteHeader(http.StatusNotFound)
	io.WriteString(w, noSuchKey)
}

func serveObject(w http.ResponseWriter, r *http.Request, o file) {
	w.Header().Set("Content-Type", "application/octet-stream")
	if o.encoding != "" {
		w.Header().Set("Content-Encoding", o.encoding)
	}
	if o.refuses && r.Header.Get("Range") != "" {
		w.WriteHeader(http.StatusNotImplemented)
		io.WriteString(w, `<Error><Code>NotImplemented</Code><Message>Range</Message></Error>`)
		return
	}
	if o.noSize {
		w.(http.Flusher).Flush()
		w.Write(o.data)
		return
	}
	if o.noRanges {
		w.Header().Set("Content-Length", fmt.Sprint(len(o.data)))
		w.Write(o.data)
		return
	}
	if !o.noTag {
		w.Header().Set("ETag", fmt.Sprintf(`"%x"`, len(o.data)))
	}
	if len(o.data) == 0 && r.Header.Get("Range") != "" {
		w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
		io.WriteString(w, `<Error><Code>InvalidRange</Code><Message>The requested range is not satisfiable</Message></Error>`)
		return
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(o.data))
}

const noSuchKey = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>k</Key><RequestId>4442587FB7D0A2F9</RequestId><HostId>x</HostId></Error>`

func gzipped(t testing.TB, data string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, data)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// serve starts a fake that fails the test for every breach of the documents.
func serve(t testing.TB, answers map[string]result) (*fake, string) {
	t.Helper()
	f := &fake{answers: answers, signer: signedS3}
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
	values := map[string]any{"url": url, "api_key": apiKey}
	for name, v := range options {
		values[name] = v
	}
	c, err := dial(values)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func dial(values map[string]any) (*Conn, error) {
	d := Driver()
	config, err := connectors.NewConfig(d, "test", values)
	if err != nil {
		return nil, err
	}
	c, err := d.Open(nil, config) //nolint:staticcheck // nothing is asked of it
	if err != nil {
		return nil, err
	}
	return c.(*Conn), nil
}

// outcome is how a run went.
type outcome struct {
	columns  []string
	rows     []string
	progress connectors.Progress
	err      error
}

func run(t testing.TB, c connectors.Conn, s connectors.Statement) outcome {
	t.Helper()
	rows, err := c.Query(t.Context(), s)
	if err != nil {
		return outcome{err: err}
	}
	defer rows.Close()
	return read(t, rows)
}

func read(t testing.TB, rows connectors.Rows) (o outcome) {
	t.Helper()
	for o.err == nil {
		batch, err := rows.Next(t.Context())
		if o.err = err; err == nil {
			o.rows = append(o.rows, texts(batch)...)
		}
	}
	if o.err == io.EOF {
		o.err = nil
		for _, f := range rows.Schema().Fields() {
			o.columns = append(o.columns, f.Name)
		}
	}
	o.progress = rows.Progress()
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

func (o outcome) expect(t *testing.T, columns string, rows ...string) {
	t.Helper()
	if o.err != nil {
		t.Fatalf("after %d rows: %v", len(o.rows), o.err)
	}
	if got := strings.Join(o.columns, "|"); got != columns {
		t.Errorf("the columns are %s, not %s", got, columns)
	}
	if got, want := strings.Join(o.rows, "\n"), strings.Join(rows, "\n"); got != want {
		t.Errorf("the rows are\n%s\nnot\n%s", got, want)
	}
}

// fails checks class and message of an error.
func (o outcome) fails(t *testing.T, class connectors.Class, message, hint string) *connectors.Error {
	t.Helper()
	e := connectors.AsError(o.err)
	if e == nil {
		t.Fatalf("no error after %d rows", len(o.rows))
	}
	if e.Class != class || !strings.Contains(e.Message, message) || !strings.Contains(e.Hint, hint) {
		t.Errorf("the error is %v (%s), not %s: …%s… (…%s…)", e, e.Hint, class, message, hint)
	}
	return e
}
