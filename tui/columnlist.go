package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/action"
	"sonde/tui/canvas"
	"sonde/tui/dialog"
	"sonde/tui/facts"
	"sonde/tui/grid"
)

// Answers of the list of columns.
type (
	hideColumnMsg struct {
		col    int
		hidden bool
	}
	goToColumnMsg struct{ col int }
)

// columnList lists the columns of a result: one is gone to by typing a part of
// its name, and each can be hidden and shown.
type columnList struct {
	grid        *grid.Grid
	names       []string // by column
	columns     []int    // those that match, in the order shown
	cursor, top int
	height      int
	body        canvas.Rect // of the lines, where they were drawn last
	input       dialog.Input
}

// hideListed hides the column under the cursor of the list, or shows it.
var hideListed = action.Keys{"tab", "ctrl+t"}

// showColumns opens the list of columns.
func (a *App) showColumns() tea.Cmd {
	r := a.tab().result()
	if reason := a.noResult(); reason != "" {
		return a.refuse(reason)
	}
	if r.grid.View() == nil || r.grid.View().Schema() == nil {
		return a.say(true, "There is no result yet")
	}
	l := &columnList{grid: r.grid, input: dialog.NewInput("")}
	for i := range r.grid.View().Schema().NumFields() {
		l.names = append(l.names, nameOf(r, i))
	}
	_, col := r.grid.Cursor()
	l.match()
	for i, c := range l.columns {
		if c == col {
			l.cursor = i
		}
	}
	a.push(l)
	return nil
}

// match lists the columns with the typed text in their names.
func (l *columnList) match() {
	text := strings.ToLower(strings.TrimSpace(l.input.Value()))
	l.columns, l.cursor = l.columns[:0], 0
	for _, col := range l.grid.Columns() {
		name := strings.ToLower(l.names[col])
		if !strings.Contains(name, text) {
			continue
		}
		if strings.HasPrefix(name, text) && text != "" && !strings.HasPrefix(strings.ToLower(l.names[l.at(col)]), text) {
			l.cursor = len(l.columns)
		}
		l.columns = append(l.columns, col)
	}
}

// at is the column of the cursor, or another one where there is none.
func (l *columnList) at(otherwise int) int {
	if l.cursor < len(l.columns) {
		return l.columns[l.cursor]
	}
	return otherwise
}

// Update implements [dialog.Dialog].
func (l *columnList) Update(msg tea.Msg) (tea.Msg, bool) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		if l.point(msg) {
			return nil, false
		}
		if l.input.Update(msg) {
			l.match()
		}
		return nil, false
	}
	col := l.at(-1)
	switch stroke := k.Keystroke(); {
	case dialog.Leave.Has(stroke):
		return nil, true
	case dialog.Accept.Has(stroke):
		return goToColumnMsg{col}, col >= 0
	case hideListed.Has(stroke):
		if col >= 0 {
			return hideColumnMsg{col, !l.grid.Hidden(col)}, false
		}
	case dialog.Up.Has(stroke):
		l.move(-1)
	case dialog.Down.Has(stroke):
		l.move(1)
	case stroke == "pgup":
		l.move(-max(1, l.height-1))
	case stroke == "pgdown":
		l.move(max(1, l.height-1))
	default:
		if l.input.Update(k) {
			l.match()
		}
	}
	return nil, false
}

// point takes what the mouse does: the wheel moves, a click goes to a line.
func (l *columnList) point(msg tea.Msg) bool {
	switch m := msg.(type) {
	case tea.MouseWheelMsg:
		_, dy := wheelStep(m)
		l.move(dy)
	case tea.MouseClickMsg:
		if i := l.top + m.Y - l.body.Y; l.body.Contains(m.X, m.Y) && i < len(l.columns) {
			l.cursor = i
		}
	default:
		return false
	}
	return true
}

func (l *columnList) move(n int) { l.cursor = max(0, min(l.cursor+n, len(l.columns)-1)) }

// Draw implements [dialog.Dialog].
func (l *columnList) Draw(c *canvas.Canvas, area canvas.Rect, th *themes.Theme) (int, int, bool) {
	h := min(area.H, max(8, len(l.names)+4), 28)
	in := dialog.Frame(c, area, th, min(area.W, 70), h, "Columns", dialog.Footer{dialog.Accept.Does("go there"), hideListed.Does("hide or show"), dialog.ToLeave()})
	x := l.input.Draw(c, in.X, in.Y, in.W, th)
	if l.input.Value() == "" {
		c.Text(in.X+1, in.Y, in.W-1, "type to filter", th.On(themes.Dim, themes.Input))
	}
	l.height = max(0, in.H-2)
	l.body = canvas.Rect{X: in.X, Y: in.Y + 2, W: in.W, H: l.height}
	l.top = max(0, min(l.top, l.cursor))
	l.top = max(l.top, l.cursor-l.height+1)
	for i := range min(l.height, len(l.columns)-l.top) {
		l.drawLine(c, canvas.Rect{X: in.X, Y: in.Y + 2 + i, W: in.W, H: 1}, th, l.top+i)
	}
	dialog.More(c, l.body, th, l.top, len(l.columns))
	if len(l.columns) == 0 {
		c.Fit(in.X, in.Y+2, in.W, "No column has that in its name", th.On(themes.Dim, themes.Dialog))
	}
	return x, in.Y, true
}

func (l *columnList) drawLine(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, line int) {
	col, back := l.columns[line], themes.Dialog
	if line == l.cursor {
		back = themes.Selection
		c.Fill(r, th.Style(back))
	}
	mark, role := "✓ ", themes.Text
	if l.grid.Hidden(col) {
		mark, role = "  ", themes.Dim
	}
	x := r.X + c.Text(r.X, r.Y, r.W, mark, th.On(themes.Good, back))
	kind, w := cellwidth.Truncate(facts.Type(l.grid.View().Schema().Field(col)), r.W/3)
	name, _ := cellwidth.Middle(l.names[col], max(0, r.X+r.W-x-w-1))
	c.Text(x, r.Y, max(0, r.X+r.W-x-w-1), name, th.On(role, back))
	c.Text(r.X+r.W-w, r.Y, w, kind, th.On(themes.Dim, back))
}

// answerColumns takes what the list of columns asks for.
func (a *App) answerColumns(msg tea.Msg) bool {
	r := a.tab().result()
	switch msg := msg.(type) {
	case hideColumnMsg:
		if r != nil {
			r.grid.SetHidden(msg.col, msg.hidden)
		}
	case goToColumnMsg:
		if r != nil {
			r.grid.SetHidden(msg.col, false)
			r.grid.GoToColumn(msg.col)
		}
	default:
		return false
	}
	return true
}
