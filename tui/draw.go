package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/connectors"
	"sonde/internal/cellwidth"
	"sonde/internal/run"
	"sonde/themes"
	"sonde/tui/action"
	"sonde/tui/canvas"
	"sonde/tui/dialog"
	"sonde/tui/recall"
	"sonde/tui/statusbar"
)

// compose draws the whole screen into the frame.
func (a *App) compose() {
	c := &a.canvas
	c.Resize(a.width, a.height)
	a.cursor = nil
	if a.width < minWidth || a.height < minHeight {
		c.Text(0, 0, a.width, sprintf("sonde needs %d×%d cells", minWidth, minHeight), a.theme.Style(themes.Text))
		c.Text(0, 1, a.width, sprintf("this is %d×%d", a.width, a.height), a.theme.Style(themes.Dim))
		a.frame = c.String()
		return
	}
	a.layout = arrange(a.width, a.height, statusbar.Height, a.splits, a.zoomed, a.focus)
	a.listResults()
	a.drawPanes()
	a.drawCompletion()
	statusbar.Draw(c, a.layout.status, a.theme, a.statusInfo())
	for i, d := range a.dialogs {
		area := canvas.Rect{W: a.width, H: a.height - statusbar.Height}
		x, y, ok := d.Draw(c, area, a.theme)
		if i == len(a.dialogs)-1 {
			a.setCursor(x, y, ok)
		}
	}
	a.frame = c.String()
}

func (a *App) setCursor(x, y int, ok bool) {
	a.cursor = nil
	if ok {
		a.cursor = tea.NewCursor(x, y)
	}
}

func (a *App) drawPanes() {
	p := a.layout.panes
	if p[paneSidebar].H > 0 {
		a.drawTitle(paneSidebar, "Connections", "")
		a.sidebar.SetTick(a.ticks)
		a.drawTree(p[paneSidebar])
	}
	if p[paneEditor].H > 0 {
		a.drawTitle(paneEditor, a.tabTitles(a.tabsWidth(p[paneEditor].W)), a.editorNote())
		r := p[paneEditor]
		r.H -= a.findHeight()
		a.tab().editor.SetTold(a.toldBelow(p[paneResults].H))
		x, y, ok := a.tab().editor.Draw(&a.canvas, r, a.theme, a.focus == paneEditor)
		a.setCursor(x, y, ok && a.focus == paneEditor)
		a.shapeCursor()
	}
	if p[paneResults].H > 0 {
		a.drawTitle(paneResults, a.resultsTitle(), a.resultsNote())
		rows := p[paneResults]
		rows.H -= a.drawWelcome(rows)
		a.drawResult(rows)
	}
	if !a.zoomed {
		a.drawDivider()
	}
}

// drawTree draws the tree of the sidebar. The marks that it goes on stand on the
// divider, or in the last column where the pane has the screen.
func (a *App) drawTree(r canvas.Rect) {
	if a.zoomed {
		r.W--
	}
	a.sidebar.Draw(&a.canvas, r, a.theme, a.focus == paneSidebar)
	a.sidebar.DrawMore(&a.canvas, r.X+r.W, a.theme)
}

// drawTitle draws the line above a pane: its titles on the left, a note on the
// right. The focused pane shows by the colour of the line and by a mark, which
// stands before the tab that the keys go to.
func (a *App) drawTitle(p pane, title, note string) {
	r := a.layout.panes[p]
	focused := a.focus == p
	border, text := a.theme.Style(themes.Border), a.theme.Style(themes.Title)
	if focused {
		border, text = a.theme.Style(themes.BorderFocused), a.theme.Style(themes.TitleFocused)
	}
	y := r.Y - 1
	a.canvas.HLine(r.X, y, r.W, "─", border)
	a.drawJoint(p, border)
	used := a.canvas.Fit(r.X+1, y, r.W-2, " "+title+" ", text)
	if p == paneResults {
		used = max(used, a.drawResultNames(text))
	}
	a.markTitles(p, y)
	if focused {
		a.canvas.Text(a.focusMark(p), y, 1, "▸", text)
	}
	if room := r.W - used - 3; cellwidth.Of(note) > room && p == paneResults && room >= leastNote {
		note, _ = cellwidth.Truncate(note, room)
	}
	if w := cellwidth.Of(note) + 2; note != "" && used+w < r.W {
		a.canvas.Text(r.X+r.W-w-1, y, w, " "+note+" ", a.theme.Style(themes.Dim))
		if hints := a.resultHints(); p == paneResults && note == hintsText(hints) {
			a.markHints(hints, r.X+r.W-w, y)
		}
	}
}

