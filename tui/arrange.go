package tui

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/result"
	"sonde/internal/run"
	"sonde/internal/workspace"
	"sonde/tui/grid"
)

// arranging is how the rows of a result are sorted and filtered: as the user
// asked for last, and as they are shown until that is done.
type arranging struct {
	wanted, shown order
	rows          int64         // of the result that the shown order covers
	asText        []result.Path // columns and fields that are compared by the text of their values

	id       int
	busy     bool
	stop     context.CancelFunc
	fraction atomic.Uint64 // bits of a float64
}

// order is a filter and what it is sorted by.
type order struct {
	where []workspace.Condition
	by    []workspace.SortKey
}

func (o order) none() bool { return len(o.where) == 0 && len(o.by) == 0 }

// paths are those of the order, and of conditions about order, that satisfy a test.
func (o order) paths(test func(result.Path) bool) (list []result.Path) {
	add := func(p result.Path) {
		if !contains(list, p) && test(p) {
			list = append(list, p)
		}
	}
	for _, k := range o.by {
		add(k.Path())
	}
	for _, c := range o.where {
		if ofOrder(c.Op) {
			add(c.Path())
		}
	}
	return list
}

func contains(list []result.Path, p result.Path) bool {
	return slices.ContainsFunc(list, func(other result.Path) bool { return slices.Equal(p, other) })
}

func sameKey(x, y workspace.SortKey) bool {
	return x.Descending == y.Descending && slices.Equal(x.Path(), y.Path())
}

// ofOrder reports whether a comparison asks which value comes first.
func ofOrder(op workspace.Op) bool {
	return op == workspace.Less || op == workspace.LessOrEqual || op == workspace.Greater || op == workspace.GreaterOrEqual
}

// arrangedMsg is the end of sorting and filtering.
type arrangedMsg struct {
	result *resultTab
	id     int
	shown  *result.View
	rows   int64   // of the snapshot
	order  []int64 // numbers of the rows; nil where they are as they were stored
	at     int64   // row of the cursor
	cursor int64   // where it is in the order; negative where it is not
	asText []result.Path
	err    error
}

// find looks for a row of a view in the order.
func (m arrangedMsg) find(old *result.View, row int64) arrangedMsg {
	m.at, m.cursor = row, find(m.order, old, row)
	return m
}

// arrangeRows sorts and filters a result, in the local engine and off the
// screen's goroutine. The rows are shown as they were until it is done.
func (a *App) arrangeRows(r *resultTab, o order) tea.Cmd {
	if reason := a.cannotArrange(r); reason != "" {
		return a.refuse(reason)
	}
	x := &r.arranging
	x.end()
	x.wanted = o
	x.id++
	ctx, stop := context.WithCancel(a.ctx)
	x.busy, x.stop = true, stop
	x.fraction.Store(0)
	snapshot, old, id, engine := r.store.Snapshot(), r.grid.View(), x.id, a.opts.Workspace
	row, _ := r.grid.Cursor()
	tell := func(fraction float64) { x.fraction.Store(math.Float64bits(fraction)) }
	return func() tea.Msg {
		defer stop()
		rows, err := engine.Arrange(ctx, snapshot, o.where, o.by, tell)
		msg := arrangedMsg{result: r, id: id, rows: snapshot.NumRows(), order: rows, err: err}
		if err == nil {
			msg = msg.find(old, row)
			msg.shown = snapshot.View(rows)
			msg.asText = o.paths(func(p result.Path) bool { return engine.AsText(snapshot, p) })
		}
		return msg
	}
}

// find returns where a row of a view is in a list of rows; negative where it is
// not.
func find(rows []int64, old *result.View, row int64) int64 {
	if row >= old.NumRows() {
		return -1
	}
	number := old.Row(row)
	if rows == nil {
		return number
	}
	return int64(slices.Index(rows, number))
}

// end gives up on what goes on.
func (x *arranging) end() {
	if x.busy {
		x.stop()
	}
	x.busy = false
}

// arranged shows rows in the order that was asked for.
func (a *App) arranged(msg arrangedMsg) tea.Cmd {
	r, x := msg.result, &msg.result.arranging
	if msg.id != x.id || !x.busy {
		return nil
	}
	row, _ := r.grid.Cursor()
	if old := r.grid.View(); msg.err == nil && row != msg.at {
		return func() tea.Msg { return msg.find(old, row) } // The cursor has gone on meanwhile.
	}
	x.busy = false
	if msg.err != nil {
		x.wanted = x.shown
		if errors.Is(msg.err, context.Canceled) || connectors.IsClass(msg.err, connectors.ClassCancelled) {
			return nil
		}
		return a.sayError(msg.err)
	}
	if row == 0 && !slices.EqualFunc(x.shown.by, x.wanted.by, sameKey) {
		msg.cursor = -1 // At the top it is the first rows of the new order that are wanted.
	}
	x.shown, x.rows, x.asText = x.wanted, msg.rows, msg.asText
	r.grid.SetView(msg.shown)
	r.grid.SetMarks(sortMarks(x.shown.by, x.asText))
	r.grid.Follow(msg.cursor)
	if x.shown.none() {
		r.showRows()
	}
	if r.status.State != run.Running && r.stale() {
		return a.arrangeRows(r, x.wanted)
	}
	return nil
}

