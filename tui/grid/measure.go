package grid

// measured is by how many of the rows in sight the widths of texts are found, and
// what those rows were found for.
type measured struct {
	rows           int
	top, of        int64 // first row in sight, and rows of the result
	width, columns int
	arranged       int
	fitted         bool
}

// measure takes all rows in sight as the measure of widths. Rows that come in sight
// because the pane became higher are none: nothing moves under who reads.
func (g *Grid) measure() {
	now := measured{len(g.draft.rows), g.top, g.rows, g.bodyWidth(), len(g.columns), g.arranged, g.fitted}
	before := g.measured
	before.rows = now.rows
	if before != now || g.measured.rows == 0 {
		g.measured = now
	}
}
