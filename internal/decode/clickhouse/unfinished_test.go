package clickhouse

import (
	"testing"

	"sonde/internal/sqltext"
)

func TestUnfinished(t *testing.T) {
	d := sqltext.ForName("tinybird")
	for sql, at := range map[string]int{
		"SELECT 1 AS FORMAT, 2 +": 22, "SELECT 1 + -- more\n;": 9, "SELECT 1,": 8, "SELECT 1 AS": 9, "SELECT (1": 7,
		"SELECT [1, (2)": 7, "SELECT 2 *": 9, "SELECT 1 FORMAT": 9, "SELECT a FROM": 9, "SELECT a FROM t WHERE a =": 24, "SELECT a ||": 9,
		"SELECT 1": -1, "SELECT *": -1, "SELECT t.* FROM t": -1, "SELECT a, * ": -1, "SELECT '+'": -1, "SELECT `a,`": -1,
		"SELECT a FROM t ORDER BY a DESC": -1, "SELECT a AS format": -1, "SELECT format": -1, "SELECT t.from": -1,
		"SELECT (1), [2]; -- (": -1, "": -1, "SELECT count(*)": -1, "SELECT a FROM t GROUP BY a WITH TOTALS;": -1, "SELECT 1.": -1,
	} {
		got := -1
		if e := Unfinished(d, sql); e != nil {
			got = e.Position
		}
		if got != at {
			t.Errorf("%q: unfinished at %d, want %d", sql, got, at)
		}
	}
}
