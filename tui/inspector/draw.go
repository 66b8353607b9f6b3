package inspector

import (
	"fmt"
	"strings"

	"sonde/internal/cellwidth"
	"sonde/internal/value"
	"sonde/themes"
	"sonde/tui/canvas"
	"sonde/tui/dialog"
	"sonde/tui/statusbar"
)

// leastWidth is what the box takes of a screen, where there is so much.
const leastWidth = 90

// Draw implements [dialog.Dialog].
func (d *Inspector) Draw(c *canvas.Canvas, area canvas.Rect, th *themes.Theme) (int, int, bool) {
	w, most := min(area.W, max(leastWidth, area.W*4/5)), min(area.H, max(12, area.H*4/5))
	h := d.fit(max(0, w-dialog.FrameSides), most)
	in := dialog.Frame(c, dialog.Growing(area, h, most), th, w, h, d.title(), d.footer())
	body := canvas.Rect{X: in.X, Y: in.Y, W: in.W, H: in.H}
	if d.find.typing || d.find.note != "" || d.problem != "" {
		body.H--
	}
	switch {
	case d.record != nil:
		d.drawRecord(c, body, th)
	case d.cell != nil:
		d.drawCell(c, body, th)
	case d.problem == "":
		c.Text(body.X, body.Y, body.W, "reading…", th.On(themes.Dim, themes.Dialog))
	}
	return d.drawFoot(c, canvas.Rect{X: in.X, Y: in.Y + in.H - 1, W: in.W, H: 1}, th)
}

func (d *Inspector) drawFoot(c *canvas.Canvas, r canvas.Rect, th *themes.Theme) (int, int, bool) {
	switch {
	case d.find.typing:
		used := c.Text(r.X, r.Y, r.W, "Find ", th.On(themes.Dim, themes.Dialog))
		return d.find.input.Draw(c, r.X+used, r.Y, r.W-used, th), r.Y, true
	case d.problem != "":
		c.Fit(r.X, r.Y, r.W, d.problem, th.On(themes.Bad, themes.Dialog))
	case d.find.note != "":
		c.Fit(r.X, r.Y, r.W, d.find.text+": "+d.find.note, th.On(themes.Warn, themes.Dialog))
	}
	return 0, 0, false
}

func (d *Inspector) title() string {
	switch {
	case d.record != nil:
		return "Row " + statusbar.Count(d.record.Row+1)
	case d.cell != nil:
		return fmt.Sprintf("%s · row %s", name(d.cell.Name), statusbar.Count(d.cell.Row+1))
	}
	return "Cell"
}

func name(s string) string {
	if s == "" {
		return "(no name)"
	}
	return s
}

// next is the way after this one.
func (d *Inspector) next() way {
	for i, w := range d.ways {
		if w == d.way {
			return d.ways[(i+1)%len(d.ways)]
		}
	}
	return d.way
}

// factLines is how many lines what is known of a column takes at most.
const factLines = 3

// head are the lines above a value: what is known of it.
func (d *Inspector) head(width int) []string {
	var known []string
	for _, f := range d.cell.Facts {
		if f.Name == "type" {
			known = append(known, f.Value)
		} else {
			known = append(known, f.Name+" "+f.Value)
		}
	}
	facts := strings.Join(strings.Fields(strings.Join(known, " · ")), " ")
	both := facts + " · " + d.cell.Sizes
	switch {
	case d.cell.Sizes == "":
		return append(cellwidth.Wrap(facts, width, factLines), "")
	case cellwidth.Of(both) <= width:
		return []string{both, ""}
	}
	return append(cellwidth.Wrap(facts, width, factLines), d.cell.Sizes, "")
}

// drawCell draws what is known of the value, and below it the value.
func (d *Inspector) drawCell(c *canvas.Canvas, r canvas.Rect, th *themes.Theme) {
	dim := th.On(themes.Dim, themes.Dialog)
	lines := d.head(r.W)
	for i, line := range lines[:min(len(lines), max(0, r.H))] {
		c.Text(r.X, r.Y+i, r.W, line, dim)
	}
	body := canvas.Rect{X: r.X, Y: r.Y + len(lines), W: r.W, H: max(0, r.H-len(lines))}
	switch {
	case d.cell.Null:
		c.Text(body.X, body.Y, body.W, "NULL", themes.Style{BG: dim.BG}.Over(th.Style(themes.Null)))
		d.pager.resize(body.W, body.H)
	case d.way == asTree:
		d.drawTree(c, body, th)
	case d.way == asBytes:
		d.bytes.draw(c, body, th)
		d.drawShare(c, body, th, d.bytes.top, d.bytes.top+body.H, d.bytes.lines())
	default:
		d.drawText(c, body, th)
	}
}

func on(th *themes.Theme, role themes.Role) themes.Style { return th.On(role, themes.Dialog) }

