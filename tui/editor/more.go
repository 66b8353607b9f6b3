package editor

import "sonde/themes"

// height is how many rows the whole text takes, with the message in it.
func (e *Editor) height() int {
	rows := e.buf.Lines()
	if _, ok := e.errorLine(); ok {
		rows += len(e.marks.message)
	}
	return rows
}

// layWidth is how many of w columns the text has in a pane of h rows: where it does
// not fit, the last one is left to the marks that it goes on.
func (e *Editor) layWidth(w, h int) int {
	lines := min(e.messageLines(), max(1, h/3))
	if e.wrap(w, lines); e.height() > h && w > minText {
		w--
		e.wrap(w, lines)
	}
	e.view.text = w
	return w
}

// drawMore marks that the text goes on above or below the rows in sight.
func (e *Editor) drawMore(p painter) {
	rows := e.view.rows
	if len(rows) == 0 {
		return
	}
	last := rows[len(rows)-1]
	below := last.line < e.buf.Lines()-1
	if at, ok := e.errorLine(); ok && at == last.line {
		below = below || last.message < len(e.marks.message)-1
	}
	p.c.More(p.text.X+p.text.W, p.text.Y, p.text.H, e.view.top > 0, below, p.th.Style(themes.Dim))
}
