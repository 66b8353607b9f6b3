package history

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// closed opens a store, lets a function work on it and closes it.
func closed(t *testing.T, path string, work func(*Store)) {
	t.Helper()
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	work(s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func asideFiles(t *testing.T, path string) []string {
	t.Helper()
	files, err := filepath.Glob(path + ".damaged-*")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestFileThatIsNoDatabase(t *testing.T) {
	path := newPath(t)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	junk := strings.Repeat("this is no database ", 1000)
	if err := os.WriteFile(path, []byte(junk), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	aside := asideFiles(t, path)
	if len(aside) != 1 || !strings.Contains(s.Warning(), aside[0]) {
		t.Fatalf("set aside are %v; the warning is %q", aside, s.Warning())
	}
	if kept, err := os.ReadFile(aside[0]); err != nil || string(kept) != junk {
		t.Errorf("what was set aside is not what was there: %v", err)
	}
	put(t, s, Entry{SQL: "SELECT 1"})
	expect(t, texts(t, s, Query{}), "SELECT 1")
	if next := open(t, path); next.Warning() != "" {
		t.Errorf("the next opening warns: %s", next.Warning())
	}
}

func TestEveryDamagedFileIsKept(t *testing.T) {
	path := newPath(t)
	closed(t, path, func(*Store) {})
	const times = 4
	for i := range times {
		junk := strings.Repeat(string(rune('a'+i)), 5000)
		if err := os.WriteFile(path, []byte(junk), 0o600); err != nil {
			t.Fatal(err)
		}
		closed(t, path, func(s *Store) {
			if s.Warning() == "" {
				t.Error("the damage was not noticed")
			}
		})
	}
	kept := map[byte]bool{}
	for _, aside := range asideFiles(t, path) {
		data, err := os.ReadFile(aside)
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > 0 {
			kept[data[0]] = true
		}
	}
	if len(kept) != times {
		t.Errorf("of %d damaged files %d are kept", times, len(kept))
	}
}

func TestDamagedHeaderLosesNothing(t *testing.T) {
	for name, damage := range map[string]struct{ at, size int64 }{"mark": {0, 16}, "versions": {18, 2}, "all": {0, 24}} {
		path := newPath(t)
		closed(t, path, func(s *Store) { fill(t, s, 50) })
		file, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.WriteAt(slices.Repeat([]byte{0xa5}, int(damage.size)), damage.at); err != nil {
			t.Fatal(err)
		}
		file.Close()
		s := open(t, path)
		if entries, err := s.Search(t.Context(), Query{EachRun: true}); err != nil || len(entries) != 50 {
			t.Errorf("%s: %d entries, %v", name, len(entries), err)
		}
		if aside := asideFiles(t, path); len(aside) != 1 || !strings.Contains(s.Warning(), aside[0]) || !strings.Contains(s.Warning(), "50 entries") {
			t.Errorf("%s: set aside are %v; the warning is %q", name, aside, s.Warning())
		}
	}
}

// Damage in the middle of the file is met when its pages are read. The opening
// after that saves what lies around it.
func TestDamageInTheMiddle(t *testing.T) {
	path := newPath(t)
	const n = 2000
	closed(t, path, func(s *Store) {
		fill(t, s, n)
		if err := s.SaveBuffer(t.Context(), Buffer{ID: "b", Text: "SELECT half"}); err != nil {
			t.Fatal(err)
		}
	})
	scribble(t, path)
	closed(t, path, func(s *Store) {
		if s.Warning() != "" {
			t.Errorf("a quick opening noticed: %s", s.Warning())
		}
		if _, err := s.Search(t.Context(), Query{EachRun: true}); err == nil {
			t.Error("the search noticed no damage")
		}
	})
	s := open(t, path)
	if len(asideFiles(t, path)) == 0 || s.Warning() == "" {
		t.Fatalf("not mended; the warning is %q", s.Warning())
	}
	entries, err := s.Search(t.Context(), Query{EachRun: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) < n/2 || len(entries) >= n {
		t.Errorf("%d of %d entries were saved", len(entries), n)
	}
	ids := []string{entries[0].ID, entries[len(entries)-1].ID}
	if !slices.Equal(ids, []string{"fill1999", "fill0"}) {
		t.Errorf("the ends of what was saved are %v", ids)
	}
	if buffers, err := s.RestoreBuffers(t.Context()); err != nil || len(buffers) != 1 {
		t.Errorf("restored %v, %v", buffers, err)
	}
	put(t, s, Entry{SQL: "SELECT 1"})
}

// scribble overwrites some pages in the middle of a file.
func scribble(t *testing.T, path string) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	if _, err := file.WriteAt(slices.Repeat([]byte{0xa5}, 3*page), info.Size()/2/page*page); err != nil {
		t.Fatal(err)
	}
}

func TestSuspicionWithoutDamageIsDropped(t *testing.T) {
	path := newPath(t)
	closed(t, path, func(s *Store) { put(t, s, Entry{SQL: "SELECT 1"}) })
	if err := os.WriteFile(path+".suspect", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	expect(t, texts(t, s, Query{}), "SELECT 1")
	if s.suspect() || s.Warning() != "" || len(asideFiles(t, path)) > 0 {
		t.Errorf("a sound file was suspected: %q", s.Warning())
	}
}
