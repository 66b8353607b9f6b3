package duckdb

import (
	"strings"
	"testing"
)

func TestWordsOfAStatement(t *testing.T) {
	for sql, want := range map[string]string{
		"select 1":                              "SELECT",
		"-- set x\n  BEGIN;":                    "BEGIN",
		"/* a */ (WITH x AS (FROM y) SELECT z)": "WITH X AS FROM Y SELECT Z",
		"SELECT 'COPY it''s' , \"ATTACH\"":      "SELECT",
		"SELECT $tag$ COPY $ $tag$ FROM b":      "SELECT FROM B",
		"SELECT $1, $name FROM b":               "SELECT NAME FROM B",
		"SELECT 'open":                          "SELECT",
		"/* open":                               "",
		"":                                      "",
		"CREATE OR REPLACE TEMP TABLE naïve2 AS x": "CREATE OR REPLACE TEMP TABLE NAÏVE2 AS X",
	} {
		if got := strings.Join(words(sql, 99), " "); got != want {
			t.Errorf("%s: %s", sql, got)
		}
	}
}

func FuzzWords(f *testing.F) {
	for _, seed := range []string{"SELECT 1", "$$a$$ b", "$a$b", "'a''b", "--\n/*", "é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		for _, w := range words(sql, 1000) {
			if w == "" || strings.ContainsAny(w, " '\"") {
				t.Errorf("%q is no word of %q", w, sql)
			}
		}
	})
}
