package complete

import (
	"strings"

	"sonde/internal/sqltext"
)

// piece is a token that matters to the grammar: no blanks, no comments.
type piece struct {
	kind sqltext.Kind
	text string
	// lower is a plain word in lower case; empty for everything else.
	lower string
	// gap says that a blank stands before it.
	gap bool
	// end is, of an opening bracket, the index of its closing one or of the piece
	// before which it is taken to end; of others their own.
	end int
	// parent is the opening bracket around the piece; -1: none.
	parent int
}

func (p piece) isName() bool { return p.lower != "" || p.kind == sqltext.QuotedIdentifier }
func (p piece) opens() bool  { return p.text == "(" || p.text == "[" || p.text == "{" }
func (p piece) closes() bool { return p.text == ")" || p.text == "]" || p.text == "}" }

// cut returns the pieces of a text. A semicolon is a piece as any other.
func cut(d *sqltext.Dialect, text string) []piece {
	var pieces []piece
	gap := false
	for _, t := range d.Tokens(text) {
		p := piece{kind: t.Kind, text: text[t.Start:t.End], gap: gap, parent: -1}
		gap = t.Kind == sqltext.Whitespace || t.Kind == sqltext.Comment
		switch t.Kind {
		case sqltext.Whitespace, sqltext.Comment:
			continue
		case sqltext.Template:
			if strings.HasPrefix(p.text, "{%") {
				continue
			}
		case sqltext.Identifier, sqltext.Keyword, sqltext.Function, sqltext.Type:
			p.lower = strings.ToLower(p.text)
		}
		pieces = append(pieces, p)
	}
	return pieces
}

// unquote returns the name that a piece stands for.
func unquote(p piece) string {
	if p.kind != sqltext.QuotedIdentifier || len(p.text) < 2 {
		return p.text
	}
	mark := p.text[:1]
	return strings.ReplaceAll(strings.TrimSuffix(p.text[1:], mark), mark+mark, mark)
}

// pair finds the end of every bracket, and returns the innermost one around the
// place before piece at; -1: none. Brackets that are not closed are taken to end
// where a clause begins that cannot stand in them.
func pair(pieces []piece, at int) (around int) {
	p := pairing{pieces: pieces, at: at}
	if p.run(false); len(p.open) > 0 {
		p = pairing{pieces: pieces, at: at}
		p.run(true)
	}
	return p.around
}

// pairing matches brackets.
type pairing struct {
	pieces []piece
	at     int
	open   []int // not closed yet, the innermost last
	counts [3]int
	around int
}

// run matches brackets. With tolerant, a clause ends those in which it cannot
// stand.
func (p *pairing) run(tolerant bool) {
	for i := range p.pieces {
		if i == p.at {
			p.around = p.top()
		}
		piece := &p.pieces[i]
		piece.end = i
		for tolerant && p.breaks(p.top(), i) {
			p.pop(i)
		}
		if k := strings.Index(")]}", piece.text); k >= 0 && p.counts[k] > 0 {
			for p.pieces[p.top()].text != "([{"[k:k+1] {
				p.pop(i)
			}
			p.pop(i)
		}
		piece.parent = p.top()
		if k := strings.Index("([{", piece.text); k >= 0 {
			p.open = append(p.open, i)
			p.counts[k]++
		}
	}
	if p.at >= len(p.pieces) {
		p.around = p.top()
	}
	for _, i := range p.open {
		p.pieces[i].end = len(p.pieces)
	}
}

// top is the innermost open bracket; -1: none.
func (p *pairing) top() int {
	if len(p.open) == 0 {
		return -1
	}
	return p.open[len(p.open)-1]
}

// pop ends the innermost open bracket.
func (p *pairing) pop(end int) {
	top := p.top()
	p.pieces[top].end = end
	p.counts[strings.Index("([{", p.pieces[top].text)]--
	p.open = p.open[:len(p.open)-1]
}

// takesFrom are functions whose arguments are written with FROM.
var takesFrom = words("extract trim substring overlay position")

// breaks reports whether piece i begins a clause that cannot stand directly in
// the bracket at open.
func (p *pairing) breaks(open, i int) bool {
	if open < 0 {
		return false
	}
	before := ""
	if open > 0 {
		before = p.pieces[open-1].lower
	}
	if p.pieces[i].lower == "from" && open+1 == i {
		return before == "over" || open > 0 && p.pieces[open-1].isName() && !notFunction[before] && !takesOperand[before]
	}
	if p.pieces[open+1].lower == "select" {
		return p.beginsAnew(open, i)
	}
	if open+1 == i || startsQuery[p.pieces[open+1].lower] || isTableWord(before) {
		return false
	}
	switch p.pieces[i].lower {
	case "from":
		return !takesFrom[before] && p.pieces[i-1].lower != "distinct"
	case "where":
		return before != "filter"
	case "having", "join", "union", "qualify":
		return true
	case "group":
		return i+1 < len(p.pieces) && p.pieces[i+1].lower == "by"
	}
	return false
}

// beginsAnew reports whether piece i begins what no SELECT in the bracket at open
// can go on with: another SELECT, a second WHERE, or the next common table
// expression.
func (p *pairing) beginsAnew(open, i int) bool {
	switch p.pieces[i].lower {
	case "select":
		return i > open+1 && !joinsQueries[p.pieces[i-1].lower]
	case "where":
		return p.had(open, i)
	}
	return p.pieces[i].text == "," && open > 0 && p.pieces[open-1].lower == "as" && p.isCTE(i+1)
}

// joinsQueries are words behind which another SELECT follows.
var joinsQueries = words("union intersect except minus all distinct name by")

// had reports whether the SELECT that piece i belongs to, directly in the bracket
// at open, has the word of piece i already.
func (p *pairing) had(open, i int) bool {
	for j := i - 1; j > open; j-- {
		if p.pieces[j].parent != open {
			continue
		}
		switch p.pieces[j].lower {
		case "select":
			return false
		case p.pieces[i].lower:
			return true
		}
	}
	return false
}

// isCTE reports whether a common table expression begins with piece i.
func (p *pairing) isCTE(i int) bool {
	return i+3 < len(p.pieces) && p.pieces[i].isName() && p.pieces[i+1].lower == "as" && p.pieces[i+2].text == "(" && startsQuery[p.pieces[i+3].lower]
}

// words makes a set of a list.
func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

var startsQuery = words("select with from values insert update delete merge table pivot unpivot")

// isTableWord reports whether a table may stand behind a word.
func isTableWord(word string) bool { return word == "from" || word == "join" || word == "into" }