// showRows shows the rows that have arrived, unless they are sorted or filtered:
// then those stay that had arrived at that time.
func (r *resultTab) showRows() {
	if r.arranging.shown.none() {
		r.grid.SetView(r.store.Snapshot().View(nil))
	}
}

// stale reports whether rows have arrived since the shown ones were sorted or
// filtered.
func (r *resultTab) stale() bool {
	return !r.arranging.shown.none() && r.arranging.rows < r.store.Snapshot().NumRows()
}

// refreshRows sorts, filters and profiles again, with the rows that have arrived
// since.
func (a *App) refreshRows(r *resultTab) tea.Cmd {
	if r != nil && r.arranging.wanted.none() && r.renewProfile() {
		return nil
	}
	if r == nil || r.arranging.wanted.none() {
		return a.refuse(r.upToDate())
	}
	return a.arrangeRows(r, r.arranging.wanted)
}

// upToDate is why there is nothing to take in.
func (r *resultTab) upToDate() string {
	switch {
	case r.missing() != "":
		return r.missing()
	case r.analysis.profile != nil:
		return "the profile is about all rows that are there"
	}
	return "all rows that are there are shown: nothing is sorted, filtered or profiled"
}

// arrangeAtEnd takes in the last rows of a run.
func (a *App) arrangeAtEnd(r *resultTab) tea.Cmd {
	if r.arranging.busy || !r.stale() {
		return nil
	}
	return a.arrangeRows(r, r.arranging.wanted)
}

// isArranging reports whether the shown result is being sorted or filtered.
func (a *App) isArranging() bool {
	r := a.tab().result()
	return r != nil && r.arranging.busy
}

// stopArranging cancels that.
func (a *App) stopArranging() tea.Cmd {
	r := a.tab().result()
	r.arranging.end()
	r.arranging.wanted = r.arranging.shown
	return a.say(false, "The rows stay as they were")
}

func (a *App) cannotArrange(r *resultTab) string {
	switch {
	case r.missing() != "":
		return r.missing()
	case a.opts.Workspace == nil:
		return "there is no local engine to sort and filter with"
	case r.grid.View() == nil || r.grid.View().Schema() == nil || r.grid.View().Schema().NumFields() == 0:
		return "the result has no columns"
	}
	return ""
}

// sortBy sorts by the column under the cursor: upwards, then downwards, then no
// longer. With also it is a further key.
func (a *App) sortBy(also bool) tea.Cmd {
	r := a.tab().result()
	if reason := a.cannotArrange(r); reason != "" {
		return a.refuse(reason)
	}
	_, col := r.grid.Cursor()
	o := r.arranging.wanted
	o.by = turned(o.by, r.grid.Path(col), also)
	return a.arrangeRows(r, o)
}

// turned returns the keys after a column, or a field of one, was chosen.
func turned(by []workspace.SortKey, path result.Path, also bool) []workspace.SortKey {
	by = slices.Clone(by)
	key := workspace.SortKey{Column: path[0], Field: path[1:]}
	i := slices.IndexFunc(by, func(k workspace.SortKey) bool { return slices.Equal(k.Path(), path) })
	switch {
	case i < 0 && !also, i >= 0 && !also && len(by) > 1:
		return []workspace.SortKey{key}
	case i < 0:
		return append(by, key)
	case by[i].Descending:
		return slices.Delete(by, i, i+1)
	}
	by[i].Descending = true
	return by
}

// sortMarks are the signs of sorted columns, with the order of the keys where
// there are several, and with a word where the order is that of texts.
func sortMarks(by []workspace.SortKey, asText []result.Path) []grid.Mark {
	marks := make([]grid.Mark, len(by))
	for i, k := range by {
		mark := "▲"
		if k.Descending {
			mark = "▼"
		}
		if len(by) > 1 {
			mark += sprintf("%d", i+1)
		}
		if contains(asText, k.Path()) {
			mark += " as text"
		}
		marks[i] = grid.Mark{Path: k.Path(), Text: mark}
	}
	return marks
}