// drawJoint joins the line above the results with the divider that ends on it.
func (a *App) drawJoint(p pane, st themes.Style) {
	if side := a.layout.panes[paneSidebar]; p == paneResults && side.H > 0 {
		a.canvas.Text(side.W, side.H+1, 1, "┴", st)
	}
}

func (a *App) drawDivider() {
	st := a.theme.Style(themes.Border)
	side := a.layout.panes[paneSidebar]
	if side.H == 0 {
		return
	}
	a.canvas.VLine(side.W, 1, side.H, "│", st)
	a.sidebar.DrawMore(&a.canvas, side.W, a.theme)
	a.canvas.Text(side.W, 0, 1, "┬", st)
}

// tabTitles lists the tabs, the current one in brackets where there are more.
func (a *App) tabTitles(width int) string {
	if len(a.tabs) == 1 {
		return a.tabs[0].title()
	}
	return strip(a.tabNames(), a.active, width)
}

func (t *tab) title() string {
	if t.running() != nil {
		return t.name + "…"
	}
	return t.name
}

// between stands between two names, which may have blanks of their own.
const between = "  "

// strip lists names with the current one in brackets. Where they do not fit,
// those on the left go first, then those on the right, so that the current one
// is always in sight.
func strip(names []string, current, width int) string {
	first := firstShown(names, current, width)
	names = slices.Clone(names)
	names[current] = "[" + names[current] + "]"
	text := strings.Join(names[first:], between)
	if first > 0 {
		text = "‹ " + text
	}
	text, _ = cellwidth.Truncate(text, max(0, width))
	return text
}

// firstShown is the first of the names that fits before the current one.
func firstShown(names []string, current, width int) int {
	first := 0
	for first < current && cellwidth.Of(strings.Join(names[first:current+1], between))+4 > width {
		first++
	}
	return first
}

func (a *App) drawResult(r canvas.Rect) {
	res := a.tab().result()
	switch {
	case res == nil:
		a.drawEmptyResult(r)
	case res.status.Err != nil && res.status.Rows == 0:
		a.drawProblem(r, res)
	case res.run.Schema() == nil:
		a.canvas.Fit(r.X+1, r.Y, r.W-1, a.waitingText(res.status), a.theme.Style(themes.Dim))
	case res.grid.View() == nil || res.grid.View().Schema() == nil:
		// The columns are known, and the grid has them with the next frame.
	default:
		r.H -= a.searchHeight()
		r.H -= a.drawReason(r, res)
		r = a.drawWatch(r, res)
		if covered := a.profileCovers(r, res); covered {
			r = a.drawProfile(a.belowChips(r, res), res)
		} else {
			r = a.belowChips(a.drawProfile(r, res), res)
		}
		if text := a.filteredOut(res); text != "" {
			res.grid.SetMessage(text)
		}
		res.grid.Draw(&a.canvas, r, a.theme, a.focus == paneResults && a.inProfile() == nil)
	}
}

// drawReason tells at the foot of a result why it is not all of the answer, and
// returns the lines that it took.
func (a *App) drawReason(r canvas.Rect, res *resultTab) int {
	reason := res.status.Reason
	if e := res.status.Err; e != nil && e.Hint != "" {
		reason += " · " + e.Hint
	}
	if a.offered("fetch-all") {
		reason += " · " + a.keyOf("fetch-all") + " fetches every row"
	}
	badge, partial := statusbar.Badge(res.status)
	if !partial || reason == "" || res.status.State == run.Cancelled || r.H < 6 {
		return 0
	}
	lines := wrap(oneLine(badge+" "+a.opts.Connections.Redactor.Redact(reason)), r.W-2)
	lines = lines[:min(len(lines), 3)]
	for i, line := range lines {
		a.canvas.Text(r.X+1, r.Y+r.H-len(lines)+i, r.W-2, line, a.theme.Style(themes.Warn))
	}
	return len(lines)
}

