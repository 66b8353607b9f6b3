package recall

import (
	"strings"

	"sonde/internal/cellwidth"
	"sonde/internal/run"
	"sonde/internal/sqltext"
	"sonde/themes"
	"sonde/tui/canvas"
	"sonde/tui/editor"
)

// drawPreview draws the account of the run under the cursor, its SQL and its
// first stored rows.
func (r *Recall) drawPreview(c *canvas.Canvas, a canvas.Rect, th *themes.Theme) {
	c.HLine(a.X, a.Y, a.W, "─", th.On(themes.Border, themes.Dialog))
	if r.cursor >= len(r.entries) {
		return
	}
	e := r.under()
	y, end := a.Y+1, a.Y+a.H
	c.Fit(a.X, y, a.W, summary(e), th.On(themes.Dim, themes.Dialog))
	y++
	for _, line := range wholeURL(e, a.W) {
		if y < end {
			c.Text(a.X, y, a.W, line, th.On(themes.Text, themes.Dialog))
			y++
		}
	}
	if run.IsUnfinished(e) && y < end {
		c.Fit(a.X, y, a.W, "It may go on at its source; "+takeUp.Name()+" waits for it again, and sends nothing a second time.", th.On(themes.Warn, themes.Dialog))
		y++
	}
	if values := parameters(e.Params); values != "" && y < end {
		c.Fit(a.X, y, a.W, values, th.On(themes.Text, themes.Dialog))
		y++
	}
	sqlEnd := end
	var notice []string
	if e.Kept != nil {
		notice = storedNotice(e, a.W)
		sqlEnd = end - min(len(r.rows)+len(notice), (end-y)/2)
	}
	y = DrawSQL(c, canvas.Rect{X: a.X, Y: y, W: a.W, H: max(0, sqlEnd-y)}, th, r.dialect(e.Kind), e.SQL)
	if e.Kept != nil && y < end {
		for i, line := range notice[:min(len(notice), end-y)] {
			y += min(i, 1)
			c.Text(a.X, y, a.W, line, th.On(themes.Dim, themes.Dialog))
		}
		for _, line := range r.rows {
			if y++; y < end {
				c.Fit(a.X, y, a.W, line, th.Style(themes.Dialog))
			}
		}
	}
}

// previewedSQL is how much of a statement is highlighted: more than any screen
// shows.
const previewedSQL = 20_000

// DrawSQL draws the first lines of a statement in the colours of the editor and
// returns the line below.
func DrawSQL(c *canvas.Canvas, a canvas.Rect, th *themes.Theme, dialect, sql string) int {
	if len(sql) > previewedSQL {
		sql = strings.ToValidUTF8(sql[:previewedSQL], "")
	}
	x, y := a.X, a.Y
	if a.H <= 0 {
		return y
	}
	for _, t := range sqltext.ForName(dialect).Tokens(sql) {
		for i, part := range strings.Split(sql[t.Start:t.End], "\n") {
			style := th.On(editor.Role(t.Kind), themes.Dialog)
			if i > 0 && y+1 >= a.Y+a.H {
				c.Text(min(x+1, a.X+a.W-1), y, 1, cellwidth.Ellipsis, style)
				return y + 1
			}
			if i > 0 {
				x, y = a.X, y+1
			}
			part = strings.ReplaceAll(part, "\t", "    ")
			if x >= a.X+a.W && strings.TrimSpace(part) != "" {
				c.Text(a.X+a.W-1, y, 1, cellwidth.Ellipsis, style)
			}
			x += c.Fit(x, y, max(0, a.X+a.W-x), part, style)
		}
	}
	return min(y+1, a.Y+a.H)
}
