package profile

import (
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/cellwidth"
	"sonde/internal/workspace"
	"sonde/themes"
	"sonde/tui/canvas"
	"sonde/tui/facts"
	"sonde/tui/statusbar"
)

// Draw draws the pane into r. Its cost depends on the size of r alone.
func (p *Pane) Draw(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, focused bool) {
	c.Fill(r, themes.Style{})
	d := painter{Canvas: c, p: p, r: r, th: th, focused: focused}
	d.header()
	p.begin(d.r.H, blockHeight)
	switch {
	case d.r.H <= 0 || d.r.W < 4:
	case p.All:
		d.list()
	default:
		d.one()
	}
}

// painter draws one frame of a pane into what is left of its rectangle.
type painter struct {
	*canvas.Canvas
	p       *Pane
	r       canvas.Rect
	th      *themes.Theme
	focused bool
	less    int // blanks behind figures, see squeezed
}

func (d *painter) header() {
	p, title := d.p, d.title()
	style := d.th.Style(themes.Title)
	if d.focused {
		style = d.th.Style(themes.TitleFocused)
	}
	if kind := d.kind(); kind != "" && cellwidth.Of(title)+1+cellwidth.Of(kind) <= d.r.W {
		d.Text(d.r.X+cellwidth.Of(title)+1, d.r.Y, d.r.W, kind, d.th.Style(themes.Dim))
		d.line(title, style)
	} else {
		d.line(title, style)
		d.wrapped(kind, themes.Dim)
	}
	d.wrapped(p.Covers, themes.Dim)
	if p.State != "" {
		role := themes.Accent
		if p.Problem {
			role = themes.Bad
		}
		d.wrapped(p.State, role)
	}
	d.line("", themes.Style{})
}

func (d *painter) title() string {
	if d.p.All {
		return "Profile of all columns"
	}
	return columnName(d.p.schema.Field(d.p.Column))
}

// kind is the type of the one column that is shown.
func (d *painter) kind() string {
	if d.p.All {
		return ""
	}
	return facts.Type(d.p.schema.Field(d.p.Column))
}

// line draws a text and goes to the next line.
func (d *painter) line(text string, style themes.Style) {
	if d.r.H <= 0 {
		return
	}
	text, _ = cellwidth.Truncate(text, d.r.W)
	d.Text(d.r.X, d.r.Y, d.r.W, text, style)
	d.r.Y, d.r.H = d.r.Y+1, d.r.H-1
}

