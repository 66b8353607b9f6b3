package druid

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"sonde/internal/sandbox/face"
)

// The document's examples: its request bodies, and what it says of the answer.
func TestExamplesOfTheDocument(t *testing.T) {
	url := start(t, Options{}, face.Switches{})
	r := send(t, "POST", url+"/druid/v2/sql/", `{"query":"SELECT COUNT(*) AS TheCount FROM data_source"}`)
	r.expect(t, "the document's query.json", 200, "[{\"TheCount\":24433}]\n")

	r = send(t, "POST", url+"/druid/v2/sql/", `{"query" : "SELECT COUNT(*) FROM data_source WHERE foo = 'bar'"}`)
	r.has(t, "the first example", 200, "6109")

	r = send(t, "POST", url+"/druid/v2/sql", `{
  "query" : "SELECT COUNT(*) FROM data_source WHERE foo = 'bar' AND __time > TIMESTAMP '2000-01-01 00:00:00'",
  "context" : {
    "sqlTimeZone" : "America/Los_Angeles"
  }
}`)
	inLosAngeles := r.body
	r.has(t, "the example with a context", 200, "60")

	r = send(t, "POST", url+"/druid/v2/sql", `{
  "query" : "SELECT COUNT(*) FROM data_source WHERE foo = ? AND __time > ?",
  "context" : { "sqlTimeZone" : "America/Los_Angeles" },
  "parameters": [
    { "type": "VARCHAR", "value": "bar"},
    { "type": "TIMESTAMP", "value": "2000-01-01 00:00:00" }
  ]
}`)
	r.expect(t, "the same with parameters", 200, inLosAngeles)

	r = send(t, "POST", url+"/druid/v2/sql", `{
  "query" : "SELECT COUNT(*) AS n FROM data_source WHERE foo = 'bar' AND __time > TIMESTAMP '2000-01-01 00:00:00'",
  "resultFormat" : "array",
  "header" : true,
  "typesHeader" : true,
  "sqlTypesHeader" : true
}`)
	r.expect(t, "the example with all headers", 200, "[[\"n\"],[\"LONG\"],[\"BIGINT\"],[6057]]\n")
	if r.header.Get("X-Druid-SQL-Header-Included") != "yes" || r.header.Get("X-Druid-SQL-Query-Id") == "" {
		t.Errorf("headers are missing: %v", r.header)
	}
}

