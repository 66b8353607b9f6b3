package tui

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/pushdown"
	"sonde/internal/value"
	"sonde/internal/workspace"
	"sonde/tui/dialog"
	"sonde/tui/grid"
)

// topValues is how many of the most frequent values the source is asked for.
const topValues = 50

// cannotAskSource is why the source cannot be asked about the shown result.
func (a *App) cannotAskSource() string {
	res := a.tab().result()
	switch {
	case a.noResult() != "":
		return a.noResult()
	case res.run.Schema() == nil:
		return "there is no result yet"
	case res.run.Stored():
		return "the rows are stored ones; run the statement again to ask its source"
	case res.run.Connection() != a.open[a.tab().connection]:
		return "the tab has another connection now"
	}
	if _, err := pushed(res); err != nil {
		return connectors.AsError(err).Message
	}
	return ""
}

// pushed is the statement of a result as one that can be wrapped.
func pushed(r *resultTab) (*pushdown.Source, error) {
	return pushdown.New(r.run.Connection().Dialect(), r.run.Statement().SQL, r.run.Schema())
}

// askedSourceMsg is a question to the source, as a statement that waits to be
// agreed to.
type askedSourceMsg struct {
	result *resultTab
	title  string
	sql    string
	// limited says that the shown statement limits its answer itself.
	limited bool
}

// question is what the source is asked about the answer of another statement, or
// about a table by a preview.
type question struct {
	limited bool   // that statement limits its answer itself
	every   string // the question without its own limit
	rows    int64  // its own limit; 0: it has none
	preview bool
}

func (q *question) limit() int64 {
	if q == nil {
		return 0
	}
	return q.rows
}

func (q *question) analysis() analysis {
	switch {
	case q == nil:
		return analysis{}
	case q.preview:
		return analysis{preview: true, every: q.every}
	case q.rows == 0:
		return analysis{source: true, limited: q.limited}
	}
	return analysis{source: true, limited: q.limited, every: q.every}
}

// askSource lists what the source can be asked about the shown result.
func (a *App) askSource() tea.Cmd {
	if reason := a.unavailable("ask-source"); reason != "" {
		return a.refuse(reason)
	}
	res := a.tab().result()
	source, err := pushed(res)
	if err != nil {
		return a.sayError(err)
	}
	m := sourceMenu{result: res, source: source}
	m.offer("Count the rows"+unfiltered(res.arranging.wanted), "count", func() (string, error) { return source.Count(), nil })
	if where := res.arranging.wanted.where; len(where) > 0 {
		m.offer("Count the rows filtered as here", "count, filtered", func() (string, error) { return source.CountWhere(where) })
	}
	m.offerArranged(res.arranging.wanted)
	m.offerColumn(res)
	what := " about the whole answer"
	if source.Limited() {
		what = " about the statement's answer"
	}
	a.push(dialog.NewPalette("Ask "+res.run.Connection().Driver.Title+what, m.items))
	return nil
}

// unfiltered says of a question that it leaves the filters of the screen aside.
func unfiltered(o order) string {
	if len(o.where) == 0 {
		return ""
	}
	return ", without the filters here"
}

// sourceMenu collects the questions that can be asked.
type sourceMenu struct {
	result *resultTab
	source *pushdown.Source
	items  []dialog.Item
}

// offer adds a question, or why it cannot be asked.
func (m *sourceMenu) offer(title, short string, write func() (string, error)) {
	sql, err := write()
	if err != nil {
		m.items = append(m.items, dialog.Item{Title: title, Off: true, Note: connectors.AsError(err).Message})
		return
	}
	m.items = append(m.items, dialog.Item{Title: title, Answer: askedSourceMsg{m.result, short, sql, m.source.Limited()}})
}

// offerArranged adds the question for the rows as they are filtered and sorted.
func (m *sourceMenu) offerArranged(o order) {
	if o.none() {
		return
	}
	title := map[string]string{"filtered": "Filter", "sorted": "Sort"}[doneTo(o)]
	m.offer(cmp.Or(title, "Filter and sort")+" as here"+m.together(o.by), doneTo(o), func() (string, error) { return m.source.Rows(o.where, o.by) })
}

// together tells of an order in which the source has equal rows as one.
func (m *sourceMenu) together(by []workspace.SortKey) string {
	if m.source.Groups(by) {
		return ", equal rows as one with their number"
	}
	return ""
}

// offerColumn adds the questions about the column under the cursor.
func (m *sourceMenu) offerColumn(res *resultTab) {
	col := res.sourceColumn()
	name := oneLine(res.run.Schema().Field(col).Name)
	sort := func(which, mark string, descending bool) {
		by := []workspace.SortKey{{Column: col, Descending: descending}}
		m.offer("Sort by "+name+", the "+which+" first"+m.together(by), name+" "+mark, func() (string, error) { return m.source.Rows(nil, by) })
	}
	sort("greatest", "▼", true)
	sort("least", "▲", false)
	m.offerFilter(res.grid, col, name)
	m.offer("Profile "+name, "profile of "+name, func() (string, error) { return m.source.Profile(col) })
	m.offer("Top values of "+name, "top "+name, func() (string, error) { return m.source.Top(col, topValues) })
}

// offerFilter adds the filter by the value under the cursor.
func (m *sourceMenu) offerFilter(g *grid.Grid, col int, name string) {
	array, i, field, ok := g.Cell()
	_, at := g.Cursor()
	if _, whole := g.SourceColumn(at); !ok || !whole {
		return
	}
	f := value.NewFormatter(field)
	where, shown := workspace.Condition{Column: col, Op: workspace.IsNull}, name+" is NULL"
	if !f.IsNull(array, i) {
		text := string(f.AppendClipped(nil, array, i, longestFilter+1))
		if len(text) > longestFilter {
			return
		}
		where = workspace.Condition{Column: col, Op: workspace.Equal, Values: []string{text}}
		shown = name + " = " + clip(oneLine(text), 40)
	}
	m.offer("Filter by "+shown, shown, func() (string, error) { return m.source.Rows([]workspace.Condition{where}, nil) })
}

// longestFilter is the largest value in bytes that goes into a statement.
const longestFilter = 4000

// previewPushed shows the statement of a question before it runs.
func (a *App) previewPushed(msg askedSourceMsg) {
	s := msg.result.run.Statement()
	asked := &question{limited: msg.limited}
	asked.every, asked.rows = pushdown.Unlimited(msg.sql)
	p := pending{sql: msg.sql, params: s.Params, options: s.Options, start: -1, title: clip(msg.title, 24), asked: asked}
	c := msg.result.run.Connection()
	run := runMsg{tab: a.tab(), statements: []pending{p}, scans: true}
	text := a.costsAtAll(c, p) + msg.sql + withValues(s.Params)
	d := dialog.NewConfirm("Run on "+c.Name+"?", text, "run", run)
	a.push(d.EnterToo().Or("e", "edit in a new tab", editPushedMsg{a.tab(), msg}))
}

// editPushedMsg puts the statement of a question into an editor.
type editPushedMsg struct {
	tab   *tab
	asked askedSourceMsg
}

func (a *App) editPushed(msg editPushedMsg) {
	t := a.newTab(a.freshName(nil), msg.tab.connection, "")
	t.ref, t.options = msg.tab.ref, msg.tab.options
	a.addTab(t)
	a.insertText(msg.asked.sql)
}
