package sqltext

import (
	"strings"
	"unicode/utf8"
)

// number scans digits with underscores, a fraction and an exponent, or 0x and
// 0b with their digits. A letter that cannot belong to it is left alone: some
// sources read 1FROM as two tokens.
func (s *scanner) number() Kind {
	if rest := s.src[s.pos:]; len(rest) > 2 && rest[0] == '0' {
		switch base := rest[1] | 0x20; {
		case base == 'x' && isHex(rest[2]):
			return s.take(2, isHex)
		case (base == 'b' || base == 'o') && isDigit(rest[2]):
			return s.take(2, isDigit)
		}
	}
	s.take(0, isDigit)
	if s.at(0) == '.' {
		s.take(1, isDigit)
	}
	if s.at(0)|0x20 == 'e' {
		sign := 0
		if next := s.at(1); next == '+' || next == '-' {
			sign = 1
		}
		if isDigit(s.at(1 + sign)) {
			s.take(1+sign, isDigit)
		}
	}
	return Number
}

// take moves past n bytes and then past digits, between which underscores may
// stand.
func (s *scanner) take(n int, digit func(byte) bool) Kind {
	s.pos += n
	for s.more() && (digit(s.src[s.pos]) || s.src[s.pos] == '_' && digit(s.src[s.pos-1]) && digit(s.at(1))) {
		s.pos++
	}
	return Number
}

func isHex(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

// at returns the byte n places ahead; 0 past the end.
func (s *scanner) at(n int) byte {
	if s.pos+n < len(s.src) {
		return s.src[s.pos+n]
	}
	return 0
}

// symbol scans a parameter, an operator or a punctuation mark.
func (s *scanner) symbol() Kind {
	c := s.src[s.pos]
	if n := s.parameter(c); n > 0 {
		s.pos += n
		return Placeholder
	}
	switch {
	case c == '.' && isDigit(s.at(1)) && !s.afterName():
		return s.number()
	case c == '.':
		s.pos++
		s.dot = s.pos
		return Punctuation
	case c == '{':
		s.pos++
		return Punctuation
	case c == '@' && s.d.variables && (isLetter(s.at(1)) || s.at(1) == '@' && isLetter(s.at(2))):
		s.pos = wordEnd(s.src, s.pos+2)
		return Identifier
	case strings.IndexByte(symbols, c) >= 0:
		s.pos += operatorLength(s.src[s.pos:])
		return Operator
	}
	s.pos++
	return Invalid
}

// afterName reports whether a name or a closing mark stands directly before.
func (s *scanner) afterName() bool {
	if s.pos == 0 {
		return false
	}
	c := s.src[s.pos-1]
	return inWord(c) || c >= utf8.RuneSelf || strings.IndexByte(")]}'\"`", c) >= 0
}

var operators = []string{"<=>", "->>", "::", ":=", "->", "=>", "<=", ">=", "<>", "!=", "||", "&&", "<<", ">>", "**", "==", "!~"}

func operatorLength(text string) int {
	if len(text) > 1 && strings.IndexByte("=>:|&<*~", text[1]) >= 0 {
		for _, op := range operators {
			if strings.HasPrefix(text, op) {
				return len(op)
			}
		}
	}
	return 1
}

// parameter returns the length of the parameter that c begins here; 0 where it
// begins none.
func (s *scanner) parameter(c byte) int {
	p := s.d.params
	switch {
	case c == '?' && p.question:
		return 1 + len(digits(s.src[s.pos+1:]))
	case c == '$' && p.dollar, c == '@' && p.at, c == ':' && p.colon && s.mayNameParameter():
		return markedName(s.src[s.pos:])
	case c == '{' && p.braces:
		return len(bracedParameter(s.src[s.pos:]))
	}
	return 0
}

// mayNameParameter reports whether the colon here may belong to a :name.
func (s *scanner) mayNameParameter() bool {
	if s.d.params.operand && s.open.operand == behindOperand {
		return false
	}
	return !s.afterName() && !s.after(':')
}

func (s *scanner) after(c byte) bool { return s.pos > 0 && s.src[s.pos-1] == c }

func digits(text string) string {
	n := 0
	for n < len(text) && isDigit(text[n]) {
		n++
	}
	return text[:n]
}

// markedName returns the length of a mark and the name or number behind it; 0
// where there is none.
func markedName(text string) int {
	if len(text) < 2 {
		return 0
	}
	if isDigit(text[1]) {
		if text[0] != '$' {
			return 0
		}
		return 1 + len(digits(text[1:]))
	}
	if n := wordEnd(text, 1); n > 1 {
		return n
	}
	return 0
}

// bracedParameter returns the {name:Type} at the start of text, or nothing.
func bracedParameter(text string) string {
	name := skipBlanks(text, 1)
	colon := skipBlanks(text, wordEnd(text, name))
	if name == len(text) || !isLetter(text[name]) || colon == len(text) || text[colon] != ':' {
		return ""
	}
	for i := colon; i < len(text); i++ {
		switch text[i] {
		case '}':
			return text[:i+1]
		case '{', '\n', '\r', ';':
			return ""
		}
	}
	return ""
}

func skipBlanks(text string, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\t') {
		i++
	}
	return i
}
