package editor

import (
	"strings"
	"unicode/utf8"
)

// vimSpan says what a motion covers when an operator works on it.
type vimSpan uint8

const (
	exclusive vimSpan = iota // up to the target
	inclusive                // with the character at the target
	linewise                 // all lines that it touches
	nowhere                  // the motion cannot be made
)

// vimMotion returns where a motion leads from an offset.
func (e *Editor) vimMotion(c *vimCommand, at int) (target int, span vimSpan) {
	line, _ := e.buf.Position(at)
	start, end := e.buf.LineStart(line), e.buf.LineEnd(line)
	switch c.motion[:1] {
	case "h", "\b":
		return e.repeat(at, c.count, func(at int) int { return max(start, e.buf.Prev(at)) }), exclusive
	case "l", " ":
		return e.repeat(at, c.count, func(at int) int { return min(end, e.buf.Next(at)) }), exclusive
	case "j", "k", "\n":
		return e.vimVertical(c, at, line)
	case "0":
		return start, exclusive
	case "^":
		return start + indentLength(e.buf.Line(line)), exclusive
	case "|":
		return start + byteAt(e.buf.Line(line), c.count-1), exclusive
	case "$":
		last := min(line+c.count, e.buf.Lines()) - 1
		return max(e.buf.LineStart(last), e.buf.Prev(e.buf.LineEnd(last))), inclusive
	case "G", "g":
		return e.vimToLine(c, at)
	case "{":
		return e.repeat(at, c.count, e.paragraphBefore), exclusive
	case "}":
		return e.repeat(at, c.count, e.paragraphAfter), exclusive
	}
	return e.vimSearch(c, at)
}

// vimSearch is the motions that look at characters.
func (e *Editor) vimSearch(c *vimCommand, at int) (target int, span vimSpan) {
	big := strings.Contains("WBE", c.motion[:1])
	switch c.motion[:1] {
	case "w", "W":
		return e.repeat(at, c.count, func(at int) int { return e.wordAfter(at, big) }), exclusive
	case "b", "B":
		return e.repeat(at, c.count, func(at int) int { return e.wordBefore(at, big) }), exclusive
	case "e", "E":
		return e.repeat(at, c.count, func(at int) int { return e.wordEnd(at, big) }), inclusive
	case "%":
		return e.vimBracket(at)
	case "n", "N", "*":
		return e.vimMatch(c.motion, at)
	case "f", "F", "t", "T":
		r, _ := utf8.DecodeRuneInString(c.motion[1:])
		e.vim.find = vimFind{c.motion[0], r}
		return e.vimSeek(e.vim.find, c.count, at)
	case ";":
		return e.vimSeek(e.vim.find, c.count, at)
	case ",":
		f := e.vim.find
		f.key ^= 'a' - 'A'
		return e.vimSeek(f, c.count, at)
	}
	return at, nowhere
}

// repeat makes a step n times, or until it leads nowhere.
func (e *Editor) repeat(at, n int, step func(int) int) int {
	for range n {
		next := step(at)
		if next == at {
			break
		}
		at = next
	}
	return at
}

func (e *Editor) vimVertical(c *vimCommand, at, line int) (target int, span vimSpan) {
	n := c.count
	if c.motion == "k" {
		n = -n
	}
	to := max(0, min(line+n, e.buf.Lines()-1))
	if to == line {
		return at, nowhere
	}
	if c.motion == "\n" {
		return e.buf.LineStart(to) + indentLength(e.buf.Line(to)), linewise
	}
	goal := e.goal
	if goal < 0 {
		goal = columnAt(e.buf.Line(line), at-e.buf.LineStart(line))
	}
	e.goal = goal
	return e.buf.LineStart(to) + byteAt(e.buf.Line(to), goal), linewise
}

// vimToLine is G and gg, to a line by its number, and ge.
func (e *Editor) vimToLine(c *vimCommand, at int) (target int, span vimSpan) {
	if c.motion == "ge" {
		return e.repeat(at, c.count, e.wordEndBefore), inclusive
	}
	if len(c.motion) == 2 && c.motion != "gg" {
		return at, nowhere
	}
	line := 0
	if c.motion == "G" {
		line = e.buf.Lines() - 1
	}
	if c.given {
		line = min(c.count, e.buf.Lines()) - 1
	}
	return e.buf.LineStart(line) + indentLength(e.buf.Line(line)), linewise
}

// wordAfter is the start of the next word.
func (e *Editor) wordAfter(at int, big bool) int {
	class := vimClass(e.runeAt(at), big)
	for at < e.buf.Len() && class != 0 && vimClass(e.runeAt(at), big) == class {
		at = e.buf.Next(at)
	}
	for at < e.buf.Len() && vimClass(e.runeAt(at), big) == 0 {
		empty := e.runeAt(at) == '\n'
		at = e.buf.Next(at)
		if empty && e.runeAt(at) == '\n' {
			break // an empty line is a word
		}
	}
	return at
}

