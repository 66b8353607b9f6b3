package history

import (
	"testing"
	"time"
)

// What is not known meets no bound, and names are found in any letter case.
func TestFilters(t *testing.T) {
	s := open(t, newPath(t))
	day := time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)
	entries := []Entry{
		{ID: "1", SQL: "untimed", Status: Imported, Start: day.AddDate(0, 0, 1)},
		{ID: "2", SQL: "quick id", Status: OK, Connection: "Web://Shop", Kind: "Druid", Duration: time.Microsecond, Start: day},
		{ID: "3", SQL: "slow 'İstanbul'", Status: OK, Duration: time.Second, Start: day.AddDate(0, 0, 2)},
	}
	if _, err := s.Import(t.Context(), entries, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.SetMark(t.Context(), Mark{SQL: "quick id", Connection: "Web://Shop", Kind: "Druid", Tags: []string{"Daily"}}); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"took:<1ms": "quick id", "took:>0ms q": "quick id", "took:>1ms": "slow 'İstanbul'",
		"until:2026-03-09": "quick id", "until:2026-03-10 untimed": "untimed",
		"conn:shop": "quick id", "kind:druid": "quick id", "tag:daily": "quick id",
		"istanbul": "slow 'İstanbul'", "İST": "slow 'İstanbul'", "İd": "quick id",
	} {
		q, err := ParseQuery(text, day.In(time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		for how, find := range map[string]func() ([]Entry, error){
			"search": func() ([]Entry, error) { return s.Search(t.Context(), q) },
			"scan":   func() ([]Entry, error) { return s.Scan(t.Context(), q) },
		} {
			found, err := find()
			if err != nil || len(found) != 1 || found[0].SQL != want {
				t.Errorf("%s %s: %+v, %v", how, text, found, err)
			}
		}
	}
}
