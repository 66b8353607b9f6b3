package recall

import (
	"strings"
	"time"

	"sonde/history"
	"sonde/tui/statusbar"
)

// unknown stands where a duration is not known.
const unknown = "–"

// took is how long a run took.
func took(e history.Entry) string {
	if !e.Timed() {
		return unknown
	}
	return statusbar.Duration(e.Duration)
}

// rowsOf is how many rows a run had; empty where that is not known.
func rowsOf(e history.Entry) string {
	if e.Rows <= 0 && !e.Timed() {
		return ""
	}
	return statusbar.Rows(e.Rows)
}

// firstRow is when the first row of a run came; empty where none did.
func firstRow(e history.Entry) string {
	if e.FirstRow <= 0 {
		return ""
	}
	return statusbar.Duration(e.FirstRow)
}

// chart is one small chart of the inspector: a value of each run.
type chart struct {
	name  string
	value func(history.Entry) (v float64, known bool)
	text  func(float64) string
}

var charts = []chart{
	{"duration", func(e history.Entry) (float64, bool) { return float64(e.Duration), e.Timed() },
		func(v float64) string { return statusbar.Duration(time.Duration(v)) }},
	{"rows", func(e history.Entry) (float64, bool) { return float64(e.Rows), e.Timed() },
		func(v float64) string { return statusbar.Count(int64(v)) }},
}

// draw returns the chart of runs, the newest first, and what it reaches from and to.
// One run makes no chart.
func (c chart) draw(runs []history.Entry) (bars, reach string) {
	values := make([]float64, len(runs))
	for i, e := range runs {
		v, known := c.value(e)
		if !known {
			v = -1
		}
		values[len(runs)-1-i] = v
	}
	bars, low, high := sparkline(values)
	switch {
	case high < 0:
		return "", unknown
	case len(runs) == 1:
		return "", c.text(high)
	case low == high:
		return bars, "  " + c.text(high)
	}
	return bars, "  " + c.text(low) + " to " + c.text(high)
}

// sparkline draws values as bars from nothing to the largest, and a gap for one that
// is negative, which is not known. Where none is known, low and high are negative.
func sparkline(values []float64) (bars string, low, high float64) {
	low, high = -1, -1
	for _, v := range values {
		if v >= 0 && (low < 0 || v < low) {
			low = v
		}
		high = max(high, v)
	}
	steps := []rune("▁▂▃▄▅▆▇█")
	var out strings.Builder
	for _, v := range values {
		switch {
		case v < 0:
			out.WriteRune(' ')
		case high == 0:
			out.WriteRune(steps[0])
		default:
			out.WriteRune(steps[int(v/high*float64(len(steps)-1))])
		}
	}
	return out.String(), low, high
}
