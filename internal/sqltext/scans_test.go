package sqltext

import (
	"strings"
	"testing"
)

func TestScansOfWholeTables(t *testing.T) {
	for _, c := range []struct{ sql, table string }{
		{"SELECT * FROM events", "events"},
		{"select count(*) from lake.events e", "lake.events"},
		{"SELECT * FROM `p-1.d.events` -- WHERE", "`p-1.d.events`"},
		{"SELECT * FROM events ORDER BY 1", "events"},
		{"SELECT 'WHERE' AS w FROM events", "events"},
		{"SELECT * FROM small, events", "small"},
		{"SELECT * FROM unnest(x) u, events", "events"},
		{"SELECT * FROM unnest(x) JOIN events USING (id)", "events"},
		{"SELECT * FROM events WHERE day = 1 UNION ALL SELECT * FROM old", "old"},
		{"SELECT * FROM (SELECT * FROM events) e", "events"},
		{"SELECT x FROM a WHERE x IN (SELECT 1) UNION SELECT (SELECT max(y) FROM b)", "b"},
		{"WITH e AS (SELECT * FROM events) SELECT * FROM e", "events"},
		{"WITH e (a, b) AS (SELECT a, b FROM events WHERE day = 1) SELECT * FROM e", ""},
		{"WITH e AS (SELECT * FROM events) SELECT * FROM e WHERE day = 1", ""},
		{"SELECT * FROM events LIMIT 10", ""},
		{"SELECT * FROM events FETCH FIRST 3 ROWS ONLY", ""},
		{"SELECT * FROM events WHERE day = 1", ""},
		{"SELECT * FROM (SELECT * FROM events) e LIMIT 10", ""},
		{"SELECT extract(year FROM now())", ""},
		{"SELECT a IS DISTINCT FROM b", ""},
		{"SELECT 1", ""},
		{"SELECT table_name FROM information_schema.tables", ""},
		{"SHOW TABLES FROM lake", ""},
		{"EXPLAIN SELECT * FROM events", ""},
		{"EXPLAIN ANALYZE SELECT * FROM events", "events"},
		{"CREATE TABLE copy AS SELECT * FROM events", "events"},
		{"", ""},
		{")) FROM ( x", ""},
		{"AS ( AS )", ""},
	} {
		if got := ForName("standard").Scans(c.sql); got != c.table {
			t.Errorf("%s: %q, want %q", c.sql, got, c.table)
		}
	}
}

func FuzzScans(f *testing.F) {
	f.Add("WITH e (a) AS (SELECT * FROM x, (y)) SELECT ( FROM e) UNION ) AS (")
	f.Add(strings.Repeat("(", 5000))
	f.Add("( ) ) AS ( ) . FROM a.b. UNION")
	f.Fuzz(func(t *testing.T, sql string) {
		for _, name := range []string{"standard", "bigquery", "mysql"} {
			ForName(name).Scans(sql + strings.Repeat(sql, 20)) // It must come to an end, whatever the text.
		}
	})
}
