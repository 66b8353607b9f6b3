package complete

import (
	"slices"
	"strings"

	"sonde/internal/sqltext"
)

// clause is the part of a statement that a place is in.
type clause uint8

const (
	inStart clause = iota
	inWith         // between the names of common table expressions
	inSelect
	inFrom     // a table is expected
	inJoined   // behind a table
	inOn       // a condition of a join
	inUsing    // the columns of USING
	inWhere    // WHERE, HAVING, QUALIFY and other conditions
	inGroup    // GROUP BY
	inOrder    // ORDER BY, LIMIT BY
	inSet      // the assignments of an UPDATE
	inInsert   // behind the table of an INSERT
	inTarget   // a table is expected that is written or described
	inValues   // VALUES
	inNewName  // a name that is not there yet
	inCount    // LIMIT, OFFSET
	inColumn   // ALTER TABLE … COLUMN
	inUse      // USE
	inSetting  // SETTINGS, SET
	inFormat   // FORMAT
	inSettings // others of which nothing is known
)

// spec is a relation as it is written.
type spec struct {
	parts   []string
	open    int // the bracket of a subquery; -1: none
	call    bool
	alias   string
	columns []string // of an alias such as t (a, b)
	lateral bool
	at      int // its first piece
}

// block is one SELECT of a level, or a statement that is none.
type block struct {
	lo, hi    int
	relations []spec
	// selectLo and selectHi bound the list of the SELECT.
	selectLo, selectHi int
	selects            bool
}

// level is a query or statement between two brackets, without what stands in
// brackets of its own.
type level struct {
	blocks  []block
	current int    // the block of the cursor
	clause  clause // of the cursor
	with    *with
	target  *spec // of INSERT, UPDATE, ALTER …
	verb    string
}

// reader reads one level.
type reader struct {
	*analysis
	level
	lo, hi int
	clause clause
	placed bool // the cursor was passed
}

// read reads the level between two pieces, within the common table expressions
// around it.
func (a *analysis) read(lo, hi int, outer *with) level {
	r := reader{analysis: a, lo: lo, hi: hi}
	r.with = outer
	r.blocks = []block{{lo: lo, hi: hi, selectLo: -1}}
	for i := lo; i < hi; {
		i = r.step(i)
	}
	r.place(hi)
	r.last().hi = hi
	r.endSelect(hi)
	return r.level
}

func (r *reader) last() *block { return &r.blocks[len(r.blocks)-1] }

// place notes the clause of the cursor, once the reading has come to it.
func (r *reader) place(i int) {
	if !r.placed && i >= r.at {
		r.placed = true
		r.level.clause, r.current = r.clause, len(r.blocks)-1
	}
}

// enter begins a clause.
func (r *reader) enter(c clause, i int) {
	if r.clause == inSelect {
		r.endSelect(i)
	}
	r.clause = c
}

func (r *reader) endSelect(i int) {
	if b := r.last(); b.selects && b.selectHi == 0 {
		b.selectHi = i
	}
}

// word is the plain word at i, in lower case.
func (a *analysis) word(i int) string {
	if i < 0 || i >= len(a.pieces) {
		return ""
	}
	return a.pieces[i].lower
}

func (a *analysis) is(i int, text string) bool {
	return i >= 0 && i < len(a.pieces) && a.pieces[i].text == text
}

// step reads on from piece i and returns where to go on.
func (r *reader) step(i int) int {
	r.place(i)
	p := r.pieces[i]
	switch {
	case p.text == ",":
		r.comma()
		return i + 1
	case r.expectsTable() && !(p.lower != "" && endsTable[p.lower]):
		return r.table(i)
	case p.opens():
		return r.bracket(i)
	case p.lower != "" && !r.isMember(i):
		return r.keyword(i, p.lower)
	}
	return i + 1
}

// isMember reports whether a word belongs to the dot before it. Behind a dot and
// a blank the next clause begins: the name was not finished.
func (r *reader) isMember(i int) bool {
	return i != r.at && r.is(i-1, ".") && !(r.pieces[i].gap && takesOperand[r.pieces[i].lower])
}

func (r *reader) expectsTable() bool { return r.clause == inFrom || r.clause == inTarget }

// comma begins the next table, or the next assignment.
func (r *reader) comma() {
	if r.clause == inJoined || r.clause == inOn || r.clause == inUsing {
		r.clause = inFrom
	}
}

