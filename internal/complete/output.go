package complete

import (
	"slices"
	"strings"

	"sonde/internal/sqltext"
)

// Column is a column of a relation.
type Column struct {
	Name, Type string
	// Table is the table that it comes from, where that is known.
	Table string
	// Key is the part that it plays in its table, as a catalog says it.
	Key string
	// Insert is the name as it is written; empty: as the dialect writes it.
	Insert string
}

// Relation is what FROM names.
type Relation struct {
	// Alias is the name before a dot: the alias, or the last part of the name.
	Alias string
	// Parts is the name of a table as it is written, without quotes; nil of a
	// subquery.
	Parts   []string
	Columns []Column
	// Known says that these are its columns, and not a part of them or none.
	Known bool
	// Outer says that it belongs to a query around that of the cursor.
	Outer bool
	at    int
	// unclosed says that it is a subquery without its closing bracket, whose
	// alias is not told apart from what stands in it.
	unclosed bool
}

// Bounds that keep the work for a text of any form in proportion to its length.
const (
	mostColumns = 5000 // of one relation
	deepest     = 64   // subqueries within each other, of which columns are taken
)

// resolve finds the columns of a relation.
func (a *analysis) resolve(s spec, scope *with) Relation {
	rel := Relation{Alias: s.alias, at: s.at}
	switch {
	case s.open >= 0:
		rel.Columns, rel.Known = a.output(s.open+1, a.pieces[s.open].end, scope)
		if a.isQuery(s.open) {
			rel.Columns = derived(rel.Columns, "")
			end := a.pieces[s.open].end
			rel.unclosed = end >= len(a.pieces) || !a.pieces[end].closes()
		}
	case s.call:
		rel.Parts = nil
		a.source(&rel, s)
	default:
		rel.Parts = s.parts
		rel.Columns, rel.Known = a.columnsOf(s.parts, scope)
	}
	if rel.Alias == "" && len(s.parts) > 0 && !s.call {
		rel.Alias = s.parts[len(s.parts)-1]
	}
	rel.Columns = rename(rel.Columns, s.columns)
	return rel
}

// rename gives the first columns the names of an alias.
func rename(columns []Column, names []string) []Column {
	if len(names) == 0 {
		return columns
	}
	columns = slices.Clone(columns)
	for i, name := range names {
		if i == len(columns) {
			columns = append(columns, Column{})
		}
		columns[i].Name, columns[i].Insert = name, ""
	}
	return columns
}

// columnsOf finds the columns of a common table expression or of a table.
func (a *analysis) columnsOf(parts []string, scope *with) ([]Column, bool) {
	if len(parts) == 1 {
		if c := scope.find(parts[0]); c != nil {
			return a.columnsOfCTE(c)
		}
	}
	if a.lookup == nil {
		return nil, false
	}
	return a.lookup(parts)
}

func (a *analysis) columnsOfCTE(c *cte) ([]Column, bool) {
	switch c.state {
	case 0:
		c.state = 1
		c.output, c.known = a.output(c.open+1, a.pieces[c.open].end, c.scope)
		c.output = derived(rename(c.output, c.columns), c.name)
		c.state = 2
	case 1: // It reads itself.
		return rename(nil, c.columns), len(c.columns) > 0
	}
	return c.output, c.known
}

// derived are columns as those of a query: whatever part they play in their own
// table, they play none in its rows.
func derived(columns []Column, name string) []Column {
	columns = slices.Clone(columns)
	for i := range columns {
		columns[i].Table, columns[i].Key = name, ""
	}
	return columns
}

// output returns the columns of a query, and whether these are all of them.
func (a *analysis) output(lo, hi int, scope *with) ([]Column, bool) {
	for lo < hi && a.is(lo, "(") && a.isQuery(lo) {
		lo, hi = lo+1, a.pieces[lo].end
	}
	if lo >= hi || a.depth >= deepest {
		return nil, false
	}
	if done, ok := a.outputs[lo]; ok {
		return done.columns, done.known
	}
	a.depth++
	at := a.at
	a.at = -1 // The cursor is no concern of what a query returns.
	l := a.read(lo, hi, scope)
	columns, known := a.outputOf(&l)
	a.at = at
	a.depth--
	a.outputs[lo] = outputs{columns, known}
	return columns, known
}

// outputs are the columns of a query.
type outputs struct {
	columns []Column
	known   bool
}

// outputOf returns the columns of the first SELECT of a level.
func (a *analysis) outputOf(l *level) (columns []Column, known bool) {
	b := l.blocks[0]
	from := make([]Relation, len(b.relations))
	for i, s := range b.relations {
		from[i] = a.resolve(s, l.with)
	}
	if !b.selects {
		return starOf(from)
	}
	known = true
	for _, item := range a.items(b) {
		more, all := a.itemColumns(item, from)
		if len(more) == 1 && more[0].Type == "" && len(l.blocks) == 1 {
			more[0].Type = a.certainType(item, from)
		}
		columns, known = append(columns, more...), known && all
		if len(columns) > mostColumns {
			return columns[:mostColumns], false
		}
	}
	return columns, known
}

func starOf(from []Relation) (columns []Column, known bool) {
	known = len(from) > 0
	for _, rel := range from {
		columns = append(columns, rel.Columns[:min(len(rel.Columns), mostColumns)]...)
		known = known && rel.Known
		if len(columns) > mostColumns {
			return columns[:mostColumns], false
		}
	}
	return columns, known
}

// span is the pieces from lo up to hi.
type span struct{ lo, hi int }

