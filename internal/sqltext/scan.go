package sqltext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// class is what a byte may begin.
type class uint8

const (
	classInvalid class = iota
	classSpace
	classWord
	classDigit
	classMark // a punctuation mark that is nothing else
	classSymbol
	classOpening // a quote or comment, where the whole mark stands there
	classWide    // a byte of a character outside ASCII
)

const (
	marks   = "()[]},;"
	symbols = "{.+-*/%<>=!|&^~?:@#$"
)

// classes fills the table by which the scanner dispatches.
func (d *Dialect) classes() (table [256]class) {
	for c := range table {
		table[c] = classOf(byte(c))
	}
	for _, f := range d.forms {
		if f.open != "" {
			table[f.open[0]] = classOpening
		}
	}
	for _, c := range d.comments {
		table[c.mark[0]] = classOpening
	}
	if d.dollarForm != 0 {
		table['$'] = classOpening
	}
	return table
}

func classOf(c byte) class {
	switch {
	case c == ' ' || c >= '\t' && c <= '\r':
		return classSpace
	case c >= utf8.RuneSelf:
		return classWide
	case isDigit(c):
		return classDigit
	case isLetter(c):
		return classWord
	case strings.IndexByte(marks, c) >= 0:
		return classMark
	case strings.IndexByte(symbols, c) >= 0:
		return classSymbol
	}
	return classInvalid
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }

// wordBytes are the ASCII bytes that go on with a word that has begun.
var wordBytes = func() (table [256]bool) {
	for c := range byte(utf8.RuneSelf) {
		table[c] = isLetter(c) || isDigit(c) || c == '$'
	}
	return table
}()

func inWord(c byte) bool { return wordBytes[c] }

// scanner walks over a text. Words come out as identifiers; colour tells what
// they are, for those who want to know.
type scanner struct {
	d    *Dialect
	src  string
	pos  int
	open LineState
	dot  int // the end of the last "."
}

func (s *scanner) more() bool { return s.pos < len(s.src) }

// next returns the token at the scanner's place; there must be one.
func (s *scanner) next() Token {
	start := s.pos
	kind := s.scan()
	t := Token{kind, start, s.pos}
	if s.d.params.operand {
		s.open.operand = s.operand(t)
	}
	return t
}

func (s *scanner) scan() Kind {
	if s.open.form != 0 {
		return s.inside()
	}
	switch s.d.class[s.src[s.pos]] {
	case classWord:
		return s.word()
	case classSpace:
		return s.space()
	case classDigit:
		return s.number()
	case classMark:
		s.pos++
		return Punctuation
	case classOpening:
		if kind, ok := s.opening(); ok {
			return kind
		}
		return s.symbol()
	case classSymbol:
		return s.symbol()
	case classWide:
		return s.wide()
	}
	s.pos++
	return Invalid
}

func (s *scanner) space() Kind {
	for s.more() {
		c := s.src[s.pos]
		if s.d.class[c] == classSpace {
			s.pos++
			continue
		}
		if c < utf8.RuneSelf {
			break
		}
		r, size := utf8.DecodeRuneInString(s.src[s.pos:])
		if !isSpace(r) {
			break
		}
		s.pos += size
	}
	return Whitespace
}

// isSpace reports whether a character separates words. Characters without a
// width do: a word must not differ from a verb by something nobody can see.
func isSpace(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)
}

// wide scans what a character outside ASCII begins.
func (s *scanner) wide() Kind {
	r, size := utf8.DecodeRuneInString(s.src[s.pos:])
	switch {
	case r == utf8.RuneError && size == 1:
		s.pos++
		return Invalid
	case isSpace(r):
		return s.space()
	}
	return s.word()
}

func (s *scanner) word() Kind {
	start := s.pos
	s.pos = wordEnd(s.src, s.pos)
	if f, ok := s.prefixed(s.src[start:s.pos]); ok {
		s.pos += len(s.d.forms[f].close)
		s.open.form = f
		return s.inside()
	}
	return Identifier
}

// wordEnd returns the end of the word that goes on at i.
func wordEnd(src string, i int) int {
	for {
		for i < len(src) && wordBytes[src[i]] {
			i++
		}
		if i == len(src) || src[i] < utf8.RuneSelf {
			break
		}
		r, size := utf8.DecodeRuneInString(src[i:])
		if isSpace(r) || r == utf8.RuneError && size == 1 {
			break
		}
		i += size
	}
	return i
}