// wrapped draws a sentence over as many lines as it needs, at most three.
func (d *painter) wrapped(text string, role themes.Role) {
	line := ""
	left := 3
	for _, word := range strings.Fields(text) {
		if line != "" && cellwidth.Of(line)+1+cellwidth.Of(word) > d.r.W && left > 1 {
			d.line(line, d.th.Style(role))
			line, left = "", left-1
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	if line != "" {
		d.line(line, d.th.Style(role))
	}
}

// row is a line of the profile of one column.
type row struct {
	name, value, share string
	bar                float64 // of the width, 0 to 1; negative: none
	chart              []int64 // of a histogram, drawn over several lines
	bins               int     // of the histogram whose ends these are
	value0             int     // 1 + the number of the value that stands here
	alike              int     // cells for which another value begins like this one
	heading            bool
	estimated          bool // which the name says where it has room
}

// one draws the column that is shown.
func (d *painter) one() {
	p := d.p
	rows := p.rows[p.Column].of(d.r.H)
	d.settle(rows)
	d.less = squeezed(rows, d.r.W, shareWidth)
	for _, r := range rows[min(p.top, len(rows)):] {
		if p.more = d.r.H < r.height(); d.r.H <= 0 {
			return
		}
		d.row(r)
	}
}

// settle scrolls so that the value under the cursor is in sight.
func (d *painter) settle(rows []row) {
	p := d.p
	if p.cursor < 0 && len(p.known[p.Column].Top) > 0 {
		p.top = 0
		return
	}
	height := func(from, to int) (n int) {
		for _, r := range rows[from:to] {
			n += r.height()
		}
		return n
	}
	for i, r := range rows {
		if r.value0 != p.cursor+1 {
			continue
		}
		p.top = min(p.top, i)
		for p.top < i && height(p.top, i+1) > d.r.H {
			p.top++
		}
		return
	}
	p.top = min(p.top, max(0, len(rows)-d.r.H))
}

func (r row) height() int {
	if r.chart != nil {
		return chartHeight
	}
	return 1
}

func (d *painter) row(r row) {
	switch {
	case r.chart != nil:
		d.histogram(r.chart)
	case r.bins > 0:
		d.ends(r)
	case r.heading:
		d.line(r.name, d.th.Style(themes.Accent))
	case r.value0 > 0:
		d.counted(r)
	default:
		d.figure(r)
	}
}

// figure draws a name and its value at the right, aligned with the others.
func (d *painter) figure(r row) { d.figureBefore(r, shareWidth) }

// figureBefore is figure with some columns for shares of the rows.
func (d *painter) figureBefore(r row, shareWidth int) {
	label := r.name
	if long := label + ", estimated"; r.estimated && cellwidth.Of(long)+1+cellwidth.Of(r.value)-d.less+shareWidth <= d.r.W {
		label = long
	}
	name := d.Text(d.r.X, d.r.Y, d.r.W, label, d.th.Style(themes.Dim))
	room := d.r.W - name - 1 - shareWidth
	// Whole digits matter more than points in one column.
	text, w := cut(trimBlanks(r.value, d.less), room, r.alike)
	d.Text(d.r.X+name+1+room-w, d.r.Y, w, text, d.th.Style(themes.Text))
	d.Text(d.r.X+d.r.W-shareWidth, d.r.Y, shareWidth, padLeft(r.share, shareWidth), d.th.Style(themes.Dim))
	d.r.Y, d.r.H = d.r.Y+1, d.r.H-1
}

const shareWidth = 7

// counted draws a value with its number of rows and a bar behind it.
func (d *painter) counted(r row) {
	at := canvas.Rect{X: d.r.X, Y: d.r.Y, W: d.r.W, H: 1}
	d.p.places = append(d.p.places, place{r: at, n: r.value0 - 1, column: d.p.Column, value: r.name})
	style := d.th.Style(themes.TextValue)
	if d.focused && r.value0 == d.p.cursor+1 {
		d.Fill(at, d.th.Style(themes.Selection))
		style = d.th.On(themes.Bright, themes.Selection)
	}
	count := r.value
	bar := max(4, d.r.W/5)
	room := d.r.W - cellwidth.Of(count) - bar - shareWidth - 2
	text, _ := cut(r.name, max(1, room), r.alike)
	if text == "" {
		text, style = "(empty)", style.Over(d.th.Style(themes.Dim))
	}
	d.Text(at.X, at.Y, max(1, room), text, style)
	x := at.X + at.W - bar - shareWidth - 1 - cellwidth.Of(count)
	base := themes.Style{BG: style.BG}
	d.Text(x, at.Y, cellwidth.Of(count), count, d.th.Style(themes.Number).Over(base))
	d.Text(x+cellwidth.Of(count), at.Y, shareWidth, padLeft(r.share, shareWidth), d.th.Style(themes.Dim).Over(base))
	d.Text(at.X+at.W-bar, at.Y, bar, strings.Repeat("━", int(r.bar*float64(bar)+0.5)), d.th.Style(themes.Accent).Over(base))
	d.r.Y, d.r.H = d.r.Y+1, d.r.H-1
}

func distinct(c workspace.Column) string {
	if c.Approximate {
		return "≈ " + statusbar.Count(c.Distinct)
	}
	return statusbar.Count(c.Distinct)
}

func levelName(level float64) string {
	if level == 0.5 {
		return "median"
	}
	return fmt.Sprintf("%g %%", level*100)
}

// share is a part in per cent, with enough digits that some is never none and
// not all is never all.
func share(n, of int64) string {
	switch {
	case of == 0:
		return ""
	case n == 0 || n == of:
		return fmt.Sprintf("%d %%", 100*n/of)
	case float64(n) < float64(of)/2000:
		return "<0.1 %"
	}
	return fmt.Sprintf("%.1f %%", min(99.9, max(0.1, 100*float64(n)/float64(of))))
}

func padLeft(s string, width int) string {
	return strings.Repeat(" ", max(0, width-cellwidth.Of(s))) + s
}

func columnName(f arrow.Field) string {
	if f.Name == "" {
		return "(no name)"
	}
	return cellwidth.OneLine(f.Name)
}
