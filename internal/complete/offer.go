package complete

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"sonde/connectors"
)

// Kind is what an item is.
type Kind uint8

// Kinds of items.
const (
	KindColumn Kind = iota
	KindRelation
	KindTable
	KindSchema
	KindFunction
	KindKeyword
	KindType
	KindFile
	KindParameter
)

// Item is something that may be written at a place.
type Item struct {
	Kind  Kind
	Label string
	// Insert is what takes the place of the word.
	Insert string
	// Detail says what it is: type and table of a column, signature of a
	// function, kind of a table.
	Detail string
	Rows   int64 // of a table; negative: not known
	// Estimated says that the source has not counted the rows.
	Estimated bool
	score     int
	order     int
}

// Extra is what is known beside the names of the connection.
type Extra struct {
	Tables []Table // more tables, such as results
	Uses   *Uses
}

// Lookup finds the columns of these tables, and of others as next does. A table
// of the source wins where it has the same name.
func (e Extra) Lookup(next Lookup) Lookup {
	return func(parts []string) ([]Column, bool) {
		if columns, ok := next(parts); ok || len(parts) != 1 {
			return columns, ok
		}
		for _, t := range e.Tables {
			if strings.EqualFold(t.Name, parts[0]) {
				return t.Columns, t.Known
			}
		}
		return nil, false
	}
}

// mostItems is how many items are offered.
const mostItems = 200

// What the sort of a name counts for, beside how well it fits.
const (
	sortScope    = 250 // columns in scope
	sortFirst    = 230 // what is expected above all: tables behind FROM
	sortRelation = 200
	sortFollow   = 120 // keywords that often come here
	sortAny      = 70  // columns of all tables
	sortFunction = 60
	sortLast     = -600 // table functions: behind every table, however well they fit
	sortKeyword  = 0
	perUse       = 9 // for each step of use
)

// offers collects the best items.
type offers struct {
	p     Place
	names *Names
	extra Extra
	query query
	uses  *uses
	items []Item // a heap, the worst first, once it is full
	seen  int
}

// Offer returns what may be written at a place, the best first, and at most some
// hundred items. What is written there already is not offered.
func (n *Names) Offer(p Place, extra Extra) []Item {
	o := &offers{p: p, names: n, extra: extra, query: newQuery(p.Word), uses: extra.Uses.now()}
	switch {
	case p.Expect == Parameters:
		o.parameters()
	case p.Expect == Endpoints:
		o.endpoints()
	case p.Only && p.Target != nil:
		o.columnsOf(*p.Target, nil)
	case p.Shared:
		o.shared()
	default:
		o.names.offer(o)
	}
	slices.SortFunc(o.items, better)
	return o.items
}

func (n *Names) offer(o *offers) {
	e := o.p.Expect
	if e.Has(Columns) {
		o.columns()
	}
	if e.Has(Windows) {
		o.aliases("window", sortFollow-len(windowWords)-1)
	}
	if e.Has(Formats) || e.Has(Settings) {
		o.settings()
	}
	if e.Has(Tables) {
		o.tables()
	}
	if e.Has(Schemas) {
		o.containers()
	}
	if e.Has(Functions) {
		o.functions()
	}
	if e.Has(Types) {
		for i := range n.types {
			o.word(&n.types[i], KindType, sortFollow, "type")
		}
	}
	if e.Has(Keywords) {
		o.keywords()
	}
}

// better orders items: by score, then by length where something was typed, then
// as they came.
func better(a, b Item) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.order, b.order))
}

// fit is the score of a name, and whether it can be among the best.
func (o *offers) fit(e *entry, sort int) (score int, ok bool) {
	if o.query.lower == "" {
		score = (sort + perUse*o.uses.weight(e)) * oneStep
		return score, !o.full(score)
	}
	if !o.query.canFit(e) {
		return 0, false
	}
	// Of names that fit as well the shorter ones are nearer.
	own := sort*oneStep - min(len(e.lower), oneStep-1)
	best := fitsWord
	if o.query.isPrefix(e) {
		best = fitsExactly
	}
	if o.full(own + (best+perUse*mostWeight)*oneStep) {
		return 0, false
	}
	fit := o.query.fit(e)
	if fit == fitsNot {
		return 0, false // Looking up its use would cost more than this.
	}
	score = own + (fit+perUse*o.uses.weight(e))*oneStep
	return score, !o.full(score)
}

