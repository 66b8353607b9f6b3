package druid

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

const (
	fakeUser     = "reader"
	fakePassword = "pass-of-the-tests"
)

// table is an answer of the fake: three rows of header, and rows.
type table struct {
	names, native, sql []string
	rows               []string // JSON arrays
	count              int
	row                func(i int) string
	failure            string // ends the answer behind the rows, and stands in a trailer
}

func (t table) size() int { return t.count + len(t.rows) }

func (t table) at(i int) string {
	if t.row != nil {
		return t.row(i)
	}
	return t.rows[i]
}

func words(list ...string) []string { return list }

var tables = map[string]table{
	"SELECT small": {words("a", "b"), words("LONG", "STRING"), words("BIGINT", "VARCHAR"),
		words(`[1,"x"]`, `[2,null]`, `[3,"y"]`, `[-4,"a \"quoted\" | text"]`), 0, nil, ""},
	"SELECT large": {words("n", "text"), words("LONG", "STRING"), words("BIGINT", "VARCHAR"), nil, 2800,
		func(i int) string { return fmt.Sprintf(`[%d,"row %d of many"]`, i, i) }, ""},
	"SELECT types": {words("l", "f", "d", "t", "day", "b", "s", "c"),
		words("LONG", "FLOAT", "DOUBLE", "LONG", "LONG", "LONG", "STRING", "COMPLEX<thetaSketch>"),
		words("BIGINT", "FLOAT", "DOUBLE", "TIMESTAMP", "DATE", "BOOLEAN", "VARCHAR", "OTHER"),
		words(`[-9223372036854775808,3.4028235E38,1.0E-320,"2024-03-01T00:00:02.160Z","2024-03-01T00:00:00.000Z",true,"tab\there \uD83D\uDE80","\"AQMD==\""]`,
			`[9223372036854775807,"NaN","-Infinity","1969-12-31T23:59:59.999Z","0001-01-01T00:00:00.000Z",false,"esc\u001B[31m","\"AQ==\""]`), 0, nil, ""},
	"SELECT nulls":    {words("a", "b"), words("STRING", "LONG"), words("VARCHAR", "BIGINT"), words(`[null,null]`, `["",0]`), 0, nil, ""},
	"SELECT integers": {words("i"), words("LONG"), words("BIGINT"), words(`[9007199254740993]`, `[9223372036854775807]`), 0, nil, ""},
	"SELECT nested": {words("n", "s", "j"), words("ARRAY<LONG>", "ARRAY<STRING>", "COMPLEX<json>"), words("ARRAY", "ARRAY", "OTHER"),
		words(`[[39,null,9007199254740993],["Müller","",null],"{\"k\":9007199254740993}"]`), 0, nil, ""},
	"SELECT twice": {words("a", "a"), words("LONG", "STRING"), words("BIGINT", "VARCHAR"), words(`[1,"one"]`), 0, nil, ""},
	"SELECT none":  {words("a"), words("LONG"), words("BIGINT"), nil, 0, nil, ""},
	"SELECT wide":  {wide("column_%d"), wide("LONG"), wide("BIGINT"), words("[" + strings.Repeat("7,", 1199) + "7]"), 0, nil, ""},
	"SELECT many":  {words("n"), words("LONG"), words("BIGINT"), nil, 200_000, func(i int) string { return "[" + strconv.Itoa(i) + "]" }, ""},
	"SELECT late":  {words("a"), words("LONG"), words("BIGINT"), words(`[1]`, `[2]`), 0, nil, "Task was cancelled."},
}

func wide(format string) []string {
	list := make([]string, 1200)
	for i := range list {
		list[i] = strings.Replace(format, "%d", strconv.Itoa(i), 1)
	}
	return list
}

// fake is a well-behaved server, as far as the tests need one.
func fake() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+sqlPath, serveSQL)
	mux.HandleFunc("DELETE "+sqlPath+"/{id}", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) })
	mux.HandleFunc("POST "+taskPath, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		fmt.Fprint(w, `{"taskId":"query-1","state":"RUNNING"}`)
	})
	mux.HandleFunc("GET "+tasksPath+"/{id}/status", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"task":"query-1","status":{"statusCode":"SUCCESS","runnerStatusCode":"WAITING","errorMsg":null}}`)
	})
	mux.HandleFunc("GET /status", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"version":"33.0.0"}`) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != fakeUser || password != fakePassword {
			w.Header().Set("WWW-Authenticate", "Basic")
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"error":"Unauthorized request","errorMessage":null,"errorClass":null,"host":"localhost"}`)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func serveSQL(w http.ResponseWriter, r *http.Request) {
	var q struct {
		Query        string
		ResultFormat string
		Parameters   []struct{ Value string }
		Context      struct {
			SQLQueryID    string `json:"sqlQueryId"`
			SQLOuterLimit int    `json:"sqlOuterLimit"`
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Druid-SQL-Query-Id", q.Context.SQLQueryID)
	w.Header().Set(includedHeader, "yes")
	if t, ok := fakeCatalog(q.Query); ok {
		for _, p := range q.Parameters {
			if p.Value != "druid" && p.Value != "wiki" {
				t.rows = nil
			}
		}
		writeTable(w, t, q.ResultFormat, t.size())
		return
	}
	t, ok := tables[q.Query]
	if !ok {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":"druidException","errorCode":"invalidInput","persona":"USER","category":"INVALID_INPUT","errorMessage":"Object 'nowhere' not found (line [1], column [15])","context":{"sourceType":"sql","line":"1","column":"15","endLine":"1","endColumn":"21"}}`)
		return
	}
	n := t.size()
	if q.Context.SQLOuterLimit > 0 {
		n = min(n, q.Context.SQLOuterLimit)
	}
	writeTable(w, t, q.ResultFormat, n)
}

