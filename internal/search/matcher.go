// Package search finds text in the cells of a result, wherever they are.
package search

import (
	"bytes"
	"regexp"
	"strings"
)

// Options say how a pattern is meant. The zero value is plain text in any case.
type Options struct {
	Regexp        bool
	CaseSensitive bool
}

// Matcher finds a pattern in the text of a cell. It may be used by many
// goroutines.
type Matcher struct {
	plain []byte // in lower case where fold is set
	fold  bool
	re    *regexp.Regexp
}

// NewMatcher returns the matcher of a pattern. The error is that of the regular
// expression.
func NewMatcher(pattern string, o Options) (*Matcher, error) {
	if !o.Regexp && (o.CaseSensitive || isASCII(pattern)) {
		if !o.CaseSensitive {
			pattern = strings.ToLower(pattern)
		}
		return &Matcher{plain: []byte(pattern), fold: !o.CaseSensitive}, nil
	}
	if !o.Regexp {
		pattern = regexp.QuoteMeta(pattern)
	} else if _, err := regexp.Compile(pattern); err != nil {
		return nil, err // It names what was typed.
	}
	if !o.CaseSensitive {
		pattern = "(?i)" + pattern
	}
	re, err := regexp.Compile(pattern)
	return &Matcher{re: re}, err
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0
}

// Find returns where the first match that is not empty begins and ends, in bytes;
// from is negative where there is none.
func (m *Matcher) Find(text []byte) (from, to int) {
	switch {
	case m.re != nil:
		return m.findRegexp(text)
	case m.fold:
		from = indexFold(text, m.plain)
	default:
		from = bytes.Index(text, m.plain)
	}
	if len(m.plain) == 0 {
		from = -1
	}
	return from, from + len(m.plain)
}

func (m *Matcher) findRegexp(text []byte) (from, to int) {
	if found := m.re.FindIndex(text); found == nil {
		return -1, -1
	} else if found[1] > found[0] {
		return found[0], found[1]
	}
	for _, found := range m.re.FindAllIndex(text, -1) {
		if found[1] > found[0] {
			return found[0], found[1]
		}
	}
	return -1, -1
}

// indexFold is [bytes.Index] of ASCII letters in any case; what is in lower case.
func indexFold(text, what []byte) int {
	if len(what) == 0 {
		return 0
	}
	first := what[0]
	for i := 0; i+len(what) <= len(text); i++ {
		if lower(text[i]) == first && equalFold(text[i+1:i+len(what)], what[1:]) {
			return i
		}
	}
	return -1
}

func equalFold(text, what []byte) bool {
	for i, c := range what {
		if lower(text[i]) != c {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
