package grid

import (
	"strconv"

	"sonde/internal/cellwidth"
	"sonde/internal/value"
	"sonde/themes"
	"sonde/tui/canvas"
)

// Draw draws the grid into r. Its cost depends on the size of r alone.
func (g *Grid) Draw(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, focused bool) {
	c.Fill(r, themes.Style{})
	g.missing = span{}
	if r.W <= 0 || r.H <= 0 || len(g.columns) == 0 {
		g.seen = frame{area: r, x: r.X, spans: g.seen.spans[:0]}
		g.drawMessage(c, r, th, "No columns")
		return
	}
	p := painter{Canvas: c, g: g, th: th, focused: focused, selected: g.selected()}
	// A column that grows while it is drawn may push the cursor's column out of
	// sight; then the frame is laid out again. A column grows once for the rows
	// in sight, so this ends, nearly always at once.
	for again := true; again; again = g.seen.grown {
		g.layOut(r)
		p.draw()
	}
	g.forgetRows()
}

// layOut decides which rows and columns are in sight.
func (g *Grid) layOut(r canvas.Rect) {
	header := 1
	if g.types {
		header = 2
	}
	g.seen = frame{area: r, header: min(header, r.H), body: max(0, r.H-header), spans: g.seen.spans[:0]}
	g.settleRows()
	g.gutter = max(g.gutter, len(strconv.FormatInt(min(g.rows, g.top+int64(g.seen.body)), 10)), 3)
	g.seen.x = r.X
	if gutter := g.gutter + 2; gutter+minGutterRest <= r.W {
		g.seen.x += gutter
	}
	g.peekRows()
	g.layWidths()
	g.settleColumns()
}

// minGutterRest is what must be left beside row numbers for them to be shown.
const minGutterRest = 12

func (g *Grid) drawMessage(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, otherwise string) {
	text := g.message
	if text == "" {
		text = otherwise
	}
	if r.H <= 0 {
		return
	}
	for i, line := range cellwidth.Wrap(text, max(1, r.W-1), r.H) {
		c.Fit(r.X+1, r.Y+i, r.W-1, line, th.Style(themes.Dim))
	}
}

// painter draws one frame of a grid.
type painter struct {
	*canvas.Canvas
	g        *Grid
	th       *themes.Theme
	focused  bool
	selected area
}

func (p *painter) draw() {
	g := p.g
	r := g.seen.area
	p.Fill(r, themes.Style{})
	p.Fill(canvas.Rect{X: r.X, Y: r.Y, W: r.W, H: g.seen.header}, p.th.On(themes.Text, themes.Header))
	p.drawCurrentLine()
	p.drawRowNumbers()
	p.drawColumns()
	p.drawEdges()
	if g.rows == 0 && g.seen.body > 0 {
		g.drawMessage(p.Canvas, canvas.Rect{X: r.X, Y: p.line(0), W: r.W, H: 1}, p.th, "0 rows")
	}
}

// line returns where the i-th row in sight stands on the screen.
func (p *painter) line(i int) int { return p.g.seen.area.Y + p.g.seen.header + i }

func (p *painter) hasGutter() bool { return p.g.seen.x > p.g.seen.area.X }

// drawCurrentLine marks the cursor's row, with a sign where colours may not show.
func (p *painter) drawCurrentLine() {
	g := p.g
	i := int(g.row - g.top)
	if i < 0 || i >= len(g.draft.rows) {
		return
	}
	p.Fill(canvas.Rect{X: g.seen.area.X, Y: p.line(i), W: g.seen.area.W, H: 1}, p.th.On(themes.Text, themes.CurrentLine))
	if p.focused && p.hasGutter() {
		p.Text(g.seen.area.X, p.line(i), 1, "▸", p.th.On(themes.Accent, themes.CurrentLine))
	}
}

