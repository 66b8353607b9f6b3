package run

import (
	"testing"

	"sonde/connectors"
)

func TestWhatARunWrote(t *testing.T) {
	p := connectors.Progress{Server: []connectors.Stat{{Name: "from_branch", Value: "main"}, {Name: "to_branch", Value: "try"}, {Name: "rows", Value: "2"}}}
	if w, ok := WrittenBy(p); ok || w.ToBranch != "try" {
		t.Errorf("%+v, %v: a write without a commit changed nothing", w, ok)
	}
	p.Server = append(p.Server, connectors.Stat{Name: "from_commit", Value: "h1"}, connectors.Stat{Name: "to_commit", Value: "h2"})
	if w, ok := WrittenBy(p); !ok || w != (Written{"main", "try", "h1", "h2"}) {
		t.Errorf("%+v, %v", w, ok)
	}
}