// full reports whether there are enough items that are better than a score.
func (o *offers) full(score int) bool {
	return len(o.items) == mostItems && score <= o.items[0].score
}

// oneStep is what a step of the constants above is in a score.
const oneStep = 64

// add takes an item with its score into the best.
func (o *offers) add(it Item, score int) {
	it.score, it.order = score, o.seen
	o.seen++
	if it.Insert == o.p.Word && o.p.Quote == 0 {
		return
	}
	if len(o.items) < mostItems {
		o.items = append(o.items, it)
		if len(o.items) == mostItems {
			slices.SortFunc(o.items, func(a, b Item) int { return better(b, a) })
		}
		return
	}
	if better(it, o.items[0]) < 0 {
		o.items[0] = it
		o.sink()
	}
}

// sink brings the first item of the heap to its place.
func (o *offers) sink() {
	for i := 0; ; {
		worst := i
		for _, child := range []int{2*i + 1, 2*i + 2} {
			if child < len(o.items) && better(o.items[child], o.items[worst]) > 0 {
				worst = child
			}
		}
		if worst == i {
			return
		}
		o.items[i], o.items[worst] = o.items[worst], o.items[i]
		i = worst
	}
}

func (o *offers) parameters() {
	for _, name := range o.p.Known {
		e := newEntry(name)
		if score, ok := o.fit(&e, sortFirst); ok {
			o.add(Item{Kind: KindParameter, Label: name, Insert: name, Detail: "parameter", Rows: -1}, score)
		}
	}
}

// columns offers what is in scope.
func (o *offers) columns() {
	if len(o.p.Qualifier) > 0 {
		o.members()
		return
	}
	o.aliases("alias", sortScope)
	o.conditions()
	double := o.doubles()
	for _, rel := range o.p.Relations {
		o.columnsOf(rel, double)
		if rel.Alias != "" {
			o.relation(rel)
		}
	}
	if len(o.p.Relations) == 0 && o.p.Target == nil && len(o.query.lower) > 0 {
		for _, rel := range o.p.Unread {
			o.columnsOf(rel, nil)
		}
		o.anyColumns()
	}
}

// aliases offers the names that the query itself gives.
func (o *offers) aliases(what string, sort int) {
	for _, c := range o.p.Aliases {
		o.column(c, "", sort, what)
	}
}

// doubles are the names that more than one relation of the query has.
func (o *offers) doubles() map[string]bool {
	seen, double := map[string]int{}, map[string]bool{}
	for i, rel := range o.p.Relations {
		for _, c := range rel.Columns {
			lower := strings.ToLower(c.Name)
			if first, ok := seen[lower]; ok && first != i {
				double[lower] = true
				continue
			}
			seen[lower] = i
		}
	}
	return double
}

// columnsOf offers the columns of a relation; those of a name that others have
// too are written with their relation.
func (o *offers) columnsOf(rel Relation, double map[string]bool) {
	sort := sortScope
	if rel.Outer {
		sort -= 20
	}
	for _, c := range rel.Columns {
		before := ""
		if rel.Alias != "" && double[strings.ToLower(c.Name)] {
			before = o.names.dialect.Identifier(rel.Alias) + "."
		}
		o.column(c, before, sort, rel.Alias)
	}
}

// column offers a column, written behind a name and its dot.
func (o *offers) column(c Column, before string, sort int, from string) {
	e := newEntry(c.Name)
	if score, ok := o.fit(&e, sort); ok {
		o.add(Item{Kind: KindColumn, Label: before + c.Name, Insert: before + o.written(c.Name, c.Insert), Detail: columnDetail(o.names.typed(c), from), Rows: -1}, score)
	}
}

func columnDetail(c Column, from string) string {
	if c.Table != "" && !strings.EqualFold(c.Table, from) && from != "" {
		from = c.Table + " " + from
	}
	var parts []string
	key, _, _ := strings.Cut(c.Key, " → ")
	for _, part := range []string{shortType(c.Type), key, from} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " · ")
}

// longestType is how much of a type is shown, in characters.
const longestType = 28

// shortType leaves out what a long type has in its brackets.
func shortType(t string) string {
	if utf8.RuneCountInString(t) <= longestType {
		return t
	}
	if head, _, ok := strings.Cut(t, "("); ok {
		return head + "(…)"
	}
	return string([]rune(t)[:longestType-1]) + "…"
}