// items are what stands between the commas of a SELECT.
func (a *analysis) items(b block) []span {
	if !b.selects {
		return nil
	}
	var list []span
	lo := b.selectLo
	for w := a.word(lo); (w == "distinct" || w == "all") && lo < b.selectHi; w = a.word(lo) {
		lo++
	}
	begin := lo
	for i := lo; i < b.selectHi; i = a.after(i) {
		if a.is(i, ",") {
			list = append(list, span{begin, i})
			begin = i + 1
		}
	}
	if begin < b.selectHi {
		list = append(list, span{begin, b.selectHi})
	}
	return list
}

// itemColumns are the columns of one item of a SELECT.
func (a *analysis) itemColumns(item span, from []Relation) (columns []Column, known bool) {
	n := item.hi - item.lo
	switch {
	case n <= 0:
		return nil, true
	case a.is(item.lo, "*"):
		columns, known = starOf(from)
		return a.without(columns, item.lo+1, item.hi), known
	case n >= 3 && a.is(item.lo+1, ".") && a.is(item.lo+2, "*"):
		columns, known = starOf(named(from, unquote(a.pieces[item.lo])))
		return a.without(columns, item.lo+3, item.hi), known
	}
	name, simple := a.itemName(item)
	if name == "" {
		return nil, true
	}
	if simple {
		if c, ok := columnNamed(from, a.pieces[item.lo:item.hi]); ok {
			c.Name, c.Insert = name, ""
			return []Column{c}, true
		}
	}
	return []Column{{Name: name}}, true
}

// without takes out of a star's columns what EXCLUDE or EXCEPT names.
func (a *analysis) without(columns []Column, lo, hi int) []Column {
	if w := a.word(lo); lo >= hi || w != "exclude" && w != "except" {
		return columns
	}
	var names []string
	if a.is(lo+1, "(") {
		names = a.namesIn(lo + 1)
	} else if lo+1 < hi {
		names = []string{unquote(a.pieces[lo+1])}
	}
	gone := map[string]bool{}
	for _, name := range names {
		gone[strings.ToLower(name)] = true
	}
	return slices.DeleteFunc(slices.Clone(columns), func(c Column) bool { return gone[strings.ToLower(c.Name)] })
}

// itemName is the name of an item: its alias, or that of a column that is all
// of it. simple says that it begins with nothing but a column.
func (a *analysis) itemName(item span) (name string, simple bool) {
	last := a.pieces[item.hi-1]
	direct := item.hi - item.lo
	for i := item.lo; i < item.hi; i++ {
		if a.pieces[i].opens() {
			direct = -1
			break
		}
	}
	if !last.isName() || ends[last.lower] {
		return "", false
	}
	before := item.hi - 2
	switch {
	case direct == 1 || direct == 3 && a.is(before, "."):
		return unquote(last), true
	case a.word(before) == "as" && before >= item.lo:
		return unquote(last), direct == 3 || direct == 5 && a.is(item.lo+1, ".")
	case before >= item.lo && a.endsOperand(before):
		return unquote(last), direct == 2 || direct == 4 && a.is(item.lo+1, ".")
	case before >= item.lo && a.is(before, "."):
		return unquote(last), false
	}
	return "", false
}

// named are the relations of a name.
func named(from []Relation, name string) []Relation {
	var list []Relation
	for _, rel := range from {
		if strings.EqualFold(rel.Alias, name) {
			list = append(list, rel)
		}
	}
	return list
}

// columnNamed finds the column that the pieces begin with: x or t.x.
func columnNamed(from []Relation, pieces []piece) (Column, bool) {
	name := unquote(pieces[0])
	if len(pieces) >= 3 && pieces[1].text == "." {
		from, name = named(from, name), unquote(pieces[2])
	}
	for _, rel := range from {
		for _, c := range rel.Columns {
			if strings.EqualFold(c.Name, name) {
				return c, true
			}
		}
	}
	return Column{}, false
}

// ends are words that end an operand.
var ends = words("null true false end current_date current_time current_timestamp unknown")

// endsOperand reports whether an operand may end with piece i, so that no other
// can follow it.
func (a *analysis) endsOperand(i int) bool {
	if i < 0 || i >= len(a.pieces) {
		return false
	}
	p := a.pieces[i]
	switch p.kind {
	case sqltext.String, sqltext.Number, sqltext.Placeholder, sqltext.Template, sqltext.QuotedIdentifier:
		return true
	}
	if p.closes() {
		return a.word(i-1) != "(" && !a.isClauseBracket(i)
	}
	if p.text == "*" {
		before := a.word(i - 1)
		return a.is(i-1, ".") || a.is(i-1, ",") || a.is(i-1, "(") || before == "select" || before == "distinct"
	}
	if p.lower == "" {
		return false
	}
	return ends[p.lower] || !takesOperand[p.lower] || a.is(i-1, ".")
}

// isClauseBracket reports whether the bracket that ends with piece i is a part
// of SELECT DISTINCT ON (…), behind which an operand follows.
func (a *analysis) isClauseBracket(i int) bool {
	open := i - 1
	if a.pieces[i].parent == a.pieces[open].parent {
		return false
	}
	for open > 0 && a.pieces[open].parent != a.pieces[i].parent {
		open = a.pieces[open].parent
	}
	return a.word(open-1) == "on" && a.word(open-2) == "distinct"
}

// takesOperand are words behind which an operand, a table or another part of
// the clause follows.
var takesOperand = words(`select distinct all where having qualify prewhere on and or not in like ilike rlike regexp similar glob between
	is case when then else by order group partition having limit offset from join using set values as with over interval any some
	exists escape cast filter within to returning both leading trailing except exclude replace div mod xor union intersect
	left right inner outer full cross natural asof semi anti lateral collate for update`)
