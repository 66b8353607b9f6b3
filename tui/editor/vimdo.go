package editor

import (
	"strings"

	"sonde/internal/textbuf"
)

// vimDo carries out a command.
func (e *Editor) vimDo(c *vimCommand) {
	switch {
	case e.vim.mode != normalMode && c.verb != "":
		e.vimSelected(c)
	case e.vim.mode != normalMode && c.isObject():
		if from, to, ok := e.vimObject(c.motion, e.vim.at); ok && from < to {
			e.vim.anchor, e.vim.at = from, e.buf.Prev(to)
		}
	case e.vim.mode != normalMode:
		if target, span := e.vimMotion(c, e.vim.at); span != nowhere {
			e.vim.at = target
		}
	case c.op != "":
		e.vimOperator(c)
	case c.verb != "":
		e.vimVerb(c)
	default:
		if target, span := e.vimMotion(c, e.buf.Cursor()); span != nowhere {
			goal := e.goal
			e.SetCursor(target)
			if span == linewise && strings.Contains("jk", c.motion) {
				e.goal = goal
			}
		}
	}
}

func (c *vimCommand) isObject() bool {
	return len(c.motion) == 2 && strings.Contains("ia", c.motion[:1])
}

// vimOperator works on what a motion covers.
func (e *Editor) vimOperator(c *vimCommand) {
	at := e.buf.Cursor()
	if c.motion == c.op[len(c.op)-1:] {
		line, _ := e.buf.Position(at)
		last := min(line+c.count, e.buf.Lines()) - 1
		e.vimApply(c.op, at, e.buf.LineStart(last), true)
		return
	}
	if c.isObject() {
		if from, to, ok := e.vimObject(c.motion, at); ok {
			e.vimApply(c.op, from, to, c.motion[1] == 'p')
		}
		return
	}
	if c.op == "c" && (c.motion == "w" || c.motion == "W") && vimClass(e.runeAt(at), false) != 0 {
		// To change a word leaves the blanks behind it.
		e.vimApply(c.op, at, e.repeat(at, c.count, func(at int) int { return e.wordStop(at, c.motion == "W") }), false)
		return
	}
	e.vimOverMotion(c, at)
}

func (e *Editor) vimOverMotion(c *vimCommand, at int) {
	target, span := e.vimMotion(c, at)
	if span == nowhere {
		return
	}
	from, to := min(at, target), max(at, target)
	switch {
	case span == inclusive:
		to = e.buf.Next(to)
	case c.motion == "w" || c.motion == "W":
		// The last word of a line does not take the line's end along.
		if line, column := e.buf.Position(to); span == exclusive && column <= indentLength(e.buf.Line(line)) && line > 0 {
			if first, _ := e.buf.Position(from); first < line {
				to = max(from, e.buf.LineEnd(line-1))
			}
		}
	}
	e.vimApply(c.op, from, to, span == linewise)
}

// wordStop is the end of the word at an offset.
func (e *Editor) wordStop(at int, big bool) int {
	class := vimClass(e.runeAt(at), big)
	for at < e.buf.Len() && vimClass(e.runeAt(at), big) == class {
		at = e.buf.Next(at)
	}
	return at
}

// vimApply does an operator's work on a text, or on all lines that it touches.
func (e *Editor) vimApply(op string, from, to int, lines bool) {
	if lines {
		from, to = e.vimLines(from, to)
	}
	switch op {
	case "y":
		e.vimYank(from, to, lines)
		e.clipboard = e.vim.register
		e.SetCursor(from)
	case "d":
		e.vimDelete(from, to, lines)
	case "c":
		if lines && strings.HasSuffix(e.buf.Slice(from, to), "\n") {
			to--
		}
		if lines {
			from += indentLength(e.buf.Slice(from, to))
		}
		e.vimYank(from, to, lines)
		e.edit(from, to, "")
		e.vim.mode = insertMode
	case ">", "<":
		e.vimShift(from, to, op == ">")
	case "gu":
		e.vimReplace(from, to, strings.ToLower)
	case "gU":
		e.vimReplace(from, to, strings.ToUpper)
	}
}

