package clickhouse

import (
	"net/http"
	"strings"
	"testing"

	"sonde/connectors"
)

// An answer without an end of its own is whole where all rows came that the server
// has made; one that was cut between rows, and ended in good order, is not.
func TestRowsOfFormatsWithoutAnEnd(t *testing.T) {
	for _, c := range []struct {
		format, body, made string
		cut                bool
		want               connectors.Completeness
	}{
		{"CSV", "1\n2\n", "2", false, connectors.Complete},
		{"CSV", "1\n", "2", true, connectors.Complete},
		{"CSV", "", "2", true, connectors.Complete},
		{"CSV", "1\n2\n", "0", false, connectors.Unknown},
		{"CSVWithNames", "a\n1\n2\n", "2", false, connectors.Complete},
		{"TSV", "1\n2\n", "2", false, connectors.Complete},
		{"TabSeparatedWithNames", "a\n1\n", "2", true, connectors.Complete},
		{"JSONEachRow", `{"a":1}` + "\n", "1", false, connectors.Complete},
		{"JSONEachRow", `{"a":1}` + "\n", "2", true, connectors.Complete},
		{"JSONEachRow", `{"a":1}` + "\n", "0", false, connectors.Unknown},
		{"Vertical", "a: 1\n", "1", false, connectors.Unknown},
		{"CSV", "1,1\n\n0,2\n", "2", false, connectors.Unknown}, // totals
		{"CSV", "1\n\n2\n", "1", false, connectors.Unknown},     // totals of one column
		{"TSV", "1\n\n2\n", "1", false, connectors.Unknown},
		{"PrettyCompact", "┌┐\n└┘\n", "0", false, connectors.Unknown},
		{"PrettyCompact", "┌a┐\n1. │1│\n└─┘\n┌a┐\n2. │1│\n└─┘\n", "2", false, connectors.Complete},
		{"PrettyCompact", "┌a┐\n1. │1│\n└─┘\n", "2", true, connectors.Complete},
		{"PrettyCompact", "┌a┐\n│1│\n└─┘\n", "1", false, connectors.Unknown}, // without numbers
		{"PrettyCompact", "", "2", true, connectors.Complete},
		{"PrettyCompact", "", "0", false, connectors.Complete}, // the head was kept back
		{"Null", "", "2", false, connectors.Complete},
		{"JSONStringsEachRowWithProgress", `{"row":{"a":"1"}}` + "\n", "1", false, connectors.Unknown},
	} {
		size, wait := "", ""
		conn, _ := sent(t, nil, func(w http.ResponseWriter, r *http.Request) {
			size, wait = r.URL.Query().Get("buffer_size"), r.URL.Query().Get("wait_end_of_query")
			w.Header().Set("X-ClickHouse-Format", c.format)
			w.Header().Set("X-ClickHouse-Summary", `{"read_rows":"9","result_rows":"`+c.made+`"}`)
			w.WriteHeader(http.StatusOK)
			w.(http.Flusher).Flush() // The body is in chunks, and ends as such do.
			_, _ = w.Write([]byte(c.body))
		})
		o := conn.run(connectors.Statement{SQL: "SELECT a FROM t FORMAT " + c.format})
		if connectors.IsClass(o.err, connectors.ClassIncomplete) != c.cut || !c.cut && o.progress.Completeness != c.want {
			t.Errorf("%s %q of %s: %v, %v", c.format, c.body, c.made, o.progress.Completeness, o.err)
		}
		if pretty := strings.HasPrefix(c.format, "Pretty"); (size == "") != (pretty || c.format == "Null") || (wait == "1") != pretty {
			t.Errorf("%s: buffer_size %q", c.format, size)
		}
	}
}

// A limit of sonde's changes neither what EXPLAIN shows nor the figures that are
// shown as the server's.
func TestALimitOfSondeIsNotSeen(t *testing.T) {
	for _, c := range []struct {
		sql, limit string
		count      bool
	}{
		{"EXPLAIN SELECT a FROM t", "", true},
		{"SELECT a FROM t", "11", false},
		{"SELECT a FROM t LIMIT 3", "11", true},
		{"SELECT a FROM t LIMIT 3 SETTINGS max_threads = 1", "11", true},
		{"SELECT a FROM t UNION ALL SELECT 2 LIMIT 3", "11", false},
		{"SELECT a FROM t LIMIT 1 BY a", "11", false},
		{"SHOW TABLES", "11", false},
	} {
		limit := ""
		conn, _ := sent(t, nil, func(w http.ResponseWriter, r *http.Request) {
			limit = r.URL.Query().Get("limit")
			send(w, meta("a", "UInt8")+rowsOf("1")+`{"rows_before_limit_at_least":65}`+"\n")
		})
		o := conn.run(connectors.Statement{SQL: c.sql, Limit: 10})
		if o.err != nil || limit != c.limit || (o.stat("rows_before_limit_at_least") != "") != c.count {
			t.Errorf("%s: limit %q, %v, %v", c.sql, limit, o.progress.Server, o.err)
		}
	}
}

// Settings of a statement do not keep its answer from having a last line.
func TestLastLineOfStatementsWithSettings(t *testing.T) {
	for sql, want := range map[string]string{"SELECT a FROM t SETTINGS max_threads = 1": everything, "SELECT a FROM t LIMIT 3 SETTINGS max_threads = 1": ""} {
		conn, list := sent(t, nil, func(w http.ResponseWriter, _ *http.Request) { send(w, meta("a", "UInt8")+rowsOf("1")) })
		o := conn.run(connectors.Statement{SQL: sql})
		if got := (*list)[0].Get("limit"); o.err != nil || got != want || o.progress.Completeness != connectors.Unknown {
			t.Errorf("%s: limit %q, %v, %v", sql, got, o.progress.Completeness, o.err)
		}
	}
}
