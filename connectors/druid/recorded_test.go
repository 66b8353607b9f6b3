package druid

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"sonde/connectors"
)

// exchange is an answer that was recorded from a server, with the request that
// it answered.
type exchange struct {
	Name    string
	Path    string
	Request struct {
		Query          string
		ResultFormat   string
		Header         bool
		TypesHeader    bool
		SQLTypesHeader bool
		Context        map[string]any
	}
	Status  int
	Header  map[string]string
	Body    string
	Trailer map[string]string
}

// recorded reads a file of testdata.
func recorded(t *testing.T, file string) []exchange {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var list []exchange
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// replay opens a connection to a server that gives this answer to everything.
func (e exchange) replay(t *testing.T) *Conn {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { e.write(w) }))
	t.Cleanup(server.Close)
	return connect(t, server.URL, nil)
}

func (e exchange) write(w http.ResponseWriter) {
	for name, value := range e.Header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(e.Status)
	_, _ = io.WriteString(w, e.Body)
	if e.Trailer != nil {
		_ = http.NewResponseController(w).Flush() // A trailer needs an answer in chunks.
	}
	for name, value := range e.Trailer {
		w.Header().Set(http.TrailerPrefix+name, value)
	}
}

// statement is the one that was answered.
func (e exchange) statement() connectors.Statement {
	flag := map[bool]string{true: "true", false: "false"}
	s := connectors.Statement{SQL: e.Request.Query, Options: map[string]string{
		"resultFormat": e.Request.ResultFormat, "header": flag[e.Request.Header],
		"typesHeader": flag[e.Request.TypesHeader], "sqlTypesHeader": flag[e.Request.SQLTypesHeader],
	}}
	if zone, ok := e.Request.Context["sqlTimeZone"].(string); ok {
		s.TimeZone = zone
	}
	return s
}

// The same nine rows in every format, with the oddest values that Druid has.
func TestRecordedTypes(t *testing.T) {
	var want answer
	for _, e := range recorded(t, "types33") {
		a := e.replay(t).run(e.statement())
		if a.err != nil {
			t.Errorf("%s: %v", e.Name, a.err)
		}
		switch e.Name {
		case "types arrayLines":
			want = a
			equal(t, e.Name, a.rows[0], `2024-03-01 00:00:00+00:00|river 2943|NULL|#de|plain|NULL|3921|9007199254740993|NaN|NULL|0|NULL|NULL|["👩‍🚀","",null]|[0.4898221212517767,0.5]|"AgEHBgMIAQA47OwJ"|"AQAAAQAAAAPWsA=="|"AQMDAAA6zJPWjN0NxY06NA=="`)
			equal(t, e.Name, columns(a.schema), "__time TIMESTAMP (LONG), page VARCHAR (STRING), user VARCHAR (STRING), channel VARCHAR (STRING), comment VARCHAR (STRING), "+
				"tags VARCHAR (STRING), added BIGINT (LONG), rev BIGINT (LONG), delta DOUBLE, ratio FLOAT, is_robot BIGINT (LONG), geo COMPLEX<json>, nums ARRAY<LONG>, "+
				"names ARRAY<STRING>, weights ARRAY<DOUBLE>, visitors_hll COMPLEX<HLLSketch>, visitors_hyper COMPLEX<hyperUnique>, visitors_theta COMPLEX<thetaSketch>")
		case "types csv":
			// NULL and the empty string are the same there.
			equal(t, e.Name, strings.ReplaceAll(a.text(), "||", "|NULL|"), strings.ReplaceAll(strings.ReplaceAll(want.text(), "||", "|NULL|"), "||", "|NULL|"))
		case "zone":
			equal(t, e.Name, a.rows[0], "2024-03-01 05:30:00+05:30|2024-03-01|true|NULL|1.1|1|x")
		default:
			equal(t, e.Name, a.text(), want.text())
		}
	}
}

