package sqltext

import "testing"

func TestIdentifier(t *testing.T) {
	for _, c := range []struct{ dialect, name, want string }{
		{"duckdb", "name", "name"},
		{"duckdb", "Name_1", "Name_1"},
		{"duckdb", "", `""`},
		{"duckdb", "1a", `"1a"`},
		{"duckdb", "a b", `"a b"`},
		{"duckdb", "größe", `"größe"`},
		{"duckdb", `a"b`, `"a""b"`},
		{"duckdb", "Order", `"Order"`},
		{"duckdb", "date", "date"},
		{"druid", "__time", "__time"},
		{"druid", "count", `"count"`},
		{"mysql", "a`b", "`a``b`"},
		{"mysql", "rank", "`rank`"},
		{"clickhouse", "a`\\b", "`a\\`\\\\b`"},
		{"bigquery", "my-project", "`my-project`"},
		{"bigquery", "a`b", "`a\\`b`"},
		{"standard", "Name", `"Name"`},
		{"standard", "name", "name"},
	} {
		d := ForName(c.dialect)
		if got := d.Identifier(c.name); got != c.want {
			t.Errorf("%s: %q is written %s, want %s", c.dialect, c.name, got, c.want)
		}
	}
}

// What is quoted reads back as one token, whatever it holds.
func FuzzQuotes(f *testing.F) {
	for _, seed := range append(seeds, `\`, "'", "`", `"`, "\n", `\'`, "''", "'''") {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, d := range dialects {
			checkOneToken(t, d, d.QuoteIdentifier(text), QuotedIdentifier)
			checkOneToken(t, d, d.QuoteString(text), String)
		}
	})
}

func checkOneToken(t *testing.T, d *Dialect, quoted string, want Kind) {
	s := scanner{d: d, src: quoted}
	if token := s.next(); token.Kind != want || s.more() || s.open.Open() {
		t.Fatalf("%s: %q does not read as one %v", d.name, quoted, want)
	}
}
