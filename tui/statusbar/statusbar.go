// Package statusbar draws the two lines at the bottom of the screen: what
// happens and where one is, and the keys that matter now.
package statusbar

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sonde/connectors"
	"sonde/internal/cellwidth"
	"sonde/internal/run"
	"sonde/themes"
	"sonde/tui/canvas"
)

// Info is what the bar shows.
type Info struct {
	// Run is the run of the result on screen; nil where there is none.
	Run *run.Status
	// Spinner counts the ticks while something runs.
	Spinner int
	// Notice is a message that goes away by itself, in the place of the hints;
	// Problem gives it the colour of trouble.
	Notice  string
	Problem bool
	// Where is the place in the result ("row 3 of 10"), Connection the name and
	// state of the connection of the tab, Color its colour.
	Where, Connection string
	Color             themes.Color
	// Background counts exports and queries of other tabs that are going on.
	Background string
	// PaneHints are keys of the focused pane; Hints are those that work
	// everywhere, of which the first ones stay in sight on a narrow screen.
	PaneHints, Hints []Hint
}

// Hint is a key and what it does.
type Hint struct{ Key, Text string }

// Height is the number of lines that the bar takes.
const Height = 2

// Draw draws the bar into r, which is [Height] lines high.
func Draw(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, in Info) {
	bar := th.Style(themes.Bar)
	c.Fill(r, bar)
	right := strings.Join(nonEmpty(in.Background, in.Where, in.Connection), "  ")
	width := min(cellwidth.Of(right), max(0, r.W-2))
	c.Text(r.X+r.W-1-width, r.Y, width, truncate(right, width), bar)
	if own := cellwidth.Of(in.Connection); own <= width {
		c.Text(r.X+r.W-1-own, r.Y, own, in.Connection, themes.Style{FG: in.Color}.Over(bar))
	}
	drawLeft(c, canvas.Rect{X: r.X + 1, Y: r.Y, W: max(0, r.W-width-3), H: 1}, th, in)
	below := canvas.Rect{X: r.X + 1, Y: r.Y + 1, W: r.W - 1, H: 1}
	if in.Notice != "" {
		drawNotice(c, below, th, in)
		return
	}
	drawHints(c, below, th, choose(in.Hints, in.PaneHints, below.W))
}

// drawNotice draws a message in the place of the hints: what runs stays in
// sight.
func drawNotice(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, in Info) {
	role := themes.Text
	if in.Problem {
		role = themes.Bad
	}
	c.Text(r.X, r.Y, r.W, truncate(in.Notice, r.W), th.On(role, themes.Bar))
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
	x := r.X
	for _, p := range pieces(*in.Run, in.Spinner) {
		left := r.X + r.W - x
		x += c.Text(x, r.Y, left, truncate(p.text, left), th.On(p.role, themes.Bar)) + 2
		if x >= r.X+r.W {
			return
		}
	}
}

type piece struct {
	text string
	role themes.Role
}

var spinner = [...]string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}

// quiet is how long a run must last before its progress is shown, so that fast
// queries do not flicker.
const quiet = 300 * time.Millisecond

// pieces are the fields of the left side, in fixed order and width while a run
// goes on, so that nothing jumps.
func pieces(s run.Status, tick int) []piece {
	if s.State != run.Running {
		return ended(s)
	}
	if s.Elapsed < quiet {
		return []piece{{"  running", themes.Dim}}
	}
	out := []piece{
		{spinner[tick%len(spinner)] + " " + pad(string(s.Progress.Phase), 11), themes.Accent},
		{padLeft(Rows(s.Rows), 19), themes.Text},
		{padLeft(Duration(s.Elapsed), 7), themes.Text},
	}
	if f := s.Progress.Fraction; f > 0 && f <= 1 {
		out = append(out, piece{meter(f), themes.Accent})
	}
	if s.Rows > 0 {
		rate := float64(s.Rows) / s.Elapsed.Seconds()
		out = append(out, piece{padLeft(Count(int64(rate))+" rows/s", 18), themes.Dim}, piece{padLeft(Size(s.Bytes), 9), themes.Dim})
	}
	if n := s.Progress.RowsRead; n > 0 {
		out = append(out, piece{Count(n) + " rows read", themes.Dim})
	}
	return append(out, server(s.Progress)...)
}

