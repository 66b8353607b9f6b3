package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/run"
	"sonde/internal/sqltext"
	"sonde/tui/dialog"
)

// quitMsg quits, whatever goes on.
type quitMsg struct{}

// quit ends the program, after a question where that would cut off a write or an
// export. Asked again while the question stands, it quits.
func (a *App) quit() tea.Cmd {
	going := a.cutOff()
	if going == "" || a.asksToQuit() {
		return a.quitNow()
	}
	a.quitting = dialog.NewConfirm("Quit?", going, "quit anyway", quitMsg{})
	a.push(a.quitting)
	return nil
}

// asksToQuit reports whether the question is on the screen.
func (a *App) asksToQuit() bool {
	top := len(a.dialogs) - 1
	return top >= 0 && a.quitting != nil && a.dialogs[top] == dialog.Dialog(a.quitting)
}

func (a *App) quitNow() tea.Cmd {
	return tea.Sequence(a.saveBuffers(), a.keepLayout(), tea.Quit)
}

// cutOff tells what quitting would cut off; empty where that is nothing but
// reads, which can be run again.
func (a *App) cutOff() string {
	var parts []string
	for _, t := range a.tabs {
		if slices.ContainsFunc(t.results, func(r *resultTab) bool { return r.status.State == run.Running && a.writes(r) }) {
			parts = append(parts, a.cutOffIn(t, t.name))
		}
	}
	for _, j := range a.jobs {
		if j.unnamed != nil {
			parts = append(parts, "The export to "+j.name+" waits for another name: it is thrown away.")
			continue
		}
		parts = append(parts, "The export to "+j.name+" goes on: it is stopped, and leaves no file.")
	}
	return strings.Join(parts, "\n")
}

// writes reports whether a run may change something at its source.
func (a *App) writes(r *resultTab) bool {
	s := r.run.Statement()
	effect, _ := sqltext.ForName(r.run.Connection().Dialect()).Classify(s.SQL)
	return !s.ReadOnly && effect.MayWrite()
}
