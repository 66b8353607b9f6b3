package sqlformat

import (
	"strings"
	"unicode/utf8"

	"sonde/internal/sqltext"
)

// atom is a token that is no blank, with the comments beside it; a bracket or a
// CASE is one with everything in it.
type atom struct {
	kind   sqltext.Kind
	text   string
	lower  string   // of a plain word
	lead   []string // comments on lines of their own before it
	trail  []string // comments behind it, with the blanks before them
	ends   bool     // the line ends behind it
	gap    bool     // a blank stands before it
	binary bool     // it is an operator with blanks on both sides
	fresh  bool     // it has to begin a line
	blank  bool     // a blank line stands before it
	width  int      // on one line, without the gap
	inner  []*atom
	close  *atom // nil of what is no bracket
}

// endless is the width of what cannot stand on one line.
const endless = 1 << 20

// reader makes atoms of tokens.
type reader struct {
	work
	text    string
	tokens  []sqltext.Token
	dialect string
	last    *atom // that was read
	// What stands before the next token: blanks, line ends, comments.
	space, fresh, blank bool
	lead                []string
}

// read returns the atoms up to the one that closes a bracket, which it leaves.
func (r *reader) read(closing string) (list []*atom, err error) {
	for ; len(r.tokens) > 0; r.tokens = r.tokens[1:] {
		if err := r.step(); err != nil {
			return nil, err
		}
		t := r.tokens[0]
		text := r.text[t.Start:t.End]
		switch {
		case t.Kind == sqltext.Whitespace:
			lines := strings.Count(text, "\n")
			r.space, r.fresh, r.blank = true, r.fresh || lines > 0, r.blank || lines > 1
			continue
		case t.Kind == sqltext.Comment, strings.HasPrefix(text, "{%"), text == "%" && r.last == nil:
			r.comment(t.Kind, text)
			continue
		case t.Kind == sqltext.Punctuation && strings.Contains(")]}", text):
			if text != closing {
				return nil, ErrBrackets
			}
			return list, nil
		case closing == "end" && t.Kind == sqltext.Keyword && strings.EqualFold(text, closing) && r.space:
			return list, nil
		}
		a := r.take(t.Kind)
		list = append(list, a)
		if err := r.group(a); err != nil {
			return nil, err
		}
	}
	if closing != "" {
		return nil, ErrBrackets
	}
	return list, nil
}

// comment notes a comment: with the token behind it where it has begun its line,
// else with that before it. What a template tells to leave out is no different.
func (r *reader) comment(kind sqltext.Kind, text string) {
	if r.fresh {
		r.lead = append(r.lead, text)
		return
	}
	if kind == sqltext.Comment || r.space {
		text = " " + text
	}
	r.last.trail = append(r.last.trail, text)
	// A comment that ends its line may be as long as it likes.
	if r.last.ends = kind == sqltext.Comment && !strings.HasSuffix(text, "*/"); !r.last.ends {
		r.last.width += widthOf(text)
	}
	r.space = false
}

// widthOf is how wide a text is that may have several lines.
func widthOf(text string) int {
	if strings.Contains(text, "\n") {
		return endless
	}
	return utf8.RuneCountInString(text)
}

// take makes an atom of the next token.
func (r *reader) take(kind sqltext.Kind) *atom {
	t := r.tokens[0]
	a := &atom{kind: kind, text: r.text[t.Start:t.End], lead: r.lead, blank: r.blank}
	switch kind {
	case sqltext.Keyword, sqltext.Identifier, sqltext.Function, sqltext.Type:
		a.lower = strings.ToLower(a.text)
	}
	a.width = widthOf(a.text)
	if last := r.last; last != nil {
		// In standard SQL strings on several lines are one.
		a.fresh = r.fresh && kind == sqltext.String && last.kind == sqltext.String
		a.binary = r.isBinary(last, a)
		a.gap = r.gap(last, a)
	}
	r.last, r.lead, r.space, r.fresh, r.blank = a, nil, false, false, false
	return a
}

// group reads what stands in a bracket or CASE, up to its end.
func (r *reader) group(a *atom) (err error) {
	closing := ""
	switch {
	case a.kind == sqltext.Punctuation:
		closing = map[string]string{"(": ")", "[": "]", "{": "}"}[a.text]
	case a.kind == sqltext.Keyword && a.lower == "case":
		closing = "end"
	}
	if closing == "" {
		return nil
	}
	r.tokens = r.tokens[1:]
	if a.inner, err = r.read(closing); err != nil {
		return err
	}
	if a.ends {
		a.width = endless
	}
	a.close = r.take(r.tokens[0].Kind)
	for _, x := range append(a.inner, a.close) {
		a.width += x.full()
		if x.ends && x != a.close {
			a.width = endless
		}
	}
	a.ends = a.close.ends
	return nil
}

// full is the width of an atom behind another one on its line.
func (a *atom) full() int {
	switch {
	case len(a.lead) > 0 || a.fresh:
		return endless
	case a.gap:
		return a.width + 1
	}
	return a.width
}

// Operators with blanks around them, where they stand between two operands, and
// words with a blank before a bracket.
var (
	spaced   = words("= <> != <= >= || == + - * /")
	brackets = words("in and or not as on over using where when then else by select from join having filter with into")
)

func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// gap decides whether a blank stands before an atom: as in the text, but for a
// few places where nothing depends on it.
func (r *reader) gap(last, a *atom) bool {
	isOpen := strings.Contains("([{", last.text) && last.kind == sqltext.Punctuation && last.close == nil
	switch {
	case a.text == "," || a.text == ";" || isOpen || a.kind == sqltext.Punctuation && strings.Contains(")]}", a.text):
		return false
	case last.text == "," || last.text == ";":
		return true
	case a.text == "(" && last.kind == sqltext.Keyword && brackets[last.lower]:
		return true
	case a.binary || last.binary && a.kind != sqltext.Operator:
		return true
	}
	return r.space || r.fresh
}

// isBinary reports whether an atom is an operator with an operand before it. In
// some dialects a minus may be part of a name, and < and > of a type.
func (r *reader) isBinary(last, a *atom) bool {
	switch {
	case a.kind != sqltext.Operator || !last.isOperand():
		return false
	case r.dialect == "bigquery" || r.dialect == "athena" || r.dialect == "standard":
		return spaced[a.text] && a.text != "-"
	}
	return spaced[a.text] || a.text == "<" || a.text == ">"
}

// isOperand reports whether an operand may end with an atom.
func (a *atom) isOperand() bool {
	switch a.kind {
	case sqltext.Identifier, sqltext.QuotedIdentifier, sqltext.String, sqltext.Number, sqltext.Placeholder:
		return true
	}
	return a.text == ")" || a.text == "]"
}
