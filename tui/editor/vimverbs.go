package editor

import (
	"strings"
	"unicode"
)

// vimVerb carries out a command of one key.
func (e *Editor) vimVerb(c *vimCommand) {
	at := e.buf.Cursor()
	start, end := e.lineEnds()
	switch c.verb[:1] {
	case "x":
		e.vimOverMotion(&vimCommand{count: c.count, op: "d", motion: "l"}, at)
	case "X":
		e.vimOverMotion(&vimCommand{count: c.count, op: "d", motion: "h"}, at)
	case "D":
		e.vimApply("d", at, end, false)
	case "C":
		e.vimApply("c", at, end, false)
	case "Y":
		e.vimOperator(&vimCommand{count: c.count, op: "y", motion: "y"})
	case "S":
		e.vimOperator(&vimCommand{count: c.count, op: "c", motion: "c"})
	case "s":
		e.vimApply("c", at, min(end, e.repeat(at, c.count, e.buf.Next)), false)
	case "J":
		e.vimJoin(max(2, c.count))
	case "~":
		to := min(end, e.repeat(at, c.count, e.buf.Next))
		e.vimReplace(at, to, swapCase)
		e.SetCursor(to)
	case "r":
		e.vimOverwrite(c, at, end)
	case "p", "P":
		e.vimPut(c)
	case "v", "V":
		e.vim.anchor, e.vim.at = at, at
		e.vim.mode = map[string]vimMode{"v": visualMode, "V": visualLineMode}[c.verb]
	default:
		e.vimBeginInsert(c.verb, at, start, end)
	}
}

func (e *Editor) vimUndo(c *vimCommand) {
	for range c.count {
		if c.verb == "u" {
			e.undo()
		} else {
			e.redo()
		}
	}
	from, _ := e.buf.Selection()
	e.SetCursor(from)
}

// vimBeginInsert goes to where text is to be typed.
func (e *Editor) vimBeginInsert(verb string, at, start, end int) {
	line, _ := e.buf.Position(at)
	indent := e.buf.Line(line)[:indentLength(e.buf.Line(line))]
	switch verb {
	case "a":
		e.SetCursor(min(end, e.buf.Next(at)))
	case "I":
		e.SetCursor(start + len(indent))
	case "A":
		e.SetCursor(end)
	case "o":
		e.edit(end, end, "\n"+indent)
	case "O":
		e.edit(start, start, indent+"\n")
		e.SetCursor(start + len(indent))
	}
	e.vim.mode = insertMode
}

// vimOverwrite puts one character in the place of some.
func (e *Editor) vimOverwrite(c *vimCommand, at, end int) {
	to := e.repeat(at, c.count, e.buf.Next)
	if to > end || at == to {
		return
	}
	e.edit(at, to, overwrite(e.buf.Slice(at, to), c.verb[1:]))
	e.SetCursor(e.buf.Prev(e.buf.Cursor()))
}

// overwrite puts a character in the place of each of a text; line ends stay.
func overwrite(text, with string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return []rune(with)[0]
	}, text)
}

func swapCase(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, text)
}

// vimJoin makes one line of some, with one blank between them.
func (e *Editor) vimJoin(lines int) {
	for range lines - 1 {
		line, _ := e.buf.Position(e.buf.Cursor())
		if line+1 >= e.buf.Lines() {
			return
		}
		end := e.buf.LineEnd(line)
		next := e.buf.Line(line + 1)
		indent := indentLength(next)
		blank := " "
		if indent == len(next) || end == e.buf.LineStart(line) {
			blank = ""
		}
		e.edit(end, end+1+indent, blank)
		e.SetCursor(end)
	}
}

// vimPut puts in what was deleted or yanked last.
func (e *Editor) vimPut(c *vimCommand) {
	text := strings.Repeat(e.vim.register, c.count)
	if text == "" || len(text) > maxVimPut {
		return
	}
	at := e.buf.Cursor()
	start, end := e.lineEnds()
	switch {
	case e.vim.linewise && c.verb == "p":
		e.edit(end, end, "\n"+strings.TrimSuffix(text, "\n"))
		e.SetCursor(end + 1)
	case e.vim.linewise:
		e.edit(start, start, text)
		e.SetCursor(start)
	default:
		if c.verb == "p" {
			at = min(end, e.buf.Next(at))
		}
		e.edit(at, at, text)
		e.SetCursor(e.buf.Prev(at + len(text)))
	}
}

// maxVimPut bounds in bytes what one key can put in.
const maxVimPut = 64 << 20

// vimObject returns the text that an object covers around an offset.
func (e *Editor) vimObject(object string, at int) (from, to int, ok bool) {
	around := object[0] == 'a'
	switch o := object[1]; o {
	case 'w', 'W':
		from, to = e.vimWord(at, o == 'W', around)
		return from, to, from < to
	case 'p':
		line, _ := e.buf.Position(at)
		first, last := line, line
		for first > 0 && e.buf.Line(first-1) != "" {
			first--
		}
		for last+1 < e.buf.Lines() && e.buf.Line(last+1) != "" {
			last++
		}
		return e.buf.LineStart(first), e.buf.LineEnd(last), true
	case 's':
		s, found := e.dialect.StatementAt(e.buf.Text(), at)
		return s.Start, s.End, found
	case '"', '\'', '`':
		return e.vimQuoted(rune(o), at, around)
	default:
		return e.vimBracketed(o, at, around)
	}
}

// vimWord is the word at an offset, and the blanks behind it.
func (e *Editor) vimWord(at int, big, around bool) (from, to int) {
	start, end := e.lineEnds()
	class := vimClass(e.runeAt(at), big)
	from, to = at, at
	for from > start && vimClass(e.runeAt(e.buf.Prev(from)), big) == class {
		from = e.buf.Prev(from)
	}
	for to < end && vimClass(e.runeAt(to), big) == class {
		to = e.buf.Next(to)
	}
	for around && to < end && vimClass(e.runeAt(to), big) == 0 {
		to = e.buf.Next(to)
	}
	return from, to
}

// vimQuoted is the text between two quotes of the line.
func (e *Editor) vimQuoted(quote rune, at int, around bool) (from, to int, ok bool) {
	line, column := e.buf.Position(at)
	text, start := e.buf.Line(line), e.buf.LineStart(line)
	open := -1
	for i, r := range text {
		switch {
		case r != quote:
		case open < 0:
			open = i
		case column <= i:
			if around {
				return start + open, start + i + 1, true
			}
			return start + open + 1, start + i, true
		default:
			open = -1
		}
	}
	return 0, 0, false
}

// vimPairs finds the brackets that an object's key means.
var vimPairs = map[byte]string{'(': "()", ')': "()", 'b': "()", '[': "[]", ']': "[]", '{': "{}", '}': "{}", 'B': "{}"}

// vimBracketed is the text between the nearest two brackets around an offset.
func (e *Editor) vimBracketed(key byte, at int, around bool) (from, to int, ok bool) {
	e.syntax.begin()
	pair := vimPairs[key]
	line, column := e.buf.Position(at)
	first, last := e.bracketReach(at)
	open, closing, ok := e.around(place{line, column}, pair[0], pair[1], first, last)
	if !ok {
		return 0, 0, false
	}
	from, to = e.buf.LineStart(open.line)+open.column, e.buf.LineStart(closing.line)+closing.column
	if around {
		return from, to + 1, true
	}
	return from + 1, to, true
}
