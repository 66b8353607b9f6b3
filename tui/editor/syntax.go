package editor

import (
	"sonde/internal/sqltext"
	"sonde/internal/textbuf"
)

const (
	// scanBudget is the number of bytes that are read for one frame.
	scanBudget = 1 << 19
	// plainLine is the length in bytes from which a line is drawn without
	// colours.
	plainLine = 1 << 15
	// manyLines is the number of new lines from which what is known of the lines
	// below is given up rather than moved.
	manyLines = 1 << 12
)

// lineScan is what the tokenizer found in a line. It is known as long as
// neither the line nor the state before it has changed.
type lineScan struct {
	out   sqltext.LineState
	ends  bool // there is a ";" that ends a statement
	known bool
}

// syntax reads the lines of a buffer and keeps the states between them.
type syntax struct {
	dialect *sqltext.Dialect
	buf     *textbuf.Buffer
	lines   []lineScan
	// valid is the number of lines from the first that are known to be right.
	valid int
	// budget is the number of bytes that may still be read for this frame.
	budget int
	// short is set when the budget did not suffice.
	short  bool
	tokens []sqltext.Token
	emit   func(sqltext.Token)
}

func newSyntax(d *sqltext.Dialect, b *textbuf.Buffer) syntax {
	return syntax{dialect: d, buf: b}
}

// begin starts a frame: there is a new budget.
func (s *syntax) begin() { s.budget, s.short = scanBudget, false }

// changed keeps the lines below an edit. The last of the new lines remembers
// the old state after it, so that the lines below stay known where the state
// comes out the same.
func (s *syntax) changed(c textbuf.Change) {
	s.valid = min(s.valid, c.Line)
	if c.Line >= len(s.lines) {
		return
	}
	if c.LinesInserted > manyLines {
		s.lines = s.lines[:c.Line]
		return
	}
	end := min(c.Line+c.LinesRemoved+1, len(s.lines))
	after := s.lines[end-1]
	after.known = false
	if c.LinesRemoved != c.LinesInserted {
		s.lines = replaceLines(s.lines, c.Line, end, c.LinesInserted+1)
		end = c.Line + c.LinesInserted + 1
	}
	for i := c.Line; i < end; i++ {
		s.lines[i].known = false
	}
	s.lines[end-1] = after
}

// replaceLines puts n unknown lines in the place of the lines from first to
// end.
func replaceLines(lines []lineScan, first, end, n int) []lineScan {
	tail := lines[end:]
	if n > end-first {
		lines = append(lines, make([]lineScan, n-(end-first))...)
	}
	copy(lines[first+n:], tail)
	return lines[:first+n+len(tail)]
}

// advance reads lines until those before line are known. It reports false where
// the budget did not suffice.
func (s *syntax) advance(line int) bool {
	for s.valid < line {
		if s.valid == len(s.lines) {
			s.lines = append(s.lines, lineScan{})
		}
		if !s.lines[s.valid].known {
			if s.budget <= 0 {
				s.short = true
				return false
			}
			s.learn(s.valid)
		}
		s.valid++
	}
	return true
}

// learn reads a line and keeps what it found; the state before it is known.
func (s *syntax) learn(line int) {
	text := s.buf.Line(line)
	s.budget -= len(text) + 1
	l := &s.lines[line]
	next := lineScan{out: s.before(line), known: true}
	if len(text) <= scanBudget {
		next.out = s.scan(text, next.out)
		next.ends = s.terminators(text)
	}
	if next.out != l.out && line+1 < len(s.lines) {
		s.lines[line+1].known = false
	}
	*l = next
}

// before returns the state before a line whose predecessors are known.
func (s *syntax) before(line int) sqltext.LineState {
	if line == 0 {
		return sqltext.LineState{}
	}
	return s.lines[line-1].out
}

// scan cuts a line into s.tokens and returns the state after it.
func (s *syntax) scan(text string, state sqltext.LineState) sqltext.LineState {
	if s.emit == nil {
		s.emit = func(t sqltext.Token) { s.tokens = append(s.tokens, t) }
	}
	s.tokens = s.tokens[:0]
	return s.dialect.ScanLine(text, state, s.emit)
}

func (s *syntax) terminators(text string) bool {
	for _, t := range s.tokens {
		if isTerminator(text, t) {
			return true
		}
	}
	return false
}

func isTerminator(text string, t sqltext.Token) bool {
	return t.Kind == sqltext.Punctuation && text[t.Start] == ';'
}

// read returns a line's tokens, which are valid until the next call. A line
// that the budget does not reach is read as if nothing were open before it.
func (s *syntax) read(line int) []sqltext.Token {
	var state sqltext.LineState
	if s.advance(line) {
		state = s.before(line)
	}
	s.scan(s.buf.Line(line), state)
	return s.tokens
}
