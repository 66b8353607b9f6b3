package sidebar

import (
	"slices"

	"sonde/connectors"
)

// Known is a name that is known of a connection though its branch was not opened:
// the nodes that lead to it, the outermost first, and itself.
type Known struct {
	Connection string
	Nodes      []connectors.Node
}

// Filter is the text of the filter; empty where there is none.
func (s *Sidebar) Filter() string { return s.filter }

// ShowKnown shows names that a filter finds below branches that are not loaded,
// unless the filter is another one by now. more says that there are others.
func (s *Sidebar) ShowKnown(filter string, names []Known, more bool) {
	if filter != s.filter {
		return
	}
	byName := childIndex{}
	for _, k := range names {
		if root := s.root(k.Connection); root != nil {
			byName.graft(root, k.Nodes)
		}
	}
	s.more = more
	s.relist()
	if s.typing && !s.moved {
		s.top = 0
		s.goToFirst()
		return
	}
	s.scroll()
}

// graft hangs nodes into a branch, one below the other, as far as they are not
// there. What was loaded stays as it is: it is newer. A branch that has got
// children in this way is loaded all the same when it is opened.
func (x childIndex) graft(b *branch, nodes []connectors.Node) {
	for _, n := range nodes {
		child := x.of(b)[n.Name]
		if child == nil && b.state == loaded {
			return
		}
		if child == nil {
			child = b.below(n)
			b.children = append(b.children, child)
			x[b][n.Name] = child
		}
		b = child
	}
}

// childIndex finds children by name: a schema may have ten thousand tables, and a
// filter finds some hundred of them with every letter.
type childIndex map[*branch]map[string]*branch

func (x childIndex) of(b *branch) map[string]*branch {
	if x[b] == nil {
		x[b] = make(map[string]*branch, len(b.children))
		for _, c := range slices.Backward(b.children) {
			x[b][c.Name] = c
		}
	}
	return x[b]
}

// below is a new branch for a node below another one.
func (b *branch) below(n connectors.Node) *branch {
	return &branch{Node: n, connection: b.connection, path: append(slices.Clone(b.path), n.Name), parent: b, depth: b.depth + 1}
}
