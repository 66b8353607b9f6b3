package nekt

import (
	"strings"
	"testing"

	"sonde/connectors"
	connector "sonde/connectors/nekt"
)

// With every word that the sandbox knows the connector delivers all rows, or
// says why it does not.
func TestConnectorUnderFaults(t *testing.T) {
	for _, test := range []struct {
		words string
		class connectors.Class // empty: all rows come
		text  string           // of message and hint
		mode  string           // empty: both
		cloud string           // empty: both
	}{
		{words: "failed", class: connectors.ClassQuery, text: "failed by the sandbox"},
		{words: "failed, reason-in=error", class: connectors.ClassQuery, text: "failed by the sandbox"},
		{words: "failed, reason-in=message", class: connectors.ClassQuery, text: "failed by the sandbox"},
		{words: "failed, reason-in=detail", class: connectors.ClassQuery, text: "failed by the sandbox"},
		{words: "cancelled", class: connectors.ClassCancelled, text: "was CANCELLED in the cloud"},
		{words: "running", class: connectors.ClassTimeout, text: "still RUNNING on Nekt"},
		{words: "expired", class: connectors.ClassUnavailable, text: "the link to the result has expired"},
		{words: "no-cloud", class: connectors.ClassUnavailable, text: "cloud setup is not completed"},
		{words: "failing=503", class: connectors.ClassUnavailable},
		{words: "cut=0.5", class: connectors.ClassUnavailable, text: "billed again"},
		{words: "part-rows=7"},
		{words: "part-rows=100, empty-part"},
		{words: "gzip", mode: "csv"},
		{words: "gzip, content-encoding", mode: "csv"},
		{words: "content-encoding"},
		{words: "no-range"},
		{words: "no-range, part-rows=50"},
		{words: "expires=3600"},
		{words: "created"},
		{words: "no-slash-500"},
	} {
		for _, cloud := range []string{"aws", "gcp"} {
			for _, mode := range []string{"csv", "parquet"} {
				if test.mode != "" && test.mode != mode || test.cloud != "" && test.cloud != cloud {
					continue
				}
				n, err := ordersUnder(t, cloud, mode, test.words)
				if test.class == "" {
					if n != 500 || err != nil {
						t.Errorf("%s, %s, %s: %d rows, %v", test.words, cloud, mode, n, err)
					}
					continue
				}
				e := connectors.AsError(err)
				if e == nil || e.Class != test.class || !strings.Contains(e.Message+" "+e.Hint, test.text) {
					t.Errorf("%s, %s, %s: %d rows, %v", test.words, cloud, mode, n, err)
				}
			}
		}
	}
}

// ordersUnder reads 500 rows from a sandbox that misbehaves.
func ordersUnder(t *testing.T, cloud, mode, words string) (int64, error) {
	t.Helper()
	c := sandbox(t, Options{GCP: cloud == "gcp"})
	config, err := connectors.NewConfig(connector.Driver(), "sandbox", map[string]any{"url": c.base, "api_key": Key, "headers": map[string]any{"X-Sandbox": words}})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := connector.Driver().Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return count(t, conn, connectors.Statement{SQL: "SELECT order_id, status, shipping, delivered FROM nekt_raw.orders LIMIT 500", Options: map[string]string{"mode": mode}})
}

// A result without files is an empty one, and one whose files have no line of
// names loses none of its rows.
func TestConnectorWithoutNames(t *testing.T) {
	if n, err := ordersUnder(t, "gcp", "parquet", "no-parts"); n != 0 || err != nil {
		t.Errorf("no parts: %d rows, %v", n, err)
	}
	c := sandbox(t, Options{GCP: true})
	config, err := connectors.NewConfig(connector.Driver(), "sandbox", map[string]any{
		"url": c.base, "api_key": Key, "dialect": "bigquery", "mode_options": map[string]any{"header": false}, "headers": map[string]any{"X-Sandbox": "part-rows=7"},
	})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := connector.Driver().Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if n, err := count(t, conn, connectors.Statement{SQL: "SELECT order_id FROM nekt_raw.orders LIMIT 100"}); n != 100 || err != nil {
		t.Errorf("without names: %d rows, %v", n, err)
	}
}
