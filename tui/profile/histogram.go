package profile

import (
	"sonde/internal/cellwidth"
	"sonde/internal/workspace"
	"sonde/themes"
)

// chartHeight is the number of lines of a histogram.
const chartHeight = 5

// blocks are an eighth to eight eighths of a cell, from the bottom up.
var blocks = [...]string{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}

func counts(bins []workspace.Bin) []int64 {
	out := make([]int64, len(bins))
	for i, b := range bins {
		out[i] = b.Rows
	}
	return out
}

// histogram draws bars side by side over the whole width.
func (d *painter) histogram(counts []int64) {
	lines := min(chartHeight, d.r.H)
	for line := range lines {
		d.bars(counts, chartHeight-1-line, chartHeight*eighths)
		d.r.Y, d.r.H = d.r.Y+1, d.r.H-1
	}
}

// ends writes the least and the greatest value below the ends of a histogram.
func (d *painter) ends(r row) {
	width := min(d.r.W, max(1, d.r.W/r.bins)*r.bins)
	dim := d.th.Style(themes.Dim)
	first, last := shortEnds(r.name, r.value, d.r.W)
	like := alike(first, last)
	from, _ := cut(first, max(d.r.W/2, d.r.W-1-cellwidth.Of(cellwidth.OneLine(last))), like)
	used := d.Text(d.r.X, d.r.Y, d.r.W, from, dim) + 1
	to, w := cut(last, d.r.W-used, like)
	d.Text(d.r.X+max(used, width-w), d.r.Y, w, to, dim)
	d.r.Y, d.r.H = d.r.Y+1, d.r.H-1
}

// eighths are those of a cell, lowBar those of the highest bar in one line, of
// which the top stays free: a full one would touch the line above it.
const eighths, lowBar = 8, 7

// bars draws one line of bars, of which the highest has some eighths of a cell;
// line 0 is the lowest.
func (d *painter) bars(counts []int64, line, highest int) {
	var most int64 = 1
	for _, n := range counts {
		most = max(most, n)
	}
	style := d.th.Style(themes.Accent)
	each := max(1, d.r.W/len(counts))
	for i, n := range counts {
		high := int(float64(n) / float64(most) * float64(highest))
		if n > 0 {
			high = max(1, high)
		}
		fill := max(0, min(eighths, high-eighths*line))
		for x := range each {
			if at := i*each + x; at < d.r.W {
				d.Text(d.r.X+at, d.r.Y, 1, blocks[fill], style)
			}
		}
	}
}