func (p *painter) drawRowNumbers() {
	g := p.g
	if !p.hasGutter() {
		return
	}
	var digits [20]byte
	for i := range g.draft.rows {
		row := g.top + int64(i)
		style := p.th.Style(themes.RowNumber)
		if row == g.row {
			style = p.th.On(themes.Bright, themes.CurrentLine)
		}
		text := strconv.AppendInt(digits[:0], row+1, 10)
		p.Bytes(g.seen.x-1-len(text), p.line(i), len(text), text, style)
	}
}

func (p *painter) drawColumns() {
	g := p.g
	x, end := g.seen.x, g.seen.area.X+g.seen.area.W
	if g.seen.frozen > 0 {
		x = p.drawFrom(g.firstColumn(), x, end, g.seen.frozen)
		p.drawFrozenEdge(x - 1)
	}
	p.drawFrom(g.left, x, end, len(g.columns))
}

// drawFrozenEdge draws the line behind the frozen columns, on the background of
// what it crosses.
func (p *painter) drawFrozenEdge(x int) {
	g := p.g
	p.VLine(x, g.seen.area.Y, g.seen.header, "┃", p.th.On(themes.Border, themes.Header))
	p.VLine(x, p.line(0), len(g.draft.rows), "┃", p.th.Style(themes.Border))
	if i := int(g.row - g.top); i >= 0 && i < len(g.draft.rows) {
		p.VLine(x, p.line(i), 1, "┃", p.th.On(themes.Border, themes.CurrentLine))
	}
}

// drawFrom draws columns from col on, as far as there is room and their places
// are below limit, and returns where the next one would begin.
func (p *painter) drawFrom(col, x, end, limit int) int {
	g := p.g
	for x < end && g.place(col) < limit {
		g.format(col)
		g.grow(col)
		w := g.columns[col].width
		s := strip{col: col, x: x, w: min(g.stretch(col), end-x)}
		if s.w < g.least(col) && col != g.col && len(g.seen.spans) > 0 {
			break
		}
		g.seen.spans = append(g.seen.spans, s)
		p.drawHeader(s)
		p.drawCells(s)
		x += w + 1
		next := g.step(col, 1)
		if next == col {
			break
		}
		col = next
	}
	return x
}

// leastPart is the width below which the part of a text that fits is left out: it
// would tell little but that there is more. A date takes leastTime.
const leastPart, leastTime = 8, 12

// least is the width below which the part of a column that fits is left out; part of
// a number would be read as another one.
func (g *Grid) least(col int) int {
	c := &g.columns[col]
	switch {
	case !c.steady:
		return min(c.width, leastPart)
	case c.class == value.Number:
		return c.width
	}
	return min(c.width, leastTime)
}

// stretch returns the width of a column that has just been formatted; the last
// one takes what its values need of the room to its right.
func (g *Grid) stretch(col int) int {
	c := &g.columns[col]
	if c.fixed || col != g.lastColumn() {
		return c.width
	}
	return max(c.width, g.draft.widest)
}

func (p *painter) drawHeader(s strip) {
	g := p.g
	f := g.schema.Field(s.col)
	style := p.th.Style(themes.Header)
	switch {
	case g.kind != OneCell && p.selected.hasPlace(g.place(s.col)):
		style = p.th.On(themes.Header, themes.Selection)
	case f.Name == "":
		style = p.th.On(themes.Dim, themes.Header)
	}
	if s.col == g.col {
		style.Attr |= themes.Underline
		style.FG = p.th.Style(themes.Accent).FG
	}
	for line, text := range []string{columnName(f), g.columns[s.col].typeText} {
		if line >= g.seen.header {
			break
		}
		if line > 0 {
			style = p.th.On(themes.Dim, themes.Header)
		}
		mark := ""
		if line == 0 {
			mark = g.markText(s.col)
		}
		p.drawName(s, g.seen.area.Y+line, text, mark, style, cuts[line])
	}
}

// cuts are how the lines of a header are cut: a name in its middle.
var cuts = [...]func(string, int) (string, int){cellwidth.Middle, cellwidth.Truncate}