// oneLine folds the line breaks of a message.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (a *App) waitingText(s run.Status) string {
	if s.State == run.Running && s.Progress.Operation != "" {
		return "The source is at work" + a.promise(escRun, "stops waiting for it")
	}
	if why := statusbar.Wait(s); why != "" {
		return why + a.promise(escRun, "cancels")
	}
	if s.State == run.Running {
		return "Waiting for the first row" + a.promise(escRun, "cancels")
	}
	return "No result"
}

// drawEmptyResult says what to do in a place where nothing is yet.
func (a *App) drawEmptyResult(r canvas.Rect) {
	if e := a.failures[a.tab().connection]; e != nil {
		a.drawFailure(r, e, "", sprintf("%s runs the statement and tries again · %s in the sidebar edits the connection", a.keyOf("run"), a.keyOf("edit-connection")))
		return
	}
	lines := []string{
		"Rows appear here.",
		fitting(r.W-1, a.told("@run runs the statement under the cursor · @sidebar.preview on a table in the sidebar previews it"),
			a.told("@run runs the statement under the cursor · @sidebar.preview in the sidebar previews")),
		a.told("@help shows the keys · @palette finds a command · @quit quits"),
	}
	switch name := a.tab().connection; {
	case a.isMissing(name):
		lines[0] = a.missingText(name)
	case a.opening[name] != 0:
		lines[0] = "Opening " + name + "…"
	case a.open[name] == nil && name != "":
		lines[0] = name + " is not open; running a statement opens it."
	}
	for i, line := range lines {
		if i < r.H {
			a.canvas.Fit(r.X+1, r.Y+i, r.W-1, line, a.theme.Style(themes.Dim))
		}
	}
}

// fitting is a text, or the shorter one where there is no room for it.
func fitting(width int, text, shorter string) string {
	if cellwidth.Of(text) > width {
		return shorter
	}
	return text
}

// drawProblem shows why a run has no rows.
func (a *App) drawProblem(r canvas.Rect, res *resultTab) {
	id := res.status.Err.QueryID
	if id != "" {
		id = "query id " + id
	}
	a.drawFailure(r, res.status.Err, id, a.goesOnText(res))
}

// toldBelow is the message of an error that the results show in full, in a pane of
// h lines.
func (a *App) toldBelow(h int) string {
	res := a.tab().result()
	if res == nil || res.status.Err == nil || res.status.Rows > 0 || h < leastOfError {
		return ""
	}
	return a.opts.Connections.Redactor.Redact(res.status.Err.Message)
}

// leastOfError is the height of a pane that has room for an error as a rule.
const leastOfError = 6

// drawFailure shows an error with all that is known of it, and below that more
// texts, as far as they are not empty.
func (a *App) drawFailure(r canvas.Rect, e *connectors.Error, more ...string) {
	redact := a.opts.Connections.Redactor.Redact
	lines := strings.Split(redact(e.Message), "\n")
	for _, text := range append([]string{redact(e.Hint)}, more...) {
		if text != "" {
			lines = append(lines, "", text)
		}
	}
	role := themes.Bad
	if e.Class == connectors.ClassCancelled {
		role = themes.Warn
	}
	a.canvas.Text(r.X+1, r.Y, r.W-1, failureTitle(e.Class), a.theme.Style(role))
	var pieces []string
	for _, line := range lines {
		pieces = append(pieces, wrap(line, r.W-2)...)
	}
	if room := max(0, r.H-1); len(pieces) > room {
		pieces = append(pieces[:max(0, room-1)], a.restOfError())[:room]
	}
	for i, piece := range pieces {
		a.canvas.Text(r.X+1, r.Y+1+i, r.W-2, piece, a.theme.Style(themes.Text))
	}
}

// restOfError stands below an error that has no room, and says where all of it is.
func (a *App) restOfError() string {
	if a.tab().result() == nil {
		return cellwidth.Ellipsis
	}
	return cellwidth.Ellipsis + " " + a.keyOf("details") + " in the results shows all"
}

// wrap cuts a line into pieces of at most width columns, at blanks where there
// are some, and at most 100 of them: an error may be of any size.
func wrap(line string, width int) []string {
	if lines := cellwidth.Wrap(line, max(1, width), 100); len(lines) > 0 {
		return lines
	}
	return []string{""}
}

// leastOutcome is the room of the bar that is left to what came of the run.
const leastOutcome = 40

