package tui

import (
	"testing"

	"sonde/tui/action"
	"sonde/tui/canvas"
)

// TestPanesNeverOverlap checks every size that the app draws: panes lie on the
// screen, apart from each other, below a line for their title.
func TestPanesNeverOverlap(t *testing.T) {
	for w := minWidth; w < 250; w += 7 {
		for h := minHeight; h < 100; h += 3 {
			for _, s := range []splits{{}, {sidebar: 1000, editor: 1000}, {sidebar: 1, editor: 1}} {
				l := arrange(w, h, 2, s, false, paneEditor)
				checkPanes(t, w, h, l)
			}
		}
	}
}

func checkPanes(t *testing.T, w, h int, l layout) {
	t.Helper()
	for i, r := range l.panes {
		if r.W < 1 || r.H < 1 || r.X < 0 || r.Y < 1 || r.X+r.W > w || r.Y+r.H > h-2 {
			t.Fatalf("%d×%d: pane %d is %+v", w, h, i, r)
		}
		for j, other := range l.panes[:i] {
			if overlap(canvas.Rect{X: r.X, Y: r.Y - 1, W: r.W, H: r.H + 1}, other) {
				t.Fatalf("%d×%d: panes %d and %d overlap: %+v %+v", w, h, i, j, r, other)
			}
		}
	}
}

func overlap(a, b canvas.Rect) bool {
	return a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H
}

func TestZoomShowsOnePane(t *testing.T) {
	l := arrange(80, 24, 2, splits{}, true, paneResults)
	if l.panes[paneResults] != (canvas.Rect{X: 0, Y: 1, W: 80, H: 21}) || l.panes[paneEditor].H != 0 || l.panes[paneSidebar].H != 0 {
		t.Errorf("%+v", l.panes)
	}
}

// TestFixedKeysMeanWhatTheyAlwaysMean holds the keys that habits rely on, in
// every place.
func TestFixedKeysMeanWhatTheyAlwaysMean(t *testing.T) {
	m := newKeymap(nil)
	for key, want := range map[string]string{
		"f1": "help", "ctrl+p": "palette", "f5": "run", "ctrl+j": "run", "alt+enter": "run", "ctrl+enter": "run",
		"esc": "cancel", "ctrl+c": "copy", "ctrl+q": "quit", "f6": "next-pane", "shift+f6": "previous-pane",
		"alt+1": "focus-sidebar", "alt+2": "focus-editor", "alt+3": "focus-results", "ctrl+t": "new-tab",
		"ctrl+w": "close-tab", "ctrl+r": "history", "ctrl+e": "export", "ctrl+s": "save", "f11": "zoom",
	} {
		for _, p := range []action.Place{action.Editor, action.Grid, action.Sidebar} {
			if id, _ := m.find(p, key); id != want {
				t.Errorf("%s in the %s is %q, want %q", key, p, id, want)
			}
		}
	}
	for _, p := range []action.Place{action.Grid, action.Sidebar} {
		if id, _ := m.find(p, "z"); id != "zoom" {
			t.Errorf("z in the %s is %q", p, id)
		}
	}
}

func TestNoKeyHasTwoMeaningsInOnePlace(t *testing.T) {
	taken := map[string]string{}
	for _, a := range Actions() {
		for _, k := range a.Keys {
			place := string(a.Place) + " " + k
			if other, ok := taken[place]; ok {
				t.Errorf("%s is both %s and %s", place, other, a.ID)
			}
			taken[place] = a.ID
		}
	}
}

func TestUsersKeysReplaceTheOwn(t *testing.T) {
	m := newKeymap(map[string][]string{"run": {"f12"}, "no-such-action": {"f2"}})
	if id, _ := m.find(action.Editor, "f12"); id != "run" {
		t.Errorf("f12 is %q", id)
	}
	if id, ok := m.find(action.Editor, "f5"); ok {
		t.Errorf("f5 is still %q", id)
	}
}

func TestKeyNames(t *testing.T) {
	for key, want := range map[string]string{"ctrl+r": "Ctrl+R", "f5": "F5", "alt+enter": "Alt+Enter", "pgdown": "PgDn", "g": "g", "alt+=": "Alt+=", "ctrl+shift+home": "Ctrl+Shift+Home", "+": "+"} {
		if got := action.KeyName(key); got != want {
			t.Errorf("KeyName(%q) = %q, want %q", key, got, want)
		}
	}
}

func TestASavedWidthLeavesANarrowScreenItsEditor(t *testing.T) {
	if got := (splits{sidebar: 60}).sidebarWidth(80); got > 37 {
		t.Errorf("the sidebar takes %d of 80 columns", got)
	}
	if got := (splits{sidebar: 60}).sidebarWidth(200); got != 60 {
		t.Errorf("the sidebar takes %d of 200 columns, not 60", got)
	}
}
