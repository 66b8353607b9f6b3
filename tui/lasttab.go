package tui

import (
	"slices"

	"sonde/history"
)

// makeRoom gives tabs that nobody has written in another name where a restored
// one has theirs.
func (a *App) makeRoom(buffers []history.Buffer) {
	taken := func(name string) bool {
		return slices.ContainsFunc(buffers, func(b history.Buffer) bool { return b.Name == name })
	}
	for _, t := range a.tabs {
		for n := 1; !t.kept && t.name == t.savedName && taken(t.name); n++ {
			if name := sprintf("query %d", n); !taken(name) && !a.hasName(name) {
				t.name, t.savedName = name, name
			}
		}
	}
}

// showLast shows the tab that was shown when the program was left, unless
// another is asked for or written in.
func (a *App) showLast(restored []*tab) {
	for _, t := range restored {
		t.kept = true
	}
	if a.opts.Explicit || a.lastTab == "" || !a.hasTab(a.lastTab) {
		return
	}
	for i, t := range a.tabs {
		if t.id == a.lastTab && (slices.Contains(restored, a.tab()) || a.tab().pristine()) {
			a.lastTab = ""
			a.show(i)
			return
		}
	}
}
