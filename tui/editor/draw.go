package editor

import (
	"strconv"

	"sonde/internal/cellwidth"
	"sonde/internal/sqltext"
	"sonde/themes"
	"sonde/tui/canvas"
)

// row is what a row of the pane shows: a line of the text, or a line of the
// message below it.
type row struct {
	line    int
	message int // index into the message's lines; negative: the text itself
}

// The gutter: a mark, the line number, and a bar beside the statement under the
// cursor.
const (
	markWidth   = 1
	barWidth    = 1
	minDigits   = 3
	minText     = 8
	scrollAhead = 4
)

// painter is what drawing one frame needs.
type painter struct {
	c       *canvas.Canvas
	th      *themes.Theme
	focused bool
	text    canvas.Rect // the rectangle right of the gutter
	// cursor is the cursor's line; from and to are the selection's ends.
	cursor, from, to int
}

// Draw draws the pane into a rectangle and returns the cell of the cursor on the
// canvas; ok is false where the cursor is out of sight.
func (e *Editor) Draw(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, focused bool) (cx, cy int, ok bool) {
	c.Fill(r, th.Style(themes.Text))
	e.syntax.begin()
	resized := e.view.rect.W != r.W || e.view.rect.H != r.H
	if resized {
		e.view.follow = true
	}
	if w := e.view.rect.W; w != r.W && w != 0 {
		e.view.left = 0
	}
	e.view.rect = r
	e.view.gutter = e.gutterWidth(r.W)
	text := canvas.Rect{X: r.X + e.view.gutter, Y: r.Y, W: r.W - e.view.gutter, H: r.H}
	text.W = e.layWidth(text.W, r.H)
	if v := e.Version(); resized || e.view.version != v {
		e.view.version = v
		e.fill(text.H)
	}
	e.scroll(text.W, text.H)
	e.layout(text.H)
	p := painter{c: c, th: th, focused: focused, text: text}
	p.cursor, _ = e.buf.Position(e.buf.Cursor())
	p.from, p.to = e.buf.Selection()
	e.drawRows(p)
	if e.buf.Len() == 0 {
		c.Text(text.X, text.Y, text.W, e.hint, th.Style(themes.Dim))
	}
	e.drawGutter(p)
	e.drawMore(p)
	e.drawBrackets(p)
	return e.cursorCell(p)
}

func (e *Editor) drawRows(p painter) {
	start := e.buf.LineStart(e.view.top)
	for i, row := range e.view.rows {
		if row.message >= 0 {
			e.drawMessage(p, p.text.Y+i, row.message)
			continue
		}
		text := e.buf.Line(row.line)
		e.drawLine(p, p.text.Y+i, row.line, start, text)
		start += len(text) + 1
	}
}

// Pending reports whether the last frame was drawn before all of the text above
// it had been read, as after a paste of many megabytes. The caller should draw
// again soon; every frame reads on.
func (e *Editor) Pending() bool { return e.syntax.short }

func (e *Editor) gutterWidth(w int) int {
	digits := max(minDigits, len(strconv.Itoa(e.buf.Lines())))
	if width := markWidth + digits + barWidth; w-width >= minText {
		return width
	}
	return 0
}

// scroll brings the cursor into sight where the last action moved it.
func (e *Editor) scroll(w, h int) {
	v := &e.view
	v.top = min(max(0, v.top), e.buf.Lines()-1)
	if !v.follow || w <= 0 || h <= 0 {
		return
	}
	v.follow = false
	line, at := e.buf.Position(e.buf.Cursor())
	v.top = max(min(v.top, line), line-h+1)
	for v.top < line && e.rowsTo(line) > h {
		v.top++
	}
	if v.left > 0 && e.fits(line, w) {
		v.left = 0 // Nothing of the line is cut, so nothing hides its start.
		return
	}
	column, margin := columnAt(e.buf.Line(line), at), min(scrollAhead, (w-1)/2)
	if column < v.left+margin {
		v.left = max(0, column-margin)
	}
	margin = min(margin, len(e.buf.Line(line))-at)
	v.left = max(v.left, column-w+1+margin)
}

