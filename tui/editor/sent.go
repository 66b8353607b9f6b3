package editor

import (
	"hash/maphash"
	"slices"

	"sonde/internal/sqltext"
)

// sent tells what a run has sent, to know it again.
type sent struct {
	n     int
	sum   uint64
	whole bool // it is a statement, and not a part of one or many
	// version is that of the text in which it was last looked for; same says that it
	// was there.
	version uint64
	same    bool
}

// seed is that of all sums.
var seed = maphash.MakeSeed()

// mostStale is how many marks are kept of statements that have been edited.
const mostStale = 100

// send notes what a run sends: the text at an offset.
func (e *Editor) send(start int, text string) sent {
	s := sent{n: len(text), sum: maphash.String(seed, text)}
	near, at := e.near(start, start+len(text))
	s.whole = slices.Contains(near, sqltext.Statement{Start: start - at, End: start + len(text) - at})
	return s
}

// near are the statements around a part of the text, and where the text begins
// in which they were found; none where that is long.
func (e *Editor) near(from, to int) (list []sqltext.Statement, at int) {
	from, to = e.between(from, to)
	if to-from > 2*exactBytes {
		return nil, from
	}
	// Many marks may be those of one statement.
	last := &e.marks.near
	if v := e.Version(); last.version != v || last.from != from || last.to != to || last.dialect != e.dialect {
		*last = nearby{v, e.dialect, from, to, e.dialect.Split(e.buf.Slice(from, to))}
	}
	return last.list, from
}

// nearby are the statements of a part of the text.
type nearby struct {
	version  uint64
	dialect  *sqltext.Dialect
	from, to int
	list     []sqltext.Statement
}

// between is a part of the text from behind the ";" before it to the one behind it.
func (e *Editor) between(from, to int) (int, int) {
	line, _ := e.buf.Position(to)
	return e.terminatorBefore(from), e.terminatorAfter(to, line+aroundLines)
}

// forget drops the oldest marks of statements that were edited, where there are
// many.
func (m *marks) forget() {
	stale := 0
	for _, r := range m.runs {
		if r.touched && r.state != running {
			stale++
		}
	}
	m.runs = slices.DeleteFunc(m.runs, func(r run) bool {
		if !r.touched || r.state == running || stale <= mostStale {
			return false
		}
		stale--
		return true
	})
}

// isAsSent reports whether a statement reads as it was sent, and puts its place
// where it stands.
func (e *Editor) isAsSent(p *span, s *sent) bool {
	// Of a statement that was not edited, the one before it may have lost its ";".
	if !p.touched && (!s.whole || !e.reads(p)) {
		return true
	}
	if v := e.Version(); s.version != v {
		s.version, s.same = v, e.findSent(p, s)
	}
	return s.same
}

// reads reports whether it is known by now where the statements around a place
// begin and end.
func (e *Editor) reads(p *span) bool {
	line, _ := e.buf.Position(min(p.to, e.buf.Len()))
	return e.syntax.advance(line + 1)
}

// findSent looks for what was sent around the place where that was.
func (e *Editor) findSent(p *span, s *sent) bool {
	if !s.whole {
		return p.from+s.n <= e.buf.Len() && e.isSent(s, p.from)
	}
	near, at := e.near(p.from, min(p.to, e.buf.Len()))
	for _, now := range near {
		if now.End+at >= p.from && now.Start+at <= p.to && now.End-now.Start == s.n && e.isSent(s, now.Start+at) {
			p.from, p.to = now.Start+at, max(p.to, now.End+at)
			return true
		}
	}
	return false
}

func (e *Editor) isSent(s *sent, at int) bool {
	return maphash.String(seed, e.buf.Slice(at, at+s.n)) == s.sum
}

// drawSign draws what became of a run beside its statement, as long as that is the
// one that ran.
func (e *Editor) drawSign(p painter, r *run) {
	line, _ := e.buf.Position(min(r.from, e.buf.Len()))
	if _, ok := e.rowOf(line); !ok || r.state != running && !e.isAsSent(&r.span, &r.sent) {
		return
	}
	line, _ = e.buf.Position(r.from)
	if y, ok := e.rowOf(line); ok {
		sign := signs[r.state]
		p.c.Text(e.view.rect.X, y, markWidth, sign.text, p.th.Style(sign.role))
	}
}
