package tui

import (
	"slices"
	"strings"

	"sonde/history"
)

// makeRoom gives tabs that nobody has written in another name where a restored
// one has theirs.
func (a *App) makeRoom(buffers []history.Buffer) {
	taken := func(name string) bool {
		return slices.ContainsFunc(buffers, func(b history.Buffer) bool { return b.Name == name })
	}
	for _, t := range a.tabs {
		free := !t.kept && t.name == t.savedName
		for n := 1; free && (taken(t.name) || a.reserved[t.name]); n++ {
			if name := sprintf("query %d", n); !taken(name) && !a.reserved[name] && !a.hasName(name) {
				t.name, t.savedName = name, name
			}
		}
	}
}

// reserveNames keeps the names of saved buffers that are not shown here, so that
// no two have the same once they are shown together.
func (a *App) reserveNames(all, shown []history.Buffer) {
	a.reserved = map[string]bool{}
	for _, b := range all {
		is := func(other history.Buffer) bool { return other.ID == b.ID }
		if !a.hasTab(b.ID) && !slices.ContainsFunc(shown, is) {
			a.reserved[b.Name] = true
		}
	}
}

// dropFirst makes room for restored tabs, where there is only the first one, with
// nothing but what sonde itself put there. An empty one stays where none of them
// is for its source.
func (a *App) dropFirst(buffers []history.Buffer) {
	first := a.tabs[0]
	of := func(b history.Buffer) bool { return b.Connection == first.connection }
	if len(a.tabs) > 1 || !a.untouched() || len(buffers) == 0 || !a.opts.Welcome && !slices.ContainsFunc(buffers, of) {
		return
	}
	first.close()
	a.tabs = nil
	a.numbered, a.failed = 0, 0 // What ran in it nobody has asked for.
}

// untouched reports whether the shown tab holds nothing that its user wrote or
// asked for.
func (a *App) untouched() bool {
	return a.tab().pristine() && (a.opts.Welcome || a.opts.Text == "")
}

// staysWithOthers reports whether a tab that nobody has written in is saved all the
// same: tabs come back as they were beside each other. One alone is what every
// program begins with.
func (a *App) staysWithOthers(t *tab) bool {
	if t.kept || t.changed() || t == a.tabs[0] && !a.opts.Welcome && a.opts.Text != "" {
		return false
	}
	return len(a.tabs) > 1
}

// comeBack are the buffers that belong into this program. An empty one that comes back
// alone is as good as a new tab, and hollow.
func (a *App) comeBack(msg restoredMsg) (buffers, hollow []history.Buffer) {
	for _, b := range msg.buffers {
		if !a.hasTab(b.ID) && a.wanted(b, msg.sources[b.ID]) {
			buffers = append(buffers, b)
		}
	}
	if len(buffers) == 1 && strings.TrimSpace(buffers[0].Text) == "" {
		return nil, buffers
	}
	return buffers, nil
}

// showLast shows the tab that was shown when the program was left, unless
// another is asked for or written in.
func (a *App) showLast(restored []*tab) {
	for _, t := range restored {
		t.kept = true
	}
	if a.lastTab == "" || !a.hasTab(a.lastTab) {
		return
	}
	for i, t := range a.tabs {
		if t.id == a.lastTab && (slices.Contains(restored, a.tab()) || a.untouched()) {
			a.lastTab = ""
			a.show(i)
			return
		}
	}
}
