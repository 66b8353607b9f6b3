package sqlformat

import (
	"slices"
	"strings"
)

// The layout: columns of a line, blanks of a step, steps that are made at most,
// clauses of a statement on one line, and the width of brackets that stay on
// their line even where it grows too long.
const (
	lineWidth   = 80
	indentation = "    "
	mostSteps   = 20
	fewClauses  = 3
	smallGroup  = 16
)

// printer writes atoms.
type printer struct {
	work
	out   strings.Builder
	col   int
	start bool // nothing but blanks is on the line
	ended bool // nothing more may stand on the line
}

func (p *printer) newline(depth int) {
	p.out.WriteByte('\n')
	p.col, p.start, p.ended = min(depth, mostSteps)*len(indentation), true, false
}

// put writes a text; nothing more once nobody waits for it.
func (p *printer) put(text string) {
	if p.step() != nil {
		return
	}
	if p.start {
		p.out.WriteString(strings.Repeat(" ", p.col))
		p.start = false
	}
	p.out.WriteString(text)
	if i := strings.LastIndexByte(text, '\n'); i >= 0 {
		p.col, text = 0, text[i+1:]
	}
	p.col += widthOf(text)
}

// statements writes statements, with blank lines between them where there were
// some, and the comments behind the last.
func (p *printer) statements(atoms []*atom, rest []string) error {
	for i, s := range cut(atoms, func(i int) bool { return atoms[i-1].text == ";" }) {
		if isData(s) {
			return ErrData
		}
		if i > 0 {
			p.newline(0)
			if s[0].blank {
				p.newline(0)
			}
		}
		p.block(s, 0, len(clauses(s)) <= fewClauses)
	}
	for _, comment := range rest {
		if !p.start {
			p.newline(0)
		}
		p.put(comment)
	}
	return nil
}

// isData reports whether a statement is an INSERT behind whose FORMAT data may
// stand, in which blanks count.
func isData(atoms []*atom) bool {
	i := slices.IndexFunc(atoms, func(a *atom) bool { return a.lower == "format" })
	return word(atoms, 0) == "insert" && i > 0 && i+2 < len(atoms)
}

// fits reports whether atoms can stand on the line.
func (p *printer) fits(atoms []*atom) bool {
	width := p.col
	for i, a := range atoms {
		if i == 0 {
			width += a.width
		} else {
			width += a.full()
		}
		if width > lineWidth || a.ends && i+1 < len(atoms) {
			return false
		}
	}
	return true
}

// block writes a statement or what stands in a bracket, from a new line on.
func (p *printer) block(atoms []*atom, depth int, mayFit bool) {
	if mayFit && p.fits(atoms) {
		p.line(atoms, depth)
		return
	}
	for _, c := range clauses(atoms) {
		if !p.start {
			p.newline(depth)
		}
		p.clause(c, depth)
	}
}

func (p *printer) clause(c clause, depth int) {
	all := append(slices.Clip(c.head), c.body...)
	parts := [][]*atom{c.body}
	switch c.form {
	case list, tables:
		parts = items(c.body)
	case conditions:
		parts = terms(c.body)
	}
	if len(parts) == 1 && c.form == list {
		parts = terms(c.body)
	}
	if len(parts) < 2 || p.fits(all) {
		p.line(all, depth)
		return
	}
	p.line(c.head, depth)
	p.parts(c, parts, depth)
}

// parts writes the parts of a clause behind its head.
func (p *printer) parts(c clause, parts [][]*atom, depth int) {
	within := depth + 1
	if c.form == tables || len(c.head) == 0 && c.form == list {
		within = depth
	}
	isList := c.form == list && len(items(c.body)) > 1
	filled := isList && isLiterals(parts)
	for i, part := range parts {
		stays := i == 0 && !isList || filled && i > 0 && !p.ended && p.col+1+part[0].width < lineWidth
		if !p.start && !stays {
			p.newline(within)
		}
		p.line(part, within)
	}
}

// line writes atoms one behind the other; brackets that do not fit are broken.
func (p *printer) line(atoms []*atom, depth int) {
	for i, a := range atoms {
		p.before(a, depth+1)
		if a.close == nil || a.width < smallGroup || p.fits(atoms[i:tail(atoms, i)]) {
			p.flat(a)
		} else {
			p.broken(a, depth)
		}
	}
}

// tail is the end of what follows atom i up to the next bracket.
func tail(atoms []*atom, i int) int {
	for i++; i < len(atoms) && (atoms[i].close == nil || atoms[i].width < smallGroup); i++ {
	}
	return i
}

// before writes what stands before an atom: a blank, or its comments on lines
// of their own.
func (p *printer) before(a *atom, depth int) {
	switch {
	case p.start:
	case p.ended || a.fresh || len(a.lead) > 0:
		p.newline(depth)
	case a.gap:
		p.put(" ")
	}
	for _, comment := range a.lead {
		col := p.col
		p.put(comment)
		p.newline(0)
		p.col = col
	}
}

// atom writes an atom and the comments behind it, but not what stands in it.
func (p *printer) atom(a *atom) {
	p.put(a.text)
	for _, comment := range a.trail {
		p.put(comment)
	}
}

// flat writes an atom, a bracket on one line.
func (p *printer) flat(a *atom) {
	p.atom(a)
	if a.close != nil {
		for _, x := range append(slices.Clip(a.inner), a.close) {
			p.before(x, 0)
			p.flat(x)
		}
	}
	p.ended = a.ends
}

// broken writes a bracket or a CASE on several lines.
func (p *printer) broken(a *atom, depth int) {
	p.atom(a)
	if a.lower == "case" {
		p.branches(a.inner, depth+1)
	} else if len(a.inner) > 0 {
		p.newline(depth + 1)
		p.block(a.inner, depth+1, true)
	}
	p.newline(depth)
	p.before(a.close, depth)
	p.flat(a.close)
}

// branches writes the inside of a CASE.
func (p *printer) branches(atoms []*atom, depth int) {
	for i, part := range branches(atoms) {
		if w := word(part, 0); i > 0 || w == "when" {
			p.newline(depth)
		}
		p.line(part, depth)
	}
}
