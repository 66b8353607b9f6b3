package history

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestImportComesAfterWhatIsThere(t *testing.T) {
	s := open(t, newPath(t))
	begin(t, s, "SELECT own")
	texts(t, s, Query{})
	old := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	entries := []Entry{
		{ID: "a", SQL: "SELECT oldest", Start: old, Status: OK, Session: "other"},
		{ID: "b", SQL: "SELECT newer", Start: old.Add(time.Hour), Status: Running, Name: "saved"},
	}
	for _, want := range []int{2, 0} {
		if n, err := s.Import(t.Context(), entries, nil); err != nil || n != want {
			t.Fatalf("%d added, %v, want %d", n, err, want)
		}
	}
	begin(t, s, "SELECT next")
	expect(t, texts(t, s, Query{}), "SELECT next", "SELECT own", "SELECT newer", "SELECT oldest")
	expect(t, texts(t, s, Query{Session: "other"}), "SELECT oldest")
	expect(t, texts(t, s, Query{Named: true}), "SELECT newer")
	if e, err := s.Get(t.Context(), "b"); err != nil || e.Status != Interrupted {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestImportHidesSecrets(t *testing.T) {
	s := open(t, newPath(t))
	if _, err := s.Import(t.Context(), []Entry{{ID: "a", SQL: "ATTACH 'postgres://me:hunter2@host/db'"}}, nil); err != nil {
		t.Fatal(err)
	}
	expect(t, texts(t, s, Query{Text: "hunter2"}))
}

// What was added before an import was interrupted stays, and the next one adds the
// rest in its place.
func TestAnImportIsInterruptedAndBegunAgain(t *testing.T) {
	s := open(t, newPath(t))
	entries := make([]Entry, 2*importedAtOnce+1)
	for i := range entries {
		entries[i] = Entry{ID: fmt.Sprint(i), SQL: fmt.Sprintf("SELECT %d", i), Start: time.Unix(int64(i), 0), Status: Imported}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	added, err := s.Import(ctx, entries, func(int) { cancel() })
	if !errors.Is(err, context.Canceled) || added != importedAtOnce {
		t.Fatalf("%d added, %v", added, err)
	}
	var steps []int
	if added, err = s.Import(t.Context(), entries, func(n int) { steps = append(steps, n) }); err != nil || added != importedAtOnce+1 {
		t.Fatalf("%d added, %v", added, err)
	}
	if fmt.Sprint(steps) != fmt.Sprint([]int{importedAtOnce, 2 * importedAtOnce, 2*importedAtOnce + 1}) {
		t.Errorf("it tells %v", steps)
	}
	all := texts(t, s, Query{})
	if len(all) != len(entries) || all[0] != fmt.Sprintf("SELECT %d", 2*importedAtOnce) || all[2*importedAtOnce] != "SELECT 0" {
		t.Errorf("%d entries, from %s to %s", len(all), all[0], all[len(all)-1])
	}
}
