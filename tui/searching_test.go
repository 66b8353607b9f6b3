package tui

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sonde/history"
	"sonde/tui/recall"
)

// searchOf begins a search and returns what has it answered.
func searchOf(t *testing.T, a *App, s recall.Search) (answer func() foundMsg) {
	t.Helper()
	batch, ok := a.searchHistory(s)().(tea.BatchMsg)
	if !ok || len(batch) != 2 {
		t.Fatalf("a search is %T", batch)
	}
	return func() foundMsg { return batch[1]().(foundMsg) }
}

func TestANewerKeystrokeEndsTheOlderSearch(t *testing.T) {
	a := bare(Options{})
	store, err := history.Open(t.Context(), filepath.Join(t.TempDir(), "history.db"), history.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	a.opts.Runner.History = func() (*history.Store, error) { return store, nil }
	older := searchOf(t, a, recall.Search{ID: 1, Text: "s"})
	newer := searchOf(t, a, recall.Search{ID: 2, Text: "se"})
	if msg := older(); !errors.Is(msg.err, context.Canceled) {
		t.Errorf("the older search goes on: %v", msg.err)
	}
	if msg := newer(); msg.err != nil {
		t.Errorf("the newer search: %v", msg.err)
	}
	closed := searchOf(t, a, recall.Search{ID: 3, Text: "sel"})
	a.searching(searchingMsg{id: 3})
	if msg := closed(); !errors.Is(msg.err, context.Canceled) {
		t.Errorf("the search goes on after its dialog was closed: %v", msg.err)
	}
}
