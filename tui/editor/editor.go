// Package editor is the pane in which statements are written: a text buffer
// with undo, highlighting, a cursor and a selection, marks for the statement
// under the cursor and for those that run, and search.
//
// A key costs what is visible: lines are read again by the tokenizer only where
// an edit may have changed them, and a text that is too long to be read at once
// is read in steps (see [Editor.Pending]).
package editor

import (
	"strings"

	"sonde/internal/sqltext"
	"sonde/internal/textbuf"
	"sonde/tui/canvas"
)

// Editor is the pane. It is used by one goroutine.
type Editor struct {
	dialect *sqltext.Dialect
	buf     *textbuf.Buffer
	syntax  syntax
	marks   marks
	search  search
	vim     vim
	view    view
	// versions is the sum of the versions of earlier buffers.
	versions uint64
	// goal is the screen column that vertical moves aim at; negative where the
	// cursor's own is meant.
	goal int
	// clipboard is what the last action cut.
	clipboard string
	hint      string
	// number is room for the digits of a line number.
	number []byte
}

// view is what of the text is on the screen.
type view struct {
	// top is the first line, left the first column of the text.
	top, left int
	// follow is set when the next frame must show the cursor.
	follow bool
	// rect and the rest are of the last frame.
	rect    canvas.Rect
	gutter  int
	version uint64 // of the text
	text    int    // columns of it
	rows    []row
}

// New returns an empty editor for statements of a dialect.
func New(d *sqltext.Dialect) *Editor {
	e := &Editor{dialect: d}
	e.load("")
	return e
}

// load puts a new buffer in the place of the old one.
func (e *Editor) load(text string) {
	if e.buf != nil {
		e.versions += e.buf.Version() + 1
	}
	e.buf = textbuf.New(normalise(text))
	e.buf.Watch(e.changed)
	e.syntax = newSyntax(e.dialect, e.buf)
	e.marks = marks{}
	e.goal = -1
	e.view = view{follow: true}
}

// SetDialect changes the dialect, as when the buffer is bound to another
// connection.
func (e *Editor) SetDialect(d *sqltext.Dialect) {
	e.dialect = d
	e.syntax = newSyntax(d, e.buf)
}

// Dialect is the one in which the buffer is read.
func (e *Editor) Dialect() *sqltext.Dialect { return e.dialect }

// SetHint sets what an empty editor says to do.
func (e *Editor) SetHint(text string) { e.hint = text }

func (e *Editor) changed(c textbuf.Change) {
	e.syntax.changed(c)
	e.marks.changed(e.buf, c)
}

// normalise makes every line end a single newline. Terminals paste carriage
// returns.
func normalise(text string) string {
	if strings.IndexByte(text, '\r') < 0 {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// Text returns the whole text. Lines end in a newline.
func (e *Editor) Text() string { return e.buf.Text() }

// Len returns the length of the text in bytes.
func (e *Editor) Len() int { return e.buf.Len() }

// Lines returns the number of lines, at least 1.
func (e *Editor) Lines() int { return e.buf.Lines() }

// Version returns a number that grows with every change of the text.
func (e *Editor) Version() uint64 { return e.versions + e.buf.Version() }

// SetText replaces the text; undo brings the old one back. The cursor stays
// where it was as far as the text around it did.
func (e *Editor) SetText(text string) {
	text = normalise(text)
	old := e.buf.Text()
	head := 0
	for head < min(len(old), len(text)) && old[head] == text[head] {
		head++
	}
	tail := 0
	for tail < min(len(old), len(text))-head && old[len(old)-1-tail] == text[len(text)-1-tail] {
		tail++
	}
	cursor := e.buf.Cursor()
	if cursor >= len(old)-tail {
		cursor += len(text) - len(old)
	}
	e.buf.Group(func() {
		e.buf.Edit(textbuf.Other, head, len(old)-tail, text[head:len(text)-tail])
		e.buf.Select(cursor, cursor)
	})
	e.settle()
}

// Insert types or pastes text at the cursor, in the place of the selection.
// Line ends become newlines. Words that are typed are undone one by one, a
// paste as a whole.
func (e *Editor) Insert(text string) {
	kind := textbuf.Other
	if text = normalise(text); isTyped(text) {
		kind = textbuf.Typing
	}
	from, to := e.buf.Selection()
	e.buf.Edit(kind, from, to, text)
	e.settle()
}

// isTyped reports whether a text is a single character.
func isTyped(text string) bool { return text != "" && textbuf.Border(text, len(text)-1) == 0 }

// settle ends an action that changed the text or moved the cursor sideways.
func (e *Editor) settle() {
	e.goal = -1
	e.view.follow = true
}

// Selection returns the selected text; empty where nothing is selected.
func (e *Editor) Selection() string { return e.buf.Slice(e.buf.Selection()) }

// Selected returns the byte offsets of the selection, both the cursor's where there
// is none.
func (e *Editor) Selected() (from, to int) { return e.buf.Selection() }

// Cursor returns the cursor's byte offset, and its line and column for people:
// both from 1, the column in cells of the screen.
func (e *Editor) Cursor() (offset, line, column int) {
	offset = e.buf.Cursor()
	line, at := e.buf.Position(offset)
	return offset, line + 1, columnAt(e.buf.Line(line), at) + 1
}

// SetCursor moves the cursor to a byte offset and drops the selection. Offsets
// outside the text or inside a character are brought to the nearest place
// before them.
func (e *Editor) SetCursor(offset int) { e.Select(offset, offset) }

// Select selects the text between two byte offsets; the cursor is at the
// second.
func (e *Editor) Select(anchor, cursor int) {
	e.buf.Select(anchor, cursor)
	e.settle()
}

// TakeClipboard returns what the last action cut and forgets it. The caller
// puts it on the clipboard.
func (e *Editor) TakeClipboard() string {
	text := e.clipboard
	e.clipboard = ""
	return text
}

// State is what is kept of an editor between two starts of the program.
type State struct {
	Text string
	Place
}

// Place is where one is in a text.
type Place struct {
	Anchor, Cursor int // byte offsets of the selection's ends
	Top, Left      int // first visible line and column, from 0
}

// Place returns where the cursor is, and what is in sight.
func (e *Editor) Place() Place {
	return Place{e.buf.Anchor(), e.buf.Cursor(), e.view.top, e.view.left}
}

// State returns what [Editor.Restore] takes.
func (e *Editor) State() State {
	return State{e.buf.Text(), e.Place()}
}

// Restore puts a kept state in the place of everything; there is nothing to
// undo afterwards. Places outside the text are brought inside.
func (e *Editor) Restore(s State) {
	e.load(s.Text)
	e.buf.Select(s.Anchor, s.Cursor)
	e.view.top, e.view.left = max(0, s.Top), max(0, s.Left)
}
