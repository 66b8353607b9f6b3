package editor

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// vimMode is what keys mean while vim keys are on.
type vimMode uint8

const (
	normalMode vimMode = iota
	insertMode
	visualMode
	visualLineMode
)

var vimModeNames = [...]string{normalMode: "normal", insertMode: "insert", visualMode: "visual", visualLineMode: "visual line"}

// vimKey is a key as the program gets it: its name, and what it types.
type vimKey struct{ stroke, text string }

// vim is the state of the vim keys.
type vim struct {
	on   bool
	mode vimMode
	// pending are the keys of a command that is not complete.
	pending []vimKey
	// anchor and at are the ends of a visual selection; both characters are in.
	anchor, at int
	// shown is the selection that was made of them; another one was made by
	// other means, such as the mouse.
	shown [2]int
	// register is what was deleted or yanked last; whole lines end in a newline.
	register string
	linewise bool
	// find is the last of f, F, t and T with its character.
	find vimFind
	// change holds the keys of the last change for the dot, recording those of
	// one that goes on.
	change, recording []vimKey
	replaying         bool
}

type vimFind struct {
	key byte
	r   rune
}

// SetVim turns vim keys on or off.
func (e *Editor) SetVim(on bool) {
	e.vim = vim{on: on}
}

// VimMode is the name of the mode for the screen; empty where vim keys are off.
func (e *Editor) VimMode() string {
	if !e.vim.on {
		return ""
	}
	return vimModeNames[e.vim.mode]
}

// VimBlock reports whether the cursor stands on a character, not before it.
func (e *Editor) VimBlock() bool { return e.vim.on && e.vim.mode != insertMode }

// VimKey takes a key: its name as Bubble Tea has it, and the text that it types.
// It reports false where the key means to vim nothing but what it always means.
func (e *Editor) VimKey(stroke, text string) bool {
	if !e.vim.on {
		return false
	}
	k := vimKey{stroke, text}
	if e.vim.mode == insertMode {
		return e.vimInsert(k)
	}
	e.vimAdopt()
	if stroke == "esc" {
		return e.vimEscape()
	}
	if key := vimArrows[stroke]; key != "" && e.buf.Len() > 0 {
		k = vimKey{key, key}
		text = key
	}
	if text == "" && !slices.Contains(vimNamed, stroke) {
		return false
	}
	e.vim.pending = append(e.vim.pending, k)
	e.vimCommand()
	return true
}

// vimArrows are the commands that arrows stand for.
var vimArrows = map[string]string{"left": "h", "right": "l", "up": "k", "down": "j", "home": "0", "end": "$"}

// vimAdopt brings the mode in line with a selection that was made by other means.
func (e *Editor) vimAdopt() {
	v := &e.vim
	now := [2]int{e.buf.Anchor(), e.buf.Cursor()}
	switch {
	case v.mode != normalMode && now == v.shown:
	case now[0] == now[1]:
		v.mode = normalMode
	default:
		from, to := e.buf.Selection()
		v.mode, v.anchor, v.at = visualMode, from, e.buf.Prev(to)
	}
}

// VimPending reports whether keys of an unfinished command wait for more.
func (e *Editor) VimPending() bool { return len(e.vim.pending) > 0 }

// vimNamed are the keys that type nothing and yet are commands.
var vimNamed = []string{"enter", "backspace"}

// VimLeaves reports whether Esc leaves a mode of vim or a command that is begun.
func (e *Editor) VimLeaves() bool {
	return e.vim.on && (e.vim.mode != normalMode || len(e.vim.pending) > 0)
}

// vimInsert records what is typed, and ends insert mode.
func (e *Editor) vimInsert(k vimKey) bool {
	if k.stroke != "esc" {
		if e.vim.recording != nil && !e.vim.replaying {
			e.vim.recording = append(e.vim.recording, k)
		}
		return false
	}
	e.vim.mode = normalMode
	e.vimRecorded(k)
	if start, _ := e.lineEnds(); e.buf.Cursor() > start {
		e.SetCursor(e.buf.Prev(e.buf.Cursor()))
	}
	return true
}

// vimRecorded ends the recording of a change.
func (e *Editor) vimRecorded(last vimKey) {
	if e.vim.replaying || e.vim.recording == nil {
		return
	}
	e.vim.change = append(e.vim.recording, last)
	e.vim.recording = nil
}