// Five formats, with and without headers of names, Druid's types and SQL types.
func TestRecordedFormats(t *testing.T) {
	named := []string{"__time", "page", "added"}
	for _, e := range recorded(t, "formats33") {
		a := e.replay(t).run(e.statement())
		if a.err != nil {
			t.Errorf("%s: %v", e.Name, a.err)
			continue
		}
		kind, headers, _ := strings.Cut(e.Name, " ")
		_, headers, _ = strings.Cut(headers, " ")
		typed := headers == "all" || headers == "sql"
		switch {
		case kind == "none":
			if a.count != 0 || headers != "none" && a.schema.NumFields() != 2 {
				t.Errorf("%s: %d rows, columns %s", e.Name, a.count, columns(a.schema))
			}
		case typed:
			equal(t, e.Name, a.rows[0], "2024-03-01 05:02:24+00:00|river 4883|4999")
		default:
			equal(t, e.Name, a.rows[0], "2024-03-01T05:02:24.000Z|river 4883|4999")
		}
		if kind == "rows" && a.count != 2 {
			t.Errorf("%s: %d rows", e.Name, a.count)
		}
		if kind == "rows" && headers != "none" {
			for i, f := range a.schema.Fields() {
				equal(t, e.Name, f.Name, named[i])
			}
		}
	}
}

// A server that does not know headers with types sends names at most.
func TestOldServers(t *testing.T) {
	for body, want := range map[string]string{
		"[\"a\",\"b\"]\n[1,\"x\"]\n\n": "a|b: 1|x",
		"[\"a\",\"b\"]\n\n":            "a|b: ",
		"\n\n":                         ": ",
	} {
		a := exchange{Status: 200, Body: body}.replay(t).run(connectors.Statement{SQL: "SELECT a, b FROM t"})
		if a.err != nil {
			t.Errorf("%q: %v", body, a.err)
			continue
		}
		var names []string
		for _, f := range a.schema.Fields() {
			names = append(names, f.Name)
		}
		equal(t, body, strings.Join(names, "|")+": "+a.text(), want)
	}
	a := exchange{Status: 200, Body: "[1,\"x\"]\n\n"}.replay(t).run(connectors.Statement{SQL: "SELECT a, b FROM t"})
	if a.err == nil || a.err.Class != connectors.ClassUnsupported || a.count != 0 {
		t.Errorf("an answer without names gave %d rows, %v", a.count, a.err)
	}
}

func TestRecordedErrors(t *testing.T) {
	const utf16 = "SELECT '👩', nope FROM wiki"
	for _, want := range []struct {
		name     string
		class    connectors.Class
		message  string
		position int
	}{
		{"parse", connectors.ClassSyntax, "Received an unexpected token [, FROM] (line [1], column [12])", 11},
		{"no query", connectors.ClassSyntax, "Non-query expression encountered in illegal context", -1},
		{"keyword", connectors.ClassSyntax, "Incorrect syntax near the keyword 'CREATE' at line 1, column 1.", 0},
		{"no table", connectors.ClassNotFound, "Object 'nope' not found (line [1], column [15])", 14},
		{"no column", connectors.ClassNotFound, "Column 'nope' not found in any table (line [1], column [14])", strings.Index(utf16, "nope")},
		{"order", connectors.ClassQuery, "Query could not be planned. A possible reason is [SQL query requires ordering a table by non-time column [[page]], which is not supported.]", -1},
		{"zero", connectors.ClassQuery, "/ by zero", -1},
		{"timeout", connectors.ClassTimeout, "timed out", -1},
		{"limit of timeout", connectors.ClassConfig, "Configured timeout = 700000 is more than enforced limit of 600000.", -1},
		{"resource", connectors.ClassCapacity, "Cannot issue the query, subqueries generated results beyond maximum[100000] rows", -1},
		{"unsupported", connectors.ClassQuery, "java.lang.reflect.InvocationTargetException", -1},
		{"parameter missing", connectors.ClassQuery, "No value bound for parameter (position [2])", -1},
		{"parameter of wrong type", connectors.ClassInternal, "", -1},
		{"capacity", connectors.ClassCapacity, "Too many concurrent queries for lane 'one'", -1},
		{"cancelled", connectors.ClassCancelled, "", -1},
	} {
		found := false
		for _, e := range recorded(t, "errors33") {
			if e.Name != want.name {
				continue
			}
			found = true
			got := e.replay(t).run(e.statement()).err
			if got == nil || got.Class != want.class || !strings.Contains(got.Message, want.message) || got.Position != want.position {
				t.Errorf("%s: %#v", want.name, got)
			}
			if got != nil && (got.QueryID == "" || strings.Contains(got.Message, "{") || len(got.Message) > 600) {
				t.Errorf("%s: query id %q, message %q", want.name, got.QueryID, got.Message)
			}
		}
		if !found {
			t.Errorf("%s was not recorded", want.name)
		}
	}
}