// fits reports whether a line and the cursor behind its end have room in w columns.
func (e *Editor) fits(line, w int) bool {
	text := e.buf.Line(line)
	return len(text) <= plainLine && columnAt(text, len(text)) < w
}

// fill leaves no rows empty below the text while lines are hidden above it.
func (e *Editor) fill(h int) {
	e.view.top = min(e.view.top, max(0, e.height()-h))
}

// rowsTo returns the number of rows from the top to a line, both included, and
// the message below it.
func (e *Editor) rowsTo(line int) int {
	n := line - e.view.top + 1
	if at, ok := e.errorLine(); ok && at >= e.view.top && at <= line {
		n += len(e.marks.message)
	}
	return n
}

// layout decides what each row shows.
func (e *Editor) layout(h int) {
	rows := e.view.rows[:0]
	at, ok := e.errorLine()
	for line := e.view.top; line < e.buf.Lines() && len(rows) < h; line++ {
		rows = append(rows, row{line, -1})
		if !ok || line != at {
			continue
		}
		for i := 0; i < len(e.marks.message) && len(rows) < h; i++ {
			rows = append(rows, row{line, i})
		}
	}
	e.view.rows = rows
}

func (e *Editor) cursorCell(p painter) (x, y int, ok bool) {
	line, at := e.buf.Position(e.buf.Cursor())
	y, ok = e.rowOf(line)
	x = p.text.X + columnAt(e.buf.Line(line), at) - e.view.left
	return x, y, ok && p.text.Contains(x, y)
}

// rowOf returns the row of the canvas that shows a line.
func (e *Editor) rowOf(line int) (y int, ok bool) {
	for i, row := range e.view.rows {
		if row.line == line && row.message < 0 {
			return e.view.rect.Y + i, true
		}
	}
	return 0, false
}

// drawLine draws a line of the text, which begins at the offset start.
func (e *Editor) drawLine(p painter, y, line, start int, text string) {
	var tokens []sqltext.Token
	if len(text) <= plainLine {
		tokens = e.syntax.read(line)
	}
	e.drawTokens(p, y, text, tokens)
	if p.focused && line == p.cursor && p.from == p.to {
		p.c.Restyle(canvas.Rect{X: p.text.X, Y: y, W: p.text.W, H: 1}, p.th.Style(themes.CurrentLine))
	}
	e.drawError(p, y, start, text)
	e.drawSelection(p, y, start, text)
	e.drawMatches(p, y, start, text)
}

// drawMatches shows what was found, over the selection: the match that one is at
// is selected, and looks like the cell under the cursor.
func (e *Editor) drawMatches(p painter, y, start int, text string) {
	for _, m := range e.search.in(text) {
		role := themes.Match
		if start+m[0] == p.from && start+m[1] == p.to {
			role = themes.Cursor
		}
		e.highlight(p, y, text, m[0], m[1], p.th.Style(role))
	}
}

// drawTokens draws the visible part of a line glyph by glyph; runs of plain
// characters go to the canvas as one.
func (e *Editor) drawTokens(p painter, y int, text string, tokens []sqltext.Token) {
	left, end := e.view.left, e.view.left+p.text.W
	style, limit := p.th.Style(themes.Text), len(text)
	i, column := 0, 0
	for i < len(text) && column < end {
		for len(tokens) > 0 && tokens[0].End <= i {
			tokens = tokens[1:]
		}
		if len(tokens) > 0 {
			style, limit = p.th.Style(roles[tokens[0].Kind]), tokens[0].End
		}
		n := plainRun(text[i:], limit-i)
		width := n
		if n == 0 {
			n, width = glyph(text[i:], column)
		}
		e.drawPiece(p, y, text[i:], n, column-left, width, style)
		i += n
		column += width
	}
	e.drawCuts(p, y, text != "" && left > 0, i < len(text) || column > end)
}

// drawPiece draws the first n bytes of text, width columns, at a column of the
// pane. The canvas gets what follows too, as that may shape the last glyph.
func (e *Editor) drawPiece(p painter, y int, text string, n, x, width int, style themes.Style) {
	if text[0] == '\t' {
		p.c.Restyle(canvas.Rect{X: p.text.X + max(0, x), Y: y, W: min(width+min(0, x), p.text.W-max(0, x)), H: 1}, style)
		return
	}
	if x < 0 {
		if n != width || -x >= n {
			return // A wide glyph across the edge is left out.
		}
		text, width, x = text[-x:], width+x, 0
	}
	p.c.Text(p.text.X+x, y, min(width, p.text.W-x), text, style)
}

