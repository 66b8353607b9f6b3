package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/run"
	"sonde/tui/dialog"
	"sonde/tui/editor"
)

// closedTab is what is kept of a tab that was closed, so that it can be opened
// again while the program runs. Its results are gone.
type closedTab struct {
	name, connection, ref, text string
	options                     map[string]string
	place                       editor.Place
	index                       int
}

// keptTabs is how many closed tabs are kept.
const keptTabs = 10

// closeTabMsg closes a tab, whatever goes on in it.
type closeTabMsg struct{ tab *tab }

// closeTab closes the tab, after a question where that would cut off a run.
func (a *App) closeTab() tea.Cmd { return a.closeAsked(a.tab()) }

func (a *App) closeAsked(t *tab) tea.Cmd {
	going := a.cutOffIn(t, "it")
	if going == "" {
		return a.closeNow(t)
	}
	a.push(dialog.NewConfirm("Close "+t.name+"?", going, "close anyway", closeTabMsg{t}))
	return nil
}

// cutOffIn tells what closing a tab would cut off, with how the tab is called: of
// the runs in it the one that matters most. It is empty where nothing goes on.
func (a *App) cutOffIn(t *tab, in string) string {
	var going, writes, billed bool
	for _, r := range t.results {
		if r.status.State == run.Running {
			going, writes, billed = true, writes || a.writes(r), billed || r.run.Connection().Driver.Billed
		}
	}
	switch {
	case writes:
		return "A statement that may write goes on in " + in + ": it is cancelled, and whether it has taken place is then not known."
	case billed:
		return "A statement goes on in " + in + ": it is cancelled, and may be billed all the same."
	case going:
		return "A statement goes on in " + in + ": it is cancelled."
	case len(t.queue) > 0:
		return "Statements wait to be run in " + in + ": they are dropped."
	}
	return ""
}

// closeNow closes a tab and keeps its text. An empty one takes the place of the
// last.
func (a *App) closeNow(t *tab) tea.Cmd {
	i := a.indexOf(t)
	if i < 0 {
		return nil
	}
	kept := a.keepClosed(t, i)
	t.close()
	forget := a.forgetBuffer(t.id)
	a.tabs = append(a.tabs[:i], a.tabs[i+1:]...)
	if len(a.tabs) == 0 {
		a.tabs = append(a.tabs, a.newTab("query 1", t.connection, ""))
		a.tabs[0].standIn = true
	}
	if a.active > i {
		a.active--
	}
	a.show(min(a.active, len(a.tabs)-1))
	return tea.Batch(forget, kept)
}

func (a *App) indexOf(t *tab) int {
	for i, other := range a.tabs {
		if other == t {
			return i
		}
	}
	return -1
}

// keepClosed remembers a tab that has a text, and says how it comes back.
func (a *App) keepClosed(t *tab, index int) tea.Cmd {
	text := t.editor.Text()
	if strings.TrimSpace(text) == "" {
		return nil
	}
	a.closed = append(a.closed, closedTab{t.name, t.connection, t.ref, text, t.options, t.editor.Place(), index})
	a.closed = a.closed[max(0, len(a.closed)-keptTabs):]
	return a.say(false, "Closed %s · %s reopens it", t.name, a.keyOf("reopen-tab"))
}

// reopenTab opens the tab again that was closed last.
func (a *App) reopenTab() tea.Cmd {
	if len(a.closed) == 0 {
		return a.refuse(noClosedTab)
	}
	last := a.closed[len(a.closed)-1]
	a.closed = a.closed[:len(a.closed)-1]
	if only := a.tabs[0]; len(a.tabs) == 1 && only.standIn && len(only.results) == 0 && only.editor.Text() == "" {
		a.tabs = nil
	}
	t := a.newTab(a.freeName(last.name), last.connection, "")
	t.ref, t.options = last.ref, last.options
	t.editor.Restore(editor.State{Text: last.text, Place: last.place})
	t.saved = t.editor.Version()
	t.savedName = "" // What is on disk went with the tab.
	at := min(last.index, len(a.tabs))
	a.tabs = append(a.tabs[:at], append([]*tab{t}, a.tabs[at:]...)...)
	a.show(at)
	a.setFocus(paneEditor)
	return a.say(false, "Reopened %s", t.name)
}

const noClosedTab = "no tab with a text was closed"
