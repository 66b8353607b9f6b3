package clickhouse

import (
	"net/http"
	"testing"

	"sonde/connectors"
)

// A query without a limit is given one that nothing reaches, so that its answer
// has a last line; a limit of its own is left alone, and so is one from behind.
func TestLimitForTheLastLine(t *testing.T) {
	for _, c := range []struct {
		sql   string
		limit int64
		sent  string
		want  connectors.Completeness
	}{
		{"SELECT a FROM t", 0, everything, connectors.Unknown},
		{"SELECT a FROM t LIMIT 5", 0, "", connectors.Unknown},
		{"SELECT a FROM t LIMIT 5 BY a", 0, "", connectors.Unknown},
		{"SELECT a FROM t LIMIT -2", 10, "", connectors.Unknown},
		{"SELECT a FROM t SETTINGS limit = 0", 0, "", connectors.Unknown},
		{"SELECT a FROM t", 10, "11", connectors.Unknown},
		{"DESCRIBE t", 0, "", connectors.Unknown},
	} {
		limit := ""
		conn, _ := sent(t, nil, func(w http.ResponseWriter, r *http.Request) {
			limit = r.URL.Query().Get("limit")
			send(w, meta("a", "UInt8")+rowsOf("1"))
		})
		o := conn.run(connectors.Statement{SQL: c.sql, Limit: c.limit})
		if o.err != nil || limit != c.sent || o.progress.Completeness != c.want {
			t.Errorf("%s: limit %q, %v, %v", c.sql, limit, o.progress.Completeness, o.err)
		}
	}
}

func TestQueryIDOfTheUser(t *testing.T) {
	conn, list := sent(t, nil, func(w http.ResponseWriter, _ *http.Request) { send(w, meta("a", "UInt8")) })
	o := conn.run(connectors.Statement{SQL: "SELECT 1", Options: map[string]string{"query_id": "abc"}})
	if !connectors.IsClass(o.err, connectors.ClassConfig) || len(*list) != 0 {
		t.Errorf("%v after %d requests", o.err, len(*list))
	}
}

func TestEffectsThatEndWithTheRequest(t *testing.T) {
	conn, _ := sent(t, nil, func(http.ResponseWriter, *http.Request) {})
	for sql, want := range map[string]int{"CREATE TEMPORARY TABLE t (a UInt8)": 1, "SET max_threads = 1": 1, "CREATE TABLE temporary (a UInt8) ENGINE = Log": 0} {
		if o := conn.run(connectors.Statement{SQL: sql}); o.err != nil || len(o.progress.Warnings) != want {
			t.Errorf("%s: %q, %v", sql, o.progress.Warnings, o.err)
		}
	}
}