// bracket passes over what stands in brackets; the cursor within them has the
// clause around them.
func (r *reader) bracket(i int) int {
	if r.encloses(i) {
		r.place(r.at)
	}
	return min(r.after(i), r.hi)
}

// encloses reports whether the cursor is within the bracket at open.
func (a *analysis) encloses(open int) bool { return a.at > open && a.at <= a.pieces[open].end }

// after is the piece behind a piece or, of a bracket, behind its end.
func (a *analysis) after(i int) int {
	end := a.pieces[i].end
	if end == i || end < len(a.pieces) && a.pieces[end].closes() {
		return end + 1
	}
	return end
}

// keyword reads a word outside of names of tables.
func (r *reader) keyword(i int, w string) int {
	first := r.clause == inStart
	if c, ok := clauseOf[w]; ok && !r.isOperand(i, w) {
		r.enter(c, i)
		return i + 1
	}
	switch w {
	case "select":
		r.begin(i)
	case "with":
		if b := r.last(); !b.selects && len(b.relations) == 0 && r.clause != inJoined {
			return r.readWith(i + 1)
		}
	case "from":
		if r.word(i-1) != "distinct" {
			r.enter(inFrom, i)
		}
	case "join", "straight_join":
		if r.word(i-1) == "array" {
			r.enter(inWhere, i) // ClickHouse joins a row with the elements of its columns.
		} else {
			r.enter(inFrom, i)
		}
	case "by":
		if r.clause == inCount {
			r.enter(inOrder, i)
		}
	case "on":
		r.on(i)
	case "using":
		r.using(i)
	case "group", "order", "partition", "sort", "cluster", "clustered", "distribute":
		return r.by(i, w)
	case "union", "intersect", "except", "minus":
		r.setOperator(i, w)
	case "format":
		if r.isFormat(i) {
			r.enter(inFormat, i)
		}
	default:
		r.verbs(i, w, first)
	}
	return i + 1
}

// clauseOf are words that begin a clause wherever they stand.
var clauseOf = map[string]clause{
	"where": inWhere, "having": inWhere, "qualify": inWhere, "prewhere": inWhere,
	"limit": inCount, "offset": inCount, "fetch": inCount, "settings": inSetting, "values": inValues,
	"window": inSettings, "returning": inWhere,
}

// isOperand reports whether a word that begins a clause in other places is a
// name or an argument here.
func (r *reader) isOperand(i int, w string) bool {
	switch w {
	case "values":
		return r.clause == inSet || r.clause == inWhere || r.clause == inSelect
	case "settings", "window", "offset", "fetch", "returning":
		return r.clause == inSelect && (r.is(i-1, ",") || r.word(i-1) == "select") || r.clause == inStart
	}
	return false
}

// begin begins the list of a SELECT.
func (r *reader) begin(i int) {
	r.enter(inSelect, i)
	b := r.last()
	b.selects, b.selectLo, b.selectHi = true, i+1, 0
}

func (r *reader) on(i int) {
	switch {
	case strings.HasSuffix(r.verb, "pivot"):
		r.enter(inWhere, i)
	case r.clause == inJoined || r.clause == inUsing || r.clause == inOn || r.clause == inFrom:
		r.enter(inOn, i)
	case r.verb == "create":
		r.enter(inTarget, i)
	}
}

func (r *reader) using(i int) {
	switch {
	case strings.HasSuffix(r.verb, "pivot"):
		r.enter(inWhere, i)
	case r.is(i+1, "(") || r.clause == inJoined && r.verb != "merge" && r.verb != "delete":
		r.enter(inUsing, i)
	case r.clause == inJoined || r.clause == inInsert:
		r.enter(inFrom, i)
	}
}

// by reads GROUP BY and its like.
func (r *reader) by(i int, w string) int {
	if r.word(i+1) != "by" {
		return i + 1
	}
	c := inOrder
	if w == "group" {
		c = inGroup
	}
	r.enter(c, i)
	return i + 2
}

// setOperator begins the next SELECT. * EXCEPT (a) is none.
func (r *reader) setOperator(i int, w string) {
	if w == "except" && r.is(i-1, "*") {
		return
	}
	r.enter(inStart, i)
	r.last().hi = i
	r.blocks = append(r.blocks, block{lo: i + 1, hi: r.hi, selectLo: -1})
}

