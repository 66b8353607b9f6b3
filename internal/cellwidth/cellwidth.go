// Package cellwidth is the one notion of width in the program: how many columns
// of a terminal a text takes, where it can be cut, and how it is made safe, so
// that layout, clipping and the terminal agree.
//
// Terminals disagree on the width of some clusters: one that counts code points
// gives a family of emoji six columns, one that knows grapheme clusters two.
// Such a cluster is shown as its parts, each of which has the same width
// everywhere, so that a column never slips. A character that has no shape, or
// that would steer the terminal, is shown as a stand-in of one column.
package cellwidth

import "unicode/utf8"

// Glyph is how the beginning of a text is shown.
type Glyph struct {
	// Source is what was taken off the text: a grapheme cluster or, where
	// terminals disagree on its width, a part of one. It is never empty unless
	// the text is.
	Source string
	// Text is what is sent to the terminal for it: printable, and never joined
	// with the text of a neighbour.
	Text string
	// Width is the number of columns, 1 or 2.
	Width int
	// StandIn is set where Text stands for a character that cannot be shown.
	StandIn bool
}

// First returns the first glyph of s; the zero value where s is empty.
func First(s string) Glyph {
	if n, w := simplePrefix(s); n > 0 {
		return Glyph{Source: s[:n], Text: s[:n], Width: w}
	}
	if s == "" {
		return Glyph{}
	}
	return shape(s)
}

// Next splits the source of the first glyph off s and returns it with the width
// of the glyph. An empty s gives an empty cluster.
func Next(s string) (cluster string, width int) {
	if n, w := simplePrefix(s); n > 0 {
		return s[:n], w
	}
	g := First(s)
	return g.Source, g.Width
}

// Of returns the width of s in columns, as it is shown.
func Of(s string) int {
	total := 0
	for s != "" {
		n := plainLength(s)
		total += n
		cluster, w := Next(s[n:])
		total += w
		s = s[n+len(cluster):]
	}
	return total
}

// plainLength returns how many bytes of printable ASCII s begins with, without
// the last one where something follows that may join it.
func plainLength(s string) int {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c >= 0x7f {
			return max(0, i-1)
		}
	}
	return len(s)
}

// Clip returns the longest prefix of s that takes at most w columns, and its
// width. It costs what it returns, however long s is.
func Clip(s string, w int) (prefix string, width int) {
	rest := s
	for rest != "" {
		cluster, cw := Next(rest)
		if width+cw > w {
			break
		}
		width += cw
		rest = rest[len(cluster):]
	}
	return s[:len(s)-len(rest)], width
}

// Ellipsis is the mark at the end of a text that was cut.
const Ellipsis = "…"

// Truncate returns s where it takes at most w columns, otherwise a prefix and
// an ellipsis that together take at most w, and the width.
func Truncate(s string, w int) (text string, width int) {
	if w <= 0 {
		return "", 0
	}
	prefix, width := Clip(s, w)
	if len(prefix) == len(s) {
		return s, width
	}
	prefix, width = Clip(prefix, w-1)
	return prefix + Ellipsis, width + 1
}

// Middle is Truncate for names, whose ends tell as much as their beginnings: the
// ellipsis stands between both.
func Middle(s string, w int) (text string, width int) {
	if text, width = Truncate(s, w); w < leastMiddle || text == s {
		return text, width
	}
	head, width := Clip(s, (w-1)/2)
	tail, tailWidth := s[len(head):], Of(s[len(head):])
	for tailWidth > w-width-1 {
		cluster, cw := Next(tail)
		tail, tailWidth = tail[len(cluster):], tailWidth-cw
	}
	return head + Ellipsis + tail, width + 1 + tailWidth
}

// leastMiddle is the width from which a name is cut in its middle.
const leastMiddle = 6

// AppendSafe appends s as it is shown: text that holds no control sequence and
// takes the same number of columns on every terminal. It is for text that goes
// straight to a terminal; a canvas takes the text as it is.
func AppendSafe(dst []byte, s string) []byte {
	for s != "" {
		g := First(s)
		dst = append(dst, g.Text...)
		s = s[len(g.Source):]
	}
	return dst
}

// Safe returns s as [AppendSafe] appends it.
func Safe(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c >= 0x7f {
			return string(AppendSafe(make([]byte, 0, len(s)+8), s))
		}
	}
	return s
}

// simplePrefix returns the length in bytes and the width of the first rune of s
// where it is a glyph of its own; n is 0 where the segmenter must look at it.
func simplePrefix(s string) (n, width int) {
	if s == "" {
		return 0, 0
	}
	c := s[0]
	if c < utf8.RuneSelf {
		if c < ' ' || c == 0x7f {
			return 0, 0
		}
		n, width = 1, 1
	} else {
		r, size := utf8.DecodeRuneInString(s)
		n, width = size, simpleWidth(r)
	}
	if width == 0 || n == len(s) || s[n] < utf8.RuneSelf {
		return n * min(width, 1), width
	}
	if next, _ := utf8.DecodeRuneInString(s[n:]); simpleWidth(next) == 0 {
		return 0, 0
	}
	return n, width
}
