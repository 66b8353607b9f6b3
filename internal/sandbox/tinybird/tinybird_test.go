package tinybird

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"sonde/connectors"
	"sonde/connectors/duckdb"
	"sonde/internal/sandbox/face"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start starts the service and returns its base URL.
func start(t *testing.T, s face.Switches) string {
	t.Helper()
	config, err := connectors.NewConfig(duckdb.Driver(), "sandbox", map[string]any{"sample": true})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := duckdb.Driver().Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	engine := face.NewEngine(conn)
	handler, err := face.Handler(t.Context(), Face(), face.Config{Engine: engine}, s)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(func() {
		server.Close()
		engine.Close()
		conn.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	return server.URL
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   string
	err    error // of the body's end
}

func send(t *testing.T, method, url, body string, header ...string) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+Token)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return reply{response.StatusCode, response.Header, string(text), err}
}

// query sends SQL as a text.
func query(t *testing.T, base, sql string, header ...string) reply {
	t.Helper()
	return send(t, "POST", base+"/v0/sql", sql, append([]string{"Content-Type", "text/plain"}, header...)...)
}

// expect checks status and body.
func (r reply) expect(t *testing.T, what string, status int, body string) {
	t.Helper()
	if r.status != status || r.body != body {
		t.Errorf("%s answers %d\n%s\nwant %d\n%s", what, r.status, r.body, status, body)
	}
}

// has checks the status and parts of the body.
func (r reply) has(t *testing.T, what string, status int, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(r.body, part) {
			t.Errorf("%s answers %s\nwithout %s", what, r.body, part)
		}
	}
	if r.status != status {
		t.Errorf("%s answers %d, want %d: %s", what, r.status, status, r.body)
	}
}

// The document's "Successful response" to SELECT * FROM <pipe>.
func TestExampleOfTheDocument(t *testing.T) {
	base := start(t, face.Switches{})
	get := base + "/v0/sql?q=" + url.QueryEscape("SELECT * FROM trips FORMAT JSON")
	for what, r := range map[string]reply{
		"GET":      send(t, "GET", get, ""),
		"curl":     send(t, "POST", base+"/v0/sql", "SELECT * FROM trips", "Content-Type", "application/x-www-form-urlencoded"),
		"a form":   send(t, "POST", base+"/v0/sql", "q=SELECT+*+FROM+trips", "Content-Type", "application/x-www-form-urlencoded"),
		"JSON":     send(t, "POST", base+"/v0/sql", `{"q":"SELECT * FROM trips"}`, "Content-Type", "application/json"),
		"text":     send(t, "POST", base+"/v0/sql", "SELECT * FROM trips", "Content-Type", "text/plain"),
		"the pipe": send(t, "GET", base+"/v0/pipes/trips.json", ""),
		"pipeline": send(t, "GET", base+"/v0/sql?pipeline=trips&q="+url.QueryEscape("SELECT * FROM _"), ""),
		"?token=":  send(t, "GET", get+"&token="+Token, "", "Authorization", ""),
	} {
		r.has(t, what, 200, "{\n\t\"meta\":\n\t[\n\t\t{\n\t\t\t\"name\": \"VendorID\",\n\t\t\t\"type\": \"Int32\"\n\t\t},\n\t\t{\n\t\t\t\"name\": \"tpep_pickup_datetime\",\n\t\t\t\"type\": \"DateTime\"\n\t\t},",
			`"VendorID": 2,`, `"tpep_pickup_datetime": "2001-01-05 11:45:23",`, `"tpep_dropoff_datetime": "2001-01-05 11:52:05",`, `"passenger_count": 5,`, `"trip_distance": 1.53,`,
			`"store_and_fwd_flag": "N",`, `"PULocationID": 71,`, `"fare_amount": 7.5,`, `"tip_amount": 0,`, `"total_amount": 8.8`,
			"\n\t],\n\n\t\"rows\": 3,\n\n\t\"rows_before_limit_at_least\": 4,\n\n\t\"statistics\":\n\t{\n\t\t\"elapsed\": 0.", `"rows_read": `, `"bytes_read": `)
		if got := r.header.Get("Content-Type"); got != "application/json; charset=UTF-8" {
			t.Errorf("%s: Content-Type %s", what, got)
		}
	}
	send(t, "POST", base+"/v0/pipes/trips.json", "select count() from _").has(t, "select count() from _", 200, `"count()": 3`)
	r := query(t, base, "SELECT count() from trips FORMAT JSON")
	r.has(t, "SELECT count()", 200, `"count()": 3`, `"rows": 1,`)
}