// verbs reads the first words of statements that are no queries.
func (r *reader) verbs(i int, w string, first bool) {
	if r.updates(i, w) {
		r.enter(inSet, i)
		return
	}
	if !first && !(r.clause == inNewName || r.clause == inTarget || r.clause == inInsert || r.clause == inSettings || r.clause == inSetting || r.clause == inValues) {
		return
	}
	switch w {
	case "insert", "replace", "merge", "create", "alter", "drop", "delete", "copy":
		if first {
			r.verb = w
		}
		if w == "copy" {
			r.enter(inTarget, i)
		}
	case "update", "describe", "desc", "summarize", "truncate", "optimize", "pivot", "unpivot":
		if first {
			r.verb = w
			r.enter(inTarget, i)
		}
	case "into":
		r.enter(inTarget, i)
	case "table", "view":
		if r.verb == "create" {
			r.enter(inNewName, i)
		} else {
			r.enter(inTarget, i)
		}
	case "index", "schema", "database", "function", "macro", "sequence", "type":
		if r.verb != "" {
			r.enter(inNewName, i)
		}
	case "as":
		if r.clause == inNewName {
			r.enter(inStart, i)
		}
	case "set":
		if r.verb == "update" || r.verb == "insert" || r.verb == "merge" {
			r.enter(inSet, i)
		} else {
			r.enter(inSetting, i)
		}
	case "setting":
		if before := r.word(i - 1); speaksClickHouse(r.dialect) && (before == "modify" || before == "reset") {
			r.enter(inSetting, i)
		}
	case "reset":
		if first {
			r.enter(inSetting, i)
		}
	case "column":
		r.enter(inColumn, i)
	case "use":
		r.enter(inUse, i)
	}
}

// updates reports whether assignments follow a word as those of SET do: behind
// ALTER TABLE … UPDATE and ON DUPLICATE KEY UPDATE.
func (r *reader) updates(i int, w string) bool {
	return w == "update" && (r.verb == "alter" || r.word(i-1) == "key" && r.target != nil)
}

// endsTable are words that no name of a table is, where one is expected.
var endsTable = words("where join left right inner outer full cross natural on using group order having limit offset union intersect except minus window qualify settings prewhere asof anti semi positional select set values returning")

// endsAlias are words that no alias behind a table is.
var endsAlias = func() map[string]bool {
	set := words("as from final sample array global any all format fetch for tablesample pivot unpivot partition at when lateral into default with straight_join at by partitioned clustered overwrite")
	for w := range endsTable {
		set[w] = true
	}
	return set
}()

// table reads a table where one is expected.
func (r *reader) table(i int) int {
	s := spec{open: -1, at: i}
	for w := r.word(i); (w == "only" || w == "lateral" || w == "table" || w == "if" || w == "not" || w == "exists" || w == "overwrite") && i < r.hi && i != r.at; w = r.word(i) {
		s.lateral = s.lateral || w == "lateral"
		i++
	}
	r.place(i)
	if i >= r.hi {
		return i
	}
	switch {
	case r.pieces[i].text == "(" && !r.isQuery(i):
		return i + 1 // A join in brackets: what is in them is part of this level.
	case r.pieces[i].text == "(":
		s.open = i
		if r.encloses(i) {
			r.place(r.at)
		}
		i = min(r.after(i), r.hi)
	default:
		i = r.name(i, &s)
	}
	if s.parts == nil && s.open < 0 {
		r.place(i) // The cursor is in the name.
	}
	i = r.alias(i, &s)
	r.add(s)
	return i
}

// add notes a table that was read.
func (r *reader) add(s spec) {
	named := s.parts != nil || s.open >= 0
	if r.clause == inTarget {
		r.clause = inInsert
		if !named {
			return
		}
		if r.target == nil {
			r.target = &s
		}
		if r.verb != "insert" && r.verb != "replace" {
			r.last().relations = append(r.last().relations, s)
		}
		return
	}
	r.clause = inJoined
	if named {
		r.last().relations = append(r.last().relations, s)
	}
}

// name reads a name of one or more parts. One that the cursor is in, or that is
// not finished, is left out.
func (r *reader) name(i int, s *spec) int {
	begin := i
	if p := r.pieces[i]; p.kind == sqltext.String {
		s.parts = []string{p.text}
		s.call = true
		return i + 1
	}
	for i < r.hi && r.pieces[i].isName() {
		s.parts = append(s.parts, unquote(r.pieces[i]))
		i++
		if i == r.at && r.at > 0 || !r.is(i, ".") {
			break
		}
		i++
		if i == r.at || i >= r.hi || !r.pieces[i].isName() || !r.isMember(i) {
			s.parts = nil
			break
		}
	}
	if i < r.hi && r.is(i, "(") && s.parts != nil && r.clause != inTarget {
		if r.encloses(i) {
			r.place(r.at)
		}
		s.call = true
		i = min(r.after(i), r.hi)
	}
	return max(i, begin+1)
}