// wordBefore is the start of the word before an offset.
func (e *Editor) wordBefore(at int, big bool) int {
	at = e.buf.Prev(at)
	for at > 0 && vimClass(e.runeAt(at), big) == 0 {
		at = e.buf.Prev(at)
	}
	class := vimClass(e.runeAt(at), big)
	for at > 0 && vimClass(e.runeAt(e.buf.Prev(at)), big) == class {
		at = e.buf.Prev(at)
	}
	return at
}

// wordEnd is the last character of the word at or behind an offset.
func (e *Editor) wordEnd(at int, big bool) int {
	next := e.buf.Next(at)
	for next < e.buf.Len() && vimClass(e.runeAt(next), big) == 0 {
		next = e.buf.Next(next)
	}
	if next >= e.buf.Len() {
		return at
	}
	class := vimClass(e.runeAt(next), big)
	for after := e.buf.Next(next); after < e.buf.Len() && vimClass(e.runeAt(after), big) == class; after = e.buf.Next(next) {
		next = after
	}
	return next
}

// wordEndBefore is the last character of the word before an offset.
func (e *Editor) wordEndBefore(at int) int {
	class := vimClass(e.runeAt(at), false)
	for at > 0 && class != 0 && vimClass(e.runeAt(at), false) == class {
		at = e.buf.Prev(at)
	}
	for at > 0 && vimClass(e.runeAt(at), false) == 0 {
		at = e.buf.Prev(at)
	}
	return at
}

// paragraphAfter is the next empty line, or the text's end.
func (e *Editor) paragraphAfter(at int) int {
	line, _ := e.buf.Position(at)
	for line++; line < e.buf.Lines(); line++ {
		if e.buf.Line(line) == "" && e.buf.Line(line-1) != "" {
			return e.buf.LineStart(line)
		}
	}
	return e.buf.Len()
}

// paragraphBefore is the empty line before, or the text's start.
func (e *Editor) paragraphBefore(at int) int {
	line, _ := e.buf.Position(at)
	for line--; line > 0; line-- {
		if e.buf.Line(line) == "" && e.buf.Line(line+1) != "" {
			return e.buf.LineStart(line)
		}
	}
	return 0
}

// vimBracket is the partner of the bracket at or behind an offset in its line.
func (e *Editor) vimBracket(at int) (target int, span vimSpan) {
	line, column := e.buf.Position(at)
	i := strings.IndexAny(e.buf.Line(line)[column:], "()[]{}")
	if i < 0 {
		return at, nowhere
	}
	e.syntax.begin()
	here := place{line, column + i}
	if !e.isBracket(here) {
		return at, nowhere
	}
	first, last := e.bracketReach(at)
	there, ok := e.partner(here, first, last)
	if !ok {
		return at, nowhere
	}
	return e.buf.LineStart(there.line) + there.column, inclusive
}

// vimSeek looks for a character in the line.
func (e *Editor) vimSeek(f vimFind, count, at int) (target int, span vimSpan) {
	line, _ := e.buf.Position(at)
	start, end := e.buf.LineStart(line), e.buf.LineEnd(line)
	forwards, till := f.key == 'f' || f.key == 't', f.key == 't' || f.key == 'T'
	for ; count > 0; count-- {
		found := e.seek(f.r, at, start, end, forwards)
		if found < 0 {
			return at, nowhere
		}
		at = found
	}
	switch {
	case till && forwards:
		at = e.buf.Prev(at)
	case till:
		at = e.buf.Next(at)
	}
	if forwards {
		return at, inclusive
	}
	return at, exclusive
}

// seek returns the next offset of a character in a line; negative for none.
func (e *Editor) seek(r rune, at, start, end int, forwards bool) int {
	if forwards {
		for at = e.buf.Next(at); at < end; at = e.buf.Next(at) {
			if e.runeAt(at) == r {
				return at
			}
		}
		return -1
	}
	for at > start {
		if at = e.buf.Prev(at); e.runeAt(at) == r {
			return at
		}
	}
	return -1
}

// vimMatch is the next or previous match of what was looked for; the star looks
// for the word at an offset.
func (e *Editor) vimMatch(motion string, at int) (target int, span vimSpan) {
	if motion == "*" {
		from, to := e.buf.Word(at)
		if e.Find(e.buf.Slice(from, to), FindOptions{WholeWord: true}) != nil {
			return at, nowhere
		}
		at = to
	}
	from, to := e.matchAfter(e.buf.Next(at))
	if motion == "N" {
		from, to = e.matchBefore(at)
	}
	if from == to {
		return at, nowhere
	}
	return from, exclusive
}
