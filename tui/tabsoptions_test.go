package tui

import (
	"maps"
	"testing"

	"sonde/history"
	"sonde/internal/secrets"
)

// A past run comes back with its options, and what a statement sets itself comes first.
func TestATabRunsWithTheOptionsOfAPastRun(t *testing.T) {
	a := bare(Options{})
	e := history.Entry{Options: map[string]string{"ref": "v1", "from": "main", "database": "lab", "key": secrets.Mask}}
	tab := a.tab()
	tab.ref, tab.options = a.optionsAgain("gone", e)
	if tab.ref != "v1" || !maps.Equal(tab.options, map[string]string{"database": "lab"}) {
		t.Fatalf("%q, %v", tab.ref, tab.options)
	}
	if got := tab.statement(pending{}).Options; !maps.Equal(got, map[string]string{"database": "lab", "ref": "v1"}) {
		t.Errorf("sent with %v", got)
	}
	if got := tab.statement(pending{options: map[string]string{"database": "system"}}).Options["database"]; got != "system" {
		t.Errorf("its own option is %q", got)
	}
	if tab.options["database"] != "lab" || hiddenOption(e) != "key" {
		t.Errorf("%v, hidden is %q", tab.options, hiddenOption(e))
	}
}
