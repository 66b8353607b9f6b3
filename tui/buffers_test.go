package tui

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/history"
)

// in runs a command as the program does, and gives it a while to do its work.
func in(cmd tea.Cmd) (done chan struct{}) {
	done = make(chan struct{})
	go func() {
		defer close(done)
		cmd()
	}()
	select {
	case <-done:
	case <-time.After(50 * time.Millisecond):
	}
	return done
}

func TestALateSaveDoesNotBringAClosedTabBack(t *testing.T) {
	store := historyAt(t, filepath.Join(t.TempDir(), "history.db"))
	defer store.Close()
	a := appOver(t, store)
	a.addTab(a.newTab("mine", "sample", ""))
	a.tab().editor.Insert("SELECT closed")
	save := a.saveBuffers()
	forgotten := in(a.forgetBuffer(a.tab().id))
	<-in(save)
	<-forgotten
	left, err := store.RestoreBuffers(t.Context())
	if err != nil || slices.ContainsFunc(left, func(b history.Buffer) bool { return b.Name == "mine" }) {
		t.Errorf("left are %v, %v", left, err)
	}
}

func TestTheLastSaveWaitsForThoseThatGoOn(t *testing.T) {
	store := historyAt(t, filepath.Join(t.TempDir(), "history.db"))
	defer store.Close()
	a := appOver(t, store)
	a.tab().editor.Insert("SELECT saved")
	save, last := a.saveBuffers(), a.saveBuffers()
	ended := in(last)
	select {
	case <-ended:
		t.Error("the program could end before the text is saved")
	default:
	}
	<-in(save)
	<-ended
}

// What ran in a first tab that restored ones took the place of nobody has seen: it
// takes no number from the results that follow.
func TestTheFirstResultAfterARestoreIsR1(t *testing.T) {
	store := historyAt(t, filepath.Join(t.TempDir(), "history.db"))
	defer store.Close()
	a := appOver(t, store)
	a.opts.Welcome = true
	a.number(&resultTab{})
	a.restored(restoredMsg{buffers: []history.Buffer{{ID: "x", Name: "mine", Connection: a.tab().connection, Text: "SELECT 1"}}})
	r := &resultTab{}
	a.number(r)
	if len(a.tabs) != 1 || a.tab().name != "mine" || r.name() != "r1" {
		t.Errorf("%d tabs, the first %q: the first result is %s", len(a.tabs), a.tab().name, r.name())
	}
}
