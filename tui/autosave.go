package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// A text is saved once nothing was typed for autosavePause, and while typing goes
// on at least every autosaveLimit, which is the most that a kill can lose.
const (
	autosavePause = 200 * time.Millisecond
	autosaveLimit = time.Second
)

// autosaving is a save that is waited for or goes on.
type autosaving struct {
	going   bool
	since   time.Time     // of the first change that is not saved
	version uint64        // of all texts at the last look
	written chan struct{} // closed once the last write is done; nil before the first
}

type autosaveMsg struct{}

// autosave waits for the next save, once there is something to save.
func (a *App) autosave() tea.Cmd {
	if a.autosaving.going || !a.unsaved() {
		return nil
	}
	s := &a.autosaving
	s.going, s.since, s.version = true, time.Now(), a.versions()
	return waitToSave()
}

func waitToSave() tea.Cmd {
	return tea.Tick(autosavePause, func(time.Time) tea.Msg { return autosaveMsg{} })
}

// autosaveNow saves, unless typing goes on and has not gone on for long.
func (a *App) autosaveNow() tea.Cmd {
	s := &a.autosaving
	if now := a.versions(); now != s.version && time.Since(s.since) < autosaveLimit-autosavePause {
		s.version = now
		return waitToSave()
	}
	return a.saveBuffers()
}

// versions changes whenever one of the texts does.
func (a *App) versions() (sum uint64) {
	for _, t := range a.tabs {
		sum += t.editor.Version()
	}
	return sum
}
