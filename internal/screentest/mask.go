package screentest

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Rule names something on the screen that differs from run to run, such as an
// elapsed time: what the pattern matches in a line, or its first group where it
// has one, stands in kept frames as the placeholder.
type Rule struct {
	Pattern     *regexp.Regexp
	Placeholder string
}

// Mask makes frames of different runs comparable.
type Mask []Rule

// Apply replaces what the rules name. So that the rest of a line keeps its
// place, the nearest gap of the line, three blanks or more, takes up what the
// placeholder is shorter or longer than what it stands for: the gap after it
// or, where there is none, the one before it.
func (m Mask) Apply(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		for _, r := range m {
			lines[i] = r.apply(lines[i])
		}
	}
	return strings.Join(lines, "\n")
}

func (r Rule) apply(line string) string {
	for from := 0; ; {
		at := r.Pattern.FindStringSubmatchIndex(line[from:])
		if at == nil || at[0] == at[1] {
			return line
		}
		if len(at) > 2 && at[2] >= 0 {
			at = at[2:]
		}
		start, end := from+at[0], from+at[1]
		before, after := r.makeRoom(line, start, end)
		line = before + r.Placeholder + after
		from = len(before) + len(r.Placeholder)
	}
}

// makeRoom returns what is left and right of a place, with room for the
// placeholder between them.
func (r Rule) makeRoom(line string, start, end int) (before, after string) {
	surplus := utf8.RuneCountInString(line[start:end]) - utf8.RuneCountInString(r.Placeholder)
	after, ok := stretch(line[end:], surplus, false)
	if ok {
		return line[:start], after
	}
	before, _ = stretch(line[:start], surplus, true)
	return before, after
}

var gap = regexp.MustCompile(` {3,}`)

// stretch makes the first gap of a text, or the last one, wider by n blanks; at
// least two blanks stay. It reports whether there was a gap.
func stretch(text string, n int, last bool) (string, bool) {
	gaps := gap.FindAllStringIndex(text, -1)
	if len(gaps) == 0 {
		return text, false
	}
	g := gaps[0]
	if last {
		g = gaps[len(gaps)-1]
	}
	return text[:g[0]] + strings.Repeat(" ", max(2, g[1]-g[0]+n)) + text[g[1]:], true
}
