package clickhouse

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"sonde/internal/decode/clickhouse"
)

const password = "t0p-secret"

// testTag announces an exception behind rows.
const testTag = "abcdefghijklmnop"

// block is an exception as the server writes it behind rows.
func block(text string) string {
	return "\r\n__exception__\r\n" + testTag + "\r\n" + text + "\n99 " + testTag + "\r\n__exception__\r\n"
}

// meta is the line that names columns, given as names and types in turn.
func meta(columns ...string) string {
	var list []string
	for i := 0; i < len(columns); i += 2 {
		list = append(list, fmt.Sprintf(`{"name":%q,"type":%q}`, columns[i], columns[i+1]))
	}
	return `{"meta":[` + strings.Join(list, ",") + "]}\n"
}

func lines(n int, row func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`{"row":[` + row(i) + "]}\n")
	}
	return b.String()
}

func rowsOf(list ...string) string { return lines(len(list), func(i int) string { return list[i] }) }

func numbered(i int) string { return fmt.Sprintf("%d, \"row %d\"", i, i) }

const progressLine = `{"progress":{"read_rows":"2","read_bytes":"16","total_rows_to_read":"4","elapsed_ns":"1000"}}` + "\n"

// names are n names of columns.
func names(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("c%d", i)
	}
	return list
}

func wide(n int) string {
	var columns []string
	for _, name := range names(n) {
		columns = append(columns, name, "UInt8")
	}
	return meta(columns...) + rowsOf(strings.Repeat("1, ", n-1)+"1")
}

// recordedTypes is what the engine sent of a table with every type.
func recordedTypes(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../../internal/decode/clickhouse/testdata/types." + clickhouse.Progress)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// answers are the bodies of statements.
func answers(t *testing.T) map[string]string {
	return map[string]string{
		"SELECT small":     progressLine + meta("a", "Nullable(UInt8)", "b", "String") + rowsOf(`1, "x"`, `null, ""`, `3, "z"`) + progressLine,
		"SELECT large":     meta("n", "UInt64", "s", "String") + progressLine + lines(6000, numbered),
		"SELECT types":     recordedTypes(t),
		"SELECT nulls":     meta("a", "Nullable(String)", "b", "Nullable(Float64)") + rowsOf(`null, null`, `"", "nan"`, `"NULL", "-inf"`),
		"SELECT integers":  meta("i", "Int64", "u", "UInt64", "h", "UInt256") + rowsOf(`-9223372036854775808, 18446744073709551615, 115792089237316195423570985008687907853269984665640564039457584007913129639935`),
		"SELECT decimals":  meta("d", "Decimal(18, 4)", "e", "Decimal(76, 20)") + rowsOf(`1.1, 99999999999999999999999999999999999999999999999999999999.99999999999999999999`),
		"SELECT nested":    meta("a", "Array(Nullable(UInt8))", "t", "Tuple(Int32, String)", "m", "Map(String, UInt64)", "j", "JSON") + rowsOf(`[1,null], [1,"x"], {"k":1,"k":2}, {"a":{"b":[1]}}`),
		"SELECT duplicate": meta("a", "UInt8", "a", "UInt8") + rowsOf("1, 2"),
		"SELECT none":      meta("a", "UInt8") + progressLine,
		"SELECT wide":      wide(1200),
		"SELECT many":      meta("n", "UInt64", "s", "String") + lines(100_000, numbered),
		"SELECT late":      meta("a", "UInt8") + rowsOf("1", "2") + block("Code: 395. DB::Exception: it failed. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 26.7.2.1)"),
		"SELECT version()": meta("v", "String") + rowsOf(`"26.7.2.1"`),
		databasesSQL:       meta("name", "String", "engine", "String") + rowsOf(`"lab", "Atomic"`),
		allTablesSQL:       tablesMeta + rowsOf(`"lab", "events", "MergeTree", "", 1000, 2000, ""`),
		allColumnsSQL: meta("name", "String", "type", "String", "comment", "String", "p", "UInt8", "s", "UInt8", "database", "String", "table", "String") +
			rowsOf(`"id", "UInt64", "", 1, 1, "lab", "events"`),
	}
}

var tablesMeta = meta("database", "String", "name", "String", "engine", "String", "comment", "String",
	"total_rows", "Nullable(UInt64)", "total_bytes", "Nullable(UInt64)", "create_table_query", "String")

// fake answers statements as the server does.
type fake struct{ answers map[string]string }

func (f fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	data, _ := io.ReadAll(r.Body)
	user, key, _ := r.BasicAuth()
	if user != "default" || key != password {
		refuse(w, http.StatusForbidden, "516", "Code: 516. DB::Exception: default: Authentication failed. (AUTHENTICATION_FAILED)")
		return
	}
	sql, query := string(data), r.URL.Query()
	switch {
	case sql == "SELECT refused":
		refuse(w, http.StatusBadRequest, "62", "Code: 62. DB::Exception: Syntax error: failed at position 8 (refused): refused. (SYNTAX_ERROR) (version 26.7.2.1)")
	case sql == "DROP TABLE t":
		w.Header().Set("X-ClickHouse-Summary", `{"read_rows":"0","written_rows":"0"}`)
		w.Header().Set("X-ClickHouse-Exception-Tag", testTag)
	case strings.HasPrefix(sql, "KILL QUERY"):
		send(w, meta("kill_status", "String", "query_id", "String"))
	case sql == tablesSQL && query.Get("param_database") == "lab":
		send(w, tablesMeta+rowsOf(`"lab", "events", "MergeTree", "", 1000, 2000, "CREATE TABLE"`))
	case sql == tablesSQL:
		send(w, tablesMeta)
	case sql == columnsSQL && query.Get("param_table") == "events":
		send(w, meta("name", "String", "type", "String", "comment", "String", "p", "UInt8", "s", "UInt8")+rowsOf(`"id", "UInt64", "", 1, 1`))
	case f.answers[sql] != "":
		send(w, counted(f.answers[sql], query.Get("limit")))
	default:
		send(w, meta("name", "String"))
	}
}

// counted adds the line with which answers end where there is a limit.
func counted(body, limit string) string {
	if limit == "" || strings.Contains(body, "__exception__") {
		return body
	}
	return body + fmt.Sprintf("{\"rows_before_limit_at_least\":%d}\n", strings.Count(body, `{"row":`))
}

func refuse(w http.ResponseWriter, status int, code, text string) {
	w.Header().Set("X-ClickHouse-Exception-Code", code)
	w.Header().Set("Content-Type", "text/plain; charset=UTF-8")
	w.WriteHeader(status)
	fmt.Fprintln(w, text)
}

func send(w http.ResponseWriter, body string) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=UTF-8")
	h.Set("X-ClickHouse-Format", clickhouse.Progress)
	h.Set("X-ClickHouse-Timezone", "UTC")
	h.Set("X-ClickHouse-Exception-Tag", testTag)
	w.(http.Flusher).Flush() // chunked, as every answer is
	_, _ = io.WriteString(w, body)
}
