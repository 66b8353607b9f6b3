package tinybird

import (
	"testing"

	"sonde/internal/sandbox/face"
)

// Rows that are equal to the last one of a limit come too, where that is asked for.
func TestLimitWithTies(t *testing.T) {
	base := start(t, face.Switches{})
	for sql, want := range map[string]string{
		"SELECT number % 3 AS k FROM numbers(9) ORDER BY k LIMIT 1 WITH TIES":                 "0\n0\n0\n",
		"SELECT number % 3 AS k FROM numbers(9) ORDER BY k LIMIT 4 WITH TIES":                 "0\n0\n0\n1\n1\n1\n",
		"SELECT number % 3 AS k FROM numbers(9) ORDER BY k DESC LIMIT 1, 1 WITH TIES":         "2\n2\n",
		"SELECT k FROM (SELECT number % 3 AS k FROM numbers(9) ORDER BY k LIMIT 1 WITH TIES)": "0\n0\n0\n",
	} {
		query(t, base, sql+" FORMAT CSV").expect(t, sql, 200, want)
	}
}

// What is no limit of ClickHouse's own stays as it is, also where it ends early.
func TestOtherLimitsStay(t *testing.T) {
	for _, sql := range []string{
		"SELECT 1 LIMIT 1", "SELECT 1 LIMIT 1 BY", "SELECT 1 LIMIT 1 WITH", "SELECT 1 LIMIT 1,", "LIMIT 1, 2 BY )",
		"SELECT x FROM t LIMIT y BY x", "SELECT 1 LIMIT", "SELECT limit FROM t LIMIT 1 OFFSET",
	} {
		var s statement
		s.cut(sql)
		if s.qualify(); s.sql != sql {
			t.Errorf("%s became %s", sql, s.sql)
		}
	}
}
