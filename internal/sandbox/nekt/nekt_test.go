package nekt

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"go.uber.org/goleak"

	"sonde/connectors"
	"sonde/connectors/duckdb"
	"sonde/internal/sandbox/face"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// client sends statements with words for the sandbox.
type client struct {
	t    *testing.T
	base string
}

func sandbox(t *testing.T, o Options) *client {
	t.Helper()
	d := duckdb.Driver()
	config, err := connectors.NewConfig(d, "test", map[string]any{"sample": true})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := d.Open(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	engine := face.NewEngine(conn)
	handler, err := face.Handler(context.Background(), Face(o), face.Config{Engine: engine}, face.Switches{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(func() {
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
		server.Close()
		engine.Close()
		conn.Close()
	})
	return &client{t, server.URL}
}

// reply is an answer of the API or of the store.
type reply struct {
	status int
	body   string
	header http.Header
	answer
}

func (c *client) do(r *http.Request) reply {
	c.t.Helper()
	transport := http.DefaultTransport.(*http.Transport)
	transport.DisableCompression = true
	response, err := transport.RoundTrip(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return reply{status: response.StatusCode, body: string(body), header: response.Header}
}

func (c *client) post(path, words, body string) reply {
	c.t.Helper()
	r, err := http.NewRequest("POST", c.base+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("X-Api-Key", Key)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(face.Header, words)
	return c.do(r)
}

// query sends a request that has to be accepted.
func (c *client) query(words, body string) reply {
	c.t.Helper()
	a := c.post(endpoint+"/", words, body)
	if a.status != 200 && a.status != 201 {
		c.t.Fatalf("%s: %d %s", body, a.status, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), &a.answer); err != nil {
		c.t.Fatal(err)
	}
	return a
}

// get fetches a presigned URL with headers, given in pairs.
func (c *client) get(address string, headers ...string) reply {
	c.t.Helper()
	r, err := http.NewRequest("GET", address, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return c.do(r)
}

// parts fetches every part of a result.
func (c *client) parts(words, body string) []string {
	c.t.Helper()
	a := c.query(words, body)
	if a.State != "SUCCEEDED" {
		c.t.Fatalf("%s: %s", body, a.body)
	}
	var all []string
	for _, u := range a.URLs {
		part := c.get(u)
		if part.status != 200 {
			c.t.Fatalf("%d %s", part.status, part.body)
		}
		all = append(all, part.body)
	}
	return all
}

func statement(sql string) string {
	text, _ := json.Marshal(map[string]string{"sql": sql})
	return string(text)
}

// The document's example: Parquet with SNAPPY, one presigned URL, two figures.
func TestExampleOfTheDocument(t *testing.T) {
	c := sandbox(t, Options{GCP: true})
	a := c.query("", `{"sql": "SELECT * FROM orders LIMIT 100", "mode": "parquet", "mode_options": {"compression": "SNAPPY"}}`)
	if a.State != "SUCCEEDED" || len(a.URLs) != 1 || *a.Scanned <= 0 || *a.Millis <= 0 || a.Reason != nil {
		t.Fatal(a.body)
	}
	for _, field := range []string{`{"state":"SUCCEEDED","presigned_urls":["http://`, `"data_scanned_in_bytes":`, `"execution_time_in_millis":`} {
		if !strings.Contains(a.body, field) {
			t.Errorf("%s lacks %s", a.body, field)
		}
	}
	u, err := url.Parse(a.URLs[0])
	if err != nil || !strings.HasSuffix(u.Path, "-000000000000.parquet") || u.Query().Get("X-Goog-Expires") != "3600" {
		t.Error(a.URLs[0])
	}
	if u.Hostname() != "localhost" || strings.Contains(c.base, "localhost") {
		t.Errorf("the store is at %s and the API at %s", u.Host, c.base)
	}
	if n := rowsOf(t, c.get(a.URLs[0]).body); n != 100 {
		t.Errorf("%d rows", n)
	}
}

func rowsOf(t *testing.T, parquet string) int64 {
	t.Helper()
	r, err := file.NewParquetReader(strings.NewReader(parquet))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	return r.NumRows()
}

func TestRequestsThatAreRefused(t *testing.T) {
	c := sandbox(t, Options{})
	for _, test := range []struct{ body, want string }{
		{`{`, `{"detail":"JSON parse error - `},
		{`{}`, `{"sql":["This field is required."]}`},
		{`{"sql": " "}`, `{"sql":["This field may not be blank."]}`},
		{`{"sql": "SELECT 1", "mode": "xml"}`, `{"mode":["\"xml\" is not a valid choice."]}`},
		{`{"sql": "SELECT 1", "mode_options": null}`, `{"mode_options":["This field may not be null."]}`},
		{`{"sql": "SELECT 1", "mode_options": {"delimiter": ";"}}`, `{"mode_options":["CSV mode does not support options on AWS."]}`},
		{`{"sql": "SELECT 1", "mode": "parquet", "mode_options": {"compression": "ZSTD"}}`, `{"mode_options":["Invalid compression: ZSTD."]}`},
		{`{"sql": "SELECT 1", "mode": "parquet", "mode_options": {"header": true}}`, `{"mode_options":["Invalid option: header."]}`},
		{`{"sql": "SELECT 1", "limit": 5}`, `{"non_field_errors":["Unknown field: limit"]}`},
	} {
		if a := c.post(endpoint+"/", "", test.body); a.status != 400 || !strings.HasPrefix(a.body, test.want) {
			t.Errorf("%s: %d %s", test.body, a.status, a.body)
		}
	}
	if a := c.post(endpoint+"/", "gcp", `{"sql": "SELECT 1", "mode_options": {"compression": "NONE"}}`); a.status != 400 {
		t.Errorf("compression NONE of a CSV: %s", a.body)
	}
	if a := c.post(endpoint+"/", "no-cloud", statement("SELECT 1")); a.status != 400 || !strings.Contains(a.body, "cloud setup") {
		t.Error(a.body)
	}
}

func TestKeyAndPath(t *testing.T) {
	c := sandbox(t, Options{})
	for key, want := range map[string]int{"": 401, "wrong": 403} {
		r, _ := http.NewRequest("POST", c.base+endpoint+"/", strings.NewReader(statement("SELECT 1")))
		if key != "" {
			r.Header.Set("X-Api-Key", key)
		}
		if a := c.do(r); a.status != want || !strings.HasPrefix(a.body, `{"detail":`) {
			t.Errorf("key %q: %d %s", key, a.status, a.body)
		}
	}
	if a := c.post(endpoint, "", statement("SELECT 1")); a.status != 301 || a.header.Get("Location") != endpoint+"/" {
		t.Errorf("without the last slash: %d", a.status)
	}
	if a := c.post(endpoint, "no-slash-500", statement("SELECT 1")); a.status != 500 {
		t.Errorf("%d", a.status)
	}
	if a := c.get(c.base+endpoint+"/", "X-Api-Key", Key); a.status != 405 {
		t.Errorf("GET: %d", a.status)
	}
}

func TestStates(t *testing.T) {
	c := sandbox(t, Options{})
	for words, want := range map[string]string{
		"running":                  `{"state":"RUNNING","presigned_urls":[],"data_scanned_in_bytes":null,"execution_time_in_millis":null}`,
		"cancelled":                `{"state":"CANCELLED","presigned_urls":[],"data_scanned_in_bytes":null,"execution_time_in_millis":null,"state_change_reason":"Query was cancelled by the user"}`,
		"failed":                   `{"state":"FAILED","presigned_urls":[],"data_scanned_in_bytes":null,"execution_time_in_millis":null,"state_change_reason":"failed by the sandbox"}`,
		"failed, reason-in=error":  `{"state":"FAILED","presigned_urls":[],"data_scanned_in_bytes":null,"execution_time_in_millis":null,"error":"failed by the sandbox"}`,
		"failed, reason-in=detail": `{"state":"FAILED","presigned_urls":[],"data_scanned_in_bytes":null,"execution_time_in_millis":null,"detail":"failed by the sandbox"}`,
	} {
		if a := c.query(words, statement("SELECT 1")); a.body != want {
			t.Errorf("%s: %s", words, a.body)
		}
	}
	if a := c.query("", statement("SELECT nope FROM orders")); a.State != "FAILED" || !strings.HasPrefix(*a.Reason, "SYNTAX_ERROR: line 1:8: ") {
		t.Error(a.body)
	}
	if a := c.query("gcp", statement("SELECT nope FROM orders")); a.State != "FAILED" || !strings.HasSuffix(*a.Reason, " at [1:8]") {
		t.Error(a.body)
	}
	if a := c.query("created", statement("SELECT 1")); a.status != 201 {
		t.Error(a.status)
	}
}

func TestAthenaCSV(t *testing.T) {
	c := sandbox(t, Options{})
	for sql, want := range map[string]string{
		"SELECT 1 AS a, 'x' AS b":                                                                "\"a\",\"b\"\n\"1\",\"x\"\n",
		"SELECT NULL AS a, '' AS b, 'a\"b' AS c, 'x\ny' AS d":                                    "\"a\",\"b\",\"c\",\"d\"\n,\"\",\"a\"\"b\",\"x\ny\"\n",
		"SELECT * FROM (VALUES (1), (NULL), (2)) v(a)":                                           "\"a\"\n\"1\"\n\n\"2\"\n",
		"SELECT [1, 2] AS a, MAP {1: 2, 3: 4} AS m, {'label': 'work', 'primary': true} AS r":     "\"a\",\"m\",\"r\"\n\"[1, 2]\",\"{1=2, 3=4}\",\"{label=work, primary=true}\"\n",
		"SELECT '123'::BLOB AS b, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS t":                     "\"b\",\"t\"\n\"31 32 33\",\"2024-01-01 00:00:00.000 UTC\"\n",
		"SELECT 1::DOUBLE AS a, 1e10::DOUBLE AS b, 0.0001::DOUBLE AS c, 0.10::DECIMAL(5,2) AS d": "\"a\",\"b\",\"c\",\"d\"\n\"1.0\",\"1.0E10\",\"1.0E-4\",\"0.10\"\n",
		"SELECT 1 AS a, 2 AS a":                                                                  "\"a\",\"a\"\n\"1\",\"2\"\n",
		"SELECT 1 AS a WHERE false":                                                              "\"a\"\n",
		"SELECT table_schema, count(*) AS n FROM information_schema.tables WHERE table_schema <> 'information_schema' GROUP BY ALL": "\"table_schema\",\"n\"\n\"nekt_raw\",\"7\"\n",
		"SELECT status FROM \"nekt_raw\".\"orders\" ORDER BY order_id LIMIT 1":                                                      "\"status\"\n\"packed\"\n",
	} {
		if got := c.parts("", statement(sql)); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q", sql, got)
		}
	}
	a := c.query("", statement("SHOW TABLES"))
	if !strings.Contains(a.URLs[0], ".txt?X-Amz-") || !strings.HasPrefix(c.get(a.URLs[0]).body, "countries\n") {
		t.Error(a.body)
	}
}

func TestBigQueryCSV(t *testing.T) {
	c := sandbox(t, Options{GCP: true})
	for body, want := range map[string]string{
		statement("SELECT NULL AS a, '' AS b, 'x,y' AS c, true AS d"):                                                         "a,b,c,d\n,\"\",\"x,y\",true\n",
		statement("SELECT TIMESTAMPTZ '2024-01-01 00:00:00+00' AS t, TIMESTAMP '2024-01-01 00:00:00' AS d, '123'::BLOB AS b"): "t,d,b\n2024-01-01 00:00:00 UTC,2024-01-01T00:00:00,MTIz\n",
		statement("SELECT count(*) AS n FROM `nekt_raw`.`orders` WHERE status = \"delivered\""):                               "n\n363\n",
		statement("SELECT schema_name FROM INFORMATION_SCHEMA.SCHEMATA"):                                                      "schema_name\nnekt_raw\n",
		statement("SELECT count(*) AS n FROM `nekt_raw.orders`"):                                                              "n\n500\n",
		statement("SELECT table_name FROM `nekt_raw`.INFORMATION_SCHEMA.TABLES ORDER BY 1 LIMIT 1"):                           "table_name\ncountries\n",
		statement("SELECT count(*) AS n FROM `region-us`.INFORMATION_SCHEMA.SCHEMATA"):                                        "n\n1\n",
		`{"sql": "SELECT 1 AS a, 2 AS b", "mode_options": {"delimiter": ";", "header": false}}`:                               "1;2\n",
	} {
		if got := c.parts("", body); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q", body, got)
		}
	}
	if a := c.query("", statement("SELECT [1] AS a")); a.State != "FAILED" || !strings.Contains(*a.Reason, "not supported in CSV") {
		t.Error(a.body)
	}
	if a := c.query("", statement("SELECT 1 AS a, 2 AS a")); a.State != "FAILED" || !strings.HasPrefix(*a.Reason, "Duplicate column names") {
		t.Error(a.body)
	}
}

func TestParts(t *testing.T) {
	c := sandbox(t, Options{GCP: true})
	body := statement("SELECT * FROM range(5) t(i)")
	if got := strings.Join(c.parts("part-rows=2", body), "|"); got != "i\n0\n1\n|i\n2\n3\n|i\n4\n" {
		t.Errorf("%q", got)
	}
	if got := strings.Join(c.parts("part-rows=3, empty-part", body), "|"); got != "i\n0\n1\n2\n|i\n3\n4\n|i\n" {
		t.Errorf("%q", got)
	}
	if got := c.parts("no-parts", body); len(got) != 0 {
		t.Errorf("%q", got)
	}
	if got := c.parts("aws", `{"sql": "SELECT 1 AS a WHERE false", "mode": "parquet"}`); len(got) != 0 {
		t.Errorf("%d parts of an empty UNLOAD", len(got))
	}
	for _, codec := range []string{"SNAPPY", "GZIP", "NONE"} {
		got := c.parts("part-rows=2", `{"sql": "SELECT * FROM range(5) t(i)", "mode": "parquet", "mode_options": {"compression": "`+codec+`"}}`)
		if len(got) != 3 || rowsOf(t, got[2]) != 1 {
			t.Errorf("%d parts", len(got))
		}
	}
}

func TestParquetOfAthena(t *testing.T) {
	c := sandbox(t, Options{})
	parts := c.parts("", `{"mode": "parquet", "sql": "SELECT TIMESTAMP '2024-01-01 00:00:00.5' AS t, 1.5::DECIMAL(38,9) AS d, [1, 2] AS l, MAP {'a': 1} AS m, {'x': 1} AS s, order_id, status FROM orders LIMIT 2"}`)
	r, err := file.NewParquetReader(strings.NewReader(parts[0]))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got := r.MetaData().Schema.Column(0).PhysicalType().String(); got != "INT96" {
		t.Errorf("timestamps are %s", got)
	}
	reader, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := reader.ReadTable(context.Background())
	if err != nil || table.NumRows() != 2 || table.NumCols() != 7 {
		t.Fatal(table, err)
	}
	if got := table.Column(0).Data().Chunk(0).ValueStr(0); got != "2024-01-01T00:00:00.5Z" {
		t.Errorf("the timestamp reads as %s", got)
	}
	for sql, want := range map[string]string{
		"SELECT ordered_at FROM orders": "NOT_SUPPORTED: Unsupported Hive type: timestamp(3) with time zone",
		"SELECT details FROM orders":    "NOT_SUPPORTED: Unsupported Hive type: json",
		"SELECT TIME '12:00:00' AS t":   "NOT_SUPPORTED: Unsupported Hive type: time(3)",
	} {
		if a := c.query("", `{"mode": "parquet", "sql": "`+sql+`"}`); a.State != "FAILED" || *a.Reason != want {
			t.Errorf("%s: %s", sql, a.body)
		}
	}
}

func TestCompressedObjects(t *testing.T) {
	c := sandbox(t, Options{GCP: true})
	body := `{"sql": "SELECT 1 AS a", "mode_options": {"compression": "GZIP"}}`
	u := c.query("", body).URLs[0]
	if part := c.get(u); part.header.Get("Content-Encoding") != "" || unzip(t, part.body) != "a\n1\n" || !strings.Contains(u, ".csv.gz?") {
		t.Errorf("%s %q", u, part.body)
	}
	// Google's store unpacks for those who do not ask for gzip.
	u = c.query("content-encoding", body).URLs[0]
	if part := c.get(u); part.header.Get("Content-Encoding") != "" || part.body != "a\n1\n" {
		t.Errorf("%q", part.body)
	}
	if part := c.get(u, "Accept-Encoding", "gzip"); part.header.Get("Content-Encoding") != "gzip" || unzip(t, part.body) != "a\n1\n" {
		t.Errorf("%q", part.body)
	}
	// Amazon's never does.
	u = c.query("aws, gzip, content-encoding", statement("SELECT 1 AS a")).URLs[0]
	if part := c.get(u); part.header.Get("Content-Encoding") != "gzip" || unzip(t, part.body) != "\"a\"\n\"1\"\n" {
		t.Errorf("%q", part.body)
	}
}

func unzip(t *testing.T, body string) string {
	t.Helper()
	r, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := io.Copy(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestStore(t *testing.T) {
	c := sandbox(t, Options{})
	u := c.query("", statement("SELECT 1 AS a")).URLs[0]
	if part := c.get(u, "Range", "bytes=1-1"); part.status != 206 || part.body != "a" || part.header.Get("Content-Range") != "bytes 1-1/8" {
		t.Errorf("%d %q", part.status, part.body)
	}
	if part := c.get(c.query("no-range", statement("SELECT 1 AS a")).URLs[0], "Range", "bytes=1-1"); part.status != 200 || part.body != "\"a\"\n\"1\"\n" {
		t.Errorf("%d %q", part.status, part.body)
	}
	for _, test := range []struct {
		url    string
		header []string
		status int
		want   string
	}{
		{u, []string{"X-Api-Key", Key}, 403, "<Code>AccessDenied</Code>"},
		{u, []string{"Authorization", "Key x"}, 400, "<Code>InvalidArgument</Code><Message>Only one auth mechanism allowed"},
		{strings.Replace(u, "%2F", "/", 1), nil, 403, "<Code>SignatureDoesNotMatch</Code>"},
		{u + "0", nil, 403, "<Code>SignatureDoesNotMatch</Code>"},
		{c.query("expired", statement("SELECT 1")).URLs[0], nil, 403, "<Code>AccessDenied</Code><Message>Request has expired</Message><X-Amz-Expires>3600</X-Amz-Expires><Expires>"},
		{c.query("gcp, expired", statement("SELECT 1")).URLs[0], nil, 400, "<Code>ExpiredToken</Code><Message>Invalid argument.</Message><Details>The provided token has expired. Request signature expired at: "},
		{c.query("expires=0", statement("SELECT 1")).URLs[0], nil, 403, "Request has expired"},
	} {
		if a := c.get(test.url, test.header...); a.status != test.status || !strings.Contains(a.body, test.want) || a.header.Get("Content-Type") != "application/xml" {
			t.Errorf("%s: %d %s", test.url, a.status, a.body)
		}
	}
	r, _ := http.NewRequest("HEAD", u, nil)
	if a := c.do(r); a.status != 403 {
		t.Errorf("HEAD: %d", a.status)
	}
	if a := c.get(u, face.Header, "limited"); a.status != 503 || !strings.Contains(a.body, "<Code>SlowDown</Code>") {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestOldObjectsGo(t *testing.T) {
	c := sandbox(t, Options{GCP: true})
	first := c.query("", statement("SELECT 1 AS a")).URLs[0]
	for range 2 {
		c.query("part-rows=1", statement("SELECT * FROM range(200)"))
	}
	if a := c.get(first); a.status != 404 || !strings.Contains(a.body, "<Code>NoSuchKey</Code>") {
		t.Errorf("%d %s", a.status, a.body)
	}
}
