// Package sidebar is the pane of connections and what is in them: a tree that
// is loaded one level at a time, when a branch is opened. It does no I/O: what
// it needs it asks for with an [Effect], and the app answers with Loaded or
// Failed.
package sidebar

import (
	"slices"
	"strings"

	"sonde/connectors"
	"sonde/themes"
	"sonde/tui/action"
)

// Actions are the commands of the sidebar.
var Actions = []action.Action{
	{ID: "sidebar.up", Place: action.Sidebar, Keys: []string{"up", "k"}, Title: "Move up"},
	{ID: "sidebar.down", Place: action.Sidebar, Keys: []string{"down", "j"}, Title: "Move down"},
	{ID: "sidebar.page-up", Place: action.Sidebar, Keys: []string{"pgup"}, Title: "Move one page up"},
	{ID: "sidebar.page-down", Place: action.Sidebar, Keys: []string{"pgdown"}, Title: "Move one page down"},
	{ID: "sidebar.first", Place: action.Sidebar, Keys: []string{"home", "g"}, Title: "Go to the first entry"},
	{ID: "sidebar.last", Place: action.Sidebar, Keys: []string{"end", "G"}, Title: "Go to the last entry"},
	{ID: "sidebar.preview", Place: action.Sidebar, Keys: []string{"enter"}, Title: "Preview the table, run the endpoint", Short: "preview", Help: "Shows the first rows of a table or view, and all that the endpoint of a pipe gives; opens any other branch."},
	{ID: "sidebar.open", Place: action.Sidebar, Keys: []string{"right", "l"}, Title: "Open the branch", Short: "open"},
	{ID: "sidebar.close", Place: action.Sidebar, Keys: []string{"left", "h"}, Title: "Close the branch"},
	{ID: "sidebar.toggle", Place: action.Sidebar, Keys: []string{"space"}, Title: "Open or close the branch"},
	{ID: "sidebar.insert", Place: action.Sidebar, Keys: []string{"i"}, Title: "Insert the name into the editor", Short: "insert name"},
	{ID: "sidebar.use", Place: action.Sidebar, Keys: []string{"u"}, Title: "Use this connection in the tab", Short: "use"},
	{ID: "sidebar.select", Place: action.Sidebar, Keys: []string{"s"}, Title: "Write a SELECT of the table's columns", Short: "select", Help: "Into the editor, with every column by name."},
	{ID: "sidebar.definition", Place: action.Sidebar, Keys: []string{"d"}, Title: "Show the definition", Short: "definition", Help: "The source's own, or one made of the columns that it lists."},
	{ID: "sidebar.refresh", Place: action.Sidebar, Keys: []string{"r"}, Title: "Refresh the branch", Short: "refresh"},
	{ID: "sidebar.filter", Place: action.Sidebar, Keys: []string{"/", "ctrl+f"}, Title: "Filter the tree", Short: "filter"},
}

// Effect is something that the sidebar wants done; nil is nothing.
type Effect interface{ effect() }

// Load asks for the children of a branch; an empty path is the connection
// itself, which is opened if it is not open.
type Load struct {
	Connection string
	Path       []string
}

// Preview asks to run a statement that shows the first rows of a table, whose
// name is given as well, or the rows of a pipe.
type Preview struct {
	Connection, Name, SQL string
	Pipe                  bool
}

// Insert asks to put text into the editor.
type Insert struct{ Text string }

// Use asks to bind the current tab to a connection.
type Use struct{ Connection string }

// Definition asks to show the DDL of a table or view. Where the listing had none,
// SQL is empty, and Table leads to it.
type Definition struct {
	Name, SQL string
	Table     Table
}

// Select asks to write a statement that names every column of a table.
type Select struct{ Table }

// Table is a table or view of a connection: its path and name in the catalog and
// its name as it is written in a statement.
type Table struct {
	Connection      string
	Path            []string
	Name, Qualified string
}

// NodeConnection is the kind of the lines that are connections.
const NodeConnection connectors.NodeKind = "connection"

// NodeReason is the kind of the line below a branch that could not be listed.
const NodeReason connectors.NodeKind = "reason"

func (Load) effect()       {}
func (Preview) effect()    {}
func (Insert) effect()     {}
func (Use) effect()        {}
func (Definition) effect() {}
func (Select) effect()     {}

type branchState uint8

const (
	unloaded branchState = iota
	loading
	loaded
	failed
)