// prefixed returns the form of the string that a word and the quote behind it
// begin.
func (s *scanner) prefixed(word string) (uint8, bool) {
	if len(word) > 2 || !s.more() || s.src[s.pos] != '\'' && s.src[s.pos] != '"' {
		return 0, false
	}
	for _, p := range s.d.prefixes {
		if !strings.EqualFold(p.word, word) {
			continue
		}
		if p.form != 0 {
			return p.form, s.src[s.pos] == '\''
		}
		f := s.formAt(s.src[s.pos:])
		return f, f != 0 && s.d.forms[f].kind == String
	}
	return 0, false
}

// opening scans a comment or a form whose opening mark stands here.
func (s *scanner) opening() (Kind, bool) {
	rest := s.src[s.pos:]
	for _, c := range s.d.comments {
		if c.begins(rest) {
			s.pos += lineEnd(rest)
			return Comment, true
		}
	}
	if f := s.formAt(rest); f != 0 {
		s.open.form = f
		s.pos += len(s.d.forms[f].open)
		return s.inside(), true
	}
	if tag := dollarTag(rest); tag != "" && s.d.dollarForm != 0 {
		s.open.form, s.open.tag = s.d.dollarForm, tag
		s.pos += len(tag)
		return s.inside(), true
	}
	return 0, false
}

func (c lineComment) begins(text string) bool {
	if !strings.HasPrefix(text, c.mark) {
		return false
	}
	return !c.blank || len(text) == len(c.mark) || text[len(c.mark)] <= ' '
}

// lineEnd returns the length of the line. A carriage return ends it too: to a
// server that thinks so, what follows is no comment.
func lineEnd(text string) int {
	i := 0
	for i < len(text) && text[i] != '\n' && text[i] != '\r' {
		i++
	}
	return i
}

func (s *scanner) formAt(text string) uint8 {
	for i := 1; i < len(s.d.forms); i++ {
		if open := s.d.forms[i].open; open != "" && strings.HasPrefix(text, open) {
			return uint8(i)
		}
	}
	return 0
}

// dollarTag returns the mark $…$ at the start of text, or nothing.
func dollarTag(text string) string {
	i := 1
	for i < len(text) && text[i] != '$' && (inWord(text[i]) || text[i] >= utf8.RuneSelf) {
		i++
	}
	if text[0] != '$' || i == len(text) || text[i] != '$' || i > 1 && isDigit(text[1]) {
		return ""
	}
	return text[:i+1]
}

// inside scans on to the end of the open form, or of the text.
func (s *scanner) inside() Kind {
	f := &s.d.forms[s.open.form]
	closing := f.close
	if s.open.tag != "" {
		closing = s.open.tag
	}
	plain := !f.escaped && !f.nested
	for s.more() {
		if plain {
			s.skipTo(closing[0])
		}
		switch c := s.at(0); {
		case c == '\\' && f.escaped:
			s.pos = min(s.pos+2, len(s.src))
		case c == closing[0] && strings.HasPrefix(s.src[s.pos:], closing):
			s.pos += len(closing)
			if s.closes(f, closing) {
				return f.kind
			}
		case f.nested && c == f.open[0] && strings.HasPrefix(s.src[s.pos:], f.open):
			s.pos += len(f.open)
			s.open.depth++
		default:
			s.pos = min(s.pos+1, len(s.src))
		}
	}
	return f.kind
}

// skipTo moves to the next byte c, or to the end.
func (s *scanner) skipTo(c byte) {
	if i := strings.IndexByte(s.src[s.pos:], c); i >= 0 {
		s.pos += i
	} else {
		s.pos = len(s.src)
	}
}

// closes reports whether the closing mark just passed ends the open form.
func (s *scanner) closes(f *form, closing string) bool {
	switch {
	case f.doubled && strings.HasPrefix(s.src[s.pos:], closing):
		s.pos += len(closing)
		return false
	case s.open.depth > 0:
		s.open.depth--
		return false
	}
	s.open = LineState{operand: s.open.operand}
	return true
}
