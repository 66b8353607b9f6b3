// Package sqlformat lays statements out anew: clauses, lists and conditions on
// lines of their own, what is short on one line.
//
//	text → tokens → atoms, brackets nested → clauses, items, lines
//
// It changes blanks and line ends alone. Every answer is read again and held
// against the text: its tokens and comments are the same, in the same order, or
// there is no answer. Where blanks may mean something, as beside a template or
// between a function and its bracket, they stay as they were.
package sqlformat

import (
	"context"
	"errors"
	"strings"

	"sonde/internal/sqltext"
)

// Why a text is not formatted.
var (
	ErrUnclosed = errors.New("a quote or a comment is not closed")
	ErrBrackets = errors.New("the brackets do not match")
	ErrData     = errors.New("data follow the statement")
	ErrTokens   = errors.New("the statement would not be the same")
)

// Format returns a text of one or more statements in its layout, without blanks
// around it. A text that is in that layout already comes back as it is. The
// error is one of those above, or that of the context where it ended before.
func Format(ctx context.Context, d *sqltext.Dialect, text string) (string, error) {
	if d.Unclosed(text) {
		return "", ErrUnclosed
	}
	r := reader{work: work{ctx: ctx}, text: text, tokens: d.Tokens(text), dialect: d.Name(), fresh: true}
	atoms, err := r.read("")
	if err != nil {
		return "", err
	}
	p := printer{work: work{ctx: ctx}, start: true}
	if err := p.statements(atoms, r.lead); err != nil {
		return "", err
	}
	if p.err = ctx.Err(); p.err != nil {
		return "", p.err
	}
	out := strings.TrimRight(p.out.String(), " \t\n")
	if !same(d, text, out) {
		return "", ErrTokens
	}
	return out, nil
}

// same reports whether two texts have the same tokens, blanks aside.
func same(d *sqltext.Dialect, a, b string) bool {
	one, other := solid(d, a), solid(d, b)
	if len(one) != len(other) {
		return false
	}
	for i, t := range one {
		if u := other[i]; t.Kind != u.Kind || a[t.Start:t.End] != b[u.Start:u.End] {
			return false
		}
	}
	return true
}

// solid are the tokens of a text that are no blanks.
func solid(d *sqltext.Dialect, text string) []sqltext.Token {
	var list []sqltext.Token
	for _, t := range d.Tokens(text) {
		if t.Kind != sqltext.Whitespace {
			list = append(list, t)
		}
	}
	return list
}

// Follow returns the place in a formatted text that a byte offset of the text
// before has become: it stays at its token.
func Follow(d *sqltext.Dialect, before, after string, offset int) int {
	old, now := solid(d, before), solid(d, after)
	for i, t := range old[:min(len(old), len(now))] {
		if offset <= t.End {
			return now[i].Start + max(0, offset-t.Start)
		}
	}
	return len(after)
}
