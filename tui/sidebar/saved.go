package sidebar

import "sonde/connectors"

// Query is a saved query.
type Query struct{ Connection, Name, SQL string }

// OpenQuery asks to put a saved query into the editor.
type OpenQuery struct{ Query }

func (OpenQuery) effect() {}

// SetQueries lists the saved queries below the connections; without any there is
// no such branch.
func (s *Sidebar) SetQueries(queries []Query) {
	old := s.saved
	s.saved = nil
	if len(queries) > 0 {
		s.saved = &branch{Node: connectors.Node{Kind: connectors.NodeGroup, Name: "Saved queries", Rows: int64(len(queries)), Bytes: -1}, open: true, state: loaded}
	}
	if old != nil && s.saved != nil {
		s.saved.open = old.open
	}
	for _, q := range queries {
		s.saved.children = append(s.saved.children, &branch{
			Node:       connectors.Node{Kind: connectors.NodeQuery, Name: q.Name, Type: q.Connection, Rows: -1, Bytes: -1, Leaf: true, Definition: q.SQL},
			connection: q.Connection, parent: s.saved, depth: 1,
		})
	}
	s.relist()
}

// isSaved reports whether a branch is that of the saved queries, or one of them.
func (s *Sidebar) isSaved(b *branch) bool { return b == s.saved || b.Kind == connectors.NodeQuery }

// doSaved runs an action on the branch of the saved queries, or on one of them.
func (s *Sidebar) doSaved(id string, b *branch) (Effect, bool) {
	leaf := b.Kind == connectors.NodeQuery
	switch {
	case id == "sidebar.close":
		s.close(b)
	case id == "sidebar.use" && leaf:
		return Use{b.connection}, true
	case id == "sidebar.definition" && leaf:
		return Definition{Name: b.Name, SQL: b.Definition}, true
	case (id == "sidebar.preview" || id == "sidebar.insert") && leaf:
		return OpenQuery{Query{b.connection, b.Name, b.Definition}}, true
	case id == "sidebar.preview" || id == "sidebar.open" || id == "sidebar.toggle":
		return s.toggle(b), true
	default:
		return s.refusal(id, b), true
	}
	return nil, true
}

// Queries lists the saved queries.
func (s *Sidebar) Queries() []Query {
	var out []Query
	if s.saved == nil {
		return nil
	}
	for _, b := range s.saved.children {
		out = append(out, Query{b.connection, b.Name, b.Definition})
	}
	return out
}

// Tables lists the tables and views that are loaded and can be previewed, at
// most so many.
func (s *Sidebar) Tables(most int) []Preview {
	var out []Preview
	var visit func(*branch)
	visit = func(b *branch) {
		if isTable(b.Kind) && b.Preview != "" && len(out) < most {
			out = append(out, Preview{b.connection, b.Name, b.Preview, b.Kind == connectors.NodePipe})
		}
		for _, c := range b.children {
			if len(out) == most {
				return
			}
			visit(c)
		}
	}
	for _, r := range s.roots {
		visit(r)
	}
	return out
}
