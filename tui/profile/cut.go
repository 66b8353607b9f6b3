package profile

import (
	"strings"

	"sonde/internal/cellwidth"
)

// cut shortens a text to w cells: at its end, or in the middle where only what the
// end says tells it from texts that begin alike.
func cut(text string, w, alike int) (string, int) {
	if text = cellwidth.OneLine(text); alike >= w-1 && len(text) <= longestCut && cellwidth.Of(text) > w {
		return cellwidth.Middle(text, max(0, w))
	}
	return cellwidth.Truncate(text, max(0, w))
}

// longestCut is the length in bytes up to which a text is cut in its middle: that
// walks over all of it.
const longestCut = 1 << 14

// longestAlike is the most cells for which beginnings are compared.
const longestAlike = 200

// alike is for how many cells a text begins as one of the others does that are not
// the same.
func alike(text string, others ...string) (cells int) {
	for _, o := range others {
		if o != text {
			cells = max(cells, commonWidth(text, o))
		}
	}
	return cells
}

func commonWidth(a, b string) int {
	a, _ = cellwidth.Clip(a, longestAlike)
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return cellwidth.Of(cellwidth.OneLine(strings.ToValidUTF8(a[:n], "")))
}

// markAlike notes of every row how far its text begins as that of another does.
func markAlike(rows []row, text func(row) string) {
	texts := make([]string, len(rows))
	for i, r := range rows {
		texts[i] = strings.TrimRight(text(r), " ")
	}
	for i := range rows {
		rows[i].alike = alike(texts[i], texts...)
	}
}

// squeezed is by how many cells the blanks that align figures are less in w cells,
// the same for all of them, so that the widest has its digits in sight.
func squeezed(rows []row, w, shares int) (less int) {
	for _, r := range rows {
		pad := len(r.value) - len(strings.TrimRight(r.value, " "))
		if over := cellwidth.Of(r.name) + 1 + cellwidth.Of(r.value) + shares - w; r.isFigure() && pad > 0 {
			less = max(less, min(over, pad))
		}
	}
	return less
}

// isFigure reports whether a row is a name with its value.
func (r row) isFigure() bool { return r.chart == nil && r.bins == 0 && !r.heading && r.value0 == 0 }

// trimBlanks takes up to n blanks off the end.
func trimBlanks(s string, n int) string {
	for ; n > 0 && strings.HasSuffix(s, " "); n-- {
		s = s[:len(s)-1]
	}
	return s
}
