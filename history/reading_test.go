package history

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// halfRead is a store of which the newer half of the entries has been read, and what
// was read of the older half but is not taken in yet.
func halfRead(t *testing.T) (s *Store, r *reading, older []raw) {
	t.Helper()
	s = open(t, newPath(t))
	fill(t, s, 2*partSize)
	x := &s.index
	x.started, x.version, x.top, x.total = true, 2*partSize, 2*partSize, 2*partSize
	r = newReading(x.epoch, 1, x.top, x.total)
	newer, err := s.part(partSize, 2*partSize)
	if err != nil || len(newer) != partSize {
		t.Fatal(len(newer), err)
	}
	if older, err = s.part(0, partSize); err != nil {
		t.Fatal(err)
	}
	x.take(r, newer, nil, false)
	return s, r, older
}

// What the newest entries hold is found while the older are read, and it is told how
// many they are.
func TestSearchSoFar(t *testing.T) {
	s, r, older := halfRead(t)
	q := Query{Text: "SELECT", EachRun: true}
	found, at, err := s.SearchSoFar(t.Context(), q)
	if err != nil || len(found) == 0 || found[0].ID != fmt.Sprintf("fill%d", 2*partSize-1) {
		t.Fatalf("found %d entries, %v", len(found), err)
	}
	if want := (SoFar{partSize, 2 * partSize, true}); at != want {
		t.Errorf("it has been through %+v, not %+v", at, want)
	}
	if _, at, _ := s.SearchSoFar(t.Context(), Query{Text: "SELECT", Limit: 5}); at.More {
		t.Error("a search that has enough looks for more")
	}
	s.index.take(r, older, nil, true)
	all, at, err := s.SearchSoFar(t.Context(), q)
	if want := (SoFar{2 * partSize, 2 * partSize, false}); err != nil || at != want || len(all) <= len(found) {
		t.Errorf("after all was read: %d entries, %+v, %v", len(all), at, err)
	}
}

// Entries that change, or go, between their reading and their being taken in are
// what they are now.
func TestChangesAheadOfTheReading(t *testing.T) {
	s, r, older := halfRead(t)
	changed, err := s.Get(t.Context(), "fill7")
	if err != nil {
		t.Fatal(err)
	}
	changed.Status, changed.Duration = Failed, time.Hour
	if err := s.End(changed); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.SearchSoFar(t.Context(), Query{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), "fill8"); err != nil {
		t.Fatal(err)
	}
	s.index.take(r, older, nil, true)
	failed, err := s.Search(t.Context(), Query{Statuses: []Status{Failed}, Shortest: time.Minute})
	if err != nil || len(failed) != 1 || failed[0].ID != "fill7" {
		t.Errorf("found %v, %v", failed, err)
	}
	if n, err := s.Count(t.Context(), Query{EachRun: true}); err != nil || n != 2*partSize-1 {
		t.Errorf("%d entries, %v", n, err)
	}
}

// Entries that cannot be joined and taken apart again are read one by one.
func TestEntriesThatCannotBeJoined(t *testing.T) {
	for _, e := range []Entry{
		{SQL: "SELECT 'Grüße'", Connection: "wi\x00ki"},
		{SQL: "SELECT '\x00'", Folder: "/a\x00b\x00c"},
		{SQL: "SELECT 'İ' AS Ünï", Connection: ""},
		{SQL: strings.Repeat("x", 3), Folder: strings.Repeat("1\x00", 9)},
	} {
		s := open(t, newPath(t))
		e.ID, e.Status = NewID(), OK
		for _, sql := range []string{"SELECT 1", e.SQL, "SELECT 2"} {
			e := e
			e.ID, e.SQL = NewID(), sql
			if err := s.End(e); err != nil {
				t.Fatal(err)
			}
		}
		expect(t, texts(t, s, Query{}), "SELECT 2", e.SQL, "SELECT 1")
		expect(t, texts(t, s, Query{Text: e.SQL}), e.SQL)
		if e.Connection != "" {
			expect(t, texts(t, s, Query{Connection: e.Connection}), "SELECT 2", e.SQL, "SELECT 1")
		}
	}
}

// Numbers of entries that lie far apart, as a damaged history may have them, are read
// like any others.
func TestEntriesFarApart(t *testing.T) {
	s := open(t, newPath(t))
	var want []string
	for i, seq := range []int64{-1 << 62, -5, 3, 1 << 40, 1<<62 + 1} {
		sql := fmt.Sprint("SELECT ", i)
		if err := s.End(Entry{ID: sql, SQL: sql, Status: OK}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.db.Exec("UPDATE entries SET seq = ? WHERE id = ?", seq, sql); err != nil {
			t.Fatal(err)
		}
		want = append([]string{sql}, want...)
	}
	expect(t, texts(t, s, Query{}), want...)
}
