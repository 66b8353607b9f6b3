package complete

import (
	"maps"
	"slices"
	"sync"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

// Cache holds what is known of a connection's names. Those who learn something
// of the catalog put it in, and never wait; who asks for the names waits until
// they are in order. It may be used from many goroutines.
type Cache struct {
	mu      sync.Mutex
	changes []func(*contents) // since the names were built

	building sync.Mutex
	contents contents
	names    *Names
}

// contents is what names are made of.
type contents struct {
	dialect   *sqltext.Dialect
	levels    map[string][]connectors.Node
	listed    map[string]bool // levels that came with a list of all tables
	functions []connectors.Function
	keywords  []string
	settings  []connectors.Setting
	formats   []string
	sources   map[string][]connectors.Node
}

// NewCache returns an empty cache for a dialect.
func NewCache(d *sqltext.Dialect) *Cache {
	return &Cache{contents: contents{dialect: d, levels: map[string][]connectors.Node{}}}
}

// SetDialect changes the dialect, as when an answer has shown that the source
// speaks another one than was thought.
func (c *Cache) SetDialect(d *sqltext.Dialect) {
	c.change(func(have *contents) { have.dialect = d })
}

func (c *Cache) change(f func(*contents)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changes = append(c.changes, f)
}

// Put takes one level of the catalog, in the place of what was known of it.
func (c *Cache) Put(path []string, nodes []connectors.Node) {
	at := key(path)
	c.change(func(have *contents) { have.levels[at] = nodes })
}

// PutTables takes every table with its columns, in the place of the tables that
// were known.
func (c *Cache) PutTables(tables []connectors.Table) {
	c.change(func(have *contents) { have.putTables(tables) })
}

// PutWords takes the functions and keywords of the source.
func (c *Cache) PutWords(functions []connectors.Function, keywords []string) {
	c.change(func(have *contents) { have.functions, have.keywords = functions, keywords })
}

// PutSettings takes what can be set at the source, and the formats in which it
// writes results.
func (c *Cache) PutSettings(settings []connectors.Setting, formats []string) {
	c.change(func(have *contents) { have.settings, have.formats = settings, formats })
}

// Names returns what is known now.
func (c *Cache) Names() *Names {
	c.building.Lock()
	defer c.building.Unlock()
	c.mu.Lock()
	changes := c.changes
	c.changes = nil
	c.mu.Unlock()
	if c.names != nil && len(changes) == 0 {
		return c.names
	}
	for _, f := range changes {
		f(&c.contents)
	}
	c.names = build(&c.contents)
	return c.names
}

// putTables makes levels of a list of tables. A level above them that was not
// listed is made of the names in their paths.
func (have *contents) putTables(tables []connectors.Table) {
	for level := range have.listed {
		delete(have.levels, level) // Its tables may be gone.
	}
	have.listed = map[string]bool{}
	byParent := map[string][]connectors.Node{}
	for _, t := range tables {
		if len(t.Path) == 0 {
			continue
		}
		parent := t.Path[:len(t.Path)-1]
		have.listed[key(parent)] = true
		byParent[key(parent)] = append(byParent[key(parent)], t.Node)
		if len(t.Columns) > 0 {
			have.levels[key(t.Path)] = t.Columns
		}
		have.reach(parent)
	}
	maps.Copy(have.levels, byParent)
}

// reach sees to it that the levels above a path lead to it.
func (have *contents) reach(path []string) {
	for n := len(path); n > 0; n-- {
		above := key(path[:n-1])
		if slices.ContainsFunc(have.levels[above], func(node connectors.Node) bool { return node.Name == path[n-1] }) {
			return
		}
		have.levels[above] = append(slices.Clip(have.levels[above]), connectors.Node{Kind: connectors.NodeSchema, Name: path[n-1], Rows: -1, Bytes: -1})
	}
}
