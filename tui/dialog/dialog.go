// Package dialog holds the boxes that open over the panes. They do no I/O: a
// dialog answers with a message, and the app acts on it.
package dialog

import (
	tea "charm.land/bubbletea/v2"

	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/canvas"
)

// Dialog is a box that takes keys and pastes until it is closed.
type Dialog interface {
	// Update takes a tea.KeyPressMsg or tea.PasteMsg. The answer is for the
	// app and may come before the dialog is done; a dialog that was left has
	// none, unless it shows what is under its cursor and must take that back.
	Update(msg tea.Msg) (answer tea.Msg, done bool)
	// Draw draws the box into the area of the whole screen and returns where
	// the terminal's cursor stands, if it is to be shown.
	Draw(c *canvas.Canvas, area canvas.Rect, th *themes.Theme) (x, y int, cursor bool)
}

// FrameSides is how many columns the sides of a box take of its width.
const FrameSides = 4

// Growing is the part of an area for a box of h lines that may get up to most of
// them: its top stays where it is.
func Growing(area canvas.Rect, h, most int) canvas.Rect {
	most = min(most, area.H)
	return canvas.Rect{X: area.X, Y: area.Y + (area.H-most)/3, W: area.W, H: min(h, most)}
}

// Frame draws an empty box of the given size in the middle of area and returns
// its inside.
func Frame(c *canvas.Canvas, area canvas.Rect, th *themes.Theme, w, h int, title string, footer Footer) canvas.Rect {
	w, h = min(w, area.W), min(h, area.H)
	box := canvas.Rect{X: area.X + (area.W-w)/2, Y: area.Y + (area.H-h)/3, W: w, H: h}
	c.Fill(box, th.Style(themes.Dialog))
	c.Cover(box)
	line := th.Style(themes.DialogBorder)
	c.Box(box, line)
	if title != "" {
		frameText(c, box.X+2, box.Y, w-4, title, th.On(themes.TitleFocused, themes.Dialog))
	}
	if len(footer) > 0 {
		footer.draw(c, box.X+2, box.Y+h-1, w-4, th)
	}
	return canvas.Rect{X: box.X + 2, Y: box.Y + 1, W: max(0, w-4), H: max(0, h-2)}
}

// frameText writes a text into the edge of a box, with a blank on either side.
func frameText(c *canvas.Canvas, x, y, width int, text string, st themes.Style) {
	text, _ = cellwidth.Truncate(text, max(0, width-2))
	c.Text(x, y, width, " "+text+" ", st)
}

// isLeave reports whether a key leaves a dialog.
func isLeave(k tea.KeyPressMsg) bool { return Leave.Has(k.Keystroke()) }
