package tui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/remember"
)

// remembered is what outlives the program: kept is what the file holds as far as is
// known, now what the screen is like.
type remembered struct {
	kept, now remember.State
	saving    bool
}

// recall takes over the layout of the last time.
func (a *App) recall(s remember.State) {
	a.memory = remembered{kept: s, now: s}
	a.splits = splits{sidebar: s.Sidebar, editor: s.Editor, profile: s.Profile, beside: s.ProfileWidth, hidden: s.Hidden, aside: s.Aside}
	a.zoomed, a.lastTab = s.Zoomed, s.Tab
	if i := slices.Index(paneNames[:], s.Focus); i >= 0 && s.Zoomed {
		a.focus = pane(i)
	}
	a.look.choice = a.opts.Theme
	if s.Theme != "" && s.Configured == a.opts.Theme {
		a.look.choice = s.Theme
	}
}

// paneNames are the names of panes in the file.
var paneNames = [paneCount]string{"sidebar", "editor", "results"}

// layoutMsg says that it is time to keep the layout, keptMsg that it is kept.
type (
	layoutMsg struct{}
	keptMsg   struct {
		state remember.State
		err   error
	}
	tabKeptMsg struct{ err error }
)

// layoutInterval is how long a change of the layout waits for others.
const layoutInterval = time.Second

// noteLayout brings the memory up to date, and has it kept where it changed.
func (a *App) noteLayout() tea.Cmd {
	m := &a.memory
	m.now.Sidebar, m.now.Editor = a.splits.sidebar, a.splits.editor
	m.now.Profile, m.now.ProfileWidth, m.now.Aside = a.splits.profile, a.splits.beside, a.splits.aside
	m.now.Hidden, m.now.Zoomed, m.now.Focus = a.splits.hidden, a.zoomed, ""
	if a.zoomed {
		m.now.Focus = paneNames[a.focus]
	}
	if t := a.tab(); t.kept {
		m.now.Tab = t.id
	}
	if a.opts.Layout == "" || m.saving || m.now.Equal(m.kept) {
		return nil
	}
	m.saving = true
	return tea.Tick(layoutInterval, func(time.Time) tea.Msg { return layoutMsg{} })
}

// keepTab writes which tab is shown, as soon as the tabs themselves are saved; the
// rest of the layout takes its time.
func (a *App) keepTab() tea.Cmd {
	path, before := a.opts.Layout, a.memory.kept
	if path == "" || before.Tab == a.memory.now.Tab {
		return nil
	}
	now := before
	now.Tab = a.memory.now.Tab
	a.memory.kept = now
	return func() tea.Msg {
		if _, err := remember.Save(path, before, now); err != nil {
			return tabKeptMsg{err}
		}
		return nil
	}
}

// keepLayout writes what has changed since the last time.
func (a *App) keepLayout() tea.Cmd {
	path, before, now := a.opts.Layout, a.memory.kept, a.memory.now
	if path == "" || now.Equal(before) {
		a.memory.saving = false
		return nil
	}
	return func() tea.Msg {
		_, err := remember.Save(path, before, now)
		return keptMsg{now, err}
	}
}

// keptLayout goes on from what was written. What cannot be is not tried again
// until something else changes.
func (a *App) keptLayout(msg keptMsg) tea.Cmd {
	a.memory.saving, a.memory.kept = false, msg.state
	if msg.err != nil {
		return a.say(true, "%v", msg.err)
	}
	return nil
}
