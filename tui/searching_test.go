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

// A search that has not been through everything goes on, for as long as its dialog
// waits for it.
func TestASearchGoesOn(t *testing.T) {
	a := bare(Options{})
	a.opts.Runner.History = func() (*history.Store, error) { return nil, errors.New("not in this test") }
	a.openRecall()
	rest := foundMsg{id: a.recallID}
	half := foundMsg{id: a.recallID, at: history.SoFar{Read: 1, Total: 2, More: true}, onward: func() tea.Msg { return rest }}
	onward := a.found(half)
	if onward == nil {
		t.Fatal("the search does not go on")
	}
	if msg, ok := onward().(foundMsg); !ok || msg.at.More {
		t.Errorf("it goes on with %#v", msg)
	}
	late := half
	late.id--
	if a.found(late) != nil {
		t.Error("an older search goes on")
	}
	if a.found(rest) != nil {
		t.Error("a search goes on after its end")
	}
	a.closeRecall()
	if a.found(half) != nil {
		t.Error("a search goes on after its dialog was closed")
	}
}
