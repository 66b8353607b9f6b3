package dialog

import (
	"strings"

	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/action"
	"sonde/tui/canvas"
)

// Footer lists keys with what they do, those that matter most first: it stands in
// the lower edge of a box. A hint without a key is a remark.
type Footer []action.Hint

// between stands between two hints.
const between = " · "

// Keys that are the same in every dialog.
var (
	Leave  = action.Keys{"esc", "ctrl+c", "ctrl+g"}
	Accept = action.Keys{"enter"}
	Up     = action.Keys{"up", "ctrl+p"}
	Down   = action.Keys{"down", "ctrl+n"}
	// Those of dialogs in which no text is typed.
	UpLetter   = append(Up[:len(Up):len(Up)], "k")
	DownLetter = append(Down[:len(Down):len(Down)], "j")
)

// ToLeave is the hint that every dialog ends with; it stays where there is little
// room.
func ToLeave() action.Hint { return Leave.Stays("leave") }

// String is the footer as it is read.
func (f Footer) String() string {
	text := ""
	for i, h := range f {
		if i > 0 {
			text += between
		}
		text += h.String()
	}
	return text
}

// draw writes a footer into the lower edge of a box: as many of its hints as there
// is room for, the keys brighter than what they do. They can be clicked.
func (f Footer) draw(c *canvas.Canvas, x, y, width int, th *themes.Theme) {
	f = f.fitting(width - 2)
	key, word := th.On(themes.Text, themes.Dialog), th.On(themes.Dim, themes.Dialog)
	at, end := x, x+width
	put := func(text string, st themes.Style) { at += c.Fit(at, y, max(0, end-at), text, st) }
	put(" ", word)
	for i, h := range f {
		if i > 0 {
			put(between, word)
		}
		from := at
		put(h.Key, key)
		if h.Key != "" && h.Text != "" {
			put(" ", word)
		}
		if put(h.Text, word); at < end {
			first, _, _ := strings.Cut(h.Key, " ")
			c.Spot(canvas.Rect{X: from, Y: y, W: at - from, H: 1}, first)
		}
	}
	put(" ", word)
}

// fitting are the hints that a width has room for, and at least one.
func (f Footer) fitting(width int) Footer {
	gap := cellwidth.Of(between)
	fitting := action.Fitting(f, width+gap, func(h action.Hint) int { return cellwidth.Of(h.String()) + gap })
	if len(fitting) == 0 && len(f) > 0 {
		fitting = f[:1]
	}
	return fitting
}
