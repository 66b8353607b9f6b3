package tui

import (
	"fmt"
	"slices"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/result"
	"sonde/internal/run"
	"sonde/internal/sqltext"
	"sonde/internal/workspace"
	"sonde/tui/editor"
	"sonde/tui/grid"
)

// tab is one buffer of the editor with its connection and its results.
type tab struct {
	id           string // of the saved buffer
	name         string
	connection   string
	ref          string            // the version of the data that is read; empty: the connection's own
	options      map[string]string // of its statements, beside the connection's own and ref; never changed, but replaced
	editor       *editor.Editor
	results      []*resultTab
	current      int
	saved        uint64 // the editor's version that is on disk
	savedRef     string
	savedOptions map[string]string
	savedConn    string
	savedSource  string // what is remembered of its connection
	savedName    string
	savedPlace   editor.Place
	kept         bool    // its buffer is on disk
	standIn      bool    // it was opened when the last one was closed
	initial      string  // the text that sonde itself put there
	series       *series // that was begun last; nil before the first
	queue        []pending
}

// pending is a statement that waits for the one before it, or for its
// connection.
type pending struct {
	sql    string
	origin string // the statement that it was made from, which has its parameters; empty: itself
	start  int    // offset in the buffer, negative where it is not from there
	params []connectors.Param
	// options are those of this run, limit its own where it is not 0.
	options map[string]string
	limit   int64
	title   string // of the result; empty: made from the statement
	preview bool   // it was not written by the user
	again   bool   // it repeats a run whose result is there
	diff    bool   // its rows compare two versions of a table
	merge   bool   // it merges branches
	resume  *history.Entry
	asked   *question // what the source is asked by it; nil: what its user wrote
}

// resultTab is one run and what came of it.
type resultTab struct {
	number int // of all results of this run of the program, from 1; negative where the run left none
	// comparison is that of two results that are compared in this one; nil: none are.
	comparison *workspace.Comparison
	title      string
	read       string // what its statement reads, as titles tell it; empty where the title is from elsewhere
	run        *run.Run
	status     run.Status
	store      *result.Store
	grid       *grid.Grid
	start      int // of the statement in the buffer, negative where it is not from there
	loading    bool

	figuring  figuring
	arranging arranging
	searching searching
	analysis  analysis

	diff bool
	// atChange says that the cursor was put on the first change of a diff.
	atChange bool
	merge    bool

	series *series // that it is of; nil where it is of none
}

// newTab returns a tab that is not shown yet.
func (a *App) newTab(name, connection, text string) *tab {
	t := &tab{id: history.NewID(), name: name, savedName: name, connection: connection, savedConn: connection, initial: text}
	t.editor = editor.New(sqltext.ForName(a.dialect(connection)))
	t.editor.SetVim(a.opts.Vim)
	t.load(text, 0)
	return t
}

// load puts a text into the editor that undo does not take away.
func (t *tab) load(text string, cursor int) {
	t.editor.Restore(editor.State{Text: text, Place: editor.Place{Anchor: cursor, Cursor: cursor}})
	t.saved = t.editor.Version()
}

// pristine reports whether the user has changed nothing in the tab.
func (t *tab) pristine() bool { return t.editor.Text() == t.initial }

func (t *tab) result() *resultTab {
	if t.current < len(t.results) {
		return t.results[t.current]
	}
	return nil
}

// running is a run that goes on: the one that is shown before any other, and of
// those the latest.
func (t *tab) running() *resultTab {
	if r := t.result(); r != nil && r.status.State == run.Running {
		return r
	}
	for _, r := range slices.Backward(t.results) {
		if r.status.State == run.Running {
			return r
		}
	}
	return nil
}

// keptResults is how many results a tab keeps before the oldest that has ended
// is released. What they hold in memory has a budget of its own.
const keptResults = 20

// add puts a result last and shows it. It returns the one that was released for it.
func (t *tab) add(r *resultTab) (released *resultTab) {
	if len(t.results) >= keptResults {
		released = t.closeOldest()
	}
	t.results = append(t.results, r)
	t.current = len(t.results) - 1
	return released
}

// closeOldest releases the oldest that has ended: of runs that left no result, if
// there are any.
func (t *tab) closeOldest() *resultTab {
	i := slices.IndexFunc(t.results, (*resultTab).hollow)
	if i < 0 {
		i = slices.IndexFunc(t.results, func(r *resultTab) bool { return r.status.State != run.Running })
	}
	if i < 0 {
		return nil
	}
	r := t.results[i]
	t.closeResult(i)
	return r
}

// closeResult cancels a run if it still goes on, and frees what it holds.
func (t *tab) closeResult(i int) {
	r := t.results[i]
	r.analysis.close(r)
	r.run.Cancel()
	go func() {
		<-r.run.Done()
		_ = r.store.Close() // The memory is freed either way; the file goes with the pool at the latest.
	}()
	t.results = append(t.results[:i], t.results[i+1:]...)
	t.current = max(0, min(t.current, len(t.results)-1))
}

func (t *tab) close() {
	for len(t.results) > 0 {
		t.closeResult(0)
	}
}

func (a *App) tab() *tab { return a.tabs[a.active] }

// addTab opens a tab beside the others and shows it.
func (a *App) addTab(t *tab) {
	a.tabs = append(a.tabs, t)
	a.show(len(a.tabs) - 1)
}

func (a *App) show(i int) {
	a.active = (i + len(a.tabs)) % len(a.tabs)
	a.sidebar.SetCurrent(a.tab().connection)
}

// freshName is the first name "query n" that no tab has, nor one of also, nor one
// that waits for a start on its own source.
func (a *App) freshName(also []*tab) string {
	for n := 1; ; n++ {
		if name := fmt.Sprintf("query %d", n); !a.hasName(name, also...) && !a.reserved[name] {
			return name
		}
	}
}

// freeName is a name, or where a tab or one of also has that, the next one like it.
func (a *App) freeName(name string, also ...*tab) string {
	var number int
	_, err := fmt.Sscanf(name, "query %d", &number)
	switch {
	case name != "" && !a.hasName(name, also...):
		return name
	case name == "" || err == nil:
		return a.freshName(also)
	}
	for n := 2; ; n++ {
		if next := fmt.Sprintf("%s (%d)", name, n); !a.hasName(next, also...) && !a.reserved[next] {
			return next
		}
	}
}

// hasName reports whether a tab, or one of also, has a name.
func (a *App) hasName(name string, also ...*tab) bool {
	return slices.ContainsFunc(slices.Concat(a.tabs, also), func(t *tab) bool { return t.name == name })
}