// The document's four examples of POST /v0/sql, with <pipe> named pipe.
func TestTemplatesOfTheDocument(t *testing.T) {
	base := start(t, face.Switches{})
	for _, c := range []struct{ body, want string }{
		{`{
        "q":"% SELECT * FROM pipe where column_name = {{String(column_name)}}",
        "column_name": "column_name_value"
    }`, `"column_name_value"`},
		{`{
        "q":"% SELECT * FROM pipe where column_name = {{String(column_name, \"column_name_value\")}}",
        "column_name": "new_column_name_value"
    }`, `"new_column_name_value"`},
		{`{"q":"% SELECT * FROM pipe where column_name = {{String(column_name, \"column_name_value\")}}"}`, `"column_name_value"`},
	} {
		r := send(t, "POST", base+"/v0/sql", c.body, "Content-Type", "application/json")
		r.has(t, c.body, 200, `"column_name": `+c.want, `"rows": 1,`)
	}
	r := send(t, "POST", base+"/v0/sql", `{"q":"% SELECT * FROM pipe where column_name = {{String(column_name)}}"}`, "Content-Type", "application/json")
	r.has(t, "a missing value", 400, "Template Syntax Error: Required parameter is not defined. Check the parameters column_name.")
	r = send(t, "POST", base+"/v0/sql", `{"q":"% SELECT count() AS n FROM pipe where column_name = {{String(column_name)}}","column_name":"x' OR '1' = '1"}`, "Content-Type", "application/json")
	r.has(t, "quotes in a value", 200, `"n": 0`)
}

func TestTemplatesThatSetNames(t *testing.T) {
	base := start(t, face.Switches{})
	ask := func(template, more string) reply {
		return send(t, "POST", base+"/v0/sql", `{"q":"%`+template+`"`+more+`}`, "Content-Type", "application/json")
	}
	ask("{% set n = Int32(limit, 2) %} SELECT {{n}} + 1 AS n", "").has(t, "the default", 200, `"n": 3`)
	ask("{% set n = Int32(limit, 2) %} SELECT {{n}} + 1 AS n", `,"limit":7`).has(t, "a value", 200, `"n": 8`)
	ask("{% set n = Int32(limit) %} SELECT 1", "").has(t, "no value", 400, "Required parameter is not defined")
	ask("{% set n %} SELECT 1", "").has(t, "nothing to set", 400, "set without a value")
	// What a pipe is asked with reaches its own parameters.
	ask("{% set _limit = Int32(limit, '10') %} SELECT * FROM top_products", `,"limit":3`).has(t, "a pipe", 200, `"rows": 3,`)
}

// "If the original timestamp had no time zone associated, you'll read back the
// same date and time verbatim …" and the example with an offset.
func TestTimestampsOfTheDocument(t *testing.T) {
	base := start(t, face.Switches{})
	query(t, base, "SELECT * FROM moments FORMAT JSONEachRow").expect(t, "moments", 200,
		`{"naive":"2022-11-14 11:08:46","naive_new_york":"2022-11-14 11:08:46","utc":"2022-11-14 11:08:46","new_york":"2022-11-14 06:08:46"}`+"\n")
	query(t, base, "SELECT new_york, utc FROM moments").has(t, "types", 200, `"type": "DateTime('America\/New_York')"`, `"type": "DateTime"`)
	query(t, base, "SELECT TIMESTAMPTZ '2022-11-14 12:08:46.574295+01' AS t FORMAT TSV").expect(t, "an offset", 200, "2022-11-14 11:08:46.574295\n")
}

func TestNumbers(t *testing.T) {
	base := start(t, face.Switches{})
	const sql = "SELECT 9007199254740993::UBIGINT AS u, 'nan'::DOUBLE AS a, '-inf'::DOUBLE AS b, 1e21 AS c, 1.1000::DECIMAL(9,4) AS d, sum(1::BIGINT) AS s, 0.1 AS f, [1::BIGINT] AS l FORMAT JSONEachRow"
	query(t, base, sql).expect(t, "numbers", 200, `{"u":9007199254740993,"a":null,"b":null,"c":1e21,"d":1.1,"s":1,"f":0.1,"l":[1]}`+"\n")
	r := send(t, "GET", base+"/v0/sql?output_format_json_quote_64bit_integers=1&output_format_json_quote_denormals=1&q="+url.QueryEscape(sql), "")
	r.expect(t, "with both quote settings", 200, `{"u":"9007199254740993","a":"nan","b":"-inf","c":1e21,"d":1.1,"s":"1","f":0.1,"l":["1"]}`+"\n")
	r = send(t, "POST", base+"/v0/sql", `{"q":"SELECT 1::BIGINT AS a FORMAT JSONEachRow","output_format_json_quote_64bit_integers":1}`, "Content-Type", "application/json")
	r.expect(t, "a setting in the body", 200, `{"a":"1"}`+"\n")
}

