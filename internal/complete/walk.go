package complete

import (
	"slices"
	"strings"
)

// enclosing are a bracket and those around it, the outermost first.
func (a *analysis) enclosing(open int) []int {
	var list []int
	for ; open >= 0; open = a.pieces[open].parent {
		list = append(list, open)
	}
	slices.Reverse(list)
	return list
}

// scope is a level on the way to the cursor.
type scope struct {
	level
	lateral bool // what is in brackets there may use the relations before it
}

// mostScopes is how many queries around the cursor's own count.
const mostScopes = 16

// fill finds out everything about the place that the pieces tell.
func (a *analysis) fill(p *Place, around int) {
	brackets := a.enclosing(around)
	levels := []scope{{level: a.read(0, len(a.pieces), nil)}}
	inner := -1 // the innermost bracket with a query
	for i, open := range brackets {
		current := levels[len(levels)-1]
		c := a.ctes[open]
		if c == nil && !a.isQuery(open) {
			continue
		}
		outer := current.with
		if c != nil {
			outer = c.scope
			levels = levels[:0] // A common table expression sees nothing around it.
		} else if current.clause == inFrom || current.clause == inJoined {
			levels[len(levels)-1].lateral = a.word(open-1) == "lateral"
			if !levels[len(levels)-1].lateral {
				levels = levels[:len(levels)-1]
			}
		}
		levels = append(levels, scope{level: a.read(open+1, a.pieces[open].end, outer)})
		inner = i
	}
	plain := brackets[inner+1:]
	a.relations(p, levels)
	p.Call = a.call(plain, p.Relations)
	a.expect(p, &levels[len(levels)-1].level, plain)
}

// relations collects what is in scope.
func (a *analysis) relations(p *Place, levels []scope) {
	for n := range min(len(levels), mostScopes) {
		l := levels[len(levels)-1-n]
		for _, s := range l.blocks[l.current].relations {
			if s.open >= 0 && a.encloses(s.open) {
				continue
			}
			rel := a.resolve(s, l.with)
			if s.call {
				a.unnested(&rel, s, p.Relations)
			}
			rel.Outer = n > 0
			p.Relations = append(p.Relations, rel)
		}
		if n == 0 && l.target != nil {
			rel := a.resolve(*l.target, l.with)
			p.Target = &rel
		}
	}
	l := levels[len(levels)-1]
	for w := l.with; w != nil; w = w.outer {
		for _, c := range w.tables {
			if !a.encloses(c.open) {
				p.CTEs = append(p.CTEs, c.name)
			}
		}
	}
	slices.Sort(p.CTEs)
	if len(p.Relations) == 0 && l.clause == inSelect {
		p.Unread = a.unread(p.CTEs, l.with)
	}
	if l.clause == inGroup || l.clause == inOrder || l.clause == inWhere {
		p.Aliases = a.aliases(&l.level)
	}
}

// mostUnread is how many common table expressions are looked into before any of
// them is read.
const mostUnread = 32

// unread are the common table expressions of some names, with their columns.
func (a *analysis) unread(names []string, scope *with) (list []Relation) {
	for _, name := range names[:min(len(names), mostUnread)] {
		columns, known := a.columnsOf([]string{name}, scope)
		list = append(list, Relation{Alias: name, Columns: columns, Known: known})
	}
	return list
}

// aliases are the names that a SELECT gives to its columns with AS.
func (a *analysis) aliases(l *level) []Column {
	var list []Column
	for _, item := range a.items(l.blocks[l.current]) {
		if item.hi-item.lo > 1 && a.word(item.hi-2) == "as" && a.pieces[item.hi-1].isName() {
			list = append(list, Column{Name: unquote(a.pieces[item.hi-1])})
		}
	}
	return list
}

