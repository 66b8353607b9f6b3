package tui

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/run"
	"sonde/internal/sqltext"
	"sonde/tui/dialog"
	"sonde/tui/grid"
	"sonde/tui/sidebar"
	"sonde/tui/statusbar"
)

// runStatement runs the selection or the statement under the cursor.
func (a *App) runStatement() tea.Cmd { return a.runUpTo(0) }

// runUpTo runs the statement under the cursor for a number of rows; 0 is the
// connection's own limit.
func (a *App) runUpTo(limit int64) tea.Cmd {
	a.notice = ""
	t := a.tab()
	text, start, ok := t.editor.Statement()
	if !ok {
		return a.say(true, "There is no statement at the cursor")
	}
	statements := []pending{{sql: text, start: start}}
	d := sqltext.ForName(a.dialect(t.connection))
	if parts := d.Split(text); len(parts) > 1 {
		statements = split(text, start, parts)
	}
	for i := range statements {
		statements[i].limit = limit
	}
	return a.filledIn(t, statements)
}

// filledIn runs statements, after their parameters were asked for.
func (a *App) filledIn(t *tab, statements []pending) tea.Cmd {
	a.completing.close()
	return a.withParams(t, statements, "run", func(filled []pending) tea.Cmd { return a.confirmed(t, filled) })
}

// runAll runs every statement of the buffer, one after the other.
func (a *App) runAll() tea.Cmd {
	a.notice = ""
	t := a.tab()
	text := t.editor.Text()
	parts := sqltext.ForName(a.dialect(t.connection)).Split(text)
	if len(parts) == 0 {
		return a.say(true, "The editor is empty")
	}
	return a.filledIn(t, split(text, 0, parts))
}

func split(text string, start int, parts []sqltext.Statement) []pending {
	out := make([]pending, len(parts))
	for i, p := range parts {
		out[i] = pending{sql: text[p.Start:p.End], start: start + p.Start}
	}
	return out
}

// explain runs the statement that explains the one under the cursor.
func (a *App) explain(analyze bool) tea.Cmd {
	a.notice = ""
	t := a.tab()
	text, _, ok := t.editor.Statement()
	if !ok {
		return a.say(true, "There is no statement at the cursor")
	}
	if reason := a.cannotExplain(); reason != "" {
		return a.refuse(reason)
	}
	c := a.open[t.connection]
	var sql string
	can, err := run.Ask(func() (can bool, _ error) {
		sql, can = c.Conn.(connectors.Explainer).Explain(text, analyze)
		return can, nil
	})
	switch {
	case err != nil:
		return a.sayError(err)
	case !can:
		return a.say(true, "%s cannot explain this statement", c.Driver.Title)
	}
	return a.filledIn(t, []pending{{sql: sql, origin: text, start: -1}})
}

// clip cuts text at a number of bytes, with a sign that it was cut.
func clip(text string, n int) string {
	if len(text) <= n {
		return text
	}
	return strings.ToValidUTF8(text[:n], "") + "…"
}

// begin starts a statement of the tab's series, or keeps it until its connection is
// open.
func (a *App) begin(t *tab, p pending, rest []pending) tea.Cmd {
	c := a.open[t.connection]
	if c == nil {
		t.queue = append([]pending{p}, rest...)
		return a.openConnection(t.connection)
	}
	t.queue = rest
	t.editor.ClearError()
	a.noteUse(t.connection, p.sql)
	store := a.opts.Pool.NewStore()
	request := run.Request{Connection: c, Statement: t.statement(p)}
	if p.resume != nil {
		request = run.TakeUp(c, *p.resume)
	}
	request.Statement.Tables = a.guests(c, p.sql)
	request.Sink = run.StoreSink(store)
	request.Asks = p.asked.limit()
	if p.diff {
		request.Sink = &diffSink{Sink: request.Sink}
	}
	r, err := a.opts.Runner.Start(a.ctx, request)
	if err != nil {
		t.queue = nil
		_ = store.Close() // It is empty.
		return tea.Batch(a.sayError(err), a.noteRefused(refusedMsg{t, p, err}))
	}
	res := &resultTab{title: p.title, run: r, status: firstStatus(r), store: store, grid: grid.New(), start: p.start, diff: p.diff, merge: p.merge, analysis: p.asked.analysis(), series: t.series}
	if res.title == "" {
		res.read = resultTitle(c.Dialect(), p.sql)
		res.title = a.titleApart(c.Dialect(), res.read, p.sql)
	}
	a.number(res)
	t.series.last = res
	told := a.keepResult(t, res)
	if p.start >= 0 {
		t.editor.SetRunning(r.ID(), p.start, p.sql)
	}
	return tea.Batch(told, waitNews(res))
}

