// Package cellwidth is the one notion of width in the program: how many columns
// of a terminal a text takes, where it can be cut, and how it is made safe, so
// that layout, clipping and the terminal agree.
package cellwidth

import (
	"github.com/charmbracelet/x/ansi"
)

// Next splits the first grapheme cluster off s and returns it with its width
// in columns (0, 1 or 2). An empty s gives an empty cluster.
func Next(s string) (cluster string, width int) {
	if s == "" {
		return "", 0
	}
	if c := s[0]; c >= ' ' && c < 0x7f && (len(s) == 1 || s[1] < 0x80) {
		return s[:1], 1
	}
	return ansi.FirstGraphemeCluster(s, ansi.WcWidth)
}

// Of returns the width of s in columns.
func Of(s string) int {
	total := 0
	for s != "" {
		cluster, w := Next(s)
		total += w
		s = s[len(cluster):]
	}
	return total
}
