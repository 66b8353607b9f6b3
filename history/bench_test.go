package history

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A search as you type over 500,000 different statements, beside a floor that
// looks for the same words in a slice of them, ranked as the screen asks for it. The
// words are frequent, rare and absent ones, and absent ones made of frequent
// pieces, which are the worst case.
func BenchmarkSearch(b *testing.B) {
	s := open(b, newPath(b))
	all := fill(b, s, 500_000)
	if _, err := s.Search(b.Context(), Query{Text: "not there"}); err != nil {
		b.Fatal(err)
	}
	lower := make([]string, len(all))
	for i, sql := range all {
		lower[i] = strings.ToLower(sql)
	}
	for _, text := range []string{"s", "select", "customers", "weather", "station_id", "499999", "zz", "kq", "q", "tip fare users", "select duration from refunds where email xyz", "whelect", "id total users 77", "select from where elere", "select from where limit null", "~", "select ~"} {
		name := strings.ReplaceAll(text, " ", "+")
		b.Run(name+"/floor", func(b *testing.B) {
			for b.Loop() {
				scan(lower, strings.Fields(text), 200)
			}
		})
		b.Run(name+"/sonde", func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Search(b.Context(), Query{Text: text, Limit: 200, Near: &Place{Connection: "wiki"}}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// scan counts the texts that have every word, up to a limit.
func scan(texts, words []string, limit int) int {
	found := 0
	for i := len(texts) - 1; i >= 0 && found < limit; i-- {
		all := true
		for _, word := range words {
			all = all && strings.Contains(texts[i], word)
		}
		if all {
			found++
		}
	}
	return found
}

// Reading 500,000 entries for the first search, in the background, and what of it
// the first answer waits for, beside a floor that reads the file.
func BenchmarkReading(b *testing.B) {
	path := newPath(b)
	fill(b, open(b, path), 500_000)
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			if _, err := os.ReadFile(path); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("first answer", func(b *testing.B) {
		for b.Loop() {
			s := open(b, path)
			if _, _, err := s.SearchSoFar(b.Context(), Query{Text: "not there", Limit: 200}); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
	})
	b.Run("sonde", func(b *testing.B) {
		for b.Loop() {
			s := open(b, path)
			if _, err := s.Search(b.Context(), Query{Text: "not there"}); err != nil {
				b.Fatal(err)
			}
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// A search by a program that asks once, for a word that no entry has, beside a
// floor that reads the file.
func BenchmarkScan(b *testing.B) {
	path := newPath(b)
	s := open(b, path)
	fill(b, s, 500_000)
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			if _, err := os.ReadFile(path); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("sonde", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Scan(b.Context(), Query{Text: "not there", Limit: 50}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// The start and the end of a run, as the command line pays for them, beside
// the opening of an SQLite database of one's own with two inserts.
func BenchmarkOneRun(b *testing.B) {
	b.Run("floor", func(b *testing.B) {
		path := filepath.Join(b.TempDir(), "floor.db")
		for b.Loop() {
			floorRun(b, path)
		}
	})
	b.Run("sonde", func(b *testing.B) {
		path := newPath(b)
		for b.Loop() {
			s, err := Open(context.Background(), path, Options{})
			if err != nil {
				b.Fatal(err)
			}
			e := Entry{ID: NewID(), SQL: "SELECT 1", Start: time.Now()}
			if err := s.Begin(e); err != nil {
				b.Fatal(err)
			}
			e.Status = OK
			if err := s.End(e); err != nil {
				b.Fatal(err)
			}
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func floorRun(b *testing.B, path string) {
	db, err := openFile(path)
	if err != nil {
		b.Fatal(err)
	}
	for _, sql := range []string{
		"PRAGMA journal_mode = WAL", "CREATE TABLE IF NOT EXISTS t (a TEXT)",
		"INSERT INTO t VALUES ('SELECT 1')", "UPDATE t SET a = 'ok' WHERE rowid = last_insert_rowid()",
	} {
		if _, err := db.Exec(sql); err != nil {
			b.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
}

// One write of a run in a store that is open, as the screen pays for it.
func BenchmarkBegin(b *testing.B) {
	s := open(b, newPath(b))
	for b.Loop() {
		if err := s.Begin(Entry{ID: NewID(), SQL: "SELECT country, count(*) FROM orders GROUP BY 1"}); err != nil {
			b.Fatal(err)
		}
	}
}
