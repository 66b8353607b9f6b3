package history

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A history whose file has lost every byte is begun anew, and that is said; a new
// one, or one that was removed, begins without a word.
func TestAnEmptiedHistoryIsToldOf(t *testing.T) {
	path := newPath(t)
	closed := func(s *Store) string {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		return s.Warning()
	}
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if told := closed(open(t, path)); told != "" {
		t.Errorf("of a new one it is said: %s", told)
	}
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	begin(t, s, "SELECT 1")
	expect(t, texts(t, s, Query{}), "SELECT 1")
	if told := closed(s); !strings.Contains(told, "was empty") {
		t.Errorf("of one that lost everything it is said: %q", told)
	}
	if told := closed(open(t, path)); told != "" {
		t.Errorf("the next time it is said: %s", told)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if told := closed(open(t, path)); told != "" {
		t.Errorf("of one that was removed it is said: %s", told)
	}
}