func TestTypes(t *testing.T) {
	base := start(t, face.Switches{})
	for sql, want := range map[string]string{
		"1::TINYINT": "Int8", "1::UBIGINT": "UInt64", "1::HUGEINT": "Int128", "1.5::FLOAT": "Float32", "1.5::DECIMAL(9,4)": "Decimal(9, 4)", "true": "Bool",
		"'x'": "String", "NULL::VARCHAR": "Nullable(String)", "DATE '2024-02-29'": "Date", "TIMESTAMP_S '2024-02-29'": "DateTime", "TIMESTAMP_MS '2024-02-29'": "DateTime64(3)",
		"TIMESTAMP '2024-02-29'": "DateTime64(6)", "TIMESTAMPTZ '2024-02-29 00:00:00Z'": "DateTime64(6, 'UTC')", "uuid()": "UUID",
		"[1, NULL]": "Array(Nullable(UInt8))", "[['a']]": "Array(Array(String))", "MAP {'k': 1::UBIGINT}": "Map(String, UInt64)",
		"{'a': 1, 'b c': 'x'}": "Tuple(a Int32, `b c` String)", "(SELECT country FROM visits LIMIT 1)": "LowCardinality(String)", "(SELECT address FROM visits LIMIT 1)": "IPv4",
	} {
		name := strings.ReplaceAll(want, "/", `\/`)
		query(t, base, "SELECT "+sql+" AS a").has(t, sql, 200, "\"name\": \"a\",\n\t\t\t\"type\": \""+name+"\"")
	}
}

func TestFormats(t *testing.T) {
	base := start(t, face.Switches{})
	const sql = `SELECT 1 AS n, 'it''s "x"/' || chr(9) AS s, NULL::VARCHAR AS z, ['a', 'it''s'] AS l, {'p': 1, 'q': ''} AS t, MAP {'k': 2} AS m, TIMESTAMP_S '2024-01-02 03:04:05' AS d, CAST(chr(27) AS BLOB) AS b FORMAT `
	for format, want := range map[string]string{
		"CSV":          `1,"it's ""x""/` + "\t" + `",\N,"['a','it\'s']",1,"","{'k':2}","2024-01-02 03:04:05","` + "\x1b" + `"` + "\n",
		"CSVWithNames": `"n","s","z","l","t.p","t.q","m","d","b"` + "\n" + `1,"it's ""x""/` + "\t" + `",\N,"['a','it\'s']",1,"","{'k':2}","2024-01-02 03:04:05","` + "\x1b" + `"` + "\n",
		"TSV":          "1\t" + `it\'s "x"/\t` + "\t\\N\t" + `['a','it\'s']` + "\t(1,'')\t{'k':2}\t2024-01-02 03:04:05\t\x1b\n",
		"TSVWithNames": "n\ts\tz\tl\tt\tm\td\tb\n1\t" + `it\'s "x"/\t` + "\t\\N\t" + `['a','it\'s']` + "\t(1,'')\t{'k':2}\t2024-01-02 03:04:05\t\x1b\n",
		"JSONEachRow":  `{"n":1,"s":"it's \"x\"\/\t","z":null,"l":["a","it's"],"t":{"p":1,"q":""},"m":{"k":2},"d":"2024-01-02 03:04:05","b":"\u001B"}` + "\n",
	} {
		query(t, base, sql+format).expect(t, format, 200, want)
		query(t, base, sql+format+" ;").expect(t, format+" ;", 200, want)
	}
	query(t, base, "SELECT 1 AS a, 'xyz' AS b FORMAT PrettyCompact").expect(t, "PrettyCompact", 200, "   ┌─a─┬─b───┐\n1. │ 1 │ xyz │\n   └───┴─────┘\n")
	query(t, base, "SELECT DATE '2024-01-31' + i::INT AS d, NULL AS n FROM range(9, 11) t(i) FORMAT PrettyCompact").has(t, "PrettyCompact", 200,
		"   ┌──────────d─┬─n────┐\n1. │ 2024-02-09 │ ᴺᵁᴸᴸ │\n")
	query(t, base, "SELECT 1 AS a WHERE false FORMAT CSV").expect(t, "no rows", 200, "")
	query(t, base, "SELECT 1 AS a WHERE false").has(t, "no rows", 200, "\"data\":\n\t[\n\n\t],\n\n\t\"rows\": 0")
	query(t, base, "SELECT 1 AS a, 1 AS a FORMAT JSONEachRow").expect(t, "two columns of a name", 200, `{"a":1,"a":1}`+"\n")
	query(t, base, "SELECT 1 FORMAT Nonsense").has(t, "an unknown format", 400, "Unknown format Nonsense")
	query(t, base, "SELECT '\\xff\\xfex\\xc3'::BLOB AS a").has(t, "no UTF-8", 200, `"a": "`+"\uFFFDx\uFFFD"+`"`)
	send(t, "GET", base+"/v0/pipes/metrics.prometheus", "").has(t, "Prometheus", 200,
		"# HELP shop_orders_total Orders by status\n# TYPE shop_orders_total counter\nshop_orders_total{status=\"placed\"} ")
}