// The forms of older servers, and errors under a status that says all is well.
func TestErrorForms(t *testing.T) {
	for body, want := range map[string]string{
		`{"error":"Plan validation failed","errorMessage":"no such thing","errorClass":"org.apache.calcite.tools.ValidationException","host":null}`: "query: no such thing",
		`{"error":"Query cancelled","errorMessage":null,"errorClass":null,"host":"localhost"}`:                                                      "cancelled: Query cancelled",
		`{"error":"druidException","errorMessage":"null","errorClass":"java.lang.ArithmeticException","category":"RUNTIME_FAILURE"}`:                "query: java.lang.ArithmeticException",
		`{"Access-Check-Result":"Unauthorized"}`: "query: the server refuses access: Unauthorized",
	} {
		if e := inBandError([]byte(body)); e == nil || e.Error() != want {
			t.Errorf("%s was read as %v", body, e)
		}
	}
	const late = `{"error":"Resource limit exceeded","errorMessage":"out of memory","errorClass":null,"host":null}`
	const head = "[\"a\"]\n[\"LONG\"]\n[\"BIGINT\"]\n"
	header := map[string]string{includedHeader: "yes"}
	a := exchange{Status: 200, Header: header, Body: late + "\n"}.replay(t).run(connectors.Statement{SQL: "SELECT 1"})
	if a.err == nil || a.err.Class != connectors.ClassCapacity || a.err.Message != "out of memory" {
		t.Errorf("an error in the place of a header gave %v", a.err)
	}
	a = exchange{Status: 200, Header: header, Body: head + "[7]\n" + late + "\n\n"}.replay(t).run(connectors.Statement{SQL: "SELECT 1"})
	if a.err == nil || a.err.Class != connectors.ClassIncomplete || !strings.Contains(a.err.Message, "out of memory") || a.text() != "7" {
		t.Errorf("an error behind rows gave %q, %v", a.text(), a.err)
	}
}

// Queries that died in the middle. Their first and last rows were kept.
func TestRecordedTruncation(t *testing.T) {
	for _, e := range recorded(t, "truncated33") {
		a := e.replay(t).run(e.statement())
		switch {
		case strings.HasPrefix(e.Name, "whole"):
			if a.err != nil || a.count != 3 {
				t.Errorf("%s: %d rows, %v", e.Name, a.count, a.err)
			}
		case a.err == nil || a.err.Class != connectors.ClassIncomplete || a.count < 10:
			t.Errorf("%s: %d rows, %v", e.Name, a.count, a.err)
		case strings.HasPrefix(e.Name, "cancelled") && !strings.Contains(a.err.Message, "Task was cancelled."):
			t.Errorf("%s: the trailer's reason is missing in %q", e.Name, a.err.Message)
		}
	}
}

// A trailer says that rows are missing although the body looks whole.
func TestTrailerAlone(t *testing.T) {
	e := exchange{Status: 200, Header: map[string]string{includedHeader: "yes"}, Body: "[\"a\"]\n[\"LONG\"]\n[\"BIGINT\"]\n[7]\n\n",
		Trailer: map[string]string{"X-Druid-Response-Complete": "false", "X-Error-Message": "a server was lost"}}
	a := e.replay(t).run(connectors.Statement{SQL: "SELECT 1"})
	if a.err == nil || a.err.Class != connectors.ClassIncomplete || !strings.HasSuffix(a.err.Message, "a server was lost") || a.text() != "7" {
		t.Errorf("%q, then %v", a.text(), a.err)
	}
}

func TestRecordedPlans(t *testing.T) {
	want := []string{
		"groupBy\n├─ dataSource: {table, name wiki}",
		"groupBy\n├─ dataSource: join\n│  ├─ left: {table, name wiki}\n│  ├─ right: query\n│  │  └─ query: scan",
		"BindableTableScan(table=[[INFORMATION_SCHEMA, TABLES]])\nattributes: {statementType SELECT}",
	}
	for i, e := range recorded(t, "explain33") {
		a := e.replay(t).run(e.statement())
		if a.err != nil || !strings.HasPrefix(a.text(), want[i]) || !strings.HasSuffix(a.text(), "attributes: {statementType SELECT}") {
			t.Errorf("%s: %v\n%s", e.Name, a.err, a.text())
		}
		if i < 2 && !strings.Contains(a.text(), "├─ signature: d0 STRING, a0 LONG\n└─ columns: d0 → channel, a0 → EXPR$1") {
			t.Errorf("signature or columns are missing:\n%s", a.text())
		}
	}
}
