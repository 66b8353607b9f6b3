package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"sonde/internal/export"
	"sonde/tui/grid"
	"sonde/tui/inspector"
)

// inspecting is what the open inspector is about.
type inspecting struct {
	id     int // counts what was asked for
	result *resultTab
	stop   context.CancelFunc
}

// inspectedMsg brings a cell or a record.
type inspectedMsg struct {
	id     int
	cell   *inspector.Cell
	record *inspector.Record
	column int
	err    error
}

// openInspector opens the inspector on the cell under the cursor, or on its row.
func (a *App) openInspector(record bool) tea.Cmd {
	res := a.tab().result()
	if !hasRows(res) {
		return a.say(true, "There is no row to show")
	}
	a.inspecting.result = res
	a.push(inspector.New(a.inspecting.id))
	return a.readInspected(record)
}

// inspector is the one that is open, if there is one.
func (a *App) inspector() *inspector.Inspector {
	for _, d := range a.dialogs {
		if x, ok := d.(*inspector.Inspector); ok {
			return x
		}
	}
	return nil
}

// readInspected reads the cell under the cursor, or its row, for the inspector.
func (a *App) readInspected(record bool) tea.Cmd {
	d, x := a.inspector(), &a.inspecting
	if d == nil {
		return nil
	}
	if x.stop != nil {
		x.stop()
	}
	x.id++
	d.Await(x.id)
	ctx, stop := context.WithCancel(a.ctx)
	x.stop = stop
	view, shown, id := x.result.grid.View(), x.result.grid.ShownColumns(), x.id
	row, col := x.result.grid.Cursor()
	return func() tea.Msg {
		defer stop()
		msg := inspectedMsg{id: id, column: col}
		if record {
			msg.record, msg.err = inspector.ReadRecord(ctx, view, row, shown)
		} else {
			msg.cell, msg.err = inspector.ReadCell(ctx, view, row, col)
		}
		return msg
	}
}

func (a *App) inspected(msg inspectedMsg) {
	d := a.inspector()
	switch {
	case d == nil:
	case msg.record != nil:
		d.ShowRecord(msg.id, msg.record, msg.column, msg.err)
	default:
		d.Show(msg.id, msg.cell, msg.err)
	}
}

// moveInspected goes to another cell, as far as there is one.
func (a *App) moveInspected(msg inspector.Move) tea.Cmd {
	g := a.inspecting.result.grid
	row, col := g.Cursor()
	g.Move(int64(msg.Rows), msg.Columns)
	if r, c := g.Cursor(); r == row && c == col {
		return nil
	}
	return a.readInspected(a.inspector().IsRecord())
}

// answerInspector takes what the inspector asks for, and what came of it.
func (a *App) answerInspector(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case inspectedMsg:
		a.inspected(msg)
	case inspector.Move:
		return a.moveInspected(msg), true
	case inspector.Switch:
		if !msg.Record {
			a.inspecting.result.grid.GoToColumn(msg.Column)
		}
		return a.readInspected(msg.Record), true
	case inspector.Copy:
		return a.copyText(msg.Text, msg.What), true
	case inspector.CopyField:
		return a.copyInspected([]int{msg.Column}, "tsv-rows", "Copied the value"), true
	case inspector.CopyRecord:
		return a.copyInspected(a.inspecting.result.grid.ShownColumns(), "json", "Copied the row as JSON"), true
	case inspector.Work:
		return tea.Cmd(msg), true
	case inspector.Found:
		if d := a.inspector(); d != nil {
			d.Found(msg)
		}
	default:
		return nil, false
	}
	return nil, true
}

// copyInspected copies columns of the row under the cursor in a form.
func (a *App) copyInspected(columns []int, form, what string) tea.Cmd {
	g, ctx := a.inspecting.result.grid, a.ctx
	row, _ := g.Cursor()
	e := extract{g.View(), grid.Selection{Kind: grid.Block, First: row, Rows: 1, Columns: columns}}
	return a.copyLater(func() copiedMsg {
		text, _, err := e.text(ctx, formNamed(form), export.Options{})
		return copiedMsg{text: text, what: what, err: err}
	})
}
