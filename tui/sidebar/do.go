package sidebar

import "sonde/connectors"

// Typing reports whether typed text goes into the filter.
func (s *Sidebar) Typing() bool { return s.typing }

// Type adds text to the filter.
func (s *Sidebar) Type(text string) {
	s.setFilter(s.filter + text)
	s.top = 0 // Whichever frames were drawn on the way.
	s.goToFound()
}

// Backspace takes the last character off the filter, and leaves an empty one.
func (s *Sidebar) Backspace() {
	if s.filter == "" {
		s.typing = false
		return
	}
	r := []rune(s.filter)
	s.setFilter(string(r[:len(r)-1]))
}

// Accept ends typing and keeps the filter.
func (s *Sidebar) Accept() { s.typing = false }

// Filtering reports whether there is a filter, or one is being typed.
func (s *Sidebar) Filtering() bool { return s.typing || s.filter != "" }

// Leave ends typing and drops the filter; false if there was neither.
func (s *Sidebar) Leave() bool {
	active := s.Filtering()
	s.typing = false
	s.setFilter("")
	return active
}

func (s *Sidebar) setFilter(text string) {
	s.filter, s.more, s.moved = text, false, false
	s.relist()
}

// Do runs an action of [Actions]; ok is false for an unknown one.
func (s *Sidebar) Do(id string) (e Effect, ok bool) {
	switch id {
	case "sidebar.up":
		s.move(-1)
	case "sidebar.down":
		s.move(1)
	case "sidebar.page-up":
		s.move(-max(1, s.height-1))
	case "sidebar.page-down":
		s.move(max(1, s.height-1))
	case "sidebar.first":
		s.move(-len(s.lines))
	case "sidebar.last":
		s.move(len(s.lines))
	case "sidebar.filter":
		s.typing = true
	default:
		return s.doBranch(id)
	}
	return nil, true
}

// doBranch runs an action on the branch under the cursor.
func (s *Sidebar) doBranch(id string) (Effect, bool) {
	if s.cursor >= len(s.lines) {
		return nil, true
	}
	b := s.lines[s.cursor]
	if s.isSaved(b) {
		return s.doSaved(id, b)
	}
	if b == s.results || b.Kind == connectors.NodeResult {
		return s.doResult(id, b)
	}
	if b.Kind == NodeReason && id == "sidebar.preview" {
		id = "sidebar.refresh" // Enter on what went wrong tries again.
	}
	switch id {
	case "sidebar.preview":
		if b.Preview != "" {
			return Preview{b.connection, b.Name, b.Preview, b.Kind == connectors.NodePipe}, true
		}
		if b.Leaf {
			return s.refusal(id, b), true
		}
		return s.toggle(b), true
	case "sidebar.open":
		if !b.open {
			return s.toggle(b), true
		}
		if len(b.children) > 0 { // Before they are listed the next line is another branch's.
			s.move(1)
		}
		return nil, true
	case "sidebar.close":
		s.close(b)
	case "sidebar.toggle":
		return s.toggle(b), true
	case "sidebar.insert":
		return insert(b), true
	case "sidebar.use":
		return Use{b.connection}, true
	case "sidebar.definition":
		if t, ok := b.table(); ok || b.Definition != "" {
			return Definition{b.Name, b.Definition, t}, true
		}
		return s.refusal(id, b), true
	case "sidebar.select":
		if t, ok := b.table(); ok {
			return Select{t}, true
		}
		return s.refusal(id, b), true
	case "sidebar.refresh":
		for b.Leaf && b.parent != nil {
			b = b.parent
		}
		b.open = true
		return s.loadAgain(b), true
	default:
		return nil, false
	}
	return nil, true
}

// table is the table or view that a branch is, or that its column is in.
func (b *branch) table() (Table, bool) {
	if b.Kind == connectors.NodeColumn && b.parent != nil {
		b = b.parent
	}
	if b.Kind != connectors.NodeTable && b.Kind != connectors.NodeView {
		return Table{}, false
	}
	return Table{b.connection, b.path, b.Name, b.Qualified}, true
}

func insert(b *branch) Effect {
	name := b.Qualified
	if name == "" {
		name = b.Name
	}
	return Insert{name}
}

func (s *Sidebar) toggle(b *branch) Effect {
	if b.Leaf {
		return nil
	}
	b.open = !b.open
	var e Effect
	if b.open && (b.state == unloaded || b.state == failed) {
		e = s.load(b)
	}
	s.relist()
	return e
}

// close shuts an open branch; on a closed one it goes to the parent.
func (s *Sidebar) close(b *branch) {
	if b.open {
		b.open = false
		s.relist()
		return
	}
	for i, line := range s.lines {
		if line == b.parent {
			s.cursor = i
		}
	}
	s.scroll()
}

func (s *Sidebar) move(n int) {
	s.cursor, s.moved = max(0, min(s.cursor+n, len(s.lines)-1)), true
	s.scroll()
}

func (s *Sidebar) scroll() {
	if s.height <= 0 {
		return
	}
	s.top = max(0, min(s.top, s.cursor, len(s.lines)-s.height))
	s.top = max(s.top, s.cursor-s.height+1)
}

// Click puts the cursor on a line of the pane; on the mark of a branch it opens
// or closes it. y counts from the top of the last drawn rectangle.
func (s *Sidebar) Click(x, y int) Effect {
	i := s.top + y
	if i < 0 || i >= len(s.lines) || y >= s.height {
		return nil
	}
	s.cursor, s.moved = i, true
	if b := s.lines[i]; x <= 2*b.depth+1 {
		return s.toggle(b)
	}
	return nil
}

// DoubleClick previews a table, or opens another branch.
func (s *Sidebar) DoubleClick(y int) Effect {
	if s.top+y >= len(s.lines) || y >= s.height {
		return nil
	}
	e, _ := s.doBranch("sidebar.preview")
	return e
}

// Wheel scrolls without moving the cursor out of sight.
func (s *Sidebar) Wheel(dy int) {
	s.top, s.moved = max(0, min(s.top+dy, len(s.lines)-s.height)), true
	s.cursor = max(s.top, min(s.cursor, s.top+s.height-1))
	s.cursor = max(0, min(s.cursor, len(s.lines)-1))
}

// Selected is the node under the cursor and its connection; ok is false in an
// empty tree.
func (s *Sidebar) Selected() (connection string, n connectors.Node, ok bool) {
	if s.cursor >= len(s.lines) {
		return "", connectors.Node{}, false
	}
	b := s.lines[s.cursor]
	return b.connection, b.Node, true
}
