package grid

import (
	"sonde/internal/cellwidth"
	"sonde/themes"
	"sonde/tui/canvas"
)

// SetSearch has what a function finds in the text of cells highlighted; it
// returns where a match begins and ends, in bytes, and a negative number where
// there is none. Nil ends that.
func (g *Grid) SetSearch(find func(text []byte) (from, to int)) { g.find = find }

// mostHighlights bounds the matches that are highlighted in one cell.
const mostHighlights = 8

// highlight marks the matches in a cell whose text of a width begins at x.
func (p *painter) highlight(s strip, x, y int, text []byte) {
	style := p.th.Style(themes.Match)
	for range mostHighlights {
		from, to := p.g.find(text)
		if from < 0 {
			return
		}
		x += cellwidth.Of(asString(text[:from]))
		w := cellwidth.Of(asString(text[from:to]))
		if end := min(x+w, s.x+s.w); end > x {
			p.Restyle(canvas.Rect{X: x, Y: y, W: end - x, H: 1}, style)
		}
		x, text = x+w, text[to:]
	}
}
