package history

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func put(t testing.TB, s *Store, e Entry) Entry {
	t.Helper()
	if e.ID == "" {
		e.ID = NewID()
	}
	if e.Status == "" {
		e.Status = OK
	}
	if err := s.End(e); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestSearchByWords(t *testing.T) {
	s := open(t, newPath(t))
	for _, sql := range []string{
		"SELECT * FROM Orders WHERE id = 1",
		"select count(*) from customers -- Größe",
		"SELECT a\nFROM orders\nJOIN customers USING (id)",
		"VALUES (1)",
	} {
		put(t, s, Entry{SQL: sql})
	}
	for text, want := range map[string][]int{
		"":                       {3, 2, 1, 0},
		"  ":                     {3, 2, 1, 0},
		"orders":                 {2, 0},
		"ORDERS":                 {2, 0},
		"customers orders":       {2},
		"rder ustom":             {2},
		"GRÖSSE":                 {},
		"GRÖßE":                  {1},
		"(":                      {3, 2, 1},
		"from orders where":      {0},
		"id":                     {2, 0},
		"nothing":                {},
		"orders orders":          {2, 0},
		"FROM\na":                {2}, // words, wherever they stand
		"%":                      {},
		"select * from customer": {1},
	} {
		all := []string{"SELECT * FROM Orders WHERE id = 1", "select count(*) from customers -- Größe", "SELECT a\nFROM orders\nJOIN customers USING (id)", "VALUES (1)"}
		var expected []string
		for _, i := range want {
			expected = append(expected, all[i])
		}
		if got := texts(t, s, Query{Text: text}); strings.Join(got, "|") != strings.Join(expected, "|") {
			t.Errorf("%q finds %q, want %q", text, got, expected)
		}
	}
}

func TestSearchScopes(t *testing.T) {
	path := newPath(t)
	s, other := open(t, path), open(t, path)
	day := time.Date(2024, 1, 31, 0, 0, 0, 0, time.UTC)
	put(t, s, Entry{SQL: "a", Connection: "wiki", Folder: "/x", Start: day})
	put(t, s, Entry{SQL: "b", Connection: "shop", Folder: "/x/y", Start: day.Add(time.Hour), Status: Failed})
	put(t, other, Entry{SQL: "c", Connection: "wiki", Folder: "/x", Start: day.Add(2 * time.Hour), Status: Cancelled})
	for name, c := range map[string]struct {
		q    Query
		want string
	}{
		"everything":             {Query{}, "c b a"},
		"connection":             {Query{Connection: "wiki"}, "c a"},
		"unknown connection":     {Query{Connection: "nothing"}, ""},
		"session":                {Query{Session: s.Session()}, "b a"},
		"folder":                 {Query{Folder: "/x"}, "c a"},
		"status":                 {Query{Statuses: []Status{Failed, Cancelled}}, "c b"},
		"status that none has":   {Query{Statuses: []Status{Interrupted}}, ""},
		"since":                  {Query{Since: day.Add(time.Hour)}, "c b"},
		"until":                  {Query{Until: day.Add(time.Hour)}, "a"},
		"several":                {Query{Folder: "/x", Statuses: []Status{OK}, Text: "A"}, "a"},
		"limit":                  {Query{Limit: 2}, "c b"},
		"limit below the scope":  {Query{Limit: 1, Connection: "shop"}, "b"},
		"text outside the scope": {Query{Text: "b", Connection: "wiki"}, ""},
	} {
		if got := strings.Join(texts(t, s, c.q), " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestSameTextIsFoundOnce(t *testing.T) {
	s := open(t, newPath(t))
	for _, sql := range []string{"SELECT 1", "SELECT 2", "SELECT 1", "select 1", "SELECT 1"} {
		put(t, s, Entry{SQL: sql})
	}
	expect(t, texts(t, s, Query{EachRun: true}), "SELECT 1", "select 1", "SELECT 1", "SELECT 2", "SELECT 1")
	expect(t, texts(t, s, Query{}), "SELECT 1", "select 1", "SELECT 2")
	entries, err := s.Search(t.Context(), Query{Text: "1"})
	if err != nil || len(entries) != 2 || entries[0].Uses != 3 || entries[1].Uses != 1 {
		t.Errorf("got %+v, %v", entries, err)
	}
}

func TestSearchSeesWhatOthersDo(t *testing.T) {
	path := newPath(t)
	s, other := open(t, path), open(t, path)
	expect(t, texts(t, s, Query{}))
	e := put(t, other, Entry{SQL: "SELECT 1", Status: Running})
	expect(t, texts(t, s, Query{Statuses: []Status{Running}}), "SELECT 1")
	e.Status = Failed
	put(t, other, e)
	expect(t, texts(t, s, Query{Statuses: []Status{Running}}))
	expect(t, texts(t, s, Query{Statuses: []Status{Failed}}), "SELECT 1")
	if err := other.Delete(t.Context(), e.ID); err != nil {
		t.Fatal(err)
	}
	expect(t, texts(t, s, Query{}))
	put(t, other, Entry{SQL: "SELECT 2"})
	expect(t, texts(t, s, Query{}), "SELECT 2")
}

func TestDelete(t *testing.T) {
	path := newPath(t)
	s, other := open(t, path), open(t, path)
	put(t, s, Entry{SQL: "a"})
	b := put(t, s, Entry{SQL: "b"})
	c := put(t, s, Entry{SQL: "c"})
	expect(t, texts(t, s, Query{}), "c", "b", "a")
	if err := s.Delete(t.Context(), c.ID, "unknown", b.ID); err != nil {
		t.Fatal(err)
	}
	expect(t, texts(t, s, Query{}), "a")
	// The next version may be one that a deleted entry had.
	put(t, other, Entry{SQL: "d"})
	expect(t, texts(t, s, Query{}), "d", "a")
	put(t, s, Entry{SQL: "b"})
	expect(t, texts(t, s, Query{}), "b", "d", "a")
	if err := s.Delete(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestPrune(t *testing.T) {
	day := time.Date(2024, 1, 31, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		before time.Time
		keep   int
		want   []string
	}{
		"nothing":         {time.Time{}, 0, []string{"4", "3", "2", "1", "running"}},
		"by time":         {day.Add(2 * time.Hour), 0, []string{"4", "3", "2", "running"}},
		"by number":       {time.Time{}, 2, []string{"4", "3", "running"}},
		"more than all":   {time.Time{}, 99, []string{"4", "3", "2", "1", "running"}},
		"by both":         {day.Add(4 * time.Hour), 2, []string{"4", "running"}},
		"after every one": {day.Add(99 * time.Hour), 0, []string{"running"}},
	} {
		s := open(t, newPath(t))
		put(t, s, Entry{SQL: "running", Status: Running, Start: day})
		for i := range 4 {
			put(t, s, Entry{SQL: fmt.Sprint(i + 1), Start: day.Add(time.Duration(i+1) * time.Hour)})
		}
		n, err := s.Prune(t.Context(), c.before, c.keep)
		got := texts(t, s, Query{})
		if err != nil || n != 5-len(c.want) || strings.Join(got, " ") != strings.Join(c.want, " ") {
			t.Errorf("%s: removed %d, left %q, %v; want %q", name, n, got, err, c.want)
		}
	}
}

// Searches that run while the history is read, written and deleted find what
// was there all the time.
func TestSearchWhileEverythingHappens(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	fill(t, s, 6*partSize)
	put(t, s, Entry{SQL: "SELECT needle"})
	s = open(t, path)
	other := open(t, path)
	done := make(chan error, 3)
	go func() { done <- writeMany(other) }()
	go func() {
		for i := range 10 {
			e := Entry{ID: fmt.Sprint(i), SQL: "gone", Status: OK}
			if err := errors.Join(other.End(e), other.Delete(context.Background(), e.ID)); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	go func() {
		for i := range 20 {
			entries, err := s.Search(context.Background(), Query{Text: "needle", Limit: 2})
			if err != nil || len(entries) != 1 {
				done <- fmt.Errorf("search %d found %d, %w", i, len(entries), err)
				return
			}
		}
		done <- nil
	}()
	for range 3 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	expect(t, texts(t, s, Query{Text: "SELECT needle"}), "SELECT needle")
	expect(t, texts(t, s, Query{Text: "gone"}))
	if all := texts(t, s, Query{EachRun: true}); len(all) != 6*partSize+1+writesOfAChild {
		t.Errorf("%d entries are left", len(all))
	}
}

func TestSearchIsCancelled(t *testing.T) {
	s := open(t, newPath(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Search(ctx, Query{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Every text that holds a word has a signature that holds the word's.
func FuzzSignature(f *testing.F) {
	f.Add("select a from b", 3, 9)
	f.Add("ünïcode", 1, 4)
	f.Add("a = 1;", 5, 6)
	f.Fuzz(func(t *testing.T, text string, from, to int) {
		if from < 0 || to < from || to > len(text) {
			return
		}
		var s signatures
		statements := make([]statement, segmentTexts+70)
		for i := range statements {
			statements[i].text = []string{text, "another"}[i%2]
		}
		for _, segment := range s.claim(statements) {
			segment.fill()
			segment.texts = nil
		}
		for _, block := range []int{1, segmentBlocks} {
			if s.block(block, bitsOf([]string{text[from:to]}))&1 == 0 {
				t.Errorf("%q is not found in %q in block %d", text[from:to], text, block)
			}
		}
	})
}

// A word is refused without a look at the texts where none of them has one of its
// bytes, pairs or triples, however frequent the others are.
func TestSegmentKnowsWhatItLacks(t *testing.T) {
	var s signatures
	statements := make([]statement, segmentTexts)
	for i := range statements {
		statements[i].text = []string{"select id from orders", "where there is a limit"}[i%2]
	}
	for _, segment := range s.claim(statements) {
		segment.fill()
		segment.texts = nil
	}
	for word, want := range map[string]bool{"~": false, "zz": false, "selimit": false, "select ~": false, "l": true, "rder": true} {
		if got := s.block(0, bitsOf(strings.Fields(word))) != 0; got != want {
			t.Errorf("%q may be in a text: %v", word, got)
		}
	}
}

// fill writes n different statements as fast as it goes.
func fill(t testing.TB, s *Store, n int) []string {
	t.Helper()
	tx, err := s.db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	insert, err := tx.Prepare(strings.Replace(putSQL, nextVersion, "?", 1))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		e := Entry{ID: fmt.Sprintf("fill%d", i), Session: fmt.Sprint("s", i/100), SQL: someSQL(r, i), Status: OK, Connection: "wiki", Folder: "/data"}
		values, err := e.values()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := insert.Exec(append([]any{i + 1}, values...)...); err != nil {
			t.Fatal(err)
		}
		all = append(all, e.SQL)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	return all
}

var (
	someTables  = strings.Fields("orders customers trips events line_items products sessions page_views payments invoices refunds users accounts stations ratings")
	someColumns = strings.Fields("id customer_id created_at updated_at amount total price quantity status country city name email kind duration distance tip fare score")
)

// someSQL is a statement like those that people write; no two are the same.
func someSQL(r *rand.Rand, i int) string {
	c := func() string { return someColumns[r.IntN(len(someColumns))] }
	t := func() string { return someTables[r.IntN(len(someTables))] }
	switch r.IntN(4) {
	case 0:
		return fmt.Sprintf("SELECT * FROM %s WHERE %s = %d LIMIT 100", t(), c(), i)
	case 1:
		return fmt.Sprintf("SELECT %s, count(*) AS n, sum(%s) FROM %s WHERE %s >= '2024-%02d-01' GROUP BY 1 ORDER BY n DESC LIMIT %d", c(), c(), t(), c(), 1+r.IntN(12), i)
	case 2:
		return fmt.Sprintf("WITH x AS (SELECT %s, %s, %s FROM %s WHERE %s IS NOT NULL AND %s > %d)\nSELECT a.%s, b.%s FROM x a JOIN %s b ON a.%s = b.%s WHERE b.%s <> 'test%d'",
			c(), c(), c(), t(), c(), c(), r.IntN(1e6), c(), c(), t(), c(), c(), c(), i)
	}
	return fmt.Sprintf("select %s from %s where %s in (%d, %d, %d)", c(), t(), c(), r.IntN(1e6), r.IntN(1e6), i)
}
