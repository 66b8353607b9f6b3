package complete

import (
	"cmp"
	"slices"
	"strings"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// Table is a table or view, with its columns where they are known.
type Table struct {
	Name string
	// Insert is the name as it is written; empty: as the dialect writes it.
	Insert string
	// Kind is shown: "table", "view", "result", or what the source calls it.
	Kind      string
	Rows      int64 // negative: not known
	Estimated bool  // the rows were not counted
	Columns   []Column
	Known     bool // these are its columns
}

// known is a table of the catalog.
type known struct {
	Table
	path   []string
	within []string // the names that may stand before it, in lower case
	leaf   bool
	pipe   bool // with an endpoint
}

// container is a database or schema.
type container struct {
	entry
	insert string
	kind   string
	path   []string
	within []string
	loaded bool
	leaf   bool
}

// function is all functions of a name: ones that make tables, and ones that make
// values.
type function struct {
	entry
	tables, values bool
	calls          []connectors.Function
}

// Names is everything that is known of a connection at one moment. It never
// changes.
type Names struct {
	dialect *sqltext.Dialect
	// tables and their names are in the same order, as are columns and theirs: a
	// search for letters reads the names alone.
	tables      []known
	tableNames  []entry
	columns     []Column // the first of each name
	columnNames []entry
	byName      map[string][]int
	containers  []container
	functions   []function
	byFunction  map[string]int
	keywords    []entry // of the dialect
	rare        []entry // that the source lists beside them
	types       []entry
	settings    []setting
	formats     []setting // of results
	sources     map[string][]Column
	rootLoaded  bool
}

// find returns the tables that a name may mean, the likeliest first.
func (n *Names) find(parts []string) []*known {
	var list []*known
	for _, i := range n.byName[strings.ToLower(parts[len(parts)-1])] {
		if n.reaches(&n.tables[i], parts[:len(parts)-1]) {
			list = append(list, &n.tables[i])
		}
	}
	return list
}

// reaches reports whether some names may stand before that of a table.
func (n *Names) reaches(t *known, names []string) bool {
	return endsWith(t.within, names) || n.throughDefault(t.within, names)
}

// throughDefault reports whether the last of the names within which something
// stands is the schema that may be left out, and the others end with those given:
// shop.orders is shop.main.orders.
func (n *Names) throughDefault(within, names []string) bool {
	last := len(within) - 1
	return len(names) > 0 && last > 0 && n.dialect.Name() == "duckdb" && within[last] == "main" && endsWith(within[:last], names)
}

// endsWith reports whether names, in lower case, end with others.
func endsWith(names, others []string) bool {
	if len(others) > len(names) {
		return false
	}
	names = names[len(names)-len(others):]
	for i, name := range others {
		if names[i] != strings.ToLower(name) {
			return false
		}
	}
	return true
}

// Lookup finds the columns of a table, or of a source.
func (n *Names) Lookup(parts []string) ([]Column, bool) {
	if columns, ok := n.sources[parts[0]]; ok && len(parts) == 1 {
		return columns, true
	}
	if len(parts) == 1 && strings.Contains(parts[0], ".") {
		parts = strings.Split(parts[0], ".") // BigQuery quotes a name as a whole.
	}
	for _, t := range n.find(parts) {
		if t.Known {
			return t.Columns, true
		}
	}
	return nil, false
}

// builder makes names out of the levels of a catalog.
type builder struct {
	*Names
	levels  map[string][]connectors.Node
	columns map[string]bool // the names that are noted
}

// key is the place of a path in a map.
func key(path []string) string { return strings.Join(path, "\x00") }

func build(have *contents) *Names {
	b := builder{Names: &Names{dialect: have.dialect, byName: map[string][]int{}}, levels: have.levels, columns: map[string]bool{}}
	_, b.rootLoaded = have.levels[""]
	b.level(nil, nil, 0)
	b.addFunctions(have.functions)
	b.addKeywords(have.keywords)
	b.addSettings(have.settings, have.formats)
	b.addSources(have.sources)
	return b.Names
}

// deepestCatalog is how many levels a catalog has at most.
const deepestCatalog = 6

// level takes in what is below a path.
func (b *builder) level(path, within []string, depth int) {
	if depth > deepestCatalog {
		return
	}
	for _, n := range b.levels[key(path)] {
		below := append(slices.Clip(path), n.Name)
		switch n.Kind {
		case connectors.NodeTable, connectors.NodeView:
			b.table(n, below, within)
		case connectors.NodePipe:
			if n.Preview != "" { // Statements can only name what has an endpoint.
				b.table(n, below, within)
			}
		case connectors.NodeDatabase, connectors.NodeSchema:
			b.container(n, below, within)
			b.level(below, append(slices.Clip(within), strings.ToLower(n.Name)), depth+1)
		case connectors.NodeGroup:
			b.group(n, below, within)
			b.level(below, within, depth+1)
		}
	}
}

func (b *builder) container(n connectors.Node, path, within []string) {
	_, loaded := b.levels[key(path)]
	b.containers = append(b.containers, container{newEntry(n.Name), n.Qualified, string(n.Kind), path, within, loaded, n.Leaf})
}

// group notes a heading that has not been opened: it has no name in statements.
func (b *builder) group(n connectors.Node, path, within []string) {
	if _, loaded := b.levels[key(path)]; !loaded && !n.Leaf {
		b.containers = append(b.containers, container{path: path, within: within})
	}
}

func (b *builder) table(n connectors.Node, path, within []string) {
	t := known{path: path, within: within, leaf: n.Leaf, pipe: n.Kind == connectors.NodePipe}
	t.Table = Table{Name: n.Name, Insert: n.Qualified, Kind: string(n.Kind), Rows: n.Rows, Estimated: true}
	if n.Type != "" {
		t.Kind = n.Type
	}
	columns, loaded := b.levels[key(path)]
	t.Known = loaded
	for _, c := range columns {
		if c.Kind == connectors.NodeColumn {
			t.Columns = append(t.Columns, Column{Name: c.Name, Type: c.Type, Table: n.Name, Key: c.Key, Insert: c.Qualified})
		}
	}
	for _, c := range t.Columns {
		b.column(c)
	}
	name := newEntry(n.Name)
	b.byName[name.lower] = append(b.byName[name.lower], len(b.tables))
	b.tables, b.tableNames = append(b.tables, t), append(b.tableNames, name)
}

// column notes a name among those of all tables.
func (b *builder) column(c Column) {
	if b.columns[c.Name] {
		return
	}
	b.columns[c.Name] = true
	b.Names.columns, b.columnNames = append(b.Names.columns, c), append(b.columnNames, newEntry(c.Name))
}

func (b *builder) addFunctions(functions []connectors.Function) {
	b.byFunction = map[string]int{}
	for _, f := range functions {
		lower := strings.ToLower(f.Name)
		i, ok := b.byFunction[lower]
		if !ok {
			i = len(b.functions)
			b.byFunction[lower] = i
			b.functions = append(b.functions, function{entry: newEntry(f.Name)})
		}
		known := &b.functions[i]
		known.calls = append(known.calls, f)
		known.tables, known.values = known.tables || f.Kind == "table", known.values || f.Kind != "table"
	}
}

// addKeywords takes the dialect's keywords and those that the source lists.
func (b *builder) addKeywords(more []string) {
	spelt := map[string]string{} // in capitals and small letters, which count then
	for _, w := range more {
		if isMixed(w) {
			spelt[strings.ToUpper(w)] = w
		}
	}
	seen := map[string]bool{"": true}
	for _, w := range b.dialect.Keywords() {
		seen[w] = true
		e := newEntry(cmp.Or(spelt[w], w))
		b.keywords = append(b.keywords, e)
		if tokens := b.dialect.Tokens(w); tokens[0].Kind == sqltext.Type {
			b.types = append(b.types, e)
		}
	}
	for _, w := range more {
		if upper := strings.ToUpper(w); !seen[upper] {
			seen[upper] = true
			b.rare = append(b.rare, newEntry(cmp.Or(spelt[upper], upper)))
		}
	}
}

// isMixed reports whether a word has capitals and small letters.
func isMixed(word string) bool {
	return word != strings.ToUpper(word) && word != strings.ToLower(word)
}
