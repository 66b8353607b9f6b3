package dolthub

import "testing"

func TestExplain(t *testing.T) {
	for _, test := range []struct {
		sql     string
		analyze bool
		want    string
	}{
		{"SELECT 1", false, "EXPLAIN PLAN SELECT 1"},
		{"SELECT 1", true, "EXPLAIN ANALYZE SELECT 1"},
		{"DELETE FROM t", false, ""},
		{"DELETE FROM t", true, ""},
	} {
		if got, ok := (&conn{}).Explain(test.sql, test.analyze); got != test.want || ok != (got != "") {
			t.Errorf("%s: %q, %v", test.sql, got, ok)
		}
	}
}
