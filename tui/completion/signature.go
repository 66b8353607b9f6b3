package completion

import (
	"fmt"

	"sonde/internal/cellwidth"
	"sonde/internal/complete"
	"sonde/themes"
	"sonde/tui/canvas"
)

// DrawSignature draws how a function is called into a line.
func DrawSignature(c *canvas.Canvas, r canvas.Rect, s complete.Signature, th *themes.Theme) {
	c.Fill(r, th.Style(themes.Dialog))
	x, end := r.X+1, r.X+r.W-1
	put := func(text string, role themes.Role, attr themes.Attr) {
		st := th.On(role, themes.Dialog)
		st.Attr |= attr
		shown, _ := cellwidth.Truncate(text, max(0, end-x))
		x += c.Text(x, r.Y, max(0, end-x), shown, st)
	}
	put(s.Name, themes.SQLFunction, 0)
	put(s.Text[:s.From], themes.Text, 0)
	put(s.Text[s.From:s.To], themes.Bright, themes.Bold|themes.Underline)
	put(s.Text[s.To:], themes.Text, 0)
	if s.Returns != "" {
		put(" → "+s.Returns, themes.SQLType, 0)
	}
	if s.Ways > 1 {
		put(fmt.Sprintf("  %d of %d", s.Number, s.Ways), themes.Dim, 0)
	}
	if s.Comment != "" {
		put("  "+s.Comment, themes.Dim, 0)
	}
}
