package sidebar

import (
	"strings"

	"sonde/connectors"
	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/canvas"
	"sonde/tui/statusbar"
)

// Bounds of the text about the node under the cursor.
const (
	aboutLines = 4 // most lines that it takes
	aboutRest  = 8 // lines that must be left to the tree

	// The same of why a branch could not be listed, which matters more.
	reasonLines = 12
	reasonRest  = 4

	mostComment = 2000 // columns of a comment that are looked at
)

// about is what is known of a node beside its name and has no room on its line:
// a column's whole type, whether it can be NULL, what a key leads to, what sort
// of table it is and how large, and what the source says of it.
func (b *branch) about() string {
	if b.state == failed && len(b.children) > 0 {
		b = b.children[0]
	}
	var parts []string
	if b.Kind == connectors.NodeColumn {
		parts = append(parts, typeText(b.Type, b.NotNull), b.Key)
	}
	if isTable(b.Kind) && b.Rows >= 0 && (b.Type != "" || b.Bytes > 0) {
		parts = append(parts, b.Type, "~"+statusbar.Rows(b.Rows))
	}
	if isTable(b.Kind) && b.Bytes > 0 {
		parts = append(parts, statusbar.Size(b.Bytes))
	}
	comment, _ := cellwidth.Clip(b.Comment, mostComment)
	parts = append(parts, comment)
	text := ""
	for _, part := range parts {
		if part = strings.Join(strings.Fields(part), " "); part != "" {
			text += " · " + part
		}
	}
	return strings.TrimPrefix(text, " · ")
}

func typeText(name string, notNull bool) string {
	if notNull && !strings.Contains(name, "Nullable(") {
		name += " not NULL"
	}
	return name
}

// drawAbout writes about the node under the cursor at the foot of r, below a
// line that parts it from the tree, and returns what is left of r.
func (s *Sidebar) drawAbout(c *canvas.Canvas, r canvas.Rect, th *themes.Theme) canvas.Rect {
	if s.cursor >= len(s.lines) || r.H < aboutRest+2 || r.W < 2 {
		return r
	}
	b, most := s.lines[s.cursor], aboutLines
	if b.state == failed || b.Kind == NodeReason {
		most = min(reasonLines, r.H-reasonRest)
	}
	lines := cellwidth.Wrap(b.about(), r.W, most)
	if len(lines) == 0 {
		return r
	}
	r.H -= len(lines) + 1
	c.Text(r.X, r.Y+r.H, r.W, strings.Repeat("─", r.W), th.Style(themes.Border))
	for i, line := range lines {
		c.Text(r.X, r.Y+r.H+1+i, r.W, line, th.Style(themes.Dim))
	}
	return r
}