// fakeCatalog answers the statements of the catalog.
func fakeCatalog(sql string) (table, bool) {
	text := func(names []string, rows ...string) (table, bool) {
		kinds := make([]string, len(names))
		types := make([]string, len(names))
		for i := range names {
			kinds[i], types[i] = "STRING", "VARCHAR"
		}
		return table{names: names, native: kinds, sql: types, rows: rows}, true
	}
	switch {
	case sql == "SELECT 1":
		return table{words("EXPR$0"), words("LONG"), words("INTEGER"), words("[1]"), 0, nil, ""}, true
	case strings.Contains(sql, ".SCHEMATA"):
		return text(words("SCHEMA_NAME"), `["druid"]`)
	case strings.Contains(sql, ".TABLES"):
		return text(words("TABLE_SCHEMA", "TABLE_NAME", "TABLE_TYPE", "IS_JOINABLE", "IS_BROADCAST"), `["druid","wiki","TABLE","NO","NO"]`)
	case strings.Contains(sql, ".COLUMNS"):
		return text(words("TABLE_SCHEMA", "TABLE_NAME", "COLUMN_NAME", "DATA_TYPE", "IS_NULLABLE"),
			`["druid","wiki","__time","TIMESTAMP","NO"]`, `["druid","wiki","nums","ARRAY","YES"]`)
	case strings.Contains(sql, "sys.segments"):
		return table{words("datasource", "EXPR$1", "EXPR$2"), words("STRING", "LONG", "LONG"), words("VARCHAR", "BIGINT", "BIGINT"),
			words(`["wiki",200000,44200000]`), 0, nil, ""}, true
	case strings.HasPrefix(sql, `SELECT * FROM "druid"."wiki"`):
		return table{words("__time", "nums"), words("LONG", "ARRAY<LONG>"), words("TIMESTAMP", "ARRAY"), nil, 0, nil, ""}, true
	case strings.Contains(sql, ".ROUTINES"):
		return text(words("ROUTINE_NAME", "IS_AGGREGATOR", "SIGNATURES"), `["NTILE","YES","'NTILE(<INTEGER>)'"]`)
	}
	return table{}, false
}

// writeTable writes an answer in one of the formats.
func writeTable(w http.ResponseWriter, t table, format string, rows int) {
	f := formOf(format)
	fmt.Fprint(w, f.open, f.header(t))
	for i := range rows {
		fmt.Fprint(w, f.between, f.row(t.names, t.at(i)))
	}
	if t.failure != "" {
		_ = http.NewResponseController(w).Flush() // A trailer needs an answer in chunks.
		w.Header().Set(http.TrailerPrefix+"X-Druid-Response-Complete", "false")
		w.Header().Set(http.TrailerPrefix+"X-Error-Message", t.failure)
		return
	}
	fmt.Fprint(w, f.end)
}

// form is how a format puts rows together.
type form struct {
	open, between, end string
	header             func(table) string
	row                func(names []string, row string) string
}

func formOf(format string) form {
	f := form{"", "\n", "\n\n", arrayHeader("\n"), func(_ []string, row string) string { return row }}
	switch format {
	case formatArray:
		f.open, f.between, f.end, f.header = "[", ",", "]\n", arrayHeader(",")
	case formatObject:
		f.open, f.between, f.end = "[", ",", "]\n"
	case formatCSV:
		f.header, f.row = csvHeader, csvRow
	}
	if strings.HasPrefix(format, formatObject) {
		f.header, f.row = objectHeader, objectRow
	}
	return f
}

func arrayHeader(between string) func(table) string {
	return func(t table) string {
		var lines []string
		for _, list := range [][]string{t.names, t.native, t.sql} {
			line, _ := json.Marshal(list)
			lines = append(lines, string(line))
		}
		return strings.Join(lines, between)
	}
}

func objectHeader(t table) string {
	var parts []string
	for i, name := range t.names {
		parts = append(parts, fmt.Sprintf(`%q:{"type":%q,"sqlType":%q}`, name, t.native[i], t.sql[i]))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func cells(row string) []json.RawMessage {
	var list []json.RawMessage
	_ = json.Unmarshal([]byte(row), &list) // the rows stand above
	return list
}

func objectRow(names []string, row string) string {
	var parts []string
	for i, cell := range cells(row) {
		parts = append(parts, fmt.Sprintf("%q:%s", names[i], cell))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func csvHeader(t table) string {
	return strings.Join([]string{strings.Join(t.names, ","), strings.Join(t.native, ","), strings.Join(t.sql, ",")}, "\n")
}

// csvRow writes NULL as nothing, and quotes where it must.
func csvRow(_ []string, row string) string {
	var parts []string
	for _, cell := range cells(row) {
		text := string(cell)
		if text == "null" {
			text = ""
		}
		var s string
		if json.Unmarshal(cell, &s) == nil {
			text = s
		}
		if strings.ContainsAny(text, ",\"\r\n") {
			text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ",")
}
