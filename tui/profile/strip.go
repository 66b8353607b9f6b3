package profile

import (
	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/canvas"
)

// DrawStrip draws the profile over the width of r: the first line is the edge to
// what stands above it and carries the title, what the figures are about and, at
// its right, a hint; blocks stand side by side below it. Its cost depends on the
// size of r alone.
func (p *Pane) DrawStrip(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, focused bool, hint string) {
	c.Fill(r, themes.Style{})
	d := painter{Canvas: c, p: p, r: r, th: th, focused: focused}
	d.edge(hint)
	p.begin(d.r.H, 1)
	switch {
	case d.r.H <= 0 || d.r.W < 4:
		return
	case p.All:
		d.table()
	default:
		d.blocks(p.planned(d.r.W, d.r.H))
	}
	if p.above() {
		d.Text(r.X+r.W-1, r.Y+1, 1, "↑", th.Style(themes.Dim))
	}
	if p.more {
		d.Text(r.X+r.W-1, r.Y+r.H-1, 1, "↓", th.Style(themes.Dim))
	}
}

// note is a text in the edge.
type note struct {
	text string
	role themes.Role
}

// notes are what the figures are about, and what goes on or went wrong.
func (d *painter) notes() []note {
	notes := []note{{d.p.Covers, themes.Dim}}
	if d.p.State != "" {
		role := themes.Accent
		if d.p.Problem {
			role = themes.Bad
		}
		notes = append(notes, note{d.p.State, role})
	}
	return notes
}

// edge draws the line above a strip and leaves the lines below it.
func (d *painter) edge(hint string) {
	border, title := d.th.Style(themes.Border), d.th.Style(themes.Title)
	if d.focused {
		border, title = d.th.Style(themes.BorderFocused), d.th.Style(themes.TitleFocused)
	}
	r := d.r
	d.r = canvas.Rect{X: r.X + 1, Y: r.Y + 1, W: r.W - 3, H: r.H - 1}
	if r.H <= 0 {
		return
	}
	d.HLine(r.X, r.Y, r.W, "─", border)
	x, end := r.X+1, r.X+r.W-1
	if w := cellwidth.Of(hint) + 2; hint != "" && w <= r.W/2 {
		end -= w
		d.Text(end, r.Y, w, " "+hint+" ", d.th.Style(themes.Dim))
	}
	if d.focused {
		d.Text(r.X, r.Y, 1, "▸", title)
	}
	x += d.FitName(x, r.Y, (end-x)*2/3, " "+d.title()+" ", title)
	if kind := d.kind(); kind != "" {
		x += d.Fit(x, r.Y, (end-x)*2/3, kind+" ", d.th.Style(themes.Dim))
	}
	d.edgeNotes(x, r.Y, end-x)
}

// edgeNotes puts the notes into the edge, or below it where they have no room.
func (d *painter) edgeNotes(x, y, room int) {
	const before = "· "
	notes := d.notes()
	for _, n := range notes {
		room -= cellwidth.Of(before) + cellwidth.Of(n.text) + 1
	}
	for _, n := range notes {
		if room < 0 {
			d.wrapped(n.text, n.role)
			continue
		}
		x += d.Text(x, y, cellwidth.Of(before), before, d.th.Style(themes.Dim))
		text := cellwidth.OneLine(n.text) + " "
		x += d.Text(x, y, cellwidth.Of(text), text, d.th.Style(n.role))
	}
}