// newsMsg says that a run has more to show.
type newsMsg struct {
	result *resultTab
	ended  bool
}

// newsInterval is how often a run may wake the screen.
const newsInterval = 16 * time.Millisecond

// waitNews waits for the mailbox of a run.
func waitNews(r *resultTab) tea.Cmd {
	return func() tea.Msg {
		select {
		case <-r.run.Changed():
			return newsMsg{r, false}
		case <-r.run.Done():
			return newsMsg{r, true}
		}
	}
}

// news takes what has come since the last look.
func (a *App) news(msg newsMsg) tea.Cmd {
	r := msg.result
	// The end is shown when it is settled, see ended.
	if s := r.run.Status(); msg.ended || s.State == run.Running {
		r.status = s
	}
	a.noteDoubt(r)
	r.showRows()
	r.markVersions()
	if s := r.grid.View().Snapshot().Schema(); r.comparison != nil && s != nil {
		d := comparedColumns(s, len(r.comparison.Key))
		d.Changed = r.comparison.Changed()
		r.grid.SetDiff(d)
	}
	if !msg.ended {
		return a.waitMore(r)
	}
	return a.ended(r)
}

func (a *App) waitMore(r *resultTab) tea.Cmd {
	wait := waitNews(r)
	return func() tea.Msg {
		time.Sleep(newsInterval)
		return wait()
	}
}

// ended settles a run that has come to its end: marks in the editor, warnings,
// the next statement, and a sidebar that may no longer be true.
func (a *App) ended(r *resultTab) tea.Cmd {
	t := a.owner(r)
	if t == nil {
		return nil
	}
	a.endWait()
	before := r.number
	a.unnumber(r)
	a.hintResult(r)
	a.hintReleased(r, before)
	a.mark(t, r)
	a.learnDialect(t.connection)
	commands := []tea.Cmd{a.tellEnd(t, r)}
	if len(r.status.Warnings) > 0 {
		commands = append(commands, a.say(true, "%s", a.firstOf(r.status.Warnings)))
	} else if len(r.status.Progress.Warnings) > 0 {
		commands = append(commands, a.say(false, "%s", a.firstOf(r.status.Progress.Warnings)))
	}
	if s := r.run.Schema(); s != nil && s.NumFields() == 0 {
		r.grid.SetMessage(a.doneText(r.status, r.merge))
		commands = append(commands, a.effects(a.sidebar.Refresh(t.connection)), a.relearn(t.connection, r.run.Statement().SQL))
	}
	return tea.Batch(append(commands, a.arrangeAtEnd(r), a.goOn(t, r))...)
}

// runGoesOn is why something cannot be done before a run has ended.
const runGoesOn = "the run has not ended yet"

// endWait takes away what was said to somebody who was to wait for the end.
func (a *App) endWait() {
	if a.refusal == a.noticeID && a.notice == capital(runGoesOn) {
		a.notice = ""
	}
}

func (a *App) owner(r *resultTab) *tab {
	for _, t := range a.tabs {
		for _, own := range t.results {
			if own == r {
				return t
			}
		}
	}
	return nil
}

// mark shows the end of a run beside its statement.
func (a *App) mark(t *tab, r *resultTab) {
	if r.start < 0 {
		return
	}
	if r.status.State == run.Cancelled {
		t.editor.SetCancelled(r.run.ID())
		return
	}
	t.editor.SetDone(r.run.ID(), r.status.State == run.Succeeded)
	if e := r.status.Err; e != nil {
		t.editor.SetRunError(r.run.ID(), max(0, e.Position), a.opts.Connections.Redactor.Redact(e.Message))
	}
}