// Bodies as a Broker of version 33 sends them.
func TestFormats(t *testing.T) {
	url := start(t, Options{}, face.Switches{})
	const sql = `SELECT TIMESTAMP '2024-03-01 05:02:24' AS __time, 'a,b' AS page, 4999::BIGINT AS added UNION ALL SELECT TIMESTAMP '2024-03-01 05:02:25', NULL, 2`
	const rows = `"resultFormat":%q,"query":"SELECT * FROM (` + sql + `) ORDER BY 1"`
	const none = `"resultFormat":%q,"query":"SELECT * FROM (` + sql + `) WHERE added = 7"`
	const all = `,"header":true,"typesHeader":true,"sqlTypesHeader":true`
	for _, c := range []struct{ format, contentType, rows, empty, header, types, full string }{
		{"object", "application/json",
			`[{"__time":"2024-03-01T05:02:24.000Z","page":"a,b","added":4999},{"__time":"2024-03-01T05:02:25.000Z","page":null,"added":2}]⏎`, `[]⏎`,
			`[{"__time":null,"page":null,"added":null}]⏎`, `[{"__time":{"sqlType":"TIMESTAMP"},"page":{"sqlType":"VARCHAR"},"added":{"sqlType":"BIGINT"}}]⏎`,
			`[{"__time":{"type":"LONG","sqlType":"TIMESTAMP"},"page":{"type":"STRING","sqlType":"VARCHAR"},"added":{"type":"LONG","sqlType":"BIGINT"}}]⏎`},
		{"array", "application/json",
			`[["2024-03-01T05:02:24.000Z","a,b",4999],["2024-03-01T05:02:25.000Z",null,2]]⏎`, `[]⏎`,
			`[["__time","page","added"]]⏎`, `[["__time","page","added"],["TIMESTAMP","VARCHAR","BIGINT"]]⏎`,
			`[["__time","page","added"],["LONG","STRING","LONG"],["TIMESTAMP","VARCHAR","BIGINT"]]⏎`},
		{"objectLines", "text/plain",
			`{"__time":"2024-03-01T05:02:24.000Z","page":"a,b","added":4999}⏎{"__time":"2024-03-01T05:02:25.000Z","page":null,"added":2}⏎⏎`, `⏎⏎`,
			`{"__time":null,"page":null,"added":null}⏎⏎`, `{"__time":{"sqlType":"TIMESTAMP"},"page":{"sqlType":"VARCHAR"},"added":{"sqlType":"BIGINT"}}⏎⏎`,
			`{"__time":{"type":"LONG","sqlType":"TIMESTAMP"},"page":{"type":"STRING","sqlType":"VARCHAR"},"added":{"type":"LONG","sqlType":"BIGINT"}}⏎⏎`},
		{"ARRAYlines", "text/plain",
			`["2024-03-01T05:02:24.000Z","a,b",4999]⏎["2024-03-01T05:02:25.000Z",null,2]⏎⏎`, `⏎⏎`,
			`["__time","page","added"]⏎⏎`, `["__time","page","added"]⏎["TIMESTAMP","VARCHAR","BIGINT"]⏎⏎`,
			`["__time","page","added"]⏎["LONG","STRING","LONG"]⏎["TIMESTAMP","VARCHAR","BIGINT"]⏎⏎`},
		{"csv", "text/csv",
			`2024-03-01T05:02:24.000Z,"a,b",4999⏎2024-03-01T05:02:25.000Z,,2⏎⏎`, `⏎`,
			`__time,page,added⏎⏎`, `__time,page,added⏎TIMESTAMP,VARCHAR,BIGINT⏎⏎`,
			`__time,page,added⏎LONG,STRING,LONG⏎TIMESTAMP,VARCHAR,BIGINT⏎⏎`},
	} {
		for what, want := range map[string]string{rows: c.rows, none: c.empty, none + `,"header":true`: c.header,
			none + `,"header":true,"sqlTypesHeader":true`: c.types, none + all: c.full} {
			body := "{" + fmt.Sprintf(what, c.format) + "}"
			r := send(t, "POST", url+"/druid/v2/sql", body)
			r.expect(t, body, 200, strings.ReplaceAll(want, "⏎", "\n"))
			if got := r.header.Get("Content-Type"); got != c.contentType {
				t.Errorf("%s: Content-Type %s, want %s", c.format, got, c.contentType)
			}
			if r.trailer.Get("X-Druid-Response-Complete") != "true" {
				t.Errorf("%s: trailers %v", c.format, r.trailer)
			}
		}
	}
}

func TestValues(t *testing.T) {
	url := start(t, Options{}, face.Switches{})
	for _, c := range []struct{ sql, context, want string }{
		{"SELECT 9007199254740993 AS a, -9223372036854775808 AS b", "", `["LONG","LONG"]⏎["BIGINT","BIGINT"]⏎[9007199254740993,-9223372036854775808]`},
		{"SELECT SUM(18446744073709551615) AS a", "", `["LONG"]⏎["BIGINT"]⏎[18446744073709551615]`},
		{"SELECT 'NaN'::DOUBLE AS a, '-inf'::DOUBLE AS b, -0.0::DOUBLE AS c, 1e-320::DOUBLE AS d, 1.7976931348623157e308 AS e, 3.4028235e38::FLOAT AS f, 12::DOUBLE AS g",
			"", `["DOUBLE","DOUBLE","DOUBLE","DOUBLE","DOUBLE","FLOAT","DOUBLE"]⏎["DOUBLE","DOUBLE","DOUBLE","DOUBLE","DOUBLE","FLOAT","DOUBLE"]⏎["NaN","-Infinity",-0.0,1.0E-320,1.7976931348623157E308,3.4028235E38,12.0]`},
		{"SELECT 1.10::DECIMAL(10,2) AS a, 12345678901234567890.125::DECIMAL(38,3) AS b, 17::DECIMAL(9,2) AS c", "", `["DOUBLE","DOUBLE","DOUBLE"]⏎["DECIMAL","DECIMAL","DECIMAL"]⏎[1.1,12345678901234567890.125,17.0]`},
		{"SELECT TRUE AS a, 'x' AS b, NULL::VARCHAR AS c, '' AS d", "", `["LONG","STRING","STRING","STRING"]⏎["BOOLEAN","VARCHAR","VARCHAR","VARCHAR"]⏎[true,"x",null,""]`},
		{"SELECT concat('tab', chr(9), 'esc', chr(27), '\\\\', '\\\"', '🚀') AS a", "", `["STRING"]⏎["VARCHAR"]⏎["tab\tesc\u001B\\\"\uD83D\uDE80"]`},
		{"SELECT [39, NULL, 9007199254740993] AS a", "", `["ARRAY<LONG>"]⏎["ARRAY"]⏎["[39,null,9007199254740993]"]`},
		{"SELECT [39, NULL, 9007199254740993] AS a", `{"sqlStringifyArrays":false}`, `["ARRAY<LONG>"]⏎["ARRAY"]⏎[[39,null,9007199254740993]]`},
		{"SELECT {'k': 'a\\\"b'} AS a", "", `["COMPLEX<json>"]⏎["OTHER"]⏎["{\"k\":\"a\\\"b\"}"]`},
		{"SELECT TIMESTAMPTZ '2024-03-01 00:00:00Z' AS a, DATE '2024-03-01' AS b", `{"sqlTimeZone":"Asia/Kolkata"}`,
			`["LONG","LONG"]⏎["TIMESTAMP","DATE"]⏎["2024-03-01T05:30:00.000+05:30","2024-03-01T00:00:00.000+05:30"]`},
		{"SELECT TIMESTAMPTZ '2024-03-01 00:00:00Z' AS a", `{"sqlTimeZone":"-07:00"}`, `["LONG"]⏎["TIMESTAMP"]⏎["2024-02-29T17:00:00.000-07:00"]`},
		{"SELECT TIMESTAMPTZ '2024-03-01 00:00:00Z' AS a", `{"sqlTimeZone":"Nowhere/Land"}`, `["LONG"]⏎["TIMESTAMP"]⏎["2024-03-01T00:00:00.000Z"]`},
		{"SELECT 1 AS a, 2 AS a", "", `["LONG","LONG"]⏎["INTEGER","INTEGER"]⏎[1,2]`},
	} {
		context := c.context
		if context == "" {
			context = "{}"
		}
		body := `{"resultFormat":"arrayLines","header":true,"typesHeader":true,"sqlTypesHeader":true,"query":"` + c.sql + `","context":` + context + `}`
		r := send(t, "POST", url+"/druid/v2/sql", body)
		_, got, _ := strings.Cut(r.body, "\n")
		if want := strings.ReplaceAll(c.want, "⏎", "\n") + "\n\n"; got != want || r.status != 200 {
			t.Errorf("%s answers %d\n%s\nwant\n%s", c.sql, r.status, r.body, want)
		}
	}
}