// call is the function whose arguments the cursor is in.
func (a *analysis) call(brackets []int, relations []Relation) *Call {
	for _, open := range slices.Backward(brackets) {
		if !a.is(open, "(") || open == 0 {
			continue
		}
		name := a.pieces[open-1]
		if !name.isName() || notFunction[name.lower] {
			continue
		}
		c := &Call{Name: unquote(name)}
		for i := open + 1; i < a.at; i = a.after(i) {
			if a.is(i, ",") {
				c.Argument++
			}
		}
		c.Types = a.typesIn(open, relations)
		return c
	}
	return nil
}

// notFunction are words before a bracket that are no functions.
var notFunction = words("in and or not on using values from join over filter within as select where by when then else case exists any all some into key union is like between distinct except exclude replace interval with")

// expect fills in what may stand at the place.
func (a *analysis) expect(p *Place, l *level, plain []int) {
	p.Qualifier, p.indexes = a.qualifier()
	c, before := l.clause, a.word(a.at-1)
	if len(plain) > 0 {
		c = a.clauseIn(plain, c)
	}
	dotted := len(p.Qualifier) > 0
	switch {
	case a.is(a.at-1, ".") && !dotted:
	case c == inFrom || c == inTarget:
		a.expectTable(p, c, dotted)
	case dotted:
		p.Expect = Columns
	case a.is(a.at-1, "::") || before == "as" && a.inCast(plain):
		p.Expect = Types
	case before == "as" && c != inStart && c != inNewName:
	case a.wantsTarget(c, plain):
		p.Expect, p.Only = Columns, true
	case c == inUsing && len(plain) > 0:
		p.Expect, p.Shared = Columns, true
		a.shared(p)
	case c == inUse:
		p.Expect = Schemas
	case a.expectWindow(p, plain) || a.expectSetting(p, l, plain):
	case noOperand[c] || a.endsOperand(a.at-1):
		p.Expect, p.Follow = Keywords, append(followAfter(c, a, l), a.endWords(c)...)
	default:
		a.expectOperand(p, c, before)
	}
}

// noOperand are clauses that go on with a keyword, whatever stands before.
var noOperand = map[clause]bool{
	inStart: true, inWith: true, inJoined: true, inUsing: true, inInsert: true, inNewName: true, inCount: true, inSettings: true, inSetting: true, inFormat: true,
}

// wantsTarget reports whether nothing but a column of the table that is written
// may stand at the place.
func (a *analysis) wantsTarget(c clause, plain []int) bool {
	if len(plain) > 0 && a.word(plain[len(plain)-1]-1) == "conflict" {
		return true
	}
	switch c {
	case inColumn:
		return true
	case inInsert:
		return len(plain) > 0
	case inSet:
		before := a.word(a.at - 1)
		return len(plain) == 0 && (before == "set" || before == "update" || a.is(a.at-1, ","))
	}
	return false
}

func (a *analysis) expectTable(p *Place, c clause, dotted bool) {
	p.Expect = Tables | Schemas
	if dotted {
		return
	}
	if c == inFrom {
		p.Expect |= Functions | Keywords
	}
	if a.is(a.at-1, "(") {
		p.Follow = []string{"SELECT", "WITH", "VALUES"}
	}
}

func (a *analysis) expectOperand(p *Place, c clause, before string) {
	p.Expect = Columns | Functions | Keywords
	p.Follow = a.operandWords(c, before)
	if c == inOn && before == "on" {
		p.joined = a.lastBefore(p.Relations)
	}
}

// windows are the names that WINDOW gives.
func (a *analysis) windows() (names []Column) {
	for i := 1; i+2 < len(a.pieces); i++ {
		if named := a.word(i-1) == "window" || a.is(i-1, ",") && len(names) > 0; named && a.word(i+1) == "as" && a.is(i+2, "(") && a.pieces[i].isName() && !a.encloses(i+2) {
			names = append(names, Column{Name: unquote(a.pieces[i])})
		}
	}
	return names
}

// lastBefore is the last relation of the cursor's query before it; -1: none.
func (a *analysis) lastBefore(relations []Relation) int {
	last := -1
	for i, rel := range relations {
		if !rel.Outer && rel.at < a.at {
			last = i
		}
	}
	return last
}