func (a *App) doneText(s run.Status, merge bool) string {
	if w, ok := run.WrittenBy(s.Progress); ok {
		return a.writtenText(w, s.Progress.RowsAffected, merge)
	}
	if n := s.Progress.RowsAffected; n >= 0 {
		return sprintf("The statement is done: %s changed.", statusbar.Rows(n))
	}
	return "The statement is done; it has no rows."
}

// writtenText tells what a write to a branch did, and what can be done next.
func (a *App) writtenText(w run.Written, rows int64, merge bool) string {
	text := sprintf("%s is at %s, before at %s.", w.ToBranch, statusbar.Commit(w.ToCommit), statusbar.Commit(w.FromCommit))
	if rows >= 0 {
		text = statusbar.Rows(rows) + " changed: " + text
	}
	text += " " + a.keyOf("diff") + " shows what changed"
	if w.FromBranch != w.ToBranch && !merge {
		text += sprintf(" · %s merges %s into %s", a.keyOf("merge"), w.ToBranch, w.FromBranch)
	}
	return text
}

// loadedMsg says that rows have come back from the disk.
type loadedMsg struct {
	result *resultTab
	err    error
}

// missing loads what the last frame had to leave blank.
func (a *App) missing() tea.Cmd {
	r := a.tab().result()
	if r == nil || r.loading {
		return nil
	}
	first, n, ok := r.grid.Missing()
	if !ok {
		return nil
	}
	r.loading = true
	view, ctx := r.grid.View(), a.ctx
	return func() tea.Msg { return loadedMsg{r, view.Prefetch(ctx, first, n)} }
}

// openedMsg is the end of an opening.
type openedMsg struct {
	id         int
	name       string
	connection *run.Connection
	err        error
}

func (a *App) openConnection(name string) tea.Cmd {
	if name == "" {
		return a.say(true, "The tab has no connection; %s chooses one", a.keyOf("connection"))
	}
	if a.isMissing(name) {
		a.dropQueues(name)
		return a.say(true, "Nothing was run: %s", a.missingText(name))
	}
	if a.opening[name] != 0 {
		return nil // What waits for it is done at its end, and once.
	}
	open, ctx := a.opts.Connections.Open, a.ctx
	a.openings++
	id := a.openings
	a.opening[name] = id
	delete(a.failures, name)
	a.sidebar.SetState(name, sidebar.Opening)
	return func() tea.Msg {
		c, err := open(ctx, name)
		return openedMsg{id, name, c, err}
	}
}

func (a *App) opened(msg openedMsg) tea.Cmd {
	if a.opening[msg.name] != msg.id {
		return nil // It was closed, or is opened in another way by now.
	}
	delete(a.opening, msg.name)
	a.sidebar.SetState(msg.name, sidebar.Closed)
	if msg.err != nil && a.opts.Explicit && msg.name == a.opts.Open && !a.openedOnce {
		a.fatal = msg.err
		return tea.Quit
	}
	if msg.err != nil {
		a.failures[msg.name] = connectors.AsError(msg.err)
		a.sidebar.Failed(msg.name, nil, string(a.failures[msg.name].Class), oneLine(a.reasonOf(msg.err)))
		recorded := a.noteQueues(msg.name, msg.err)
		a.dropQueues(msg.name)
		if a.savedLast == msg.name {
			a.savedLast = ""
			return tea.Batch(recorded, a.say(true, "Saved %s, but it cannot be opened: %s", msg.name, a.reasonOf(msg.err)))
		}
		return tea.Batch(recorded, a.sayError(msg.err))
	}
	if a.savedLast == msg.name {
		a.savedLast = ""
	}
	first := a.open[msg.name] == nil
	a.openedOnce = true
	a.open[msg.name] = msg.connection
	a.learnDialect(msg.name)
	a.sidebar.SetState(msg.name, sidebar.Open)
	commands := []tea.Cmd{a.showCatalog(msg.name), a.findCurrentRef(msg.connection), a.openNames(msg.name), a.keepSource(msg.name)}
	for _, t := range a.tabs {
		if t.connection == msg.name && len(t.queue) > 0 {
			waiting := t.queue
			t.queue = nil
			commands = append(commands, a.confirmed(t, waiting))
		}
	}
	if t := a.tabs[0]; first && a.opts.Open == msg.name && t.connection == msg.name && len(t.results) == 0 && t.pristine() && !t.kept {
		commands = append(commands, a.firstLook(t, msg.connection))
	}
	return tea.Batch(commands...)
}