// drawName draws a line of a header, and behind it a mark that is never cut off
// before the name.
func (p *painter) drawName(s strip, y int, text, mark string, style themes.Style, cut func(string, int) (string, int)) {
	mark, m := cellwidth.Truncate(mark, s.w)
	shown, w := cut(text, s.w-m)
	x := s.x
	if p.g.columns[s.col].rightAligned() {
		x += s.w - w - m
	}
	x += p.Text(x, y, w, shown, style)
	if m > 0 {
		style.FG = p.th.Style(themes.Accent).FG
		p.Text(x, y, m, mark, style)
	}
}

// drawEdges marks that there are columns out of sight.
func (p *painter) drawEdges() {
	g := p.g
	if g.seen.header == 0 || len(g.seen.spans) == 0 {
		return
	}
	style := p.th.On(themes.Accent, themes.Header)
	if g.left != g.firstScrolled() {
		p.Text(max(g.seen.area.X, g.seen.x-1+g.seen.frozenWidth), g.seen.area.Y, 1, "‹", style)
	}
	last := g.seen.spans[len(g.seen.spans)-1]
	if last.col != g.lastColumn() || last.w < g.columns[last.col].width {
		p.Text(g.seen.area.X+g.seen.area.W-1, g.seen.area.Y, 1, "›", style)
	}
}

// roles are the colours of values by class.
var roles = [...]themes.Role{
	value.Other: themes.Text, value.Null: themes.Null, value.Number: themes.Number, value.Text: themes.TextValue,
	value.Temporal: themes.Date, value.Bool: themes.Bool, value.Binary: themes.Binary, value.Nested: themes.Nested,
}

func (p *painter) drawCells(s strip) {
	g := p.g
	for i, cl := range g.draft.cells {
		y := p.line(i)
		style := p.cellStyle(i, s, cl.state, y)
		text := g.draft.text[cl.start:cl.end]
		x := p.drawCell(s, y, text, cl.width, style)
		if g.find != nil && cl.state == isValue {
			p.highlight(s, x, y, text)
		}
	}
}

// valueStyle returns the style of what stands in the cell of the i-th row in
// sight.
func (p *painter) valueStyle(i int, s strip, st state) themes.Style {
	style := p.th.Style(roles[p.g.columns[s.col].class])
	switch st {
	case isNull:
		style = p.th.Style(themes.Null)
	case isMissing:
		return p.th.Style(themes.Dim)
	}
	role, ok := p.g.diffRole(i, s.col)
	if !ok {
		role, ok = p.g.changedRole(i, s.col)
	}
	if ok {
		style = themes.Style{Attr: style.Attr}.Over(p.th.Style(role))
	}
	return style
}

// cellStyle returns the style of a cell, and paints its background where it has
// one of its own.
func (p *painter) cellStyle(i int, s strip, st state, y int) themes.Style {
	g := p.g
	row, style := g.top+int64(i), p.valueStyle(i, s, st)
	switch {
	case row == g.row && s.col == g.col && p.focused:
		style = p.th.Style(themes.Cursor).Over(themes.Style{Attr: style.Attr})
	case g.kind != OneCell && p.selected.contains(row, g.place(s.col)), row == g.row && s.col == g.col:
		style = style.On(p.th.Style(themes.Selection))
	case row == g.row && style.BG == 0: // What has a background of its own, a change, is seen there too.
		style = style.On(p.th.Style(themes.CurrentLine))
		return style
	case style.BG == 0:
		return style
	}
	p.Fill(canvas.Rect{X: s.x, Y: y, W: s.w, H: 1}, style)
	return style
}

// drawCell writes a text of the given width, aligned, with an ellipsis where it
// does not fit, and returns where it begins.
func (p *painter) drawCell(s strip, y int, text []byte, width int, style themes.Style) int {
	x := s.x
	if width > s.w {
		used := p.Bytes(x, y, s.w-1, text, style)
		p.Text(x+used, y, 1, cellwidth.Ellipsis, style)
		return x
	}
	if p.g.columns[s.col].rightAligned() {
		x += s.w - width
	}
	p.Bytes(x, y, width, text, style)
	return x
}
