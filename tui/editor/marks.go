package editor

import (
	"slices"
	"strings"

	"sonde/internal/cellwidth"
	"sonde/internal/textbuf"
	"sonde/themes"
)

// state is what became of a run.
type state uint8

const (
	running state = iota
	succeeded
	failed
	cancelled
)

// signs are the marks of the states in the gutter.
var signs = [...]struct {
	text string
	role themes.Role
}{
	running:   {"▸", themes.Accent},
	succeeded: {"✓", themes.Good},
	failed:    {"✗", themes.Bad},
	cancelled: {"■", themes.Warn},
}

// messageLines bounds the rows that an error's message takes from the text; one that
// stands in full elsewhere takes one.
const messageLines = 4

// marks is what stands beside statements. It moves with the text.
type marks struct {
	runs []run
	// failures are the errors of statements as they read when they ran, the last at
	// the end.
	failures []*failure
	// message is the message of the error wrapped in lines, cut for a width and a
	// height.
	message       []string
	wrapped       *failure
	told          string // the message that stands in full elsewhere
	width, height int
	near          nearby // that were looked at last
}

// run is a statement that was sent.
type run struct {
	span
	id    string
	state state
	sent  sent
}

// span is a statement's place, which moves with the text around it. open says
// that no ";" ends it, so that what is written behind it belongs to it.
type span struct {
	from, to int
	open     bool
	touched  bool // the statement itself was edited
}

// spanOf returns the place of the statement that begins at start and has n
// bytes; its ";" is part of it.
func spanOf(b *textbuf.Buffer, start, n int) span {
	s := span{from: start, to: start + n, open: true}
	for at := s.to; at < b.Len(); at++ {
		c := b.Slice(at, at+1)
		if c == ";" {
			s.to, s.open = at+1, false
		}
		if !blank(c) {
			break
		}
	}
	return s
}

// changed moves the span with an edit and notices one of the statement itself.
func (s *span) changed(b *textbuf.Buffer, c textbuf.Change) {
	end, delta := c.Offset+c.Removed, c.Inserted-c.Removed
	switch {
	case s.touched && end == s.from && c.Removed == 0:
		s.to += delta // It may be what was taken away.
	case end <= s.from:
		s.from += delta
		s.to += delta
		s.touched = s.touched || end+delta == s.from && s.from > 0 && joins(b.Slice(s.from-1, s.from))
	case c.Offset >= s.to:
		s.touched = s.touched || s.open && (c.Removed > 0 || !isBlank(b, c))
	default:
		s.touched = true
		s.from = min(s.from, c.Offset)
		s.to = max(c.Offset+c.Inserted, s.to+delta)
	}
}

// joins reports whether a byte before a statement becomes part of it.
func joins(before string) bool { return before != ";" && !blank(before) }

// isBlank reports whether an edit put in nothing but blanks.
func isBlank(b *textbuf.Buffer, c textbuf.Change) bool {
	return blank(b.Slice(c.Offset, c.Offset+c.Inserted))
}

// changed moves the marks. What was said of a statement is out of sight while it
// differs from what ran; the mark of one that still runs stays.
func (m *marks) changed(b *textbuf.Buffer, c textbuf.Change) {
	for i := range m.runs {
		m.runs[i].changed(b, c)
	}
	m.failuresChanged(b, c)
}

// appendWrapped appends a line in pieces of at most w columns, cut at blanks
// where there are some, until there are n.
func appendWrapped(out []string, line string, w, n int) []string {
	for len(out) < n {
		head, _ := cellwidth.Clip(line, w)
		if len(head) == len(line) || head == "" {
			return append(out, line)
		}
		if i := strings.LastIndexByte(head, ' '); i > 0 && line[len(head)] != ' ' {
			head = head[:i]
		}
		out = append(out, head)
		line = strings.TrimLeft(line[len(head):], " ")
	}
	return out
}

// SetRunning marks a statement as running. id is the run's own; start and text
// are as [Editor.Statement] returned them. Earlier marks of the statement go.
func (e *Editor) SetRunning(id string, start int, text string) {
	s, now := spanOf(e.buf, start, len(text)), e.send(start, text)
	e.marks.runs = slices.DeleteFunc(e.marks.runs, func(r run) bool {
		meets := r.state != running && r.from < s.to && s.from < r.to
		return r.id == id || meets && (!r.touched || r.sent.sum == now.sum)
	})
	e.marks.forget()
	if f := e.failure(); f != nil && f.from < s.to && s.from < f.to {
		e.ClearError()
	}
	e.marks.runs = append(e.marks.runs, run{span: s, id: id, sent: now})
	// What is typed from here on is undone by itself, down to what ran.
	e.buf.Select(e.buf.Anchor(), e.buf.Cursor())
}

// SetDone marks what became of a run. A statement that was edited meanwhile
// shows it once it is as it was again.
func (e *Editor) SetDone(id string, ok bool) {
	if ok {
		e.end(id, succeeded)
		return
	}
	e.end(id, failed)
}

// SetCancelled is SetDone for a run that was cancelled.
func (e *Editor) SetCancelled(id string) { e.end(id, cancelled) }

func (e *Editor) end(id string, s state) {
	if i := slices.IndexFunc(e.marks.runs, func(r run) bool { return r.id == id }); i >= 0 {
		e.marks.runs[i].state = s
	}
}

// drawError marks the word at the error, where a line has it.
func (e *Editor) drawError(p painter, y, start int, text string) {
	f := e.failure()
	if f == nil || f.at() < start || f.at() > start+len(text) {
		return
	}
	from, to := e.buf.Word(f.at())
	column := columnAt(text, from-start) - e.view.left
	end := columnAt(text, to-start) - e.view.left
	e.restyle(p, y, column, max(end, column+1), p.th.Style(themes.SQLError))
}
