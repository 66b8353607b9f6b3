package tinybird

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
)

const token = "p.t0p-secret"

// envelope is an answer of FORMAT JSON; columns are names and types in turn.
func envelope(columns []string, rows ...string) string {
	var meta []string
	for i := 0; i < len(columns); i += 2 {
		meta = append(meta, fmt.Sprintf("{\"name\": %q, \"type\": %q}", columns[i], columns[i+1]))
	}
	return fmt.Sprintf("{\n\t\"meta\":\n\t[%s],\n\n\t\"data\":\n\t[%s],\n\n\t\"rows\": %d,\n\n\t\"statistics\":\n\t{\n\t\t\"elapsed\": 0.001,\n\t\t\"rows_read\": 4,\n\t\t\"bytes_read\": 296\n\t}\n}\n",
		strings.Join(meta, ","), strings.Join(rows, ","), len(rows))
}

func columns(list ...string) []string { return list }

func objects(n int, row func(i int) string) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = row(i)
	}
	return list
}

func numbered(i int) string { return fmt.Sprintf(`{"n": %d, "s": "row %d"}`, i, i) }

// names are n names of columns.
func names(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("c%d", i)
	}
	return list
}

func wide(n int) string {
	var list, values []string
	for _, name := range names(n) {
		list = append(list, name, "UInt8")
		values = append(values, fmt.Sprintf("%q: 1", name))
	}
	return envelope(list, "{"+strings.Join(values, ", ")+"}")
}

// recordedTypes is what the engine sent of a table with every type.
func recordedTypes(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../../internal/decode/clickhouse/testdata/types.JSON")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// answers are the bodies of statements.
func answers(t *testing.T) map[string]string {
	return map[string]string{
		"SELECT small":     envelope(columns("a", "Nullable(UInt8)", "b", "String"), `{"a": 1, "b": "x"}`, `{"a": null, "b": ""}`, `{"a": 3, "b": "z"}`),
		"SELECT large":     envelope(columns("n", "UInt64", "s", "String"), objects(5000, numbered)...),
		"SELECT types":     recordedTypes(t),
		"SELECT nulls":     envelope(columns("a", "Nullable(String)", "b", "Nullable(Float64)"), `{"a": null, "b": null}`, `{"a": "", "b": "nan"}`),
		"SELECT integers":  envelope(columns("i", "Int64", "u", "UInt64"), `{"i": -9223372036854775808, "u": 18446744073709551615}`),
		"SELECT decimals":  envelope(columns("d", "Decimal(18, 4)", "e", "Decimal(76, 20)"), `{"d": 1.1, "e": 99999999999999999999999999999999999999999999999999999999.99999999999999999999}`),
		"SELECT nested":    envelope(columns("a", "Array(Nullable(UInt8))", "t", "Tuple(a UInt8, b String)", "m", "Map(String, UInt64)"), `{"a": [1,null], "t": {"a": 1, "b": "x"}, "m": {"k": 1, "k": 2}}`),
		"SELECT duplicate": envelope(columns("a", "UInt8", "a", "UInt8"), `{"a": 1, "a": 2}`),
		"SELECT none":      envelope(columns("a", "UInt8")),
		"SELECT wide":      wide(1200),
		"SELECT many":      envelope(columns("n", "UInt64", "s", "String"), objects(100_000, numbered)...),
		"SELECT late":      `{"meta": [{"name": "a", "type": "UInt8"}], "data": [{"a": 1},{"a": 2}Code: 395. DB::Exception: it failed. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO)` + "\n",
		"SELECT 1":         envelope(columns("1", "UInt8"), `{"1": 1}`),
	}
}

// fake answers as the API does.
type fake struct{ answers map[string]string }

func (f fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	data, _ := io.ReadAll(r.Body)
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=UTF-8")
	h.Set("X-RateLimit-Limit", "20")
	h.Set("X-RateLimit-Remaining", "19")
	h.Set("X-RateLimit-Reset", "1")
	switch sql := statementOf(r, data); {
	case r.Header.Get("Authorization") != "Bearer "+token:
		refuse(w, http.StatusForbidden, "invalid authentication token")
	case r.URL.Path == "/v0/datasources":
		_, _ = io.WriteString(w, listedSources)
	case r.URL.Path == "/v0/pipes":
		_, _ = io.WriteString(w, listedPipes)
	case r.URL.Path == "/v0/datasources/other.shared":
		_, _ = io.WriteString(w, `{"name": "other.shared", "schema": {"columns": [{"name": "id", "type": "UInt64"}]}}`)
	case r.URL.Path == "/v0/pipes/draft":
		_, _ = io.WriteString(w, `{"name": "draft", "endpoint": null, "nodes": [{"id": "t_7", "name": "d", "sql": "SELECT 1", "columns": [{"name": "x", "type": "UInt8"}]}]}`)
	case sql == "SELECT refused":
		refuse(w, http.StatusBadRequest, "[Error] Syntax error: failed at position 8 (refused): refused. (SYNTAX_ERROR)")
	case f.answers[sql] == "":
		refuse(w, http.StatusBadRequest, "[Error] Resource 'x' not found")
	default:
		w.(http.Flusher).Flush()
		_, _ = io.WriteString(w, f.answers[sql])
	}
}

// statementOf is the statement of a request, without the format that sonde asks
// for.
func statementOf(r *http.Request, body []byte) string {
	sql := string(body)
	if r.Header.Get("Content-Type") == "application/json" {
		var document map[string]string
		if json.Unmarshal(body, &document) == nil {
			sql = document["q"]
		}
	}
	if q := r.URL.Query().Get("q"); q != "" {
		sql = q
	}
	sql, _ = strings.CutSuffix(sql, "\nFORMAT JSON")
	return sql
}

func refuse(w http.ResponseWriter, status int, text string) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": text, "documentation": "https://docs.tinybird.co/x.html"})
}

const listedSources = `{"datasources": [
	{"id": "t_1", "name": "events", "type": "ndjson", "description": "What happened",
	 "engine": {"engine": "MergeTree", "engine_sorting_key": "day, user_id", "engine_primary_key": "day"},
	 "columns": [
		{"name": "day", "type": "Date", "nullable": false, "default_value": "DEFAULT toDate(ts)"},
		{"name": "user_id", "type": "UInt32", "nullable": false},
		{"name": "city", "type": "String", "nullable": true},
		{"name": "odd name", "type": "LowCardinality(Nullable(String))", "nullable": true}],
	 "statistics": {"bytes": 58917651, "row_count": 1000000}},
	{"id": "t_2", "name": "other.shared", "columns": [], "statistics": {"bytes": null, "row_count": null}}
]}`

const listedPipes = `{"pipes": [
	{"id": "t_3", "name": "top_pages", "description": "Most visited paths", "endpoint": "t_5", "type": "endpoint", "nodes": [
		{"id": "t_4", "name": "hits", "sql": "%\nSELECT path FROM events WHERE country = {{String(country, 'ES')}}", "description": null,
		 "params": [{"name": "country", "type": "String", "description": "Two letters", "required": false, "default": "it's"}, {"name": "since", "type": "DateTime", "default": null}], "columns": []},
		{"id": "t_5", "name": "top", "sql": "SELECT path FROM hits LIMIT {{Int64(limit, 10)}}", "description": "The answer",
		 "params": [{"name": "limit", "type": "Int64", "default": 9007199254740993}, {"name": "country", "type": "String", "default": "it's"}],
		 "columns": [{"name": "path", "type": "String"}]}]},
	{"id": "t_6", "name": "draft", "description": "", "endpoint": null, "type": "default", "nodes": []}
]}`