// written is a name as a statement has it. Where a quote was opened, the name
// stands in quotes.
func (o *offers) written(name, insert string) string {
	switch {
	case o.p.Quote != 0:
		return o.names.dialect.QuoteIdentifier(name)
	case insert != "":
		return insert
	}
	return o.names.dialect.Identifier(name)
}

func (o *offers) relation(rel Relation) {
	e := newEntry(rel.Alias)
	if score, ok := o.fit(&e, sortRelation); ok {
		detail := o.kindOf(rel)
		if len(rel.Parts) > 0 && !strings.EqualFold(rel.Parts[len(rel.Parts)-1], rel.Alias) {
			detail = rel.Parts[len(rel.Parts)-1]
		}
		o.add(Item{Kind: KindRelation, Label: rel.Alias, Insert: o.written(rel.Alias, ""), Detail: detail, Rows: -1}, score)
	}
}

// kindOf is what a relation is called: a pipe by its source's word.
func (o *offers) kindOf(rel Relation) string {
	if len(rel.Parts) > 0 {
		if found := o.names.find(rel.Parts); len(found) > 0 && found[0].pipe {
			return found[0].Kind
		}
	}
	return "table"
}

// members offers the columns of the relation whose name stands before the dot;
// where nothing is in scope by that name, of the table.
func (o *offers) members() {
	q := o.p.Qualifier
	found := false
	for _, rel := range slices.Concat(o.p.Relations, o.p.Unread) {
		if len(q) == 1 && strings.EqualFold(rel.Alias, q[0]) || len(rel.Parts) > 0 && endsWith(lowered(rel.Parts), q) {
			o.columnsOf(rel, nil)
			found = true
		}
	}
	if found || o.unclosed() {
		return
	}
	if columns, ok := o.names.Lookup(q); ok {
		o.columnsOf(Relation{Columns: columns}, nil)
		return
	}
	o.fields()
}

// unclosed offers the columns of subqueries whose brackets are not closed: any name
// before a dot that is no other relation's may be meant for theirs.
func (o *offers) unclosed() (found bool) {
	for _, rel := range o.p.Relations {
		if rel.unclosed && rel.Alias == "" && len(rel.Columns) > 0 && len(o.p.Qualifier) == 1 {
			o.columnsOf(rel, nil)
			found = true
		}
	}
	return found
}

func lowered(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = strings.ToLower(name)
	}
	return out
}

func (o *offers) anyColumns() {
	for i := range o.names.columnNames {
		if score, ok := o.fit(&o.names.columnNames[i], sortAny); ok {
			c := &o.names.columns[i]
			o.add(Item{Kind: KindColumn, Label: c.Name, Insert: o.written(c.Name, c.Insert), Detail: columnDetail(*c, ""), Rows: -1}, score)
		}
	}
}

// shared offers what the last relation has in common with those before it; all
// of its columns where theirs are not known.
func (o *offers) shared() {
	if len(o.p.Relations) == 0 {
		return
	}
	last := o.p.Relations[len(o.p.Relations)-1]
	others, allKnown := map[string]bool{}, true
	for _, rel := range o.p.Relations[:len(o.p.Relations)-1] {
		allKnown = allKnown && rel.Known
		for _, c := range rel.Columns {
			others[strings.ToLower(c.Name)] = true
		}
	}
	for _, c := range last.Columns {
		if others[strings.ToLower(c.Name)] || !allKnown {
			o.column(c, "", sortScope, "")
		}
	}
}

// tables offers tables, or those of the schema before the dot.
func (o *offers) tables() {
	q := o.p.Qualifier
	if len(q) == 0 {
		for _, name := range o.p.CTEs {
			o.table(Table{Name: name, Kind: "with", Rows: -1}, sortScope)
		}
		for _, t := range o.extra.Tables {
			o.table(t, sortFirst)
		}
	}
	for i := range o.names.tableNames {
		score, ok := o.fit(&o.names.tableNames[i], sortFirst)
		if !ok {
			continue
		}
		t := &o.names.tables[i]
		if !o.names.reaches(t, q) {
			continue
		}
		insert := t.Insert
		if len(q) > 0 {
			insert = "" // What stands before the dot is written already.
		}
		o.addTable(t.Table, o.written(t.Table.Name, insert), strings.Join(t.within, "."), score)
	}
}

