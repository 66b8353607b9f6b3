// Package statusbar draws the two lines at the bottom of the screen: what
// happens and where one is, and the keys that matter now.
package statusbar

import (
	"slices"
	"strings"

	"sonde/internal/cellwidth"
	"sonde/internal/run"
	"sonde/themes"
	"sonde/tui/action"
	"sonde/tui/canvas"
)

// Info is what the bar shows.
type Info struct {
	// Run is the run of the result on screen; nil where there is none.
	Run *run.Status
	// Spinner counts the ticks while something runs.
	Spinner int
	// Notice is a message that goes away by itself, before the hints; Problem
	// gives it the colour of trouble.
	Notice  string
	Problem bool
	// Lasting notices do not go away by themselves: they leave room to the keys that
	// stay in sight.
	Lasting bool
	// Where is the place in the result ("row 3 of 10"), Connection the name and
	// state of the connection of the tab, About what else is to be known of it, such
	// as its branch, and Color its colour.
	Where, Connection, About string
	Color                    themes.Color
	// Figures are of what is selected. They stand before the hints; a notice then
	// has the place of what came of the run.
	Figures string
	// Background counts exports and queries of other tabs that are going on.
	Background string
	// PaneHints are keys of the focused pane; Hints are those that work
	// everywhere, of which the first ones stay in sight on a narrow screen.
	PaneHints, Hints []Hint
}

// Hint is a key and what it does.
type Hint = action.Hint

// Height is the number of lines that the bar takes.
const Height = 2

// Draw draws the bar into r, which is [Height] lines high.
func Draw(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, in Info) {
	bar := th.Style(themes.Bar)
	c.Fill(r, bar)
	width := drawRight(c, canvas.Rect{X: r.X + 1, Y: r.Y, W: max(0, r.W-2), H: 1}, th, in)
	if in.Notice == "" {
		in.Notice = warning(in.Run)
	}
	left := canvas.Rect{X: r.X + 1, Y: r.Y, W: max(0, r.W-width-3), H: 1}
	if in.Figures != "" && in.Notice != "" {
		c.Fit(left.X, left.Y, left.W, in.Notice, in.noticeStyle(th))
		in.Notice = ""
	} else {
		drawLeft(c, left, th, in)
	}
	below := canvas.Rect{X: r.X + 1, Y: r.Y + 1, W: r.W - 1, H: 1}
	if text, style := told(th, in); text != "" {
		room := below.W - 1 - in.reserved(below.W)
		used := c.Text(below.X, below.Y, room, truncate(text, room), style) + toldGap
		below.X, below.W = below.X+used, below.W-used
	}
	drawHints(c, below, th, choose(in.Hints, in.PaneHints, below.W))
}

// toldGap stands between what is told and the hints.
const toldGap = 3

// reserved is the room that a notice leaves to the keys that stay in sight.
func (in Info) reserved(width int) (room int) {
	if in.Notice == "" || !in.Lasting {
		return 0
	}
	for _, h := range choose(in.Hints, in.PaneHints, width) {
		if h.Stays {
			room += hintWidth(h)
		}
	}
	return min(room, width*2/3)
}

// told is what stands before the hints: a notice, otherwise figures. The hints have
// the rest of the line.
func told(th *themes.Theme, in Info) (string, themes.Style) {
	if in.Notice != "" {
		return in.Notice, in.noticeStyle(th)
	}
	return in.Figures, th.Style(themes.Bar)
}

func (in Info) noticeStyle(th *themes.Theme) themes.Style {
	if in.Problem {
		return th.On(themes.Bad, themes.Bar)
	}
	return th.On(themes.Text, themes.Bar)
}

// The columns that the name of a connection may take in any bar, those that are
// left of it beside what else is to be known of it, and those below which what goes
// on out of sight is not told.
const leastConnection, leastName, leastBackground = 16, 10, 8

// ConnectionOf is how a bar of some columns writes the connection: its name is cut
// in the middle, so that state, rows and completeness have room.
func (in Info) ConnectionOf(width int) string {
	most := max(leastConnection, width/5)
	about := truncate(in.About, most)
	name, _ := cellwidth.Middle(in.Connection, max(leastName, most-cellwidth.Of(about)))
	return name + about
}