// outcomeRoom is the room of the bar that is left to what came of the run of a
// result: figures of what is selected leave it no more than its state and rows.
func outcomeRoom(r *resultTab) int {
	if !r.grid.Selected() || r.status.State == run.Running {
		return leastOutcome
	}
	badge, _ := statusbar.Badge(r.status)
	return cellwidth.Of(badge) + cellwidth.Of(statusbar.Rows(r.status.Rows)) + leastOfState
}

// leastOfState is the room for the state of a run and what stands between fields.
const leastOfState = 16

func (a *App) statusInfo() statusbar.Info {
	t := a.tab()
	in := statusbar.Info{Spinner: a.ticks, Notice: a.notice, Problem: a.problem, Lasting: a.notice != "" && a.notice == a.opts.Notice, Background: a.background()}
	if a.focus == paneEditor {
		_, line, column := t.editor.Cursor()
		in.Where = sprintf("line %d, column %d", line, column)
	}
	in.Connection, in.About = a.connectionState(t.connection)
	if ref := a.refOf(t); ref != "" && a.open[t.connection] != nil {
		in.About += " @ " + shortRef(ref)
	}
	if len(t.options) > 0 {
		in.About += " · " + clip(recall.Options(t.options), 40)
	}
	if c := a.open[t.connection]; c != nil {
		in.Color = themes.NamedColor(c.Config.String("color"))
	}
	if res := t.result(); res != nil {
		in.Run = &res.status
		if a.focus == paneResults {
			in.Where, in.Figures = a.whereText(res, a.width-cellwidth.Of(in.ConnectionOf(a.width-2))-outcomeRoom(res))
		}
	}
	in.PaneHints = a.hints(a.place())
	if a.completing.popup != nil {
		in.PaneHints = completionHints
	}
	if a.focus == paneSidebar && a.sidebar.Typing() {
		in.PaneHints = a.filterHints()
	}
	in.Hints = a.hints(action.Global)
	if in.Lasting && a.escape() == escNotice {
		in.PaneHints = append([]statusbar.Hint{{Key: a.keyOf("cancel"), Text: "hide", Stays: true}}, in.PaneHints...)
	}
	if len(a.dialogs) > 0 {
		in.PaneHints, in.Hints = a.dialogHints(), nil
	}
	return in
}

// filterHints are the keys that work while the filter of the tree is typed, where
// letters are text.
func (a *App) filterHints() []statusbar.Hint {
	return []statusbar.Hint{keepFilter.Does("keep the filter"), {Key: a.keyOf("cancel"), Text: "drop it", Stays: true}}
}

// dialogHints are the keys that work while a dialog has them: those of a bar, or
// what leaves a box, whose own keys stand in its edge.
func (a *App) dialogHints() []statusbar.Hint {
	if bar := a.barHints(); bar != nil {
		return bar
	}
	return []statusbar.Hint{dialog.ToLeave(), {Key: a.keyOf("quit"), Text: "quit"}}
}

// hints are the keys of a place that have a use now.
func (a *App) hints(p action.Place) []statusbar.Hint {
	known := a.keymap.footer[p]
	out := make([]statusbar.Hint, 0, len(known))
	for _, x := range known {
		if a.offered(x.id) {
			out = append(out, x.hint)
		}
	}
	return out
}

// connectionState is the name of a connection behind the sign of its state, and
// what else is to be known of it.
func (a *App) connectionState(name string) (text, about string) {
	switch c := a.open[name]; {
	case name == "":
		return "no connection", ""
	case a.isMissing(name):
		return "✗ " + name, " (not available)"
	case a.failures[name] != nil:
		return "✗ " + name, ""
	case c == nil:
		return "○ " + name, ""
	case c.ReadOnly():
		return "● " + name, " (read-only)"
	default:
		return "● " + name, ""
	}
}

// background counts what goes on out of sight.
func (a *App) background() string {
	var parts []string
	if text := a.watchText(); text != "" {
		parts = append(parts, text)
	}
	n := 0
	for i, t := range a.tabs {
		if i != a.active && t.running() != nil {
			n++
		}
	}
	if n > 0 {
		parts = append(parts, sprintf("%d running in other tabs", n))
	}
	for _, j := range a.jobs {
		parts = append(parts, j.describe())
	}
	if a.inquiry != nil {
		parts = append(parts, a.inquiry.doing+a.promise(escInquiry, "stops"))
	}
	return strings.Join(parts, "  ")
}
