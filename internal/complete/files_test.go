package complete

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sonde/internal/sqltext"
)

func TestDataFilesComeBehindTheTables(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"x1.csv", "it's.parquet", "notes.md", ".hidden.csv"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(folder, "more.csv"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ dialect, sql, want string }{
		{"duckdb", "SELECT * FROM ¦", `orders|order_items|customers|"Order"|'it''s.parquet'|'x1.csv'`},
		{"duckdb", "SELECT * FROM x1¦", "'x1.csv'"},
		{"duckdb", "SELECT * FROM orders o JOIN x¦", "'x1.csv'"},
		{"duckdb", "SELECT * FROM audit.¦", ""},
		{"duckdb", "INSERT INTO x1¦", ""},
		{"duckdb", "SELECT x1¦", ""},
		{"clickhouse", "SELECT * FROM x1¦", ""},
	} {
		head, tail, _ := strings.Cut(c.sql, "¦")
		names := shop(c.dialect).Names()
		p := Analyse(sqltext.ForName(c.dialect), head+tail, len(head), names.Lookup)
		var got []string
		for _, it := range WithFiles(names.Offer(p, Extra{}), p, folder) {
			if it.Kind == KindTable || it.Kind == KindFile {
				got = append(got, it.Insert)
			}
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: %s\n got %s\nwant %s", c.dialect, c.sql, strings.Join(got, "|"), c.want)
		}
	}
}
