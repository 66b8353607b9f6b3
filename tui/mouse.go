package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/tui/canvas"
)

// drag is what the mouse holds while its button is down.
type drag uint8

const (
	dragNothing drag = iota
	dragSidebarEdge
	dragEditorEdge
	dragProfileEdge
	dragPane
)

// click remembers the last press, to tell double and triple clicks.
type click struct {
	x, y, count int
	at          time.Time
}

const doubleClick = 400 * time.Millisecond

func (a *App) mouse(msg tea.Msg) tea.Cmd {
	if len(a.dialogs) > 0 {
		return a.mouseDialog(msg)
	}
	switch msg := msg.(type) {
	case tea.MouseClickMsg:
		if msg.Button != tea.MouseLeft {
			return nil
		}
		if cmd, hit := a.pressSpot(msg.X, msg.Y); hit {
			return cmd
		}
		return a.press(msg.X, msg.Y, msg.Mod)
	case tea.MouseReleaseMsg:
		a.dragTo(msg.X, msg.Y)
		a.drag, a.late = dragNothing, nil
	case tea.MouseMotionMsg:
		a.dragTo(msg.X, msg.Y)
		if a.drag == dragNothing {
			return nil
		}
		return tea.Tick(frameInterval, func(time.Time) tea.Msg { return lateMotionMsg{} })
	case tea.MouseWheelMsg:
		dx, dy := wheelStep(msg)
		a.wheel(msg.X, msg.Y, dx, dy)
	}
	return nil
}

// wheelLines is how far one notch of the wheel goes.
const wheelLines = 3

// wheelColumns is how many columns of text a notch goes sideways.
const wheelColumns = 4

func wheelStep(m tea.MouseWheelMsg) (dx, dy int) {
	switch m.Button {
	case tea.MouseWheelUp:
		dy = -wheelLines
	case tea.MouseWheelDown:
		dy = wheelLines
	case tea.MouseWheelLeft:
		dx = -1
	case tea.MouseWheelRight:
		dx = 1
	}
	if m.Mod.Contains(tea.ModShift) {
		dx, dy = dy/wheelLines, 0
	}
	return dx, dy
}

// at finds the pane under a cell.
func (a *App) at(x, y int) (pane, canvas.Rect, bool) {
	for p, r := range a.layout.panes {
		if r.Contains(x, y) {
			return pane(p), r, true
		}
	}
	return 0, canvas.Rect{}, false
}

func (a *App) press(x, y int, mod tea.KeyMod) tea.Cmd {
	count := 1
	if l := a.lastClick; l.x == x && l.y == y && time.Since(l.at) < doubleClick {
		count = l.count + 1
	}
	a.lastClick = click{x, y, count, time.Now()}
	a.held, a.late = [2]int{x, y}, nil
	if a.clickItem(x, y) {
		return nil
	}
	p, r, ok := a.at(x, y)
	if !ok {
		a.pressEdge(x, y)
		return nil
	}
	a.setFocus(p)
	a.drag = dragPane
	return a.pressPane(p, x-r.X, y-r.Y, count, mod)
}

// pressEdge takes hold of a divider.
func (a *App) pressEdge(x, y int) {
	switch {
	case a.pressTitle(x, y):
	case a.zoomed:
	case x == a.layout.panes[paneSidebar].W && !a.splits.hidden:
		a.drag = dragSidebarEdge
	case y == a.layout.panes[paneResults].Y-1:
		a.drag = dragEditorEdge
	}
}

func (a *App) pressPane(p pane, x, y, count int, mod tea.KeyMod) tea.Cmd {
	switch p {
	case paneSidebar:
		if count == 2 {
			return a.effect(a.sidebar.DoubleClick(y))
		}
		return a.effect(a.sidebar.Click(x, y))
	case paneEditor:
		switch e := a.tab().editor; count {
		case 1:
			e.Click(x, y, mod.Contains(tea.ModShift))
		case 2:
			e.DoubleClick(x, y)
		default:
			e.TripleClick(x, y)
		}
	case paneResults:
		if res := a.tab().result(); res != nil {
			r := a.layout.panes[p]
			if cmd, hit := a.pressProfile(x+r.X, y+r.Y, count); hit {
				return cmd
			}
			if cmd, hit := a.pressChip(x, y); hit {
				return cmd
			}
			return a.pressGrid(res.grid, x, y-a.aboveGrid(), count, mod)
		}
	}
	return nil
}

// lateMotionMsg is the time at which a motion counts that came too early to pass.
type lateMotionMsg struct{}

// dragLate moves what is held to where the mouse has come to rest.
func (a *App) dragLate() {
	if a.late != nil {
		a.dragTo(a.late.X, a.late.Y)
		a.late = nil
	}
}

// dragTo moves what is held to a cell, unless it is there.
func (a *App) dragTo(x, y int) {
	if to := [2]int{x, y}; to != a.held {
		a.held = to
		a.moved(x, y)
	}
}

func (a *App) moved(x, y int) {
	switch a.drag {
	case dragSidebarEdge:
		a.splits.sidebar = splits{sidebar: max(1, x)}.sidebarWidth(a.width)
	case dragEditorEdge:
		a.splits.editor = splits{editor: max(1, y-1)}.editorHeight(a.layout.status.Y)
	case dragProfileEdge:
		a.dragProfile(x, y)
	case dragPane:
		r := a.layout.panes[a.focus]
		if a.focus == paneEditor {
			a.tab().editor.Drag(x-r.X, y-r.Y)
		}
		if res := a.tab().result(); a.focus == paneResults && res != nil {
			res.grid.Drag(x-r.X, y-r.Y-a.aboveGrid())
		}
	}
}

func (a *App) wheel(x, y, dx, dy int) {
	if list := a.completing.popup; list != nil && list.Contains(x, y) {
		list.Wheel(dy)
		return
	}
	p, _, ok := a.at(x, y)
	if !ok {
		return
	}
	switch p {
	case paneSidebar:
		a.sidebar.Wheel(dy)
	case paneEditor:
		a.tab().editor.Wheel(dy)
		a.tab().editor.WheelSideways(dx * wheelColumns)
	case paneResults:
		if res := a.tab().result(); res != nil && !a.wheelProfile(x, y, dy) {
			res.grid.Wheel(dx, dy)
		}
	}
}

// Coalesce returns a filter for the program's edge: of a flood of motion events
// only those that can be drawn pass, at most one per frame. The app keeps the
// last of the others, which counts once the frame is over.
func Coalesce() func(tea.Model, tea.Msg) tea.Msg {
	var last time.Time
	return func(m tea.Model, msg tea.Msg) tea.Msg {
		motion, ok := msg.(tea.MouseMotionMsg)
		if !ok {
			return msg
		}
		a, isApp := m.(*App)
		if time.Since(last) < frameInterval {
			if isApp && a.drag != dragNothing {
				a.late = &motion
			}
			return nil
		}
		if isApp {
			a.late = nil
		}
		last = time.Now()
		return msg
	}
}