func (d *Inspector) drawText(c *canvas.Canvas, r canvas.Rect, th *themes.Theme) {
	p := &d.pager
	p.resize(r.W, r.H)
	if p.text == "" {
		c.Text(r.X, r.Y, r.W, "the empty text", on(th, themes.Dim))
		return
	}
	lines, bottom := p.lines()
	for i, l := range lines {
		c.Text(r.X, r.Y+i, r.W, shown(p.text[l.from:l.to]), on(th, themes.Text))
		if at := d.find.at; at >= l.from && at < l.to {
			x := cellwidth.Of(shown(p.text[l.from:at]))
			w := cellwidth.Of(shown(p.text[at:min(l.to, at+len(d.find.text))]))
			c.Restyle(canvas.Rect{X: r.X + x, Y: r.Y + i, W: min(w, r.W-x), H: 1}, th.Style(themes.Match))
		}
	}
	d.drawShare(c, r, th, p.top, bottom, len(p.text))
}

// drawShare tells in the corner how far down one is in a value that does not fit.
func (d *Inspector) drawShare(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, top, bottom, all int) {
	if top == 0 && bottom >= all {
		return
	}
	text := fmt.Sprintf(" %d %% ", int(float64(bottom)/float64(max(1, all))*100))
	c.Text(r.X+r.W-len(text), r.Y-1, len(text), text, on(th, themes.Dim))
}

var kindRoles = map[byte]themes.Role{
	'{': themes.Dim, '[': themes.Dim, '"': themes.TextValue, '0': themes.Number, 't': themes.Bool, 'f': themes.Bool, 'n': themes.Null,
}

func (d *Inspector) drawTree(c *canvas.Canvas, r canvas.Rect, th *themes.Theme) {
	t := d.tree
	t.height = r.H
	t.top = max(0, min(t.top, t.cursor, len(t.shown)-r.H))
	t.top = max(t.top, t.cursor-r.H+1)
	for i := range min(r.H, len(t.shown)-t.top) {
		d.drawNode(c, canvas.Rect{X: r.X, Y: r.Y + i, W: r.W, H: 1}, th, t.top+i)
	}
	d.drawShare(c, r, th, t.top, t.top+r.H, len(t.shown))
}

func (d *Inspector) drawNode(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, line int) {
	t, n := d.tree, &d.tree.nodes[d.tree.shown[line]]
	back := themes.Dialog
	if line == t.cursor {
		back = themes.Selection
		c.Fill(r, th.Style(back))
	}
	mark := "  "
	if n.members > 0 {
		mark = map[bool]string{true: "▸ ", false: "▾ "}[n.folded]
	}
	x := r.X + min(2*int(n.depth), r.W/2)
	x += c.Text(x, r.Y, r.X+r.W-x, mark, th.On(themes.Dim, back))
	if label := t.label(n); label != "" || n.key != (span{}) {
		role := themes.Key
		if n.index >= 0 {
			role = themes.Dim
		}
		x += c.Fit(x, r.Y, r.X+r.W-x, label+"  ", th.On(role, back))
	}
	text, _ := cellwidth.Truncate(t.summary(n, 4*r.W), max(0, r.X+r.W-x))
	c.Text(x, r.Y, r.X+r.W-x, text, th.On(kindRoles[n.kind], back))
}

var classRoles = map[value.Class]themes.Role{
	value.Number: themes.Number, value.Text: themes.TextValue, value.Temporal: themes.Date,
	value.Bool: themes.Bool, value.Binary: themes.Binary, value.Nested: themes.Nested,
}

// widestName is how much room names of columns take at most.
const widestName = 30

func (d *Inspector) drawRecord(c *canvas.Canvas, r canvas.Rect, th *themes.Theme) {
	fields := d.record.Fields
	d.height = r.H
	d.lineTop = max(0, min(d.lineTop, d.line, len(fields)-r.H))
	d.lineTop = max(d.lineTop, d.line-r.H+1)
	names, types, values := 0, 0, 0
	for i := d.lineTop; i < min(len(fields), d.lineTop+r.H); i++ {
		names, types = max(names, cellwidth.Of(name(fields[i].Name))), max(types, cellwidth.Of(fields[i].Type))
		_, w := cellwidth.Clip(shown(fields[i].Text), r.W)
		values = max(values, w)
	}
	names = min(names, widestName, r.W/3)
	types = min(types, max(r.W/5, r.W-names-4-values))
	for i := range min(r.H, len(fields)-d.lineTop) {
		f, back := fields[d.lineTop+i], themes.Dialog
		if d.lineTop+i == d.line {
			back = themes.Selection
			c.Fill(canvas.Rect{X: r.X, Y: r.Y + i, W: r.W, H: 1}, th.Style(back))
		}
		drawField(c, canvas.Rect{X: r.X, Y: r.Y + i, W: r.W, H: 1}, th, f, back, names, types)
	}
	dialog.More(c, r, th, d.lineTop, len(fields))
}

func drawField(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, f Field, back themes.Role, names, types int) {
	put := func(x, width int, text string, role themes.Role) {
		text, _ = cellwidth.Truncate(text, max(0, width))
		c.Text(x, r.Y, max(0, width), text, th.On(role, back))
	}
	c.FitName(r.X, r.Y, names, name(f.Name), th.On(themes.Key, back))
	put(r.X+names+2, types, f.Type, themes.Dim)
	x := r.X + names + types + 4
	role, ok := classRoles[f.Class]
	text := shown(f.Text)
	switch {
	case f.Null:
		role, text = themes.Null, "NULL"
	case !ok:
		role = themes.Text
	}
	put(x, r.X+r.W-x, text, role)
}
