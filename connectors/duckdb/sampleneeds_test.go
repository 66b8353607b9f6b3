package duckdb

import (
	"regexp"
	"slices"
	"testing"
)

func TestNeedsSample(t *testing.T) {
	for sql, want := range map[string]bool{
		"SELECT 1":                                             false,
		"SELECT 1; VALUES (1), (2)":                            false,
		"-- orders\nSELECT 'a FROM b'":                         false,
		"SELECT * FROM 'trips.parquet'":                        false,
		"FROM read_csv('a.csv') JOIN range(3) AS r(i) ON true": false,
		"SELECT * FROM (SELECT 1)":                             false,
		"SELECT * FROM 'a.csv', orders":                        true,
		"SELECT * FROM orders":                                 true,
		"SELECT * FROM custmers":                               true,
		`SELECT * FROM "Orders"`:                               true,
		"SELECT * FROM 'orders'":                               true,
		"SELECT * FROM 'custmers'":                             true,
		"SELECT 'paid'::order_status":                          true,
		"SELECT 1; SHOW TABLES":                                true,
		"SELECT * FROM (SHOW TABLES)":                          true,
		"SELECT * FROM duckdb_tables()":                        true,
		"SELECT * FROM pragma_table_info('x')":                 true,
		"SELECT * FROM query('FROM x')":                        true,
		"SELECT (TABLE x)":                                     true,
		"SELECT extract(year FROM d)":                          true,
		"FROM":                                                 true,
		"SUMMARIZE x":                                          true,
		"WITH a AS (SELECT 1) FROM a":                          true,
		"CREATE TABLE x (i INTEGER)":                           true,
		"EXPORT DATABASE 'x'":                                  true,
	} {
		if got := NeedsSample(sql); got != want {
			t.Errorf("NeedsSample(%q) = %v", sql, got)
		}
	}
}

func TestSampleNamesAreThoseOfTheScript(t *testing.T) {
	var made []string
	for _, m := range regexp.MustCompile(`(?m)^CREATE (?:TABLE|VIEW|TYPE) (\w+)`).FindAllStringSubmatch(sampleSQL, -1) {
		made = append(made, m[1])
	}
	slices.Sort(made)
	known := slices.Sorted(slices.Values(sampleNames))
	if !slices.Equal(made, known) {
		t.Fatalf("the script makes %v, known are %v", made, known)
	}
}
