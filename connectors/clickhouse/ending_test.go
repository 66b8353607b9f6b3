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
		{"SELECT a FROM t LIMIT 5 BY a", 0, "", connectors.Complete},
		{"SELECT a FROM t LIMIT -2", 10, "", connectors.Complete},
		{"SELECT a FROM t SETTINGS limit = 0", 0, "", connectors.Complete},
		{"SELECT a FROM t", 10, "11", connectors.Unknown},
		{"DESCRIBE t", 0, "", connectors.Complete},
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
