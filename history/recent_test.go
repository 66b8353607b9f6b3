package history

import (
	"slices"
	"testing"
)

func TestRecentTexts(t *testing.T) {
	s := open(t, newPath(t))
	for _, text := range []string{"SELECT 1", "SELECT 2", "SELECT 1"} {
		if err := s.Begin(Entry{ID: NewID(), SQL: text}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Recent(t.Context(), 2)
	if err != nil || !slices.Equal(got, []string{"SELECT 1", "SELECT 2"}) {
		t.Errorf("%q, %v", got, err)
	}
}
