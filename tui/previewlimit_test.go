package tui

import "testing"

func TestAPreviewKnowsWhatItsStatementLimits(t *testing.T) {
	for sql, want := range map[string]question{
		`SELECT * FROM "a"."b" LIMIT 100`:                 {preview: true, rows: 100, every: `SELECT * FROM "a"."b"`},
		"SELECT TOP 100 * FROM [a]":                       {preview: true, rows: 100, every: "SELECT * FROM [a]"},
		"SELECT * FROM a FETCH FIRST 100 ROWS ONLY":       {preview: true, rows: 100, every: "SELECT * FROM a"},
		"SELECT * FROM dolt_diff WHERE commit_hash = 'a'": {},
		"GET /v0/pipes/top.json?limit=10":                 {},
	} {
		switch got := previewed(sql); {
		case got == nil && want.rows == 0:
		case got == nil || *got != want:
			t.Errorf("%s: %+v", sql, got)
		}
	}
}
