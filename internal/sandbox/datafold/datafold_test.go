package datafold

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"sonde/connectors"
	"sonde/connectors/duckdb"
	"sonde/internal/sandbox/face"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type client struct {
	t    *testing.T
	base string
	auth string
}

func sandbox(t *testing.T) *client {
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
	handler, err := face.Handler(context.Background(), Face(), face.Config{Engine: engine}, face.Switches{})
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
	return &client{t, server.URL, "Key " + Key}
}

func (c *client) as(auth string) *client {
	d := *c
	d.auth = auth
	return &d
}

// send sends a request with headers, given in pairs.
func (c *client) send(method, path, body string, headers ...string) (int, string) {
	c.t.Helper()
	r, err := http.NewRequest(method, c.base+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if c.auth != "" {
		r.Header.Set("Authorization", c.auth)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

const (
	queryPath  = "/api/v1/data_sources/12/query"
	streamPath = "/api/v1/data_sources/13/query?stream=true"
)

func statement(sql string) string {
	text, _ := json.Marshal(map[string]any{"query": sql, "params": nil})
	return string(text)
}

// The schema ApiQueryResult of the document: columns with six fields, and rows.
func TestQueryAsTheDocumentSays(t *testing.T) {
	c := sandbox(t)
	status, body := c.send("POST", queryPath, statement("SELECT 9223372036854775807 AS n, 0.10::DECIMAL(5,2) AS d, NULL::VARCHAR AS s, [1, 2] AS l, TIMESTAMP '2024-01-31 13:45:00' AS at, 'NaN'::DOUBLE AS f"))
	want := `{"columns":[{"name":"n","type":"integer","db_type":"BIGINT","description":null,"is_nullable":null,"number":1},` +
		`{"name":"d","type":"decimal","db_type":"DECIMAL(5,2)","description":null,"is_nullable":null,"number":2},` +
		`{"name":"s","type":"string","db_type":"VARCHAR","description":null,"is_nullable":null,"number":3},` +
		`{"name":"l","type":"array","db_type":"INTEGER[]","description":null,"is_nullable":null,"number":4},` +
		`{"name":"at","type":"timestamp","db_type":"TIMESTAMP","description":null,"is_nullable":null,"number":5},` +
		`{"name":"f","type":"float","db_type":"DOUBLE","description":null,"is_nullable":null,"number":6}],` +
		`"rows":[{"n":9223372036854775807,"d":"0.10","s":null,"l":[1,2],"at":"2024-01-31T13:45:00","f":null}]}`
	if status != 200 || body != want {
		t.Errorf("%d\n%s\nwant\n%s", status, body, want)
	}
}

func TestParameters(t *testing.T) {
	c := sandbox(t)
	status, body := c.send("POST", queryPath, `{"query": "SELECT name FROM countries WHERE country_code = ? AND currency = ?", "params": ["FR", "EUR"]}`)
	if status != 200 || !strings.HasSuffix(body, `"rows":[{"name":"France"}]}`) {
		t.Errorf("%d %s", status, body)
	}
}

func TestStreaming(t *testing.T) {
	c := sandbox(t)
	sql := statement("SELECT i, 'NaN'::DOUBLE AS f FROM range(20000) t(i)")
	_, asked := c.send("POST", streamPath, sql)
	_, header := c.send("POST", "/api/v1/data_sources/13/query", sql, "X-Stream-Response", "true")
	if asked != header || strings.Count(asked, `{"i"`) != 20000 || !strings.HasSuffix(asked, `{"i":19999,"f":NaN}]}`) {
		t.Errorf("%d rows of a stream, the end %s", strings.Count(asked, `{"i"`), asked[len(asked)-40:])
	}
	if _, body := c.send("POST", "/api/v1/data_sources/13/query", sql); strings.Count(body, `{"i"`) != rowLimit || !strings.Contains(body, `"f":null`) {
		t.Errorf("%d rows without a stream", strings.Count(body, `{"i"`))
	}
	// A source that cannot stream takes no notice.
	if status, body := c.send("POST", queryPath+"?stream=true", sql); status != 200 || strings.Count(body, `{"i"`) != rowLimit {
		t.Errorf("%d, %d rows", status, strings.Count(body, `{"i"`))
	}
	if status, body := c.send("POST", queryPath+"?stream=true", sql, face.Header, "stream-refused"); status != 400 || !strings.HasPrefix(body, `{"detail":"Streaming`) {
		t.Errorf("%d %s", status, body)
	}
}

func TestErrorBehindRows(t *testing.T) {
	c := sandbox(t)
	_, body := c.send("POST", streamPath, statement("SELECT CASE WHEN i < 200000 THEN i ELSE CAST('x' || i AS BIGINT) END AS n FROM range(200001) t(i)"))
	if !strings.HasPrefix(body, `{"columns":[`) || !strings.Contains(body[len(body)-300:], `],"detail":"Could not convert`) || !json.Valid([]byte(body)) {
		t.Error(body[max(0, len(body)-300):])
	}
}

func TestShapes(t *testing.T) {
	c := sandbox(t)
	const column = `{"name":"a","type":"integer","db_type":"INTEGER","description":null,"is_nullable":null,"number":1}`
	for words, want := range map[string]string{
		"columns-last":               `{"rows":[{"a":1},{"a":2}],"columns":[` + column + `]}`,
		"null-columns":               `{"columns":null,"rows":[{"a":1},{"a":2}]}`,
		"absent-columns":             `{"rows":[{"a":1},{"a":2}]}`,
		"bare-array":                 `[{"a":1},{"a":2}]`,
		"lines":                      "{\"a\":1}\n{\"a\":2}\n",
		"upper-keys":                 `{"columns":[` + column + `],"rows":[{"A":1},{"A":2}]}`,
		"keep-alive, absent-columns": "\n \n{\"rows\":[ \n{\"a\":1}, \n{\"a\":2}]}",
		"late-error, absent-columns": `{"rows":[{"a":1},{"a":2}],"detail":"failed by the sandbox"}`,
		"late-error, lines":          "{\"a\":1}\n{\"a\":2}\n{\"detail\":\"failed by the sandbox\"}\n",
		"limit=1, absent-columns":    `{"rows":[{"a":1}]}`,
		"login":                      "<!DOCTYPE html>\n<html><head><title>Datafold</title></head><body><h1>Log in to Datafold</h1></body></html>\n",
	} {
		if status, body := c.send("POST", queryPath, statement("SELECT * FROM (VALUES (1), (2)) v(a)"), face.Header, words); status != 200 || body != want {
			t.Errorf("%s: %d %q", words, status, body)
		}
	}
	if _, body := c.send("POST", queryPath, statement("SELECT 1 AS a, 2 AS a")); strings.Count(body, `"name":"a"`) != 2 || !strings.HasSuffix(body, `"rows":[{"a":2}]}`) {
		t.Error(body)
	}
}

// The schema HTTPValidationError of the document: detail with loc, msg and type.
func TestValidation(t *testing.T) {
	c := sandbox(t)
	for _, test := range []struct{ path, body, want string }{
		{queryPath, `{}`, `{"detail":[{"type":"missing","loc":["body","query"],"msg":"Field required","input":{}}]}`},
		{queryPath, ``, `{"detail":[{"type":"missing","loc":["body"],"msg":"Field required","input":null}]}`},
		{queryPath, `{"query": 1}`, `{"detail":[{"type":"string_type","loc":["body","query"],"msg":"Input should be a valid string","input":1}]}`},
		{queryPath, `{"query": "SELECT ?", "params": [7]}`, `{"detail":[{"type":"string_type","loc":["body","params",0],"msg":"Input should be a valid string","input":7}]}`},
		{queryPath, `{"query": "SELECT 1", "sql": "x"}`, `{"detail":[{"type":"extra_forbidden","loc":["body","sql"],"msg":"Extra inputs are not permitted","input":"x"}]}`},
		{queryPath + "?stream=maybe", `{"query": "SELECT 1"}`, `{"detail":[{"type":"bool_parsing","loc":["query","stream"],"msg":"Input should be a valid boolean, unable to interpret input","input":"maybe"}]}`},
		{"/api/v1/data_sources/shop/query", `{"query": "SELECT 1"}`, `{"detail":[{"type":"int_parsing","loc":["path","data_source_id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"shop"}]}`},
		{queryPath, `{`, `{"detail":[{"type":"json_invalid","loc":["body",1],"msg":"JSON decode error","input":{}}]}`},
	} {
		if status, body := c.send("POST", test.path, test.body); status != 422 || body != test.want {
			t.Errorf("%s: %d %s", test.body, status, body)
		}
	}
}

func TestRefusals(t *testing.T) {
	c := sandbox(t)
	one := statement("SELECT 1")
	for _, test := range []struct {
		auth, path, words string
		status            int
		want              string
	}{
		{"", queryPath, "", 403, "Not authenticated"},
		{"", queryPath, "auth-401", 401, "Not authenticated"},
		{Key, queryPath, "", 403, "Not authenticated"},
		{"Key wrong", queryPath, "", 401, "Invalid API key"},
		{"Key " + Key, "/api/v1/data_sources/99/query", "", 404, "Data source not found"},
		{"Key " + Key, "/api/v1/data_sources/14/query", "", 400, "Data source is paused"},
		{"Key " + Key, "/api/v1/data_sources/15/query", "", 403, "You do not have access to this data source"},
		{"Key " + Key, "/api/v1/data_sources/16/query", "", 403, "This data source is view only"},
		{"Key " + Key, "/api/v1/nothing", "", 404, "Not Found"},
		{"Key " + Key, queryPath, "limited", 429, "Too many requests"},
	} {
		want := `{"detail":"` + test.want + `"}`
		if status, body := c.as(test.auth).send("POST", test.path, one, face.Header, test.words); status != test.status || body != want {
			t.Errorf("%+v: %d %s", test, status, body)
		}
	}
	if status, body := c.send("POST", queryPath, statement("SELECT nope"), face.Header, "sql-error=422"); status != 422 || !strings.HasPrefix(body, `{"detail":"Referenced column`) {
		t.Errorf("%d %s", status, body)
	}
	if status, body := c.send("GET", "/elsewhere", ""); status != 200 || !strings.HasPrefix(body, "<!DOCTYPE html>") {
		t.Errorf("%d %s", status, body)
	}
}

func TestListOfSources(t *testing.T) {
	c := sandbox(t)
	status, body := c.send("GET", "/api/v1/data_sources", "")
	var all []map[string]any
	if err := json.Unmarshal([]byte(body), &all); err != nil || status != 200 || len(all) != 5 {
		t.Fatalf("%d %s", status, body)
	}
	if all[0]["id"] != 12.0 || all[0]["name"] != "Sample shop" || all[0]["type"] != "duckdb" || all[0]["accessible"] != true || all[2]["is_paused"] != true {
		t.Error(body)
	}
	member := c.as("Key " + MemberKey)
	if status, body := member.send("GET", "/api/v1/data_sources", ""); status != 403 {
		t.Errorf("%d %s", status, body)
	}
	if status, body := member.send("GET", "/api/v1/data_sources/12/summary", ""); status != 200 || body != `{"id":12,"name":"Sample shop","type":"duckdb"}` {
		t.Errorf("%d %s", status, body)
	}
	if status, body := member.send("POST", queryPath, statement("SELECT table_name FROM information_schema.tables ORDER BY 1 LIMIT 1")); status != 200 || !strings.HasSuffix(body, `[{"table_name":"countries"}]}`) {
		t.Errorf("%d %s", status, body)
	}
	if status, body := c.send("POST", "/api/v1/data_sources/12/test", ""); status != 200 || body != `{"job_id":12}` {
		t.Errorf("%d %s", status, body)
	}
	if status, body := c.send("GET", "/api/v1/data_sources/test/12", ""); status != 200 || !strings.Contains(body, `"status":"done"`) {
		t.Errorf("%d %s", status, body)
	}
}