// dropQueues forgets the statements that wait for a connection.
func (a *App) dropQueues(connection string) {
	for _, t := range a.tabs {
		if t.connection == connection {
			t.queue = nil
		}
	}
}

// showCatalog loads the top of a connection that has been opened, and what is
// open below it from before.
func (a *App) showCatalog(name string) tea.Cmd {
	a.shownRefs[name] = ""
	if t := a.tab(); t.connection == name {
		a.shownRefs[name] = t.ref
	}
	if known := a.sidebar.SetRef(name, a.shownRefs[name]); len(known) > 0 {
		return a.effects(known)
	}
	return a.effect(a.sidebar.Reveal(name))
}

// firstLook shows rows without being asked, so that there is something to see:
// the text that sonde itself put into the tab, or else a table.
func (a *App) firstLook(t *tab, c *run.Connection) tea.Cmd {
	if t.initial != "" {
		return a.firstRun(t)
	}
	catalog, ok := c.Conn.(connectors.BulkCataloger)
	if !ok || c.Driver.Billed {
		return nil
	}
	ask := askTables(a.ctx, catalog)
	if cache, _ := a.cacheOf(t.connection, t.ref); cache.tables != nil {
		ask = cache.tables
	}
	return func() tea.Msg {
		tables, err := ask()
		return tablesMsg{t, tables, err}
	}
}

// tablesMsg lists the tables of the connection that was opened first.
type tablesMsg struct {
	tab    *tab
	tables []connectors.Table
	err    error
}

// offeredTables is how many tables an empty editor is filled with at most.
const offeredTables = 20

// offerTables fills an empty editor with statements that show the tables, and
// runs the first where that asks no service.
func (a *App) offerTables(msg tablesMsg) tea.Cmd {
	if msg.err != nil {
		return a.sayError(msg.err)
	}
	var text strings.Builder
	for _, table := range msg.tables[:min(offeredTables, len(msg.tables))] {
		if table.Node.Preview != "" {
			text.WriteString(table.Node.Preview + ";\n")
		}
	}
	if text.Len() == 0 || !msg.tab.pristine() {
		return nil
	}
	msg.tab.load(text.String(), 0)
	msg.tab.initial = text.String()
	if c := a.open[msg.tab.connection]; c == nil || isRemote(c.Driver) {
		return nil
	}
	return a.firstRun(msg.tab)
}

// isRemote reports whether a source is asked over a network, where each statement
// may count.
func isRemote(d *connectors.Driver) bool {
	return slices.ContainsFunc(d.Schemes, func(s connectors.Scheme) bool { return s.Transport != "" })
}

// firstRun runs the text that sonde itself put into a tab, so that rows are
// there at the first look.
func (a *App) firstRun(t *tab) tea.Cmd {
	parts := sqltext.ForName(a.dialect(t.connection)).Split(t.initial)
	if len(parts) == 0 {
		return nil
	}
	return a.start(t, split(t.initial, 0, parts)[0], nil)
}

// connectionMsg chooses the connection of the tab.
type connectionMsg struct{ name string }

func (a *App) askConnection() {
	var items []dialog.Item
	for _, c := range a.opts.Connections.Known() {
		items = append(items, dialog.Item{Title: c.Name, Note: c.Kind, Answer: connectionMsg{c.Name}})
	}
	a.push(dialog.NewPalette("Connection of this tab", items))
}

func (a *App) useConnection(name string) tea.Cmd {
	t := a.tab()
	if t.connection != name {
		t.connection, t.ref = name, ""
	}
	t.options = nil // Choosing its connection brings a tab back to what that does by itself.
	t.editor.SetDialect(sqltext.ForName(a.dialect(name)))
	a.sidebar.SetCurrent(name)
	a.sidebar.GoTo(name)
	if a.open[name] != nil {
		return nil
	}
	return a.openConnection(name)
}

// firstStatus is the state of a run that has just been started. Where that has ended
// already, its end is shown once it is settled.
func firstStatus(r *run.Run) run.Status {
	s := r.Status()
	if s.State != run.Running {
		s = run.Status{State: run.Running, Started: s.Started, Progress: connectors.NoProgress(s.Progress.Phase)}
	}
	return s
}
