package editor

import (
	"slices"
	"strings"

	"sonde/internal/cellwidth"
	"sonde/internal/textbuf"
)

// failure is an error in a statement: in is the byte offset in it to which the error
// points.
type failure struct {
	span
	sent    sent
	in      int
	message string
}

// at is the byte offset in the text to which the error points.
func (f *failure) at() int { return f.from + f.in }

// mostFailures is how many errors are kept of statements that have been edited, so
// that undo brings them back.
const mostFailures = 20

// SetError shows a message below the line of a byte offset and marks the word
// there. It is out of sight while the statement differs from what it is now.
func (e *Editor) SetError(offset int, message string) {
	offset = min(max(0, offset), e.buf.Len())
	f := &failure{span: span{from: offset, to: offset}, message: message}
	if st, ok := e.dialect.StatementAt(e.buf.Text(), offset); ok {
		f.span = spanOf(e.buf, st.Start, st.End-st.Start)
		f.sent, f.in = e.send(st.Start, e.buf.Slice(st.Start, st.End)), offset-st.Start
	}
	e.keepFailure(f)
}

// SetRunError is SetError for the statement of a run, with a byte offset in that.
// Where it was edited meanwhile the message is shown once it reads as it was sent.
func (e *Editor) SetRunError(id string, offset int, message string) {
	i := slices.IndexFunc(e.marks.runs, func(r run) bool { return r.id == id })
	if i < 0 {
		return
	}
	r := e.marks.runs[i]
	if !r.touched {
		e.SetError(r.from+offset, message)
		return
	}
	e.keepFailure(&failure{span: r.span, sent: r.sent, in: min(offset, r.sent.n), message: message})
}

// keepFailure puts an error last; in sight, it takes the place of the one before.
func (e *Editor) keepFailure(f *failure) {
	if e.stands(f) {
		e.ClearError()
	}
	kept := e.marks.failures
	e.marks.failures = append(kept[max(0, len(kept)-mostFailures):], f)
}

// SetTold says which message stands in full elsewhere on the screen: here it takes
// one line.
func (e *Editor) SetTold(message string) { e.marks.told = message }

// messageLines is how many lines the message of the error in sight takes at most.
func (e *Editor) messageLines() int {
	if f := e.failure(); f != nil && f.message == e.marks.told {
		return 1
	}
	return messageLines
}

// ClearError removes the error that is in sight.
func (e *Editor) ClearError() {
	kept := e.marks.failures[:0]
	for _, f := range e.marks.failures {
		if !e.stands(f) {
			kept = append(kept, f)
		}
	}
	clear(e.marks.failures[len(kept):])
	e.marks.failures = kept
}

// stands reports whether the statement of an error reads as it did.
func (e *Editor) stands(f *failure) bool { return e.isAsSent(&f.span, &f.sent) }

// failure is the error in sight: the last of those whose statements read as they
// did; nil where there is none.
func (e *Editor) failure() *failure {
	for i := len(e.marks.failures) - 1; i >= 0; i-- {
		if f := e.marks.failures[i]; e.stands(f) {
			return f
		}
	}
	return nil
}

func (e *Editor) errorLine() (line int, ok bool) {
	f := e.failure()
	if f == nil {
		return 0, false
	}
	line, _ = e.buf.Position(f.at())
	return line, true
}

// failuresChanged moves the errors with an edit, and drops one that is of no statement and
// was edited.
func (m *marks) failuresChanged(b *textbuf.Buffer, c textbuf.Change) {
	kept := m.failures[:0]
	for _, f := range m.failures {
		if f.changed(b, c); !f.touched || f.sent.n > 0 {
			kept = append(kept, f)
		}
	}
	clear(m.failures[len(kept):])
	m.failures = kept
}

// wrap cuts the message of the error in sight into at most n lines for a pane of w
// columns.
func (e *Editor) wrap(w, n int) {
	m, f := &e.marks, e.failure()
	if m.wrapped == f && m.width == w && m.height == n {
		return
	}
	m.wrapped, m.width, m.height, m.message = f, w, n, nil
	if f == nil {
		return
	}
	for _, line := range strings.Split(normalise(f.message), "\n") {
		m.message = appendWrapped(m.message, strings.TrimRight(line, " \t"), max(1, w-2), n+1)
	}
	if len(m.message) > n {
		m.message = m.message[:n]
		m.message[n-1] += " " + cellwidth.Ellipsis
	}
}
