package editor

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"sonde/internal/textbuf"
)

// maxMatches bounds the matches that are counted, maxCounted the bytes of text
// that are looked through for it.
const (
	maxMatches = 10_000
	maxCounted = 8 << 20
)

// FindOptions says how a pattern is meant. The zero value is plain text in any
// case.
type FindOptions struct {
	Regexp        bool
	CaseSensitive bool
	WholeWord     bool
}

// search is what is looked for. Matches lie within lines.
type search struct {
	re      *regexp.Regexp
	options FindOptions
	// fold is a plain pattern of ASCII in lower case, by which most lines are
	// passed over without the expression; empty for other patterns.
	fold string
	// origin is where the cursor was when the search began; begun says that it
	// did.
	origin int
	begun  bool
	// starts are the offsets of the matches of one version of the text; more
	// says that there may be others.
	starts  []int
	more    bool
	counted bool
	version uint64
}

// in returns the matches in a line, for drawing; none in a very long one.
func (s *search) in(text string) [][]int {
	if s.re == nil || len(text) > plainLine {
		return nil
	}
	return s.all(text)
}

// all returns the matches in a line.
func (s *search) all(text string) [][]int {
	if s.fold != "" && !mayContain(text, s.fold) {
		return nil
	}
	return s.re.FindAllStringIndex(text, -1)
}

// mayContain reports whether text contains a pattern of lower-case ASCII in any
// case. Other letters may fold to ASCII ones, so with them it says yes.
func mayContain(text, pattern string) bool {
	for i := range len(text) {
		c := text[i]
		if c >= utf8.RuneSelf {
			return true
		}
		if lower(c) == pattern[0] && i+len(pattern) <= len(text) && foldsTo(text[i:], pattern) {
			return true
		}
	}
	return false
}