func TestParametersAndContext(t *testing.T) {
	url := start(t, Options{}, face.Switches{})
	for _, c := range []struct{ query, want string }{
		{`"query":"SELECT ? AS a","parameters":[{"type":"BIGINT","value":9223372036854775807}]`, "[[9223372036854775807]]\n"},
		{`"query":"SELECT ? AS a","parameters":[{"type":"VARCHAR","value":null}]`, "[[null]]\n"},
		{`"query":"SELECT ? AS a","parameters":[{"type":"BOOLEAN","value":true}]`, "[[true]]\n"},
		{`"query":"SELECT ? AS a","parameters":[{"type":"TIMESTAMP","value":1709251200000}]`, `[["2024-03-01T00:00:00.000Z"]]` + "\n"},
		{`"query":"SELECT ? AS a, ? AS b","parameters":[{"type":"ARRAY","value":["a'b",null]},{"type":"DOUBLE","value":1.5}]`, `[["[\"a'b\",null]",1.5]]` + "\n"},
		{`"query":"SELECT * FROM wikiticker","context":{"sqlOuterLimit":0}`, "[]\n"},
		{`"query":"SELECT page FROM wikiticker ORDER BY __time","context":{"sqlOuterLimit":2}`, `[["page 0"],["page 1"]]` + "\n"},
	} {
		r := send(t, "POST", url+"/druid/v2/sql", `{"resultFormat":"array",`+c.query+`}`)
		r.expect(t, c.query, 200, c.want)
	}
	for query, part := range map[string]string{
		`"query":"SELECT ?"`: "Illegal use of dynamic parameter",
		`"query":"SELECT ?, ?","parameters":[{"type":"BIGINT","value":1}]`: "No value bound for parameter (position [2])",
		`"query":"SELECT ?","parameters":[{"type":"varchar","value":"x"}]`: "Cannot deserialize value of type",
		`"query":"SELECT 1","context":{"timeout":"abc"}`:                   "Query context parse failed",
		`"query":"SELECT 1","context":{"timeout":700000}`:                  "more than enforced limit of 600000",
	} {
		send(t, "POST", url+"/druid/v2/sql", `{`+query+`}`).has(t, query, 400, part)
	}
	r := send(t, "POST", url+"/druid/v2/sql", `{"query":"SELECT ?","parameters":[{"type":"BIGINT","value":"1"}]}`)
	r.has(t, "text for a BIGINT", 500, "<html>")
	r = send(t, "POST", url+"/druid/v2/sql", `{"query":"SELECT 1","context":{"sqlQueryId":"my-id/1"}}`)
	if got := r.header.Get("X-Druid-SQL-Query-Id"); got != "my-id/1" {
		t.Errorf("the id is %q", got)
	}
}

