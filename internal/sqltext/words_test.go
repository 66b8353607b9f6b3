package sqltext

import (
	"slices"
	"testing"
)

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

func TestKeywords(t *testing.T) {
	for name, d := range dialects {
		words := d.Keywords()
		if !slices.Contains(words, "SELECT") || !slices.IsSorted(words) {
			t.Errorf("%s: keywords %v", name, words)
		}
		for word := range d.words {
			if len(word) > maxWord {
				t.Errorf("%s: the word %q is too long to be found", name, word)
			}
		}
	}
	for word := range knownWords {
		if len(word) > maxWord {
			t.Errorf("the word %q is too long to be found", word)
		}
	}
	if !slices.Contains(ForName("tinybird").Keywords(), "PREWHERE") {
		t.Error("tinybird lacks the keywords of ClickHouse")
	}
}
