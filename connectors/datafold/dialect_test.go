package datafold

import (
	"testing"

	"sonde/connectors"
)

// TestDialectOfTheDataSource learns the dialect from what Datafold says of the
// chosen data source, and of no other.
func TestDialectOfTheDataSource(t *testing.T) {
	const list = `[{"id":12,"name":"shop","type":"snowflake"},{"id":7,"name":"Lake","type":"Trino"},{"id":8,"name":"tills","type":"mysql"},{"id":9,"name":"docs","type":"mongodb"}]`
	for _, c := range []struct{ reference, dialect, plan string }{
		{"12", "", "EXPLAIN q"}, {"lake", "athena", "EXPLAIN q"}, {"8", "mysql", "EXPLAIN q"}, {"docs", "", ""}, {"", "", ""},
	} {
		f, url := serve(t, nil)
		f.listing = list
		conn := connect(t, url, map[string]any{"data_source": c.reference})
		if _, can := conn.Explain("q", false); can || conn.Dialect() != "" {
			t.Errorf("%q: the dialect %q is known before anything was asked", c.reference, conn.Dialect())
		}
		if _, err := conn.Children(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		plan, can := conn.Explain("q", false)
		if conn.Dialect() != c.dialect || can != (c.plan != "") || can && plan != c.plan {
			t.Errorf("%q: dialect %q, plan %q %v", c.reference, conn.Dialect(), plan, can)
		}
		if _, can := conn.Explain("q", true); can {
			t.Errorf("%q: a statement would be run to be explained", c.reference)
		}
	}
}

// TestDialectByARun learns it also where nothing is listed.
func TestDialectByARun(t *testing.T) {
	f, url := serve(t, map[string]result{"q": {body: `{"rows":[]}`}})
	f.single = `{"id":12,"name":"shop","type":"bigquery"}`
	conn := connect(t, url, map[string]any{"stream": "auto"})
	run(t, conn, connectors.Statement{SQL: "q"}).expect(t, "")
	if got := conn.Dialect(); got != "bigquery" {
		t.Errorf("%q", got)
	}
}
