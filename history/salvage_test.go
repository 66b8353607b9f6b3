package history

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sonde/connectors"
)

// scribbleAt overwrites one page of a file, counted from 0; a negative one counts
// from the end.
func scribbleAt(t *testing.T, path string, page int64) {
	t.Helper()
	const size = 4096
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if page < 0 {
		page += info.Size() / size
	}
	if _, err := file.WriteAt(slices.Repeat([]byte{0xa5}, size), page*size); err != nil {
		t.Fatal(err)
	}
}

// Between two spots of damage lies what can be saved, and whoever opens the history
// is told how much was not.
func TestEntriesBetweenDamagesAreSaved(t *testing.T) {
	path := newPath(t)
	const n = 3000
	closed(t, path, func(s *Store) { fill(t, s, n) })
	scribbleAt(t, path, 30)
	scribbleAt(t, path, -30)
	if err := os.WriteFile(path+".suspect", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	saved, err := s.Count(t.Context(), Query{EachRun: true})
	if err != nil || saved < n-100 || saved == n {
		t.Errorf("%d of %d entries were saved, %v", saved, n, err)
	}
	if want := fmt.Sprintf("%s entries and 0 buffers of it were saved, and %d entries at most are lost;", connectors.Count(int64(saved)), n-saved); !strings.Contains(s.Warning(), want) {
		t.Errorf("the warning is %q, not %q", s.Warning(), want)
	}
}

// What was deleted before is not lost to damage.
func TestDeletedEntriesAreNotCountedAsLost(t *testing.T) {
	path := newPath(t)
	closed(t, path, func(s *Store) {
		fill(t, s, 500)
		if err := s.Delete(t.Context(), "fill0", "fill77", "fill78", "fill499"); err != nil {
			t.Fatal(err)
		}
	})
	scribbleAt(t, path, -1) // A page of an index, or of the last entries.
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteAt([]byte("no header at all"), 0); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	saved, err := s.Count(t.Context(), Query{EachRun: true})
	if err != nil || saved < 400 || saved > 496 {
		t.Fatalf("%d are saved, %v", saved, err)
	}
	// The last one, which was deleted, may have been in the damaged page.
	least, most := fmt.Sprintf(" %d entries at most are lost", 496-saved), fmt.Sprintf(" %d entries at most are lost", 497-saved)
	if !strings.Contains(s.Warning(), least) && !strings.Contains(s.Warning(), most) {
		t.Errorf("%d are lost; the warning is %q", 496-saved, s.Warning())
	}
}

// The end of a file is where its newest entries are.
func TestALostEndIsCounted(t *testing.T) {
	path := newPath(t)
	const n = 3000
	closed(t, path, func(s *Store) { fill(t, s, n) })
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, info.Size()*3/4/4096*4096); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".suspect", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	saved, err := s.Count(t.Context(), Query{EachRun: true})
	if err != nil || saved < n/2 || saved >= n {
		t.Errorf("%d of %d entries were saved, %v", saved, n, err)
	}
	if want := fmt.Sprintf("%d entries at most are lost", n-saved); !strings.Contains(s.Warning(), want) {
		t.Errorf("the warning is %q, not %q", s.Warning(), want)
	}
}

func TestNothingReadableSaysThatLossesAreUnknown(t *testing.T) {
	path := newPath(t)
	closed(t, path, func(s *Store) { fill(t, s, 100) })
	if err := os.WriteFile(path, slices.Repeat([]byte{0xa5}, 50_000), 0o600); err != nil {
		t.Fatal(err)
	}
	if s := open(t, path); !strings.Contains(s.Warning(), "nothing in it could be read, and how many entries are lost cannot be told") {
		t.Errorf("the warning is %q", s.Warning())
	}
}

// A killed program leaves its newest entries in the log beside the file. Where the
// file is gone or empty SQLite drops that log.
func TestALogWithoutItsFileIsSaved(t *testing.T) {
	for name, spoil := range map[string]func(path string) error{
		"gone":  os.Remove,
		"empty": func(path string) error { return os.Truncate(path, 0) },
	} {
		path := newPath(t)
		s := open(t, path)
		fill(t, s, 20)
		copied := filepath.Join(t.TempDir(), "history.db")
		for _, suffix := range []string{"", "-wal"} {
			if err := copyFile(path+suffix, copied+suffix); err != nil {
				t.Fatal(err)
			}
		}
		if err := spoil(copied); err != nil {
			t.Fatal(err)
		}
		again := open(t, copied)
		if n, err := again.Count(t.Context(), Query{EachRun: true}); err != nil || n != 20 || !strings.Contains(again.Warning(), "20 entries and 0 buffers of it were saved") {
			t.Errorf("%s: %d entries, %v; the warning is %q", name, n, err, again.Warning())
		}
	}
}