func foldsTo(text, pattern string) bool {
	for i := range len(pattern) {
		if lower(text[i]) != pattern[i] {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// folded returns what [search] keeps as fold.
func folded(pattern string, o FindOptions) string {
	if o.Regexp || o.CaseSensitive || strings.IndexFunc(pattern, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		return ""
	}
	return strings.ToLower(pattern)
}

// Find sets what is looked for and selects the first match from where the
// search began, so that it can be called again for every character typed. The
// error is of a pattern that is no regular expression: nothing is looked for
// then. An empty pattern ends the search.
func (e *Editor) Find(pattern string, o FindOptions) error {
	if pattern == "" {
		e.search = search{}
		return nil
	}
	origin := e.search.origin
	if !e.search.begun {
		origin, _ = e.buf.Selection()
	}
	re, err := compile(pattern, o)
	e.search = search{re: re, options: o, fold: folded(pattern, o), origin: origin, begun: true}
	if err != nil {
		return err
	}
	if !e.selectMatch(e.matchAfter(origin)) {
		e.Select(origin, origin)
	}
	return nil
}

// BeginFind has the next search begin at the selection, or the cursor.
func (e *Editor) BeginFind() { e.search.begun = false }

// FindsAll reports whether a pattern finds the whole of a text.
func FindsAll(pattern string, o FindOptions, text string) bool {
	re, err := compile(pattern, o)
	if err != nil || pattern == "" {
		return false
	}
	found := re.FindStringIndex(text)
	return found != nil && found[0] == 0 && found[1] == len(text)
}

func compile(pattern string, o FindOptions) (*regexp.Regexp, error) {
	if !o.Regexp {
		pattern = regexp.QuoteMeta(pattern)
	} else if _, err := regexp.Compile(pattern); err != nil {
		return nil, err // It names what was typed.
	}
	if o.WholeWord {
		pattern = `\b(?:` + pattern + `)\b`
	}
	if !o.CaseSensitive {
		pattern = "(?i)" + pattern
	}
	return regexp.Compile(pattern)
}

// FindNext selects the next match, from the start again after the last. It
// reports whether there is one.
func (e *Editor) FindNext() bool {
	_, to := e.buf.Selection()
	return e.selectMatch(e.matchAfter(to))
}

// FindPrevious selects the match before the cursor, from the end again before
// the first. It reports whether there is one.
func (e *Editor) FindPrevious() bool {
	from, _ := e.buf.Selection()
	return e.selectMatch(e.matchBefore(from))
}

func (e *Editor) selectMatch(from, to int) bool {
	if from < to {
		e.Select(from, to)
	}
	return from < to
}

// matchAfter returns the first match at or after an offset, around the end of
// the text; an empty one where there is none.
func (e *Editor) matchAfter(offset int) (from, to int) {
	if e.search.re == nil {
		return 0, 0
	}
	line, column := e.buf.Position(offset)
	for i := range e.buf.Lines() + 1 {
		at := (line + i) % e.buf.Lines()
		for _, m := range e.search.all(e.buf.Line(at)) {
			if (i > 0 || m[0] >= column) && m[0] < m[1] {
				start := e.buf.LineStart(at)
				return start + m[0], start + m[1]
			}
		}
	}
	return 0, 0
}

// matchBefore returns the last match that begins before an offset, around the
// start of the text; an empty one where there is none.
func (e *Editor) matchBefore(offset int) (from, to int) {
	if e.search.re == nil {
		return 0, 0
	}
	line, column := e.buf.Position(offset)
	for i := range e.buf.Lines() + 1 {
		at := (line - i + 2*e.buf.Lines()) % e.buf.Lines()
		for _, m := range slices.Backward(e.search.all(e.buf.Line(at))) {
			if (i > 0 || m[0] < column) && m[0] < m[1] {
				start := e.buf.LineStart(at)
				return start + m[0], start + m[1]
			}
		}
	}
	return 0, 0
}

// Matches returns the number of matches, and which of them, from 1, is
// selected; 0 where none is. more says that there are too many to count.
func (e *Editor) Matches() (current, total int, more bool) {
	e.count()
	from, to := e.buf.Selection()
	if i, ok := slices.BinarySearch(e.search.starts, from); ok && from < to {
		current = i + 1
	}
	return current, len(e.search.starts), e.search.more
}

// count finds the offsets of the matches in the text as it is.
func (e *Editor) count() {
	s := &e.search
	if s.re == nil || s.counted && s.version == e.Version() {
		return
	}
	s.starts, s.more, s.counted, s.version = s.starts[:0], false, true, e.Version()
	start := 0
	for i := range e.buf.Lines() {
		text := e.buf.Line(i)
		if start > maxCounted || len(s.starts) > maxMatches {
			s.more = true
			return
		}
		for _, m := range s.all(text) {
			if m[0] < m[1] {
				s.starts = append(s.starts, start+m[0])
			}
		}
		start += len(text) + 1
	}
}

// Replace puts text in the place of the selected match and selects the next
// one. In a search by regular expression, $1 stands for what the first group
// matched. It reports false where no match was selected, or where the text is
// none that [Editor.CheckReplacement] takes.
func (e *Editor) Replace(with string) bool {
	from, to := e.buf.Selection()
	template, err := e.search.template(with)
	if f, t := e.matchAfter(from); err != nil || from == to || f != from || t != to {
		return false
	}
	line, column := e.buf.Position(from)
	text := e.buf.Line(line)
	var out string
	for _, m := range e.search.re.FindAllStringSubmatchIndex(text, -1) {
		if m[0] == column {
			out = template.expand(text, m)
		}
	}
	e.buf.Edit(textbuf.Other, from, to, normalise(out))
	e.settle()
	e.FindNext()
	return true
}

// CheckReplacement says what is wrong with a text that matches are to be replaced
// with: in a search by regular expression, a group that the pattern has not.
func (e *Editor) CheckReplacement(with string) error {
	_, err := e.search.template(with)
	return err
}

// template reads a replacement as the search means it.
func (s *search) template(with string) (template, error) {
	if !s.options.Regexp || s.re == nil {
		return template{[]templatePart{{with, -1}}}, nil
	}
	return newTemplate(with, s.re)
}

// ReplaceAll replaces every match, as one step to undo, and returns their
// number.
func (e *Editor) ReplaceAll(with string) int {
	template, err := e.search.template(with)
	if e.search.re == nil || err != nil {
		return 0
	}
	var b strings.Builder
	n := 0
	for i := range e.buf.Lines() {
		if i > 0 {
			b.WriteByte('\n')
		}
		n += e.replaceLine(&b, e.buf.Line(i), template)
	}
	if n > 0 {
		e.SetText(b.String())
	}
	return n
}

func (e *Editor) replaceLine(b *strings.Builder, text string, with template) (n int) {
	done := 0
	for _, m := range e.search.re.FindAllStringSubmatchIndex(text, -1) {
		if m[0] == m[1] {
			continue
		}
		b.WriteString(text[done:m[0]])
		b.WriteString(with.expand(text, m))
		done = m[1]
		n++
	}
	b.WriteString(text[done:])
	return n
}
