package main

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// measurements holds the figures of every round: package and benchmark →
// metric → one figure per round.
type measurements map[string]map[string][]float64

// processors is what Go adds to the name of a benchmark.
var processors = regexp.MustCompile(`-\d+$`)

// add reads the lines that `go test -bench` prints.
func (m measurements) add(pkg, output string) {
	for line := range strings.Lines(output) {
		fields := strings.Fields(line)
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name := pkg + " " + processors.ReplaceAllString(fields[0], "")
		for i := 2; i+1 < len(fields); i += 2 {
			m.addFigure(name, fields[i+1], fields[i])
		}
	}
}

func (m measurements) addFigure(name, metric, figure string) {
	f, err := strconv.ParseFloat(figure, 64)
	if err != nil {
		return
	}
	if m[name] == nil {
		m[name] = map[string][]float64{}
	}
	m[name][metric] = append(m[name][metric], f)
}

// median is the middle figure of a benchmark. Where the name is a pattern of
// several benchmarks it is that of the worst.
func (m measurements) median(pkg, name, metric string) (figure float64, ok bool) {
	for have, metrics := range m {
		if match, _ := path.Match(pkg+" "+name, have); !match || len(metrics[metric]) == 0 {
			continue
		}
		if f := middle(metrics[metric]); !ok || f > figure {
			figure, ok = f, true
		}
	}
	return figure, ok
}

func middle(figures []float64) float64 {
	sorted := slices.Sorted(slices.Values(figures))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
