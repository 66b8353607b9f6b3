package tui

import "sonde/tui/canvas"

// pane is one of the three panes.
type pane uint8

const (
	paneSidebar pane = iota
	paneEditor
	paneResults
	paneCount
)

// Smallest screen that the panes fit on.
const minWidth, minHeight = 40, 12

// layout is where the panes are. Each pane has a line above it that carries its
// title; the rectangles are without it. A pane that is not shown has no height.
type layout struct {
	panes  [paneCount]canvas.Rect
	status canvas.Rect
}

// splits are the sizes that the user can change; 0 is the default.
type splits struct {
	sidebar, editor int
	profile         int  // height of the profile below the rows
	beside          int  // width of the profile beside the rows
	hidden          bool // the sidebar is
	aside           bool // the profile stands beside the rows, though there is room below
}

func arrange(w, h, barHeight int, s splits, zoomed bool, focus pane) layout {
	var l layout
	body := h - barHeight
	l.status = canvas.Rect{X: 0, Y: body, W: w, H: barHeight}
	if zoomed {
		l.panes[focus] = canvas.Rect{X: 0, Y: 1, W: w, H: body - 1}
		return l
	}
	side := s.sidebarWidth(w)
	top := s.editorHeight(body)
	x := side + 1
	if l.panes[paneSidebar] = (canvas.Rect{X: 0, Y: 1, W: side, H: top}); s.hidden {
		l.panes[paneSidebar], x = canvas.Rect{}, 0
	}
	l.panes[paneEditor] = canvas.Rect{X: x, Y: 1, W: w - x, H: top}
	// The results take the whole width: a table wants it, and terminals scroll
	// whole lines, so that moving through rows sends little.
	l.panes[paneResults] = canvas.Rect{X: 0, Y: top + 2, W: w, H: body - top - 2}
	return l
}

func (s splits) sidebarWidth(w int) int {
	side := s.sidebar
	if side == 0 {
		side = max(16, min(32, w*3/10))
	}
	// A width that was chosen on a wide screen leaves a narrow one its editor.
	return max(8, min(side, w-24, w*9/20+1))
}

func (s splits) editorHeight(body int) int {
	top := s.editor
	if top == 0 {
		top = max(3, min(20, body*2/5))
	}
	return max(1, min(top, body-5))
}