func TestErrors(t *testing.T) {
	url := start(t, Options{}, face.Switches{})
	for _, c := range []struct {
		sql    string
		status int
		parts  []string
	}{
		{"SELECT * FROM nope", 400, []string{`"error":"druidException"`, `"errorCode":"invalidInput"`, `"category":"INVALID_INPUT"`, `Object 'nope' not found (line [1], column [15])`, `"column":"15"`}},
		{"SELECT '👩', nope FROM clicks", 400, []string{"Column 'nope' not found in any table (line [1], column [14])"}},
		{"SELECT 1\\n FROM", 400, []string{"INVALID_INPUT"}},
		{"SELECT 1;", 400, []string{"Received an unexpected token [;] (line [1], column [9])"}},
		{"SELEC 1", 400, []string{"Non-query expression encountered in illegal context"}},
		{"SHOW TABLES", 400, []string{"Incorrect syntax near the keyword 'SHOW'"}},
		{"", 400, []string{"Received an unexpected token [<EOF>]"}},
		{"INSERT INTO clicks SELECT 1", 400, []string{"INSERT operations are not supported by requested SQL engine [native], consider using MSQ."}},
		{"DELETE FROM clicks", 400, []string{"Unsupported SQL statement [DELETE]"}},
		{"SELECT CAST(page AS BIGINT) FROM wikiticker", 500, []string{`"errorCode":"legacyQueryException"`, "RUNTIME_FAILURE"}},
	} {
		send(t, "POST", url+"/druid/v2/sql", `{"query":"`+c.sql+`"}`).has(t, c.sql, c.status, c.parts...)
	}
	for body, status := range map[string]int{`{"query":`: 400, `{}`: 400, `{"query":"SELECT 1","resultFormat":"xml"}`: 400, `{"query":"SELECT 1","typesHeader":true}`: 400} {
		send(t, "POST", url+"/druid/v2/sql", body).has(t, body, status, `"error"`)
	}
	r := send(t, "POST", url+"/druid/v2/sql", `{"query":"SELECT * FROM nope"}`, "X-Sandbox", "old")
	r.has(t, "an error of older versions", 400, `{"error":"Plan validation failed","errorMessage":"Object 'nope' not found`, `"host":"localhost:8083"`)
	send(t, "POST", url+"/druid/v2/sql", "SELECT 1", "Content-Type", "text/plain").expect(t, "text/plain", 415, "")
	send(t, "POST", url+"/druid/v2/sql", `{"query":"SELECT 1"}`, "Accept", "text/csv").expect(t, "Accept: text/csv", 406, "")
	send(t, "GET", url+"/druid/v2/sql", "").expect(t, "GET", 405, "")
}

const endless = `{"query":"SELECT COUNT(*) FROM range(3000000000) AS a(x), range(1000) AS b(y) WHERE x + y = -1","context":{"sqlQueryId":"a b/c","timeout":%d}}`

func TestTimeout(t *testing.T) {
	url := start(t, Options{}, face.Switches{})
	r := send(t, "POST", url+"/druid/v2/sql", fmt.Sprintf(endless, 50))
	r.has(t, "a query over its time", 504, `"error":"Query timeout"`, `"category":"TIMEOUT"`, "Query [a b/c] timed out!")
}

// The document: 202 for a query that runs, 404 for one that does not.
func TestCancel(t *testing.T) {
	url := start(t, Options{}, face.Switches{})
	document := `{"query" : "SELECT sleep(CASE WHEN sum_added > 0 THEN 1 ELSE 0 END) FROM wikiticker WHERE sum_added > 0 LIMIT 15",
"context" : {"sqlQueryId" : "myQuery01"}}`
	for id, body := range map[string]string{"myQuery01": document, "a%20b%2Fc": fmt.Sprintf(endless, 0)} {
		answered := make(chan reply, 1)
		go func() {
			r, err := sendWith(context.Background(), "POST", url+"/druid/v2/sql", body)
			if err != nil {
				t.Error(err)
			}
			answered <- r
		}()
		cancelWhenRunning(t, url+"/druid/v2/sql/"+id)
		(<-answered).has(t, "a cancelled query", 500, `"error":"Query cancelled"`, `"category":"CANCELED"`)
		send(t, "DELETE", url+"/druid/v2/sql/"+id, "").expect(t, "a second cancel", 404, "")
	}
}

