package sidebar

import "sonde/connectors"

// Refusal says why an action does nothing on the line under the cursor, in plain
// words.
type Refusal struct{ Reason string }

func (Refusal) effect() {}

// refusal is why a line has nothing for an action; nil where the action only
// moves or opens, and needs no word.
func (s *Sidebar) refusal(id string, b *branch) Effect {
	only := map[string]string{
		"sidebar.select":     "only a table or view has columns to select",
		"sidebar.definition": "only a table or view has a definition",
		"sidebar.insert":     "only a name can be inserted",
		"sidebar.use":        "only a connection can be used in the tab",
		"sidebar.refresh":    "only what a connection holds can be refreshed",
		"sidebar.preview":    "only a table or view has rows to preview",
	}[id]
	if only == "" {
		return nil
	}
	return Refusal{only + "; this is " + s.what(b)}
}

// what a line is, in words.
func (s *Sidebar) what(b *branch) string {
	switch b.Kind {
	case connectors.NodeQuery:
		return "a saved query"
	case connectors.NodeGroup:
		return "a heading"
	}
	return "a " + string(b.Kind)
}
