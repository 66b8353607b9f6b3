package datafold

import (
	"strings"
	"testing"

	"sonde/connectors"
	connector "sonde/connectors/datafold"
)

// With every word that the sandbox knows for faults the connector says what went
// wrong, and how far it came.
func TestConnectorUnderFaults(t *testing.T) {
	c := sandbox(t)
	for _, test := range []struct {
		source, words, sql, key string
		class                   connectors.Class // empty: all rows come
		text                    string           // of message and hint
		rows                    int64            // at least
	}{
		{source: "13", words: "late-error", class: connectors.ClassIncomplete, text: "failed by the sandbox", rows: 5000},
		{source: "12", words: "late-error", class: connectors.ClassIncomplete, text: "failed by the sandbox", rows: 5000},
		{source: "13", words: "late-error, lines", class: connectors.ClassIncomplete, text: "failed by the sandbox", rows: 5000},
		{source: "13", words: "late-error, bare-array", class: connectors.ClassIncomplete, text: "failed by the sandbox", rows: 5000},
		{source: "13", words: "cut=0.5", class: connectors.ClassIncomplete, rows: 1000},
		{source: "12", words: "limit=100", rows: 100},
		{source: "12", words: "sql-error=422", sql: "SELECT nothing FROM nowhere", class: connectors.ClassQuery, text: "nowhere"},
		{source: "12", words: "sql-error=500", sql: "SELECT nothing FROM nowhere", class: connectors.ClassQuery, text: "nowhere"},
		{source: "12", sql: "SELECT nothing FROM nowhere", class: connectors.ClassQuery, text: "nowhere"},
		{source: "12", words: "auth-401", key: "wrong", class: connectors.ClassAuth, text: "api_key"},
		{source: "12", key: "wrong", class: connectors.ClassAuth, text: "api_key"},
		{source: "12", words: "login", class: connectors.ClassUnavailable, text: "url"},
		{source: "12", words: "stream-refused", class: connectors.ClassQuery, text: "Streaming is not supported"},
		{source: "12", words: "failing=503", class: connectors.ClassUnavailable},
		{source: "12", words: "limited", class: connectors.ClassRateLimit},
		{source: "14", class: connectors.ClassQuery, text: "paused"},
		{source: "15", class: connectors.ClassPermission, text: "access"},
		{source: "16", class: connectors.ClassPermission, text: "view only"},
		{source: "99", class: connectors.ClassNotFound, text: "data_source"},
		{source: "13", sql: "SELECT 'NaN'::DOUBLE AS n, 'infinity'::DOUBLE AS i", rows: 1},
	} {
		key, sql := Key, "SELECT event_id, kind, amount FROM events LIMIT 5000"
		if test.key != "" {
			key = test.key
		}
		if test.sql != "" {
			sql = test.sql
		}
		config, err := connectors.NewConfig(connector.Driver(), "sandbox", map[string]any{
			"url": c.base, "api_key": key, "data_source": test.source, "stream": "true", "headers": map[string]any{"X-Sandbox": test.words},
		})
		if err != nil {
			t.Fatal(err)
		}
		conn, err := connector.Driver().Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		n, err := count(t, conn, sql)
		conn.Close()
		e := connectors.AsError(err)
		switch {
		case n < test.rows, test.class == "" && err != nil:
			t.Errorf("%+v: %d rows, %v", test, n, err)
		case test.class == "":
		case e == nil || e.Class != test.class || !strings.Contains(e.Message+" "+e.Hint, test.text):
			t.Errorf("%+v: %d rows, %v", test, n, err)
		}
	}
}