// clauseIn is the clause of a place in brackets that hold no query.
func (a *analysis) clauseIn(plain []int, c clause) clause {
	open := plain[len(plain)-1]
	switch {
	case c == inInsert || c == inUsing && a.word(plain[0]-1) == "using":
		return c
	case c == inFrom && !a.isCallBracket(open):
		return c
	case c == inFrom || c == inJoined || c == inValues || c == inStart || c == inSettings || c == inSetting || c == inFormat:
		return inWhere
	}
	return c
}

// isCallBracket reports whether a function stands before a bracket.
func (a *analysis) isCallBracket(open int) bool {
	return open > 0 && a.pieces[open-1].isName() && !notFunction[a.pieces[open-1].lower]
}

// inCast reports whether the cursor is directly in the brackets of a CAST.
func (a *analysis) inCast(plain []int) bool {
	return len(plain) > 0 && (strings.HasSuffix(a.word(plain[len(plain)-1]-1), "cast"))
}

// qualifier are the names before the dot at the cursor, and how many indexes
// follow each.
func (a *analysis) qualifier() (parts []string, indexes []int) {
	if !a.is(a.at-1, ".") {
		return nil, nil
	}
	parts, indexes, _ = a.chain(a.at-2, mostBrackets)
	slices.Reverse(parts)
	slices.Reverse(indexes)
	return parts, indexes
}

// mostBrackets is how many pairs of brackets may stand around a name before a dot.
const mostBrackets = 4

// chain are the names between dots that end with a piece, the last one first, and
// how many indexes follow each; brackets around the first of them, as in (t.a).b,
// make no difference. They begin with piece first.
func (a *analysis) chain(last, brackets int) (parts []string, indexes []int, first int) {
	for first = last + 1; last >= 0; last = first - 2 {
		i, n := a.indexed(last, 0)
		if inner, counts, open := a.bracketed(i, brackets); inner != nil {
			counts[0] += n
			return append(parts, inner...), append(indexes, counts...), open
		}
		if i < 0 || !a.pieces[i].isName() {
			break
		}
		parts, indexes, first = append(parts, unquote(a.pieces[i])), append(indexes, n), i
		if !a.is(first-1, ".") {
			break
		}
	}
	return parts, indexes, first
}

// bracketed is the chain that is all of the brackets which piece i closes; nil
// where there is none.
func (a *analysis) bracketed(i, brackets int) (parts []string, indexes []int, open int) {
	if brackets == 0 || !a.is(i, ")") {
		return nil, nil, 0
	}
	if open = a.opening(i); open < 0 || a.isCallBracket(open) {
		return nil, nil, 0
	}
	parts, indexes, first := a.chain(i-1, brackets-1)
	if first != open+1 {
		return nil, nil, 0
	}
	return parts, indexes, open
}

// indexed is what piece i is an element of, as t is of t[1], and by how many
// indexes beside n; where it is none, i.
func (a *analysis) indexed(i, n int) (of, indexes int) {
	for open := i - 1; a.is(i, "]") && open > 0; open-- {
		if a.is(open, "[") && a.pieces[open].end == i {
			return a.indexed(open-1, n+1)
		}
	}
	return i, n
}

// shared keeps, for USING, the relation before the cursor and those before it.
func (a *analysis) shared(p *Place) {
	p.Relations = slices.DeleteFunc(p.Relations, func(r Relation) bool { return r.Outer || r.at > a.at })
}

// operandWords are keywords that may stand where an operand is expected.
func (a *analysis) operandWords(c clause, before string) []string {
	switch {
	case before == "select":
		return []string{"DISTINCT", "CASE", "NULL", "NOT", "CAST", "EXISTS"}
	case before == "is":
		return []string{"NULL", "NOT NULL", "TRUE", "FALSE", "DISTINCT FROM"}
	case before == "not" && c != inSelect:
		return []string{"IN", "EXISTS", "LIKE", "NULL", "BETWEEN"}
	case a.is(a.at-1, "("):
		return []string{"SELECT", "DISTINCT", "CASE", "NOT", "NULL"}
	case c == inGroup:
		return []string{"ALL", "ROLLUP", "CUBE", "GROUPING SETS", "CASE"}
	}
	return []string{"NOT", "CASE", "EXISTS", "NULL", "TRUE", "FALSE", "CAST", "INTERVAL"}
}

