package main

import (
	"fmt"
	"math"
	"strings"
)

const heading = `# Speed and memory

Every figure is measured beside a floor in the same run; absolute times belong to
the machine, ratios carry over. ` + "`make bench`" + ` measures everything again and writes
this page. Times are medians of several rounds in which floor and sonde take
turns.

`

// writeReport is the page BENCHMARKS.md.
func writeReport(parts []part, m measurements) string {
	var b strings.Builder
	b.WriteString(heading)
	b.WriteString(machine())
	b.WriteString("\n| what | floor | sonde | ratio | budget | kept |\n|---|---|---|---|---|---|\n")
	for _, p := range parts {
		for _, r := range p.rows {
			b.WriteString(r.line(p.pkg, m))
		}
	}
	b.WriteString("\n## What the floors are\n\n")
	for _, p := range parts {
		fmt.Fprintf(&b, "- %s (`%s`, `%s`): %s\n", p.title, p.pkg, p.bench, p.floor)
	}
	return b.String()
}

// line is one line of the table.
func (r row) line(pkg string, m measurements) string {
	floor, hasFloor := m.median(pkg, r.floor, r.floorMetric())
	sonde, measured := m.median(pkg, r.sonde, r.metric)
	ratio := math.NaN()
	if hasFloor && measured && floor > 0 {
		ratio = sonde / floor
	}
	cells := []string{r.title, "–", "not measured", "–", r.budget(), "no"}
	if hasFloor {
		cells[1] = figure(floor, r.floorMetric())
	}
	if measured {
		cells[2], cells[5] = figure(sonde, r.metric), r.verdict(sonde, ratio)
	}
	if !math.IsNaN(ratio) {
		cells[3] = fmt.Sprintf("%.2f×", ratio)
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

func (r row) floorMetric() string {
	if r.beside != "" {
		return r.beside
	}
	return r.metric
}

// budget writes what must be kept.
func (r row) budget() string {
	var all []string
	if r.ratio > 0 {
		all = append(all, fmt.Sprintf("≤ %g×", r.ratio))
	}
	if r.most > 0 {
		all = append(all, "≤ "+figure(r.most, r.metric))
	}
	if len(all) == 0 {
		return "–"
	}
	return strings.Join(all, ", ")
}

func (r row) verdict(sonde, ratio float64) string {
	switch {
	case r.ratio == 0 && r.most == 0:
		return "–"
	case r.ratio > 0 && !(ratio <= r.ratio), r.most > 0 && sonde > r.most:
		return "no"
	}
	return "yes"
}

// figure writes a figure with the unit that its metric stands for.
func figure(f float64, metric string) string {
	unit := " " + metric
	switch {
	case strings.HasPrefix(metric, "ns/"):
		f, unit = f/1e6, " ms"
	case strings.HasSuffix(metric, "-ms"):
		unit = " ms"
	case strings.HasSuffix(metric, "-MB"):
		unit = " MB"
	case strings.HasPrefix(metric, "B/"):
		unit = " B"
	case metric == "allocs/op":
		unit = " allocations"
	}
	return threeDigits(f) + unit
}

// threeDigits writes a figure with three digits that count, and without an
// exponent.
func threeDigits(f float64) string {
	if f == 0 {
		return "0"
	}
	decimals := max(0, 2-int(math.Floor(math.Log10(math.Abs(f)))))
	return fmt.Sprintf("%.*f", decimals, f)
}