// edit changes the text and settles.
func (e *Editor) edit(from, to int, text string) {
	e.buf.Edit(textbuf.Other, from, to, text)
	e.settle()
}

// vimYank keeps a text; whole lines end in a newline.
func (e *Editor) vimYank(from, to int, lines bool) {
	e.vim.register, e.vim.linewise = e.buf.Slice(from, to), lines
	if lines && !strings.HasSuffix(e.vim.register, "\n") {
		e.vim.register += "\n"
	}
}

func (e *Editor) vimDelete(from, to int, lines bool) {
	e.vimYank(from, to, lines)
	if lines && to == e.buf.Len() && from > 0 && !strings.HasSuffix(e.buf.Slice(from, to), "\n") {
		from-- // The last line goes with the newline before it.
	}
	e.edit(from, to, "")
	if lines {
		start, _ := e.lineEnds()
		line, _ := e.buf.Position(start)
		e.SetCursor(start + indentLength(e.buf.Line(line)))
	}
}

// vimShift moves lines in or out.
func (e *Editor) vimShift(from, to int, in bool) {
	if to > from && e.buf.Slice(to-1, to) == "\n" {
		to--
	}
	e.Select(from, to)
	if in && from == to {
		return
	}
	if in {
		e.indent()
	} else {
		e.outdent()
	}
	line, _ := e.buf.Position(from)
	e.SetCursor(e.buf.LineStart(line) + indentLength(e.buf.Line(line)))
}

func (e *Editor) vimReplace(from, to int, change func(string) string) {
	e.edit(from, to, change(e.buf.Slice(from, to)))
	e.SetCursor(from)
}

// vimSelected does the work of a verb on the selection.
func (e *Editor) vimSelected(c *vimCommand) {
	v := &e.vim
	from, to, lines := min(v.anchor, v.at), e.buf.Next(max(v.anchor, v.at)), v.mode == visualLineMode
	if lines {
		to = max(v.anchor, v.at)
	}
	mode := v.mode
	switch c.verb {
	case "v", "V":
		v.mode = map[string]vimMode{"v": visualMode, "V": visualLineMode}[c.verb]
		if v.mode == mode {
			v.mode = normalMode
			e.SetCursor(v.at)
		}
		return
	case "o":
		v.anchor, v.at = v.at, v.anchor
		return
	}
	v.mode = normalMode
	if lines && c.verb[0] != 'J' {
		from, to = e.vimLines(from, to)
	}
	e.vimSelectedVerb(c.verb, from, to, lines)
}

func (e *Editor) vimSelectedVerb(verb string, from, to int, lines bool) {
	last := max(from, e.buf.Prev(to))
	switch verb[0] {
	case 'd', 'x', 'c', 's', 'y', '>', '<':
		op := map[byte]string{'x': "d", 's': "c"}[verb[0]]
		if op == "" {
			op = verb
		}
		if lines {
			to = last
		}
		e.vimApply(op, from, to, lines)
	case 'u', 'U':
		e.vimApply("g"+verb, from, to, false)
	case '~':
		e.vimReplace(from, to, swapCase)
	case 'r':
		e.vimReplace(from, to, func(s string) string { return overwrite(s, verb[1:]) })
	case 'J':
		first, _ := e.buf.Position(from)
		end, _ := e.buf.Position(to)
		e.SetCursor(from)
		e.vimJoin(max(2, end-first+1))
	case 'p':
		text := e.vim.register
		e.vimYank(from, to, lines)
		e.edit(from, to, text)
	case 'I', 'A':
		e.SetCursor(map[byte]int{'I': from, 'A': to}[verb[0]])
		e.vim.mode = insertMode
	}
}