func ended(s run.Status) []piece {
	var out []piece
	switch s.State {
	case run.Succeeded:
		out = append(out, piece{"✓ done", themes.Good})
	case run.Cancelled:
		out = append(out, piece{"✗ cancelled", themes.Warn})
	default:
		out = append(out, piece{"✗ failed", themes.Bad})
	}
	if b, ok := Badge(s); ok {
		out = append(out, piece{b, themes.Warn})
	}
	if s.CancelState != "" {
		out = append(out, piece{string(s.CancelState), themes.Dim})
	}
	if n := s.Progress.RowsAffected; n >= 0 {
		out = append(out, piece{Rows(n) + " changed", themes.Text})
	} else {
		out = append(out, piece{Rows(s.Rows), themes.Text})
	}
	out = append(out, piece{Duration(s.Elapsed), themes.Text})
	if s.FirstRow > 0 {
		out = append(out, piece{"first row " + Duration(s.FirstRow), themes.Dim}, piece{Size(s.Bytes), themes.Dim})
	}
	return append(out, server(s.Progress)...)
}

func server(p connectors.Progress) []piece {
	var out []piece
	for _, stat := range p.Server {
		out = append(out, piece{stat.Name + " " + stat.Value, themes.Dim})
	}
	return out
}

// Badge is the mark of a result that is not all of the answer. The reason is
// told where there is room for it.
func Badge(s run.Status) (string, bool) {
	if s.Completeness == connectors.Complete {
		return "", false
	}
	return "[" + s.Completeness.String() + "]", true
}

func meter(f float64) string {
	const width = 10
	full := int(f * width)
	return strings.Repeat("━", full) + strings.Repeat("─", width-full) + fmt.Sprintf(" %3.0f%%", f*100)
}

// Count writes a number with separators between thousands.
func Count(n int64) string {
	digits := strconv.FormatInt(n, 10)
	var out []byte
	for i := range len(digits) {
		if i > 0 && digits[i-1] != '-' && (len(digits)-i)%3 == 0 {
			out = append(out, ',')
		}
		out = append(out, digits[i])
	}
	return string(out)
}

// Rows writes a number of rows.
func Rows(n int64) string {
	if n == 1 {
		return "1 row"
	}
	return Count(n) + " rows"
}

// Size writes a number of bytes with three digits and a unit of 1,024.
func Size(n int64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB", "PiB"}
	v, i := float64(n), 0
	for v >= 1000 && i < len(units)-1 {
		v, i = v/1024, i+1
	}
	if i == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.3g %s", v, units[i])
}

// Duration writes a time in the unit that fits it.
func Duration(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%d:%02d min", int(d.Minutes()), int(d.Seconds())%60)
}

func pad(s string, n int) string     { return fmt.Sprintf("%-*s", n, s) }
func padLeft(s string, n int) string { return fmt.Sprintf("%*s", n, s) }

// essential is how many of the hints that work everywhere stay in sight.
const essential = 3

// foremost is how many of the pane's hints come before those that work
// everywhere.
const foremost = 4

// choose picks the hints that fit: the essential ones, then the pane's foremost,
// then the others.
func choose(global, pane []Hint, width int) []Hint {
	n := min(essential, len(global))
	left := width
	for _, h := range global[:n] {
		left -= h.width()
	}
	chosen := slices.Clone(global[:n])
	m := min(foremost, len(pane))
	for _, h := range slices.Concat(pane[:m], global[n:], pane[m:]) {
		if left -= h.width(); left < 0 {
			break
		}
		chosen = append(chosen, h)
	}
	return chosen
}

func (h Hint) width() int { return cellwidth.Of(h.Key) + 1 + cellwidth.Of(h.Text) + 2 }

func drawHints(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, hints []Hint) {
	x := r.X
	for _, h := range hints {
		need := h.width()
		if x+need > r.X+r.W+2 {
			return
		}
		x += c.Text(x, r.Y, need, h.Key, th.Style(themes.BarKey))
		x += c.Text(x, r.Y, need, " "+h.Text+"  ", th.Style(themes.BarDim))
	}
}