// followAfter are keywords that may come behind what stands before the cursor.
func followAfter(c clause, a *analysis, l *level) []string {
	switch c {
	case inStart:
		return startWords(a, l)
	case inWith:
		return []string{"AS", "SELECT"}
	case inSelect:
		if a.inCase() {
			return caseWords
		}
		return []string{"FROM", "AS", "OVER", "WHERE", "UNION ALL", "LIMIT"}
	case inJoined, inUsing:
		list := []string{"WHERE", "JOIN", "LEFT JOIN", "INNER JOIN", "GROUP BY", "ORDER BY", "LIMIT", "CROSS JOIN", "RIGHT JOIN", "FULL JOIN", "USING", "ON", "AS", "HAVING", "UNION ALL", "UNION", "EXCEPT", "INTERSECT"}
		if a.joins() {
			list = append([]string{"ON", "USING"}, list...)
		}
		if w := a.word(a.at - 1); c == inJoined && joinWords[w] {
			list = []string{"JOIN", "OUTER JOIN"}
		}
		return list
	case inOn, inWhere:
		return []string{"AND", "OR", "IN", "IS NULL", "IS NOT NULL", "NOT", "LIKE", "BETWEEN", "WHERE", "GROUP BY", "ORDER BY", "LIMIT", "JOIN", "LEFT JOIN", "HAVING", "UNION ALL"}
	case inGroup:
		return []string{"HAVING", "ORDER BY", "LIMIT", "UNION ALL"}
	case inOrder:
		return []string{"DESC", "ASC", "NULLS LAST", "NULLS FIRST", "LIMIT", "UNION ALL"}
	case inCount:
		return []string{"OFFSET"}
	case inSet:
		return []string{"WHERE", "FROM"}
	case inInsert:
		return []string{"VALUES", "SELECT", "SET", "WHERE", "USING", "ADD COLUMN", "DROP COLUMN", "RENAME TO"}
	case inNewName:
		return []string{"AS", "IF NOT EXISTS"}
	}
	return nil
}

var (
	joinWords = words("left right full inner cross natural outer asof semi anti")
	caseWords = []string{"WHEN", "THEN", "ELSE", "END", "AND", "OR", "AS", "FROM"}
)

// inCase reports whether a CASE is open before the cursor.
func (a *analysis) inCase() bool {
	for i, ended := a.at-1, 0; i >= 0 && i > a.at-200; i-- {
		switch a.word(i) {
		case "end":
			ended++
		case "case":
			if ended == 0 {
				return true
			}
			ended--
		case "select", "from":
			return false
		}
	}
	return false
}

// joins reports whether the table before the cursor was joined and has no
// condition yet.
func (a *analysis) joins() bool {
	for i := a.at - 1; i >= 0 && i > a.at-12; i-- {
		switch a.word(i) {
		case "join":
			return a.word(i-1) != "cross" && a.word(i-1) != "natural"
		case "on", "using", "from", "where":
			return false
		}
	}
	return false
}

// startWords are the words that a statement, or the next part of one, begins
// with.
func startWords(a *analysis, l *level) []string {
	if len(l.blocks) > 1 || l.with != nil || l.verb != "" {
		return []string{"SELECT", "ALL", "INSERT INTO", "UPDATE", "DELETE FROM", "TABLE", "VIEW", "FROM"}
	}
	list := []string{"SELECT", "WITH", "INSERT INTO", "UPDATE", "DELETE FROM", "CREATE TABLE", "CREATE VIEW", "EXPLAIN", "DESCRIBE", "SHOW TABLES", "DROP TABLE", "ALTER TABLE", "USE"}
	if a.dialect.Name() == "duckdb" {
		list = append(list, "FROM", "SUMMARIZE", "PIVOT", "COPY", "ATTACH", "SHOW ALL TABLES")
	}
	return list
}
