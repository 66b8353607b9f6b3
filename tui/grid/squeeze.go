package grid

import "strconv"

const (
	// textWidth is how far values widen a column of text, where the pane has no room
	// to spare.
	textWidth = 40
	// leastText is how far texts are cut shorter, so that all columns are in sight; so
	// long they are too where not all can be.
	leastText = 20
)

// layout is what widths were found for, and what was found. They follow from how wide
// values, names and the pane are, and from nothing that was on the screen before.
type layout struct {
	of        pane
	number    int // counts layouts
	textLimit int // the width that texts are cut to

	seen    sight
	look    int  // counts what was in sight
	full    bool // the rows in sight fill the pane, and none is missing
	filled  bool // that was so once
	sampled int  // the look by which widths are found
	digits  int  // of the row numbers that have room
}

// pane is all that widths follow from, but the values.
type pane struct {
	width, arranged, marking, sampled int
	types, fitted                     bool
}

// layWidths finds how wide texts may be, where anything changed on which that depends.
func (g *Grid) layWidths() {
	g.noteSight()
	l := &g.widths
	now := pane{g.layoutWidth(), g.arranged, g.marking, l.sampled, g.types, g.fitted}
	if now == l.of {
		return
	}
	l.of = now
	l.number++
	l.textLimit = g.roomForTexts()
}

// noteSight notes what is in sight. Once rows have filled the pane, what comes into
// sight is no reason to find widths anew.
func (g *Grid) noteSight() {
	l, rows := &g.widths, len(g.draft.rows)
	now := sight{g.view, g.top, rows, g.missing.n, g.seen.body, len(g.columns)}
	l.full = rows > 0 && rows == g.seen.body && g.missing.n == 0
	if now == l.seen {
		return
	}
	l.seen = now
	l.look++
	if l.filled {
		return
	}
	l.sampled, l.filled = l.look, l.full
	l.digits = max(3, len(strconv.FormatInt(g.rows, 10)))
}

// layoutWidth is the room for columns beside the row numbers of the rows there were
// when widths were found, so that they do not change where numbers get longer.
func (g *Grid) layoutWidth() int {
	width := g.seen.area.W
	if gutter := g.widths.digits + 2; gutter+minGutterRest <= width {
		width -= gutter
	}
	return max(minWidth, width)
}

// width returns the width of a column: what the user chose, or else what its name and
// values need, as far as there is room.
func (g *Grid) width(col int) int {
	c := g.known(col)
	if c.fixed {
		return c.width
	}
	g.measure(col)
	if c.laid != g.widths.number || c.width == 0 {
		c.width, c.laid = g.automatic(col), g.widths.number
	}
	return c.width
}

// automatic is the width that a column has by itself.
func (g *Grid) automatic(col int) int {
	c := g.known(col)
	least, values := max(minWidth, g.nameWidth(col)), g.extent(c).widest
	switch {
	case g.fitted:
		return max(least, min(max(values, c.grown), g.layoutWidth()))
	case c.steady:
		return max(least, min(max(values, c.grown), digitWidth))
	}
	return max(least, min(max(values, c.grown), g.widths.textLimit))
}

// roomForTexts is the width of texts with which all columns fit: the largest that is
// not too much, and leastText where they do not fit at all. What the user chose for a
// column and what columns grew by do not count: they would change other columns.
func (g *Grid) roomForTexts() int {
	shown, room := g.shownCount(), g.layoutWidth()+1
	if shown*(minWidth+1) > room {
		return leastText
	}
	taken, texts := g.needs()
	for limit := max(textWidth, min(room/shown, mostText)); limit > leastText; limit-- {
		total := taken
		for _, n := range texts {
			total += max(n.least, min(n.values, limit))
		}
		if total <= room {
			return limit
		}
	}
	return leastText
}

// need is how wide a column of text must be, and how wide its values are.
type need struct{ least, values int }

// needs is the room that columns take which are not cut, with what is between
// columns, and what those need which are.
func (g *Grid) needs() (taken int, texts []need) {
	for _, col := range g.ShownColumns() {
		g.measure(col)
		c := g.known(col)
		n := need{max(minWidth, g.nameWidth(col)), g.extent(c).widest}
		taken++
		if c.steady {
			taken += max(n.least, min(n.values, digitWidth))
			continue
		}
		texts = append(texts, n)
	}
	return taken, texts
}

func (g *Grid) shownCount() (n int) {
	for i := range g.columns {
		if !g.columns[i].hidden {
			n++
		}
	}
	return n
}
