package history

import (
	"fmt"
	"testing"
	"time"
)

func TestFiltersOfARun(t *testing.T) {
	s := open(t, newPath(t))
	put(t, s, Entry{ID: "1", SQL: "SELECT slow", Kind: "druid", Duration: 5 * time.Second, Status: OK})
	put(t, s, Entry{ID: "2", SQL: "SELECT fast", Kind: "duckdb", Duration: time.Millisecond, Status: OK})
	expect(t, texts(t, s, Query{Kind: "druid"}), "SELECT slow")
	expect(t, texts(t, s, Query{Shortest: time.Second}), "SELECT slow")
	expect(t, texts(t, s, Query{Longest: time.Second}), "SELECT fast")
	id := begin(t, s, "SELECT later")
	expect(t, texts(t, s, Query{Shortest: 2 * time.Second}), "SELECT slow")
	put(t, s, Entry{ID: id, SQL: "SELECT later", Duration: 3 * time.Second, Status: OK})
	expect(t, texts(t, s, Query{Shortest: 2 * time.Second}), "SELECT later", "SELECT slow")
}

func TestEveryRunOfAStatement(t *testing.T) {
	s := open(t, newPath(t))
	for _, sql := range []string{"SELECT 1", "SELECT 11", "select 1", "SELECT 1"} {
		begin(t, s, sql)
	}
	expect(t, texts(t, s, Query{SQL: "SELECT 1", EachRun: true}), "SELECT 1", "SELECT 1")
	expect(t, texts(t, s, Query{SQL: "SELECT 2", EachRun: true}))
}

func TestRankingWeighsAgeUseAndPlace(t *testing.T) {
	s := open(t, newPath(t))
	now := time.Now()
	run := func(sql, connection string, age time.Duration, times int) {
		for i := range times {
			put(t, s, Entry{ID: fmt.Sprint(sql, connection, i), SQL: sql, Connection: connection, Start: now.Add(-age), Status: OK})
		}
	}
	run("orders often", "a", 30*24*time.Hour, 64)
	run("orders pinned", "a", 400*24*time.Hour, 1)
	run("orders old", "a", 30*24*time.Hour, 1)
	run("orders here", "b", 26*time.Hour, 1)
	run("orders there", "a", 25*time.Hour, 1)
	run("others", "a", 0, 1)
	mark(t, s, Mark{SQL: "orders pinned", Pinned: true})
	here := &Place{Connection: "b"}
	expect(t, texts(t, s, Query{Text: "orders", Near: here}), "orders pinned", "orders here", "orders often", "orders there", "orders old")
	expect(t, texts(t, s, Query{Text: "orders", Near: here, Limit: 2}), "orders pinned", "orders here")
	// Without words the newest come first.
	expect(t, texts(t, s, Query{Near: here, Limit: 2}), "others", "orders there")
}

// Several words are found anywhere; first comes what has them as they were typed.
func TestAPhraseComesFirst(t *testing.T) {
	s := open(t, newPath(t))
	put(t, s, Entry{ID: "1", SQL: "SELECT 63", Start: time.Now().Add(-2 * time.Hour), Status: OK})
	put(t, s, Entry{ID: "2", SQL: "SELECT 1 AS c1, 2 AS c63", Start: time.Now(), Status: OK})
	expect(t, texts(t, s, Query{Text: "select 63", Near: &Place{}}), "SELECT 63", "SELECT 1 AS c1, 2 AS c63")
	expect(t, texts(t, s, Query{Text: "63", Near: &Place{}}), "SELECT 1 AS c1, 2 AS c63", "SELECT 63")
}

func TestManyStatementsAreJudgedOnAllProcessors(t *testing.T) {
	s := open(t, newPath(t))
	fill(t, s, firstWave+1000)
	begin(t, s, "SELECT needle FROM haystack")
	mark(t, s, Mark{SQL: "SELECT needle FROM haystack", Name: "pin cushion"})
	for _, text := range []string{"needle", "cushion needle"} {
		expect(t, texts(t, s, Query{Text: text, Limit: 10}), "SELECT needle FROM haystack")
	}
	expect(t, texts(t, s, Query{Text: "not there at all", Limit: 10}))
	if n := len(texts(t, s, Query{Text: "select", Limit: 10})); n != 10 {
		t.Errorf("%d found", n)
	}
}

func TestDeleteWhatMatches(t *testing.T) {
	path := newPath(t)
	s, other := open(t, path), open(t, path)
	for i := range 1200 {
		put(t, s, Entry{ID: fmt.Sprint(i), SQL: fmt.Sprintf("SELECT %d", i%2), Status: OK})
	}
	running := begin(t, s, "SELECT 1")
	texts(t, other, Query{})
	if n, err := s.Count(t.Context(), Query{Text: "1", EachRun: true}); err != nil || n != 601 {
		t.Fatalf("%d, %v", n, err)
	}
	if n, err := s.DeleteMatching(t.Context(), Query{Text: "1", Limit: 3}); err != nil || n != 600 {
		t.Fatalf("%d, %v", n, err)
	}
	for _, store := range []*Store{s, other} {
		expect(t, texts(t, store, Query{}), "SELECT 1", "SELECT 0")
	}
	if n, err := s.DeleteMatching(t.Context(), Query{ID: "0"}); err != nil || n != 1 {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := s.Get(t.Context(), running); err != nil {
		t.Errorf("the run that goes on is gone: %v", err)
	}
}
