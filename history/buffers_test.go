package history

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestBuffersComeBackAsTheyWere(t *testing.T) {
	path := newPath(t)
	second := Buffer{ID: "b", Position: 1, Name: "ünï", Connection: "wiki", Ref: "feature/x", Text: "SET password = 'mine'\n" + strings.Repeat("x", 1<<20), Cursor: 5, Updated: time.Unix(1700000000, 5)}
	first := Buffer{ID: "a", Updated: time.Unix(1700000000, 0)}
	closed(t, path, func(s *Store) {
		for _, b := range []Buffer{second, {ID: "closed", Position: 2}, first, {ID: "a", Text: "older"}, first} {
			if err := s.SaveBuffer(t.Context(), b); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.DeleteBuffer(t.Context(), "closed"); err != nil {
			t.Fatal(err)
		}
	})
	s := open(t, path)
	got, err := s.RestoreBuffers(t.Context())
	if err != nil || !reflect.DeepEqual(got, []Buffer{first, second}) {
		t.Errorf("got %v, %v", got, err)
	}
	other := open(t, path)
	if got, err := other.RestoreBuffers(t.Context()); err != nil || len(got) > 0 {
		t.Errorf("another sonde got them too: %v, %v", got, err)
	}
	if err := other.DeleteBuffer(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if got, err := s.RestoreBuffers(t.Context()); err != nil || len(got) != 2 {
		t.Errorf("another sonde deleted one: %v, %v", got, err)
	}
}

func TestBuffersGoToOneOfThoseThatAsk(t *testing.T) {
	path := newPath(t)
	closed(t, path, func(s *Store) {
		for _, id := range []string{"a", "b", "c"} {
			if err := s.SaveBuffer(t.Context(), Buffer{ID: id}); err != nil {
				t.Fatal(err)
			}
		}
	})
	stores := []*Store{open(t, path), open(t, path), open(t, path)}
	var mu sync.Mutex
	var ids []string
	var asking sync.WaitGroup
	for _, s := range stores {
		asking.Go(func() {
			buffers, err := s.RestoreBuffers(t.Context())
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			for _, b := range buffers {
				ids = append(ids, b.ID)
			}
		})
	}
	asking.Wait()
	slices.Sort(ids)
	expect(t, ids, "a", "b", "c")
}
