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

// messageLines bounds the rows that an error's message takes from the text.
const messageLines = 4

// marks is what stands beside statements. It moves with the text.
type marks struct {
	runs []run
	// failure is where the error points to; nil where there is none.
	failure *failure
	// message is the error's message in lines, cut for a width and a height.
	message       []string
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

// failure is an error in a statement; at is a byte offset in the text.
type failure struct {
	span
	at      int
	message string
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
	if f := m.failure; f != nil {
		if f.at >= c.Offset+c.Removed {
			f.at += c.Inserted - c.Removed
		}
		if f.changed(b, c); f.touched {
			m.clearFailure()
		}
	}
}

func (m *marks) clearFailure() { m.failure, m.message, m.width = nil, nil, -1 }

// wrap cuts the message into at most n lines for a pane of w columns.
func (m *marks) wrap(w, n int) {
	if m.failure == nil || m.width == w && m.height == n {
		return
	}
	m.width, m.height, m.message = w, n, nil
	for _, line := range strings.Split(normalise(m.failure.message), "\n") {
		m.message = appendWrapped(m.message, strings.TrimRight(line, " \t"), max(1, w-2), n+1)
	}
	if len(m.message) > n {
		m.message = m.message[:n]
		m.message[n-1] += " " + cellwidth.Ellipsis
	}
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
	if f := e.marks.failure; f != nil && f.from < s.to && s.from < f.to {
		e.marks.clearFailure()
	}
	e.marks.runs = append(e.marks.runs, run{span: s, id: id, sent: now})
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

// RunStart returns where the statement of a run stands now, as a byte offset;
// ok is false where it was edited since it was sent, or is gone.
func (e *Editor) RunStart(id string) (start int, ok bool) {
	for _, r := range e.marks.runs {
		if r.id == id {
			return r.from, !r.touched
		}
	}
	return 0, false
}

// SetError shows a message below the line of a byte offset and marks the word
// there. It goes when the statement is edited.
func (e *Editor) SetError(offset int, message string) {
	offset = min(max(0, offset), e.buf.Len())
	s := span{from: offset, to: offset}
	if st, ok := e.dialect.StatementAt(e.buf.Text(), offset); ok {
		s = spanOf(e.buf, st.Start, st.End-st.Start)
	}
	e.marks.clearFailure()
	e.marks.failure = &failure{span: s, at: offset, message: message}
}

// ClearError removes the error.
func (e *Editor) ClearError() { e.marks.clearFailure() }

func (e *Editor) errorLine() (line int, ok bool) {
	if e.marks.failure == nil {
		return 0, false
	}
	line, _ = e.buf.Position(e.marks.failure.at)
	return line, true
}

// drawError marks the word at the error, where a line has it.
func (e *Editor) drawError(p painter, y, start int, text string) {
	f := e.marks.failure
	if f == nil || f.at < start || f.at > start+len(text) {
		return
	}
	from, to := e.buf.Word(f.at)
	column := columnAt(text, from-start) - e.view.left
	end := columnAt(text, to-start) - e.view.left
	e.restyle(p, y, column, max(end, column+1), p.th.Style(themes.SQLError))
}