// branch is a node of the tree. Connections are branches without a parent.
type branch struct {
	connectors.Node
	connection string
	path       []string
	parent     *branch
	children   []*branch
	depth      int
	open       bool
	state      branchState
	stale      bool   // what is loading may have been listed before a change
	message    string // of a failed load
	ref        string // of a connection: the version of the data that is shown
	link       State  // of a connection
	color      themes.Color
}

// Sidebar is the pane. The zero value is an empty tree.
type Sidebar struct {
	roots   []*branch
	saved   *branch   // of the saved queries; nil where there are none
	results *branch   // of the results on the screen; nil where there are none
	lines   []*branch // what is visible, from top to bottom
	cursor  int
	top     int
	height  int
	first   int // the row of the canvas on which the first line was drawn
	filter  string
	typing  bool
	moved   bool // the cursor was, since the filter is what it is
	current string
	hint    string // how the first connection is made
	found   int    // names that have the filter in them
	more    bool   // there are others
	tick    int
}

// SetConnections lists the connections, by name with their kinds. Those that
// are there already keep their branches.
func (s *Sidebar) SetConnections(names, kinds []string) {
	var roots []*branch
	for i, name := range names {
		if old := s.root(name); old != nil {
			roots = append(roots, old)
			continue
		}
		roots = append(roots, &branch{
			Node:       connectors.Node{Kind: NodeConnection, Name: name, Type: kinds[i], Rows: -1, Bytes: -1},
			connection: name,
		})
	}
	s.roots = roots
	s.relist()
}

// GoTo puts the cursor on a connection.
func (s *Sidebar) GoTo(connection string) {
	if i := slices.IndexFunc(s.lines, func(b *branch) bool { return b.parent == nil && b.connection == connection }); i >= 0 {
		s.cursor = i
	}
}

// SetCurrent marks the connection of the current tab.
func (s *Sidebar) SetCurrent(name string) { s.current = name }

func (s *Sidebar) root(name string) *branch {
	for _, r := range s.roots {
		if r.connection == name {
			return r
		}
	}
	return nil
}

func (s *Sidebar) find(connection string, path []string) *branch {
	b := s.root(connection)
	for _, name := range path {
		if b == nil {
			return nil
		}
		i := slices.IndexFunc(b.children, func(c *branch) bool { return c.Name == name })
		if i < 0 {
			return nil
		}
		b = b.children[i]
	}
	return b
}

// Reveal opens a connection's branch and asks for its children.
func (s *Sidebar) Reveal(connection string) Effect {
	b := s.root(connection)
	if b == nil {
		return nil
	}
	b.open = true
	return s.load(b)
}

// Loaded fills a branch. A branch with a single database, schema or group below
// it opens that one too, so that tables are in sight.
func (s *Sidebar) Loaded(connection string, path []string, nodes []connectors.Node) Effect {
	b := s.find(connection, path)
	if b == nil {
		return nil
	}
	b.state, b.message = loaded, ""
	b.adopt(nodes)
	var next Effect
	if b.stale {
		next = s.load(b)
	} else if first := firstContainer(b); first != nil && first.state == unloaded && !first.open {
		first.open = true
		next = s.load(first)
	}
	s.relist()
	if s.typing && s.filter != "" && !s.moved {
		s.top = 0
		s.goToFound()
	}
	if b.parent == nil && s.cursor < len(s.lines) && s.lines[s.cursor] == b && s.cursor+len(b.children)-s.top >= s.height {
		s.top = s.cursor // What has come would be out of sight.
	}
	return next
}

// adopt makes nodes the children of a branch. One that was listed before stays the
// same branch, so that the cursor stays on it and what it has open stays open.
func (b *branch) adopt(nodes []connectors.Node) {
	type key struct {
		kind connectors.NodeKind
		name string
	}
	old := make(map[key]*branch, len(b.children))
	for _, c := range b.children {
		old[key{c.Kind, c.Name}] = c
	}
	b.children = make([]*branch, len(nodes))
	for i, n := range nodes {
		k := key{n.Kind, n.Name}
		c := old[k]
		if c == nil {
			c = b.below(n)
		}
		delete(old, k)
		c.Node = n
		b.children[i] = c
	}
}

// firstContainer is the branch to open by itself: the first database, or the
// first schema that has nothing but siblings of its kind.
func firstContainer(b *branch) *branch {
	for _, c := range b.children {
		if c.Kind == connectors.NodeDatabase || c.Kind == connectors.NodeSchema {
			return c
		}
	}
	return nil
}