func TestStatements(t *testing.T) {
	base := start(t, face.Switches{})
	query(t, base, "SELECT 1 AS a -- it ends here\nSETTINGS max_execution_time = 5, max_threads = 1\nFORMAT JSONEachRow").expect(t, "settings", 200, "{\"a\":1}\n")
	query(t, base, "DESCRIBE TABLE moments FORMAT TSV").has(t, "DESCRIBE", 200, "naive\tDateTime\t", `new_york`+"\t"+`DateTime(\'America/New_York\')`)
	query(t, base, "DESCRIBE (SELECT 1::UBIGINT AS x) FORMAT TSV").has(t, "DESCRIBE", 200, "x\tUInt64\t")
	for call, want := range map[string]string{
		`{'error': "it's mine", 'code': 7}, 422`: `422 {"error": "it's mine", "code": 7}`, `'plain'`: `400 "plain"`, `{'a': [1, None, True]}, 404`: `404 {"a": [1, null, true]}`,
	} {
		r := query(t, base, "% {% if not defined(x) %}{{custom_error("+call+")}}{% end %} SELECT 1")
		if got := fmt.Sprintf("%d %s", r.status, r.body); got != want {
			t.Errorf("custom_error(%s) answers %s, not %s", call, got, want)
		}
	}
	for sql, before := range map[string]int{
		"SELECT * FROM letters ORDER BY number LIMIT 1": 3, "SELECT * FROM letters LIMIT 1": 3, "SELECT * FROM letters WHERE number > 1 LIMIT 1 OFFSET 1": 2,
		"SELECT number FROM numbers(10) LIMIT 3": 3, "SELECT number FROM numbers(10) LIMIT 3 OFFSET 2": 5, "SELECT number FROM numbers(10) order by number LIMIT 3": 10,
		"SELECT number % 3 AS k, count() FROM numbers(10) GROUP BY k LIMIT 2": 3, "SELECT * FROM letters LIMIT 10": 3,
	} {
		query(t, base, sql+" FORMAT JSON").has(t, sql, 200, fmt.Sprintf(`"rows_before_limit_at_least": %d,`, before))
	}
	for sql, want := range map[string]string{
		"SELECT * FROM nope":                       `{"error":"[Error] Resource 'nope' not found"`,
		"SELEC 1":                                  `{"error":"[Error] `,
		"EXPLAIN SELECT 1":                         "[Error] Only SELECT or DESCRIBE queries are supported. Got: ExplainQuery",
		"INSERT INTO letters VALUES ('x', 1)":      "Got: InsertQuery",
		"SELECT version()":                         "Usage of function version is restricted",
		"SELECT 1 SETTINGS max_rows_to_read = 5":   "Usage of setting 'max_rows_to_read' is restricted",
		"SELECT 1; SELECT 2":                       "Multi-statements are not allowed",
		"SELECT * FROM system.tables":              "Resource 'system.tables' not found",
		"SELECT * FROM customer":                   "Required parameter is not defined. Check the parameters id.",
		"% SELECT {{UUID(x, '1')}}":                "Invalid function name: UUID",
		"% SELECT {{Int8(x, '300')}}":              "Error validating '300' to type Int8",
		"% SELECT {{error('no luck today')}}":      `{"error":"no luck today"`,
		"% SELECT 1 {% if defined(x) %}":           "Template Syntax Error",
		"SELECT CAST(path AS INTEGER) FROM visits": "[Error] Could not convert",
	} {
		query(t, base, sql).has(t, sql, 400, want)
	}
}

