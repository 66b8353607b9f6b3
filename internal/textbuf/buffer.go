// Package textbuf is the editor's buffer: a text of lines, one cursor with one
// selection, and the undo history. Places are byte offsets in the text, whose
// lines end in a newline; nothing is said of what the text means.
//
// Texts of a hundred megabytes are meant to work: a pasted text is kept as it
// came and cut into lines without a copy, and an edit costs the line that it
// touches plus a walk over a list of chunks.
package textbuf

import "strings"

// Buffer is a text that is edited. The zero value is not usable; see [New]. It
// is used by one goroutine.
type Buffer struct {
	lines   lines
	version uint64
	// anchor and cursor are the ends of the selection; equal where nothing is
	// selected.
	anchor, cursor int
	history        history
	watch          func(Change)
}

// Change tells of one edit, in terms of bytes and of lines. The lines from
// Line to Line+LinesRemoved became Line to Line+LinesInserted, both included.
type Change struct {
	Offset, Removed, Inserted         int
	Line, LinesRemoved, LinesInserted int
}

// New returns a buffer with a text and nothing to undo. The cursor is at the
// start.
func New(text string) *Buffer {
	b := &Buffer{history: history{limit: historyBytes}}
	b.lines.replace(0, 0, strings.Split(text, "\n"))
	return b
}

// Watch sets the function that is told of every edit, undo and redo included,
// right after it was made.
func (b *Buffer) Watch(f func(Change)) { b.watch = f }

// Len returns the length of the text in bytes.
func (b *Buffer) Len() int { return b.lines.bytes - 1 }

// Version returns a number that grows with every edit.
func (b *Buffer) Version() uint64 { return b.version }

// Lines returns the number of lines, at least 1.
func (b *Buffer) Lines() int { return b.lines.count }

// Line returns a line, 0-based, without its newline.
func (b *Buffer) Line(i int) string { return b.lines.at(i) }

// LineStart returns the offset of a line's first byte.
func (b *Buffer) LineStart(i int) int { return b.lines.start(i) }

// LineEnd returns the offset behind a line's last byte.
func (b *Buffer) LineEnd(i int) int { return b.lines.start(i) + len(b.lines.at(i)) }

// Position returns the line and the byte column of an offset, both 0-based. An
// offset outside the text is brought inside.
func (b *Buffer) Position(offset int) (line, column int) {
	return b.lines.find(b.clamp(offset))
}

// Slice returns the text between two offsets, which are brought inside the
// text.
func (b *Buffer) Slice(from, to int) string {
	from, to = b.clamp(from), b.clamp(to)
	if from >= to {
		return ""
	}
	line, column := b.lines.find(from)
	endLine, endColumn := b.lines.find(to)
	return b.lines.slice(line, column, endLine, endColumn)
}

// Text returns the whole text.
func (b *Buffer) Text() string { return b.Slice(0, b.Len()) }

func (b *Buffer) clamp(offset int) int { return min(max(0, offset), b.Len()) }

// Cursor returns the cursor's offset.
func (b *Buffer) Cursor() int { return b.cursor }

// Anchor returns the end of the selection that is not the cursor.
func (b *Buffer) Anchor() int { return b.anchor }

// Selection returns the ends of the selection in order; they are equal where
// nothing is selected.
func (b *Buffer) Selection() (from, to int) {
	return min(b.anchor, b.cursor), max(b.anchor, b.cursor)
}

// Select sets the selection's ends; the cursor is the second. Both move back to
// a border between two grapheme clusters. What is typed afterwards is undone by
// itself.
func (b *Buffer) Select(anchor, cursor int) {
	b.anchor = b.align(anchor)
	b.cursor = b.anchor
	if cursor != anchor {
		b.cursor = b.align(cursor)
	}
	b.history.open = false
}

// splice is the one way in which the text changes.
func (b *Buffer) splice(from, to int, text string) {
	line, column := b.lines.find(from)
	endLine, endColumn := b.lines.find(to)
	head, tail := b.lines.at(line)[:column], b.lines.at(endLine)[endColumn:]
	insert := strings.Split(text, "\n")
	last := len(insert) - 1
	if last == 0 {
		insert[0] = head + text + tail
	} else {
		insert[0] = head + insert[0]
		insert[last] += tail
	}
	b.lines.splice(line, endLine-line+1, insert)
	b.version++
	if b.watch != nil {
		b.watch(Change{from, to - from, len(text), line, endLine - line, last})
	}
}
