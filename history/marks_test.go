package history

import (
	"slices"
	"testing"
	"time"
)

func mark(t *testing.T, s *Store, m Mark) {
	t.Helper()
	if err := s.SetMark(t.Context(), m); err != nil {
		t.Fatal(err)
	}
}

func TestMarksBelongToTheStatement(t *testing.T) {
	path := newPath(t)
	s, other := open(t, path), open(t, path)
	begin(t, s, "SELECT 1")
	begin(t, s, "SELECT 2")
	texts(t, other, Query{}) // Its index is read before the mark is made.
	mark(t, s, Mark{SQL: "SELECT 1", Connection: "shop", Name: "Daily revenue", Tags: []string{"money", "daily"}, Pinned: true})
	begin(t, s, "SELECT 1")
	for _, q := range []Query{{Pinned: true}, {Named: true}, {Tag: "money"}, {Text: "revenue"}, {Text: "daily select"}} {
		expect(t, texts(t, other, q), "SELECT 1")
	}
	expect(t, texts(t, other, Query{Tag: "mone"}))
	expect(t, texts(t, other, Query{Pinned: true, Text: "2"}))
	if e, err := other.Named(t.Context(), "Daily revenue"); err != nil || e.SQL != "SELECT 1" || !e.Pinned || !slices.Equal(e.Tags, []string{"money", "daily"}) {
		t.Errorf("%+v, %v", e, err)
	}
	mark(t, s, Mark{SQL: "SELECT 1"})
	expect(t, texts(t, other, Query{Text: "revenue"}))
	if marks, err := s.Marks(t.Context()); err != nil || len(marks) != 0 {
		t.Errorf("%+v, %v", marks, err)
	}
}

func TestMarkedStatementsOutlivePruning(t *testing.T) {
	s := open(t, newPath(t))
	put(t, s, Entry{ID: "a", SQL: "SELECT 1", Status: OK})
	put(t, s, Entry{ID: "b", SQL: "SELECT 2", Status: OK})
	put(t, s, Entry{ID: "c", SQL: "SELECT 3", Status: OK})
	mark(t, s, Mark{SQL: "SELECT 1", Pinned: true})
	if n, err := s.Prune(t.Context(), time.Now().Add(time.Hour), 1); err != nil || n != 2 {
		t.Fatalf("%d, %v", n, err)
	}
	expect(t, texts(t, s, Query{}), "SELECT 1")
}

func TestSecretsAreNotMarked(t *testing.T) {
	s := open(t, newPath(t))
	const sql = "ATTACH 'postgres://me:hunter2@host/db'"
	begin(t, s, sql)
	mark(t, s, Mark{SQL: sql, Name: "attach"})
	marks, err := s.Marks(t.Context())
	if err != nil || len(marks) != 1 || marks[0].SQL == sql {
		t.Fatalf("%+v, %v", marks, err)
	}
	if e, err := s.Named(t.Context(), "attach"); err != nil || e.SQL != marks[0].SQL {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestRemembered(t *testing.T) {
	s := open(t, newPath(t))
	if v, err := s.Remembered(t.Context(), "export"); v != "" || err != nil {
		t.Fatalf("%q, %v", v, err)
	}
	for _, v := range []string{"csv", "parquet"} {
		if err := s.Remember(t.Context(), "export", v); err != nil {
			t.Fatal(err)
		}
	}
	if v, err := s.Remembered(t.Context(), "export"); v != "parquet" || err != nil {
		t.Errorf("%q, %v", v, err)
	}
}
