package history

import (
	"os"
	"testing"
	"time"
)

// Whoever runs something while much is pruned is not kept waiting until all is gone:
// that takes longer than SQLite waits.
func TestPruningLetsOthersWrite(t *testing.T) {
	path := newPath(t)
	s, other := open(t, path), open(t, path)
	const n = 8 * removedAtOnce
	fill(t, s, n)
	done := make(chan error)
	go func() {
		_, err := s.Prune(t.Context(), time.Time{}, 1)
		done <- err
	}()
	between := false
	for {
		select {
		case err := <-done:
			if err != nil || !between {
				t.Errorf("%v; the entries went all at once: %v", err, !between)
			}
			return
		default:
		}
		var left int
		if err := other.db.QueryRow("SELECT count(*) FROM entries").Scan(&left); err != nil {
			t.Fatal(err)
		}
		between = between || left > 1 && left < n
	}
}

func TestPruningGivesTheDiskBack(t *testing.T) {
	path := newPath(t)
	size := func() int64 {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	closed(t, path, func(s *Store) { fill(t, s, 10_000) })
	before := size()
	closed(t, path, func(s *Store) {
		if n, err := s.Prune(t.Context(), time.Time{}, 100); err != nil || n != 9900 {
			t.Errorf("%d pruned, %v", n, err)
		}
		if found, err := s.Search(t.Context(), Query{EachRun: true}); err != nil || len(found) != 100 || found[0].ID != "fill9999" {
			t.Errorf("%d entries are left, %v", len(found), err)
		}
	})
	if after := size(); after > before/5 {
		t.Errorf("%d of %d bytes are left for a hundredth of the entries", after, before)
	}
}