func TestStatuses(t *testing.T) {
	base := start(t, face.Switches{})
	send(t, "POST", base+"/v0/sql", "SELECT 1", "Authorization", "").has(t, "no token", 403, `{"error":"authentication token is required"`)
	send(t, "POST", base+"/v0/sql", "SELECT 1", "Authorization", "Bearer nonsense").has(t, "a wrong token", 403, `{"error":"invalid authentication token"`)
	narrow := []string{"Authorization", "Bearer " + PipeToken}
	query(t, base, "SELECT count() AS n FROM top_products FORMAT CSV", narrow...).expect(t, "what the token reads", 200, "10\n")
	query(t, base, "SELECT * FROM letters", narrow...).has(t, "what it does not", 403, "token needs ``DATASOURCES:READ:letters`` scope")
	query(t, base, "SELECT * FROM system.tables", narrow...).has(t, "system tables", 403, "can't be directly accessed without an ADMIN token")
	send(t, "GET", base+"/v0/pipes/trips.json", "", narrow...).has(t, "another pipe", 403, "PIPES:READ:trips")
	send(t, "GET", base+"/v0/pipes/nope.json", "").has(t, "no such pipe", 404, "The pipe 'nope' does not exist")
	send(t, "GET", base+"/v0/pipes/draft.json", "").has(t, "a draft", 404, "does not have an endpoint yet")
	send(t, "GET", base+"/v0/nothing", "").has(t, "no such path", 404, `"error"`)
	send(t, "DELETE", base+"/v0/sql", "").has(t, "DELETE", 405, `"error"`)
	send(t, "GET", base+"/v0/sql", "").has(t, "no q", 400, "'q' is required")
	query(t, base, strings.Repeat(" ", mostBody+1)).has(t, "a body that is too large", 413, "too large")
	r := query(t, base, "SELECT count() FROM range(3000000000) AS a(x), range(1000) AS b(y) WHERE x + y = -1 SETTINGS max_execution_time = 0.05")
	r.has(t, "a query over its time", 408, "Timeout exceeded")
	listing := send(t, "GET", base+"/v0/pipes", "")
	if listing.header.Get("X-RateLimit-Limit") != "" || listing.header.Get("Content-Type") != "application/json; charset=UTF-8" {
		t.Errorf("a listing has the headers %v", listing.header)
	}
	if r.header.Get("X-RateLimit-Limit") != "20" {
		t.Errorf("headers %v", r.header)
	}
	r = query(t, base, "SELECT 1", "X-Sandbox", "limited")
	r.has(t, "limited", 429, `"error":"Too many requests`)
	if r.header.Get("Retry-After") != "2" || r.header.Get("X-RateLimit-Remaining") != "0" {
		t.Errorf("headers %v", r.header)
	}
}

func TestChunkedBody(t *testing.T) {
	base := start(t, face.Switches{})
	r, err := http.NewRequest("POST", base+"/v0/sql?token="+Token, io.MultiReader(strings.NewReader("SELECT 1")))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusLengthRequired {
		t.Errorf("status %d", response.StatusCode)
	}
}

func TestCutAndFailureInTheMiddle(t *testing.T) {
	base := start(t, face.Switches{})
	whole := query(t, base, "SELECT * FROM visits FORMAT CSV", "Accept-Encoding", "identity")
	r := query(t, base, "SELECT * FROM visits FORMAT CSV", "X-Sandbox", "cut=0.5", "Accept-Encoding", "identity")
	if len(r.body) != len(whole.body)/2 || r.err == nil {
		t.Errorf("cut: %d of %d bytes, %v", len(r.body), len(whole.body), r.err)
	}
	r = query(t, base, "SELECT CASE WHEN i > 1500000 THEN CAST('x' || i AS INTEGER) END AS n FROM range(2000000) AS t(i) FORMAT JSON", "Accept-Encoding", "identity")
	if r.status != 200 || r.err == nil || !strings.Contains(r.body[max(0, len(r.body)-300):], "}\nCode: 395. DB::Exception: ") {
		t.Errorf("status %d, %v, the body ends with %s", r.status, r.err, r.body[max(0, len(r.body)-300):])
	}
}