// cancelWhenRunning repeats the cancel until the service knows the query.
func cancelWhenRunning(t *testing.T, url string) {
	t.Helper()
	for range 6000 {
		r := send(t, "DELETE", url, "")
		if r.status == http.StatusAccepted && r.body == "" {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the query was never known")
}

// A failure after the first 32 KB ends the body behind a row.
func TestFailureInTheMiddle(t *testing.T) {
	url := start(t, Options{}, face.Switches{})
	r := send(t, "POST", url+"/druid/v2/sql", `{"resultFormat":"arrayLines","query":"SELECT page, CASE WHEN i > 1500000 THEN CAST(page AS BIGINT) END FROM (SELECT 'x' AS page, i FROM range(2000000) AS t(i))"}`)
	if r.status != 200 || !strings.HasSuffix(r.body, `"x",null]`) {
		t.Errorf("status %d, the body ends with %q", r.status, r.body[max(0, len(r.body)-40):])
	}
	if r.trailer.Get("X-Druid-Response-Complete") != "false" || r.trailer.Get("X-Error-Message") == "" {
		t.Errorf("trailers %v", r.trailer)
	}
}

// Go's client asks for gzip by itself and takes it off; here it is asked for by
// hand.
func TestGzip(t *testing.T) {
	url := start(t, Options{}, face.Switches{})
	const query = `{"query":"SELECT 1 AS a"}`
	r := send(t, "POST", url+"/druid/v2/sql", query, "Accept-Encoding", "gzip")
	z, err := gzip.NewReader(strings.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if string(text) != "[{\"a\":1}]\n" || err != nil || r.header.Get("Content-Encoding") != "gzip" || r.trailer.Get("X-Druid-Response-Complete") != "true" {
		t.Errorf("%q, %v, headers %v, trailers %v", text, err, r.header, r.trailer)
	}
	r = send(t, "POST", url+"/druid/v2/sql", query, "Accept-Encoding", "identity")
	r.expect(t, "identity", 200, "[{\"a\":1}]\n")
	r = send(t, "POST", url+"/druid/v2/sql", `{"query":"SELECT nope"}`, "Accept-Encoding", "gzip")
	r.has(t, "an error", 400, `"error":"druidException"`)
}

func TestSwitches(t *testing.T) {
	url := start(t, Options{}, face.Switches{})
	const query = `{"resultFormat":"arrayLines","query":"SELECT * FROM wikiticker"}`
	whole := send(t, "POST", url+"/druid/v2/sql", query)
	r := send(t, "POST", url+"/druid/v2/sql", query, "X-Sandbox", "cut=0.5", "Accept-Encoding", "identity")
	if len(r.body) != len(whole.body)/2 || r.trailer.Get("X-Druid-Response-Complete") != "false" {
		t.Errorf("cut: %d of %d bytes, trailers %v", len(r.body), len(whole.body), r.trailer)
	}
	send(t, "POST", url+"/druid/v2/sql", query, "X-Sandbox", "limited").has(t, "limited", 429, `"category":"CAPACITY_EXCEEDED"`)
	send(t, "POST", url+"/druid/v2/sql", query, "X-Sandbox", "failing=502").has(t, "failing=502", 502, "<html>")
	send(t, "POST", url+"/druid/v2/sql", query, "X-Sandbox", "failing=500").has(t, "failing=500", 500, `"category":"RUNTIME_FAILURE"`)
}

func TestCredentials(t *testing.T) {
	url := start(t, Options{Username: "admin", Password: "admin-password"}, face.Switches{})
	const query = `{"query":"SELECT 1 AS a"}`
	r := send(t, "POST", url+"/druid/v2/sql", query)
	r.expect(t, "no credentials", 401, `{"error":"Unauthorized request","errorMessage":null,"errorClass":null,"host":"localhost"}`)
	if r.header.Get("WWW-Authenticate") != "Basic" {
		t.Errorf("headers %v", r.header)
	}
	r = send(t, "POST", url+"/druid/v2/sql", query, "Authorization", "Basic YWRtaW46d3Jvbmc=")
	r.has(t, "a wrong password", 401, "Error 401 User authentication failed.")
	r = send(t, "POST", url+"/druid/v2/sql", query, "Authorization", "Basic YWRtaW46YWRtaW4tcGFzc3dvcmQ=")
	r.expect(t, "the password", 200, "[{\"a\":1}]\n")
	send(t, "GET", url+"/status/health", "").expect(t, "health without credentials", 200, "true")
}