func (o *offers) table(t Table, sort int) {
	e := newEntry(t.Name)
	if score, ok := o.fit(&e, sort); ok {
		o.addTable(t, o.written(t.Name, t.Insert), "", score)
	}
}

func (o *offers) addTable(t Table, insert, within string, score int) {
	detail := t.Kind
	if strings.Contains(insert, ".") && within != "" {
		detail += " · " + within
	}
	o.add(Item{Kind: KindTable, Label: t.Name, Insert: insert, Detail: detail, Rows: t.Rows, Estimated: t.Estimated}, score)
}

func (o *offers) containers() {
	for i := range o.names.containers {
		c := &o.names.containers[i]
		if c.name == "" || !endsWith(c.within, o.p.Qualifier) || len(o.p.Qualifier) > 0 && len(c.within) != len(o.p.Qualifier) {
			continue
		}
		if score, ok := o.fit(&c.entry, sortFollow); ok {
			insert := c.insert
			if len(o.p.Qualifier) > 0 {
				insert = ""
			}
			o.add(Item{Kind: KindSchema, Label: c.name, Insert: o.written(c.name, insert), Detail: c.kind, Rows: -1}, score)
		}
	}
}

// functions offers functions: those that make tables where a table is expected,
// the others elsewhere. Without a word there are too many.
func (o *offers) functions() {
	if o.query.lower == "" || o.p.Quote != 0 {
		return
	}
	tables, sort := o.p.Expect.Has(Tables), sortFunction
	if tables {
		sort = sortLast
	}
	for i := range o.names.functions {
		f := &o.names.functions[i]
		if tables && !f.tables || !tables && !f.values {
			continue
		}
		if score, ok := o.fit(&f.entry, sort); ok {
			o.add(Item{Kind: KindFunction, Label: f.name, Insert: o.closed(f), Detail: f.detail(tables), Rows: -1}, score)
		}
	}
}

// call is a function as it is written, up to its arguments. Its letter case
// follows what was typed where the source does not care.
func (o *offers) call(name string) string {
	anyCase := o.names.dialect.Name() != "clickhouse" && o.names.dialect.Name() != "tinybird"
	if anyCase && !isMixed(name) {
		name = inCase(name, o.query.text, name == strings.ToUpper(name))
	}
	if o.p.Behind == '(' {
		return name
	}
	return name + "("
}

// closed is a call with its bracket closed where nothing can stand in it.
func (o *offers) closed(f *function) string {
	call := o.call(f.name)
	takesSome := func(c connectors.Function) bool { return c.Signature != "()" }
	if strings.HasSuffix(call, "(") && !slices.ContainsFunc(f.calls, takesSome) {
		call += ")"
	}
	return call
}

// detail is the first signature of a function that makes tables, or values.
func (f *function) detail(tables bool) string {
	first := f.calls[max(0, slices.IndexFunc(f.calls, func(c connectors.Function) bool { return (c.Kind == "table") == tables }))]
	text := first.Signature
	if first.Returns != "" {
		text += " → " + first.Returns
	}
	if n := len(f.calls) - 1; n > 0 {
		text += " …"
	}
	return text
}

// keywords offers what often comes here and, once something was typed, every
// other keyword.
func (o *offers) keywords() {
	if o.p.Quote != 0 || len(o.p.Qualifier) > 0 {
		return
	}
	given := map[string]bool{}
	for i, w := range o.p.Follow {
		if !given[w] {
			given[w] = true
			e := newEntry(w)
			o.word(&e, KindKeyword, sortFollow-min(i, 20), "")
		}
	}
	if o.query.lower == "" || o.p.Expect.Has(Tables) || o.p.strict {
		return
	}
	o.words(o.names.keywords, given)
	if !o.p.Expect.Has(Columns) {
		o.words(o.names.rare, given)
	}
}

// words offers keywords that begin with what was typed.
func (o *offers) words(list []entry, given map[string]bool) {
	for i := range list {
		if e := &list[i]; !given[e.name] && o.query.canFit(e) && o.query.isPrefix(e) {
			o.word(e, KindKeyword, sortKeyword, "")
		}
	}
}

func (o *offers) word(e *entry, kind Kind, sort int, detail string) {
	if score, ok := o.fit(e, sort); ok {
		text := e.name
		if !isMixed(text) {
			text = inCase(text, o.query.text, o.p.Upper)
		}
		o.add(Item{Kind: kind, Label: text, Insert: text, Detail: detail, Rows: -1}, score)
	}
}