// drawRight draws where one is and what goes on out of sight at the right end of
// r, and returns the columns used. What matters least is cut first.
func drawRight(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, in Info) int {
	connection := in.ConnectionOf(r.W)
	own := cellwidth.Of(connection)
	where := truncate(lessOf(in.Where, r.W-own-lead(in, r.W)-4), r.W-own-2)
	background := ""
	if room := r.W - own - cellwidth.Of(where) - 4; room >= leastBackground {
		background = truncate(in.Background, room)
	}
	right := strings.Join(nonEmpty(background, where, connection), "  ")
	width := cellwidth.Of(right)
	bar := th.Style(themes.Bar)
	c.Text(r.X+r.W-width, r.Y, width, right, bar)
	c.Text(r.X+r.W-own, r.Y, own, connection, themes.Style{FG: in.Color}.Over(bar))
	return width
}

// lead is the width of what comes first of a run: its state, whether it is whole,
// and its rows.
func lead(in Info, width int) (w int) {
	if in.Run == nil {
		return 0
	}
	n := 2
	if _, partial := Badge(*in.Run); partial && in.Run.State != run.Running {
		n = 3
	}
	all := pieces(*in.Run, in.Spinner, width)
	for _, p := range all[:min(n, len(all))] {
		w += cellwidth.Of(p.text) + 2
	}
	return w
}

// lessOf is a place without what comes last of it, as far as a width demands it:
// the column before the row.
func lessOf(where string, width int) string {
	for cellwidth.Of(where) > width {
		last := strings.LastIndex(where, " · ")
		if last < 0 {
			break
		}
		where = where[:last]
	}
	return where
}

// truncate cuts a text to a width, with a sign that it was cut.
func truncate(s string, width int) string {
	s, _ = cellwidth.Truncate(s, width)
	return s
}

func nonEmpty(parts ...string) []string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

func drawLeft(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, in Info) {
	if in.Run == nil {
		return
	}
	x, end, spare := r.X, r.X+r.W, 0
	for i, p := range pieces(*in.Run, in.Spinner, r.W) {
		// What is cut off tells nothing, and two blanks stand before what is on the
		// right; what comes first is always shown.
		fits := func() bool { return i == 0 || x+spare+cellwidth.Of(p.text)+p.spare < end }
		if !fits() && p.short != "" {
			p.text = p.short
		}
		if !fits() {
			continue
		}
		spare += p.spare
		x += c.Text(x, r.Y, end-x, signOr(p.text, end-x), th.On(p.role, themes.Bar)) + 2
	}
}

// leastState is the width of the shortest state, "✓ done".
const leastState = 6

// signOr is a state cut to a width; where that leaves next to nothing, its sign.
func signOr(state string, width int) string {
	if sign, _, ok := strings.Cut(state, " "); ok && width < leastState && cellwidth.Of(state) > width {
		return truncate(sign, width)
	}
	return truncate(state, width)
}

// essential is how many of the hints that work everywhere stay in sight.
const essential = 3

// foremost is how many of the pane's hints come before those that work
// everywhere.
const foremost = 4

// choose picks the hints that fit: the essential ones, then the pane's foremost,
// then the others. Those of the pane that stay have their room.
func choose(global, pane []Hint, width int) []Hint {
	n, m := min(essential, len(global)), min(foremost, len(pane))
	hints := slices.Concat(global[:n], pane[:m], global[n:], pane[m:])
	for i := range hints[:n] {
		hints[i].Stays = true
	}
	return action.Fitting(hints, width, hintWidth)
}

func hintWidth(h Hint) int { return cellwidth.Of(h.String()) + 2 }

func drawHints(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, hints []Hint) {
	x := r.X
	for _, h := range hints {
		need := hintWidth(h)
		if x+need > r.X+r.W+2 {
			return
		}
		c.Spot(canvas.Rect{X: x, Y: r.Y, W: need - 2, H: 1}, h.Key)
		x += c.Text(x, r.Y, need, h.Key, th.Style(themes.BarKey))
		x += c.Text(x, r.Y, need, " "+h.Text+"  ", th.Style(themes.BarDim))
	}
}
