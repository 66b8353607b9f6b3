package grid

// leastText is how far texts are cut shorter, so that all columns are in sight.
const leastText = 20

// squeezed is what the width of texts was found for.
type squeezed struct {
	width, columns, arranged int
	rows                     int // most that were measured
}

// squeeze finds how wide texts may be with all columns in sight, and leaves them their
// width where cutting them does not achieve that. It looks once at the rows that fill
// the pane, so that no width changes as rows pass by.
func (g *Grid) squeeze() {
	now := squeezed{g.bodyWidth(), len(g.columns), g.arranged, g.measured.rows}
	last := g.squeezed
	same := last == squeezed{now.width, now.columns, now.arranged, last.rows}
	if same && now.rows <= last.rows || g.fitted {
		return
	}
	g.squeezed = now
	limit := g.roomForTexts()
	if limit == g.textLimit {
		return
	}
	g.textLimit = limit
	if same {
		return // More rows have arrived: columns grow up to the limit, and none shrinks.
	}
	for i := range g.columns {
		if c := g.known(i); !c.fixed && !steady(c.class) {
			c.width, c.sampled = 0, false
		}
	}
}

// roomForTexts is the width of texts with which all columns fit, and 0 where they
// fit without it, or not with it either.
func (g *Grid) roomForTexts() int {
	shown := g.ShownColumns()
	room := g.bodyWidth() + 1
	if len(shown)*(minWidth+1) > room {
		return 0
	}
	taken := 0
	var texts []need
	for _, col := range shown {
		n, cuts := g.need(col)
		if taken += 1; cuts {
			texts = append(texts, n)
		} else {
			taken += n.most
		}
	}
	for limit := textWidth; limit >= leastText; limit-- {
		total := taken
		for _, n := range texts {
			total += max(n.least, min(n.most, limit))
		}
		switch {
		case total > room:
		case limit == textWidth:
			return 0
		default:
			return limit
		}
	}
	return 0
}

// need is how wide a column must and would be.
type need struct{ least, most int }

// need measures a column by the rows in sight; cuts says whether it may be cut.
func (g *Grid) need(col int) (n need, cuts bool) {
	c := g.known(col)
	if c.fixed {
		return need{c.width, c.width}, false
	}
	before := g.textLimit
	g.textLimit = 0
	g.format(col)
	g.textLimit = before
	n.least = max(minWidth, g.nameWidth(col))
	if steady(c.class) {
		n.most = max(n.least, c.width, min(g.draft.widest, digitWidth))
		return n, false
	}
	n.most = max(n.least, min(g.draft.widest, textWidth))
	return n, true
}