// Role is the role of a kind of token, for other places that show SQL.
func Role(k sqltext.Kind) themes.Role { return roles[k] }

// roles gives every kind of token its role.
var roles = [...]themes.Role{
	sqltext.Whitespace:       themes.Text,
	sqltext.Comment:          themes.SQLComment,
	sqltext.Keyword:          themes.SQLKeyword,
	sqltext.Identifier:       themes.SQLIdentifier,
	sqltext.QuotedIdentifier: themes.SQLIdentifier,
	sqltext.String:           themes.SQLString,
	sqltext.Number:           themes.SQLNumber,
	sqltext.Operator:         themes.SQLOperator,
	sqltext.Punctuation:      themes.SQLOperator,
	sqltext.Placeholder:      themes.SQLParam,
	sqltext.Template:         themes.SQLParam,
	sqltext.Function:         themes.SQLFunction,
	sqltext.Type:             themes.SQLType,
	sqltext.Invalid:          themes.SQLError,
}

// highlight lays a style over the bytes from from to to of a drawn line.
func (e *Editor) highlight(p painter, y int, text string, from, to int, style themes.Style) {
	x := columnAt(text, from) - e.view.left
	e.restyle(p, y, x, columnAt(text, to)-e.view.left, style)
}

// restyle lays a style over the columns from from to to of the pane.
func (e *Editor) restyle(p painter, y, from, to int, style themes.Style) {
	from, to = max(0, from), min(p.text.W, to)
	if from < to {
		p.c.Restyle(canvas.Rect{X: p.text.X + from, Y: y, W: to - from, H: 1}, style)
	}
}

// drawSelection shows which part of a line is selected; one column more where
// its end is selected too.
func (e *Editor) drawSelection(p painter, y, start int, text string) {
	if p.from == p.to || p.to <= start || p.from > start+len(text) {
		return
	}
	x := columnAt(text, max(0, p.from-start)) - e.view.left
	end := columnAt(text, min(len(text), p.to-start)) - e.view.left
	if p.to > start+len(text) {
		end++
	}
	e.restyle(p, y, x, end, p.th.Style(themes.Selection))
}

// drawGutter draws the line numbers with their marks.
func (e *Editor) drawGutter(p painter) {
	if e.view.gutter == 0 || len(e.view.rows) == 0 {
		return
	}
	r := e.view.rect
	bottom := e.view.rows[len(e.view.rows)-1].line
	first, last, ok := e.marked(bottom)
	for y, row := range e.view.rows {
		bar := ok && row.line >= first && row.line <= last
		if bar {
			p.c.Text(r.X+e.view.gutter-barWidth, r.Y+y, barWidth, "▎", p.th.Style(themes.Accent))
		}
		if row.message < 0 {
			e.drawNumber(p, r.Y+y, row.line, row.line == p.cursor)
		}
	}
	for i := range e.marks.runs {
		e.drawSign(p, &e.marks.runs[i])
	}
}

func (e *Editor) drawNumber(p painter, y, line int, current bool) {
	role := themes.RowNumber
	if current {
		role = themes.Text
	}
	e.number = strconv.AppendInt(e.number[:0], int64(line)+1, 10)
	x := e.view.rect.X + e.view.gutter - barWidth - len(e.number)
	p.c.Bytes(x, y, len(e.number), e.number, p.th.Style(role))
}

// drawMessage draws one line of the error's message below the text.
func (e *Editor) drawMessage(p painter, y, i int) {
	x, sign := p.text.X, "✗ "
	if i > 0 {
		sign = "  "
	}
	style := p.th.Style(themes.Bad)
	x += p.c.Text(x, y, p.text.W, sign, style)
	text, _ := cellwidth.Truncate(e.marks.message[i], p.text.X+p.text.W-x)
	p.c.Text(x, y, p.text.X+p.text.W-x, text, style)
}