// SetRef says at which ref a connection is shown, and asks anew for everything
// that is open there: answers for another ref must not be given to [Loaded].
func (s *Sidebar) SetRef(connection, ref string) []Effect {
	b := s.root(connection)
	if b == nil {
		return nil
	}
	b.ref = ref
	return s.reload(b)
}

// reload forgets what is closed below a branch, and loads what is open.
func (s *Sidebar) reload(b *branch) []Effect {
	if b.Leaf || b.state == unloaded {
		b.children = nil // They were known of the other ref.
		return nil
	}
	b.state = unloaded
	if !b.open {
		b.children = nil
		return nil
	}
	effects := []Effect{s.load(b)}
	for _, c := range b.children {
		effects = append(effects, s.reload(c)...)
	}
	return effects
}

// Refresh asks for every open branch of a connection anew, down to its tables:
// a statement may have changed what is there.
func (s *Sidebar) Refresh(connection string) []Effect {
	var effects []Effect
	var visit func(*branch)
	visit = func(b *branch) {
		if !b.open || b.state != loaded && b.state != loading || isTable(b.Kind) {
			return
		}
		effects = append(effects, s.loadAgain(b))
		for _, c := range b.children {
			visit(c)
		}
	}
	if b := s.root(connection); b != nil {
		visit(b)
	}
	return effects
}

// isTable reports whether a node of a kind is read with a SELECT, or like one.
func isTable(k connectors.NodeKind) bool {
	return k == connectors.NodeTable || k == connectors.NodeView || k == connectors.NodePipe
}

// Failed marks a branch whose children could not be listed: message is a word on
// its line, reason all that is known, which stands below it.
func (s *Sidebar) Failed(connection string, path []string, message, reason string) {
	b := s.find(connection, path)
	if b == nil {
		return
	}
	b.state, b.message, b.children = failed, message, nil
	if reason != "" {
		b.adopt([]connectors.Node{{Kind: NodeReason, Name: reason, Comment: reason, Rows: -1, Bytes: -1, Leaf: true}})
	}
	s.relist()
}

func (s *Sidebar) load(b *branch) Effect {
	if b.Leaf || b.state == loading {
		return nil
	}
	b.state, b.stale = loading, false
	s.relist()
	return Load{Connection: b.connection, Path: b.path}
}

// loadAgain loads a branch anew; one that is loading, once it has.
func (s *Sidebar) loadAgain(b *branch) Effect {
	b.stale = b.state == loading
	return s.load(b)
}

// relist derives the visible lines from the tree.
func (s *Sidebar) relist() {
	var under *branch
	if s.cursor < len(s.lines) {
		under = s.lines[s.cursor]
	}
	s.lines, s.found = s.lines[:0], 0
	for _, r := range s.roots {
		s.list(r)
	}
	if s.saved != nil {
		s.list(s.saved)
	}
	if s.results != nil {
		s.list(s.results)
	}
	// A line that is gone leaves the cursor to the branch that it was in.
	for up := under; up != nil; up = up.parent {
		if i := slices.Index(s.lines, up); i >= 0 {
			s.cursor = i
			break
		}
	}
	s.cursor = max(0, min(s.cursor, len(s.lines)-1))
}

func (s *Sidebar) list(b *branch) {
	text := strings.ToLower(s.filter)
	if s.filter != "" && b.parent != nil && !b.matches(text) {
		return
	}
	s.lines = append(s.lines, b)
	if s.filter != "" && b.parent != nil && strings.Contains(strings.ToLower(b.Name), text) {
		s.found++
	}
	// What is found below a closed branch is in sight as well.
	if b.open || s.filter != "" && slices.ContainsFunc(b.children, func(c *branch) bool { return c.holds(text) }) {
		for _, c := range b.children {
			s.list(c)
		}
	}
}

// matches reports whether the branch, one above or one below it has the text in
// its name. The text is in lower case.
func (b *branch) matches(text string) bool {
	for up := b; up.parent != nil; up = up.parent {
		if strings.Contains(strings.ToLower(up.Name), text) {
			return true
		}
	}
	return slices.ContainsFunc(b.children, func(c *branch) bool { return c.holds(text) })
}

func (b *branch) holds(text string) bool {
	return strings.Contains(strings.ToLower(b.Name), text) ||
		slices.ContainsFunc(b.children, func(c *branch) bool { return c.holds(text) })
}
