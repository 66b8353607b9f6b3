package sidebar

import "sonde/connectors"

// Result is a result on the screen. Name is what statements call it; Rows is
// negative while they are not known.
type Result struct {
	Name, Title, Connection string
	Rows                    int64
	Incomplete              bool
	// Failed says that the run left no result: Title tells why, and Name is nothing
	// that a statement could read.
	Failed bool
}

// ShowResult asks to show a result, by the name that statements call it.
type ShowResult struct{ Name string }

func (ShowResult) effect() {}

// SetResults lists the results on the screen below everything else; without any
// there is no such branch.
func (s *Sidebar) SetResults(results []Result) {
	if len(results) == 0 {
		s.results = nil
		s.relist()
		return
	}
	if s.results == nil {
		s.results = &branch{Node: connectors.Node{Kind: connectors.NodeGroup, Name: "Results", Bytes: -1}, open: true, state: loaded}
	}
	nodes := make([]connectors.Node, len(results))
	for i, r := range results {
		nodes[i] = r.node()
	}
	s.results.Rows = int64(len(results))
	s.results.adopt(nodes)
	for i, r := range results {
		s.results.children[i].connection = r.Connection
	}
	s.relist()
}

func (r Result) node() connectors.Node {
	n := connectors.Node{Kind: connectors.NodeResult, Name: r.Name, Qualified: r.Name, Comment: r.Title, Rows: r.Rows, Bytes: -1, Leaf: true}
	if r.Title != "" {
		n.Name += " " + r.Title
	}
	switch {
	case r.Failed:
		n.Name, n.Rows = "✗ "+r.Title, -1
	case r.Rows < 0:
		n.Type = "running"
	case r.Incomplete:
		n.Comment = "incomplete · " + r.Title
	}
	return n
}

// leftNone reports whether a line is a run that left no result.
func (b *branch) leftNone() bool {
	return b.Kind == connectors.NodeResult && b.Rows < 0 && b.Type == ""
}

// doResult runs an action on the branch of the results, or on one of them.
func (s *Sidebar) doResult(id string, b *branch) (Effect, bool) {
	leaf := b.Kind == connectors.NodeResult
	switch {
	case id == "sidebar.close":
		s.close(b)
	case id == "sidebar.insert" && b.leftNone():
		return Refusal{"this run left no result that a statement could read"}, true
	case id == "sidebar.insert" && leaf:
		return insert(b), true
	case id == "sidebar.preview" && leaf:
		return ShowResult{b.Qualified}, true
	case id == "sidebar.preview" || id == "sidebar.open" || id == "sidebar.toggle":
		return s.toggle(b), true
	default:
		return s.refusal(id, b), true
	}
	return nil, true
}
