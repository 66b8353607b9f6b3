package cellwidth

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

const (
	// maxGlyph bounds the bytes of one glyph: a longer pile of marks goes on in
	// further glyphs.
	maxGlyph = 32
	// window is how far the segmenter looks.
	window = 4 * maxGlyph

	replacement = "\ufffd"
	// circle carries marks that have no base and stands for what is invisible.
	circle = "\u25cc"
	// breaker has no width and no shape; no cluster reaches across it.
	breaker = "\u2060"

	emojiSelector = '\ufe0f'
	keycap        = '\u20e3'
)

// shape finds the first glyph of a text that does not begin with a simple one.
func shape(s string) Glyph {
	r, size := utf8.DecodeRuneInString(s)
	if text := standIn(r, size); text != "" {
		return Glyph{Source: s[:size], Text: text, Width: 1, StandIn: true}
	}
	cluster, _ := ansi.FirstGraphemeCluster(s[:runeStart(s, window)], ansi.GraphemeWidth)
	g := cached(cluster)
	g.Source = s[:len(g.Source)]
	return g
}

// shapeCluster finds the first glyph of a cluster that begins with a rune that
// has a shape.
func shapeCluster(cluster string) Glyph {
	source := cluster[:partLength(cluster)]
	text := source
	if r, _ := utf8.DecodeRuneInString(source); runeWidth(r) == 0 {
		text = circle + source
	}
	width := agreedWidth(text)
	if width == 0 {
		text = strings.ReplaceAll(text, string(emojiSelector), "")
		width = agreedWidth(text)
	}
	if width == 0 {
		return Glyph{Source: source, Text: replacement, Width: 1, StandIn: true}
	}
	return Glyph{Source: source, Text: isolate(text), Width: width}
}

// standIn returns what is shown for a rune that has no shape, or nothing where
// the rune has one. A size of 1 marks bytes that are no UTF-8.
func standIn(r rune, size int) string {
	switch {
	case r < ' ':
		return string('\u2400' + r)
	case r == 0x7f:
		return "\u2421"
	case r == utf8.RuneError && size <= 1, r >= 0x80 && r < 0xa0:
		return replacement
	case hidden(r):
		return circle
	}
	return ""
}

// hidden reports whether a rune is a control, or steers the layout (direction,
// joining, line ends), or is defined to be invisible.
func hidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point)
}

// partLength returns the bytes of a cluster, or of the first part of it that is
// a glyph of its own.
func partLength(cluster string) int {
	if end := visibleLength(cluster); end < len(cluster) || end > maxGlyph || agreedWidth(cluster) == 0 {
		return baseLength(cluster[:end])
	}
	return len(cluster)
}

// visibleLength returns how many bytes of a cluster precede the first rune that
// must be shown as a stand-in.
func visibleLength(cluster string) int {
	base, size := utf8.DecodeRuneInString(cluster)
	for i, r := range cluster[size:] {
		invisible := hidden(r) || (r == utf8.RuneError && cluster[size+i] != replacement[0])
		selector := base < 0x80 && unicode.Is(unicode.Variation_Selector, r) && !strings.ContainsRune(cluster, keycap)
		if invisible || selector {
			return size + i
		}
	}
	return len(cluster)
}

// baseLength returns the bytes of the first rune of a cluster and of the marks
// without width that follow it, at most maxGlyph.
func baseLength(cluster string) int {
	_, end := utf8.DecodeRuneInString(cluster)
	for end < len(cluster) {
		r, size := utf8.DecodeRuneInString(cluster[end:])
		if end+size > maxGlyph || runeWidth(r) != 0 {
			break
		}
		end += size
	}
	return end
}

// runeStart returns the largest n ≤ limit at which s can be cut between runes.
func runeStart(s string, limit int) int {
	if len(s) <= limit {
		return len(s)
	}
	for i := limit; i > limit-utf8.UTFMax; i-- {
		if utf8.RuneStart(s[i]) {
			return i
		}
	}
	return limit
}

// runeWidth is the width of a rune for terminals that count code points.
func runeWidth(r rune) int {
	_, w := ansi.FirstGraphemeCluster(string(r), ansi.WcWidth)
	return w
}

// agreedWidth returns the width, 1 or 2, of a text that is one cluster and on
// whose width terminals of both kinds agree; 0 for any other.
func agreedWidth(text string) int {
	cluster, w := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
	if w < 1 || w > 2 || len(cluster) != len(text) {
		return 0
	}
	if _, wc := ansi.FirstGraphemeCluster(text, ansi.WcWidth); wc != w {
		return 0
	}
	return w
}

// isolate puts a breaker on the side on which a neighbour could join the text.
func isolate(text string) string {
	if joinsLeft(text) {
		text = breaker + text
	}
	if joinsRight(text) {
		text += breaker
	}
	return text
}

// joinsLeft covers marks, which join any base, and the later parts of a Hangul
// syllable.
func joinsLeft(text string) bool {
	return joins("a", text) || joins("\uac00", text)
}

// joinsRight covers what joins a following base: the first part of a Hangul
// syllable, a sign that kills the vowel before a consonant, a prefixed sign.
func joinsRight(text string) bool {
	return joins(text, "a") || joins(text, "\uac01") || joins(text, "\u0915")
}

func joins(left, right string) bool {
	cluster, _ := ansi.FirstGraphemeCluster(left+right, ansi.GraphemeWidth)
	return len(cluster) > len(left)
}
