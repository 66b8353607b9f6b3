package sidebar

import (
	"strconv"
	"strings"

	"sonde/connectors"
	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/canvas"
	"sonde/tui/statusbar"
)

// Draw draws the tree into r.
func (s *Sidebar) Draw(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, focused bool) {
	if s.typing || s.filter != "" {
		s.drawFilter(c, r, th)
		r.Y, r.H = r.Y+1, r.H-1
	}
	r = s.drawAbout(c, r, th)
	s.first, s.height = r.Y, max(0, r.H)
	s.scroll()
	for y := range s.height {
		if i := s.top + y; i < len(s.lines) {
			line := canvas.Rect{X: r.X, Y: r.Y + y, W: r.W, H: 1}
			s.drawLine(c, line, th, s.lines[i], focused && i == s.cursor)
		}
	}
	if len(s.roots) == 0 {
		c.Fit(r.X+1, r.Y, r.W-1, "No connections"+s.hint, th.Style(themes.Dim))
	}
}

// DrawMore marks in the column x of the last drawing that the tree goes on above or
// below the lines in sight.
func (s *Sidebar) DrawMore(c *canvas.Canvas, x int, th *themes.Theme) {
	c.More(x, s.first, s.height, s.top > 0, s.top+s.height < len(s.lines), th.Style(themes.Dim))
}

func (s *Sidebar) drawFilter(c *canvas.Canvas, r canvas.Rect, th *themes.Theme) {
	n := c.Text(r.X, r.Y, r.W, "/", th.Style(themes.Accent))
	n += c.Text(r.X+n, r.Y, r.W-n, s.filter, th.Style(themes.Text))
	if s.typing {
		n += c.Text(r.X+n, r.Y, r.W-n, " ", th.Style(themes.Cursor))
	}
	count := s.foundText()
	if wide := strings.TrimSuffix(count, " so far") + reach; count != "" && n+cellwidth.Of(wide) < r.W {
		count = wide
	}
	if w := cellwidth.Of(count); n+w < r.W {
		c.Text(r.X+r.W-w, r.Y, w, count, th.Style(themes.Dim))
	}
}

func (s *Sidebar) drawLine(c *canvas.Canvas, r canvas.Rect, th *themes.Theme, b *branch, under bool) {
	x := r.X + min(2*b.depth, r.W/2)
	end := r.X + r.W
	x += c.Text(x, r.Y, end-x, s.mark(b), s.markStyle(th, b))
	x += s.drawLink(c, x, r.Y, end-x, th, b)
	note, noteStyle := b.note(th)
	nameWidth := end - x
	note, w := b.fitNote(note, nameWidth-1)
	if w > 0 {
		nameWidth -= w + 1
		c.Text(end-w, r.Y, w, note, noteStyle)
	}
	c.FitName(x, r.Y, nameWidth, b.Name, s.nameStyle(th, b))
	if under {
		c.Restyle(r, th.Style(themes.Selection))
	}
	s.drawFound(c, x, r.Y, nameWidth, th, b)
}

// namedWidth is the room that a name has before a note that may be cut, tightName
// before one that may not, and leastNote what a note that is cut must have to tell
// something.
const namedWidth, tightName, leastNote = 12, 8, 4

// fitNote is as much of a note as has room beside the name; nothing where too
// little would be left. A count that is cut reads as another one: the name gives
// way to it.
func (b *branch) fitNote(note string, room int) (string, int) {
	named, least := namedWidth, leastNote
	if !b.mayCut() {
		named, least = tightName, cellwidth.Of(note)
	}
	least = max(1, min(least, cellwidth.Of(note)))
	note, w := cellwidth.Truncate(note, room-min(named, cellwidth.Of(b.Name)))
	if w < least {
		return "", 0
	}
	return note, w
}

// mayCut reports whether the beginning of a branch's note still tells something:
// that of a type, a reference or a message does.
func (b *branch) mayCut() bool {
	return b.state == failed || b.Rows < 0 && (b.Type != "" || b.ref != "")
}

func (s *Sidebar) mark(b *branch) string {
	switch {
	case b.parent == nil && b.open:
		return "▾ "
	case b.parent == nil:
		return "▸ "
	case b.state == loading:
		return "⋯ "
	case b.state == failed:
		return "✗ "
	case b.Leaf:
		return "  "
	case b.open:
		return "▾ "
	}
	return "▸ "
}

func (s *Sidebar) markStyle(th *themes.Theme, b *branch) themes.Style {
	if b.state == failed {
		return th.Style(themes.Bad)
	}
	return th.Style(themes.Dim)
}

func (s *Sidebar) nameStyle(th *themes.Theme, b *branch) themes.Style {
	switch {
	case b.parent == nil && b.connection == s.current:
		return th.Style(themes.Accent)
	case b.parent == nil, isTable(b.Kind):
		return th.Style(themes.Text)
	case b.Kind == NodeReason, b.leftNone():
		return th.Style(themes.Bad)
	case b.Key != "":
		return th.Style(themes.Key)
	case b.Kind == connectors.NodeColumn:
		return th.Style(themes.Text)
	}
	return th.Style(themes.Title)
}

// note is the dim text at the right end of a line: a type, an estimate, or why
// a branch could not be listed.
func (b *branch) note(th *themes.Theme) (string, themes.Style) {
	dim := th.Style(themes.Dim)
	switch {
	case b.state == failed:
		return b.message, th.Style(themes.Bad)
	case b.State != "":
		return b.State, th.Style(themes.Warn)
	case b.holdsNothing():
		return "empty", dim
	case b.ref != "":
		return "@ " + b.ref, dim
	case b.Kind == connectors.NodeColumn && b.Key != "":
		part, _, _ := strings.Cut(b.Key, " ") // What a foreign key leads to has no room here.
		return b.Type + " " + part, dim
	case b.Kind == connectors.NodeColumn && b.NotNull:
		return b.Type + " NN", dim
	case b.Kind == connectors.NodeColumn, b.parent == nil:
		return b.Type, dim
	case b.Rows >= 0 && b.isEstimate():
		return "~" + short(b.Rows), dim
	case b.Rows >= 0:
		return short(b.Rows), dim
	case b.Kind == connectors.NodeView && b.Type == "":
		return "view", dim
	}
	return b.Type, dim
}

// isEstimate reports whether the rows of a branch are what a source thinks that a
// table has; those of results and the entries of headings were counted.
func (b *branch) isEstimate() bool {
	return b.Kind != connectors.NodeResult && b.Kind != connectors.NodeGroup
}

// holdsNothing reports whether a branch that is open was found to have nothing in
// it.
func (b *branch) holdsNothing() bool {
	return b.parent != nil && b.open && b.state == loaded && len(b.children) == 0 && !b.Leaf && !isTable(b.Kind)
}

// short writes a count in at most five characters: 950, 1,000, 12.3k, 100k, 5.0M.
func short(n int64) string {
	if n < 1e4 {
		return statusbar.Count(n)
	}
	units := []struct {
		size int64
		name string
	}{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}}
	for _, u := range units {
		// Three digits of it are written, so what rounds up to a unit has that one.
		switch part := float64(n) / float64(u.size); {
		case part >= 99.95:
			return strconv.FormatFloat(part, 'f', 0, 64) + u.name
		case part >= 0.9995:
			return strconv.FormatFloat(part, 'f', 1, 64) + u.name
		}
	}
	return strconv.FormatInt(n, 10)
}