// alias reads the alias behind a table, with its columns.
func (r *reader) alias(i int, s *spec) int {
	if i >= r.hi || r.placedAt(i) || r.clause == inTarget && r.verb == "alter" {
		return i
	}
	if r.word(i) == "as" {
		i++
		if i >= r.hi || r.placedAt(i) {
			return i
		}
	}
	if p := r.pieces[i]; !p.isName() || endsAlias[p.lower] {
		return i
	}
	s.alias = unquote(r.pieces[i])
	i++
	if i < r.hi && r.is(i, "(") && r.clause != inTarget && !r.placedAt(i) {
		s.columns = r.namesIn(i)
		i = min(r.after(i), r.hi)
	}
	return i
}

// placedAt reports whether the cursor stands before piece i: what follows is
// not part of what stands before.
func (r *reader) placedAt(i int) bool { return i == r.at }

// isQuery reports whether a bracket holds a query.
func (a *analysis) isQuery(open int) bool {
	for range 64 {
		next := open + 1
		if next >= a.pieces[open].end {
			return false
		}
		if !a.is(next, "(") {
			return startsQuery[a.word(next)]
		}
		open = next
	}
	return false
}

// with is a list of common table expressions.
type with struct {
	outer  *with
	tables map[string]*cte
}

// cte is one of them.
type cte struct {
	name    string
	columns []string
	open    int // its bracket; -1: none
	scope   *with
	state   uint8 // 1: being worked out, 2: done
	output  []Column
	known   bool
}

func (w *with) find(name string) *cte {
	for name = strings.ToLower(name); w != nil; w = w.outer {
		if c := w.tables[name]; c != nil {
			return c
		}
	}
	return nil
}

// readWith reads a list of common table expressions from behind WITH.
func (r *reader) readWith(i int) int {
	r.enter(inWith, i)
	r.with = &with{outer: r.with, tables: map[string]*cte{}}
	if r.word(i) == "recursive" {
		i++
	}
	for i < r.hi {
		next, ok := r.readCTE(i)
		r.place(next)
		if !ok {
			i = next
			break
		}
		i = next + 1
	}
	if r.placed && r.level.clause == inWith || i >= r.hi {
		return i
	}
	r.clause = inStart
	return i
}

// readCTE reads one expression; more reports whether a comma follows it.
func (r *reader) readCTE(i int) (next int, more bool) {
	c := &cte{open: -1, scope: r.with}
	begin := i
	if !r.pieces[i].isName() || startsQuery[r.word(i)] && r.word(i+1) != "as" {
		return r.withExpression(i)
	}
	c.name = unquote(r.pieces[i])
	i++
	if r.is(i, "(") && i < r.hi {
		c.columns = r.namesIn(i)
		i = min(r.after(i), r.hi)
	}
	if r.word(i) != "as" || i >= r.hi {
		return r.withExpression(begin)
	}
	i++
	for w := r.word(i); w == "not" || w == "materialized"; w = r.word(i) {
		i++
	}
	if i >= r.hi || !r.is(i, "(") {
		return r.withExpression(begin)
	}
	c.open = i
	r.ctes[i] = c
	r.with.tables[strings.ToLower(c.name)] = c
	if r.encloses(i) {
		r.place(r.at)
	}
	i = min(r.after(i), r.hi)
	return i, i < r.hi && r.is(i, ",")
}

// withExpression passes over an expression with a name, as ClickHouse has them,
// or over one that is not finished.
func (r *reader) withExpression(i int) (next int, more bool) {
	for i < r.hi && r.word(i) != "select" && r.word(i) != "insert" {
		if r.is(i, ",") {
			return i, true
		}
		if r.encloses(i) {
			r.place(r.at)
		}
		i = min(r.after(i), r.hi)
	}
	return i, false
}

// namesIn are the names between the commas of a bracket.
func (a *analysis) namesIn(open int) []string {
	var names []string
	for j := open + 1; j < a.pieces[open].end; j = a.after(j) {
		if a.pieces[j].isName() && (j == open+1 || a.is(j-1, ",")) {
			names = append(names, unquote(a.pieces[j]))
		}
	}
	return slices.Clip(names)
}