// vimEscape leaves an unfinished command or a selection; false where there is
// neither, so that the key can mean something else.
func (e *Editor) vimEscape() bool {
	left := len(e.vim.pending) > 0 || e.vim.mode != normalMode
	if e.vim.mode != normalMode {
		e.SetCursor(e.vim.at)
	}
	e.vim.pending, e.vim.mode = nil, normalMode
	e.vimClamp()
	return left
}

// vimClamp keeps the cursor of normal mode on a character of its line.
func (e *Editor) vimClamp() {
	if e.vim.mode != normalMode {
		return
	}
	start, end := e.lineEnds()
	if at := e.buf.Cursor(); at >= end && end > start {
		goal := e.goal
		e.SetCursor(e.buf.Prev(end))
		e.goal = goal
	}
}

// vimCommand tries to carry out the keys that are pending.
func (e *Editor) vimCommand() {
	var keys strings.Builder
	for _, k := range e.vim.pending {
		keys.WriteString(vimText(k))
	}
	c, state := parseVim(keys.String(), e.vim.mode)
	if state == vimIncomplete {
		return
	}
	done := e.vim.pending
	e.vim.pending = nil
	if state == vimUnknown {
		return
	}
	e.vimRun(c, done)
	e.vimShow()
}

// vimText is the character that a key stands for in a command.
func vimText(k vimKey) string {
	switch k.stroke {
	case "enter":
		return "\n"
	case "backspace":
		return "\b"
	}
	return k.text
}

// vimRun carries out a command, and keeps its keys where the dot repeats it.
func (e *Editor) vimRun(c *vimCommand, keys []vimKey) {
	switch {
	case c.verb == ".":
		e.vimRepeat()
		return
	case e.vim.mode == normalMode && strings.Contains("uU", c.verb) && c.verb != "":
		e.vimUndo(c)
		return
	}
	version := e.Version()
	e.buf.Group(func() { e.vimDo(c) })
	if e.vim.replaying {
		return
	}
	switch {
	case e.vim.mode == insertMode:
		e.vim.recording = slices.Clone(keys)
	case e.Version() != version:
		e.vim.change = slices.Clone(keys)
	}
}

// vimRepeat makes the last change again.
func (e *Editor) vimRepeat() {
	e.vim.replaying = true
	defer func() { e.vim.replaying = false }()
	e.buf.Group(func() {
		for _, k := range e.vim.change {
			if e.VimKey(k.stroke, k.text) {
				continue
			}
			e.vimType(k)
		}
	})
}

// vimType types a key of insert mode again.
func (e *Editor) vimType(k vimKey) {
	if do, ok := keyed[k.stroke]; ok {
		do(e)
		return
	}
	e.Insert(k.text)
}

// vimShow brings the buffer's selection in line with the mode.
func (e *Editor) vimShow() {
	v := &e.vim
	goal := e.goal
	switch {
	case v.mode == visualMode && v.at >= v.anchor:
		e.Select(v.anchor, e.buf.Next(v.at))
	case v.mode == visualMode:
		e.Select(e.buf.Next(v.anchor), v.at)
	case v.mode == visualLineMode:
		from, to := e.vimLines(min(v.anchor, v.at), max(v.anchor, v.at))
		e.Select(from, to)
	default:
		e.vimClamp()
	}
	v.shown = [2]int{e.buf.Anchor(), e.buf.Cursor()}
	e.goal = goal
}

// vimLines returns the ends of the lines of two offsets, with the newline behind.
func (e *Editor) vimLines(from, to int) (start, end int) {
	first, _ := e.buf.Position(from)
	last, _ := e.buf.Position(to)
	return e.buf.LineStart(first), min(e.buf.LineEnd(last)+1, e.buf.Len())
}

// runeAt is the character at an offset; a newline at the text's end.
func (e *Editor) runeAt(offset int) rune {
	r, size := utf8.DecodeRuneInString(e.buf.Slice(offset, offset+utf8.UTFMax))
	if size == 0 {
		return '\n'
	}
	return r
}

// vimClass tells words, other characters and blanks apart; in big words there
// are only blanks and the rest.
func vimClass(r rune, big bool) int {
	switch {
	case unicode.IsSpace(r):
		return 0
	case big || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
		return 1
	}
	return 2
}

// LeaveFind ends the typing of a search. The match stays selected, but for the
// keys of vim, to which a selection is something to work on.
func (e *Editor) LeaveFind() {
	if from, _ := e.buf.Selection(); e.VimBlock() {
		e.SetCursor(from)
		e.vimClamp()
	}
}
