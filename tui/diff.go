package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/run"
	"sonde/tui/dialog"
	"sonde/tui/grid"
	"sonde/tui/statusbar"
)

// written is what the shown result wrote, on the connection that the tab has.
func (a *App) written() (run.Written, bool) {
	res := a.tab().result()
	if res == nil || res.status.State != run.Succeeded || res.run.Connection() != a.open[a.tab().connection] {
		return run.Written{}, false
	}
	return run.WrittenBy(res.status.Progress)
}

// showDiff shows what the write of the shown result changed.
func (a *App) showDiff() tea.Cmd {
	if reason := a.unavailable("diff"); reason != "" {
		return a.refuse(reason)
	}
	w, _ := a.written()
	return a.compare(compareMsg{a.tab(), w.FromCommit, w.ToCommit})
}

// compareMsg asks for the tables that differ between two refs.
type compareMsg struct {
	tab      *tab
	from, to string
}

// changesMsg lists them.
type changesMsg struct {
	compareMsg
	changes []connectors.Change
}

// chooseCompared compares the ref of the tab with another one.
func (a *App) chooseCompared() tea.Cmd {
	if reason := a.unavailable("compare"); reason != "" {
		return a.refuse(reason)
	}
	t := a.tab()
	to := a.refOf(t)
	return a.askRefs("Show what changed up to "+to+" since", "", func(from string) tea.Msg { return compareMsg{t, from, to} })
}

// refOf is the ref that a tab reads, as far as it is known.
func (a *App) refOf(t *tab) string {
	if t.ref != "" {
		return t.ref
	}
	return a.refs[t.connection]
}

func (a *App) compare(msg compareMsg) tea.Cmd {
	_, differ, reason := capable[connectors.Differ](a, "refs to compare")
	if reason != "" {
		return a.refuse(reason)
	}
	return a.inquire("what changed", func(ctx context.Context) (tea.Msg, error) {
		changes, err := differ.Changes(ctx, msg.from, msg.to)
		return changesMsg{msg, changes}, err
	})
}

// mostDiffs is how many tables are shown at once, each in a result of its own.
const mostDiffs = 5

// showChanges opens the tables that differ, or lists them where they are many.
func (a *App) showChanges(msg changesMsg) tea.Cmd {
	between := sprintf("between %s and %s", shortRef(msg.from), shortRef(msg.to))
	switch {
	case len(msg.changes) == 0:
		return a.say(false, "Nothing differs %s", between)
	case !a.hasTab(msg.tab.id):
		return nil
	case len(msg.changes) > mostDiffs:
		a.offerChanges(msg, between)
		return nil
	}
	var all []pending
	var names []string
	for _, c := range msg.changes {
		all = append(all, diffOf(c))
		names = append(names, changeText(c))
	}
	a.setFocus(paneResults)
	return tea.Batch(a.start(msg.tab, all[0], all[1:]), a.say(false, "Differs %s: %s · the cursor is on the first change", between, strings.Join(names, ", ")))
}

// shortRef is a ref as sentences name it: of a commit, the beginning.
func shortRef(ref string) string {
	if len(ref) == 32 && strings.Trim(ref, "0123456789abcdefghijklmnopqrstuv") == "" {
		return statusbar.Commit(ref)
	}
	return ref
}

func changeText(c connectors.Change) string {
	if c.Data || !c.Schema {
		return sprintf("%s (%s)", c.Table, c.Kind)
	}
	return sprintf("%s (%s, columns only)", c.Table, c.Kind)
}

// changeMsg shows one of many tables that differ.
type changeMsg struct {
	tab    *tab
	change connectors.Change
}

func (a *App) offerChanges(msg changesMsg, between string) {
	var items []dialog.Item
	for _, c := range msg.changes {
		items = append(items, dialog.Item{Title: c.Table, Note: strings.TrimPrefix(changeText(c), c.Table+" "), Answer: changeMsg{msg.tab, c}})
	}
	a.push(dialog.NewPalette(sprintf("%d tables differ %s", len(items), between), items))
}

func diffOf(c connectors.Change) pending {
	return pending{sql: c.Statement.SQL, params: c.Statement.Params, options: c.Statement.Options, title: "diff " + c.Table, start: -1, diff: true}
}

// diffSink puts the columns of a diff into an order in which people compare:
// what happened, then the old and the new value of each column side by side, and
// last what is the same in all rows.
type diffSink struct {
	run.Sink
	order  []int
	schema *arrow.Schema
}

func (s *diffSink) SetSchema(schema *arrow.Schema) error {
	s.order = diffOrder(schema)
	fields := make([]arrow.Field, len(s.order))
	for i, from := range s.order {
		fields[i] = schema.Field(from)
	}
	s.schema = arrow.NewSchema(fields, nil)
	return s.Sink.SetSchema(s.schema)
}

func (s *diffSink) Append(b arrow.RecordBatch) error {
	fields, columns := make([]arrow.Field, len(s.order)), make([]arrow.Array, len(s.order))
	for i, from := range s.order {
		// A column that came as text has another field than the schema.
		fields[i], columns[i] = b.Schema().Field(from), b.Column(from)
	}
	return s.Sink.Append(array.NewRecordBatch(arrow.NewSchema(fields, nil), columns, b.NumRows()))
}

const diffKind = "diff_type"

func diffOrder(schema *arrow.Schema) []int {
	var order, last []int
	if i := schema.FieldIndices(diffKind); len(i) > 0 {
		order = append(order, i[0])
	}
	taken := func(i int) bool { return slices.Contains(order, i) || slices.Contains(last, i) }
	for i, f := range schema.Fields() {
		name, isNew := strings.CutPrefix(f.Name, "to_")
		switch {
		case taken(i) || !isNew:
			continue
		case constant(name):
			last = append(last, pair(schema, name, i)...)
		default:
			order = append(order, pair(schema, name, i)...)
		}
	}
	order = append(order, last...)
	for i := range schema.NumFields() {
		if !taken(i) {
			order = append(order, i)
		}
	}
	return order
}

// constant reports whether a column is the same in all rows of a diff.
func constant(name string) bool { return name == "commit" || name == "commit_date" }

// pair is the old column and the new one of a name, as far as there are both.
func pair(schema *arrow.Schema, name string, to int) []int {
	if from := schema.FieldIndices("from_" + name); len(from) > 0 {
		return []int{from[0], to}
	}
	return []int{to}
}

// markVersions tells the grid which columns of a comparison of versions belong together,
// once the store knows them: the run knows its columns a moment before.
func (r *resultTab) markVersions() {
	if s := r.grid.View().Schema(); r.diff && s != nil {
		r.grid.SetDiff(diffColumns(s))
		r.atChange = r.atChange || r.grid.GoToChange()
	}
}

// diffColumns tells the grid which columns belong together; nil where the answer
// does not say what became of its rows.
func diffColumns(schema *arrow.Schema) *grid.Diff {
	kind := schema.FieldIndices(diffKind)
	if len(kind) == 0 {
		return nil
	}
	d := &grid.Diff{Kind: kind[0], Other: make([]int, schema.NumFields())}
	for i, f := range schema.Fields() {
		d.Other[i] = -1
		side, name, _ := strings.Cut(f.Name, "_")
		opposite := map[string]string{"from": "to_", "to": "from_"}[side]
		if opposite == "" || constant(name) {
			continue
		}
		if found := schema.FieldIndices(opposite + name); len(found) > 0 {
			d.Other[i] = found[0]
		}
	}
	return d
}
