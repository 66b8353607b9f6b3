package sidebar

import "testing"

func TestResultsStandBelowTheConnections(t *testing.T) {
	var s Sidebar
	s.SetConnections([]string{"shop"}, []string{"duckdb"})
	s.SetResults([]Result{{Name: "r1", Title: "orders", Connection: "shop", Rows: 12}, {Name: "r2", Rows: -1}})
	s.Do("sidebar.last")
	if e, _ := s.Do("sidebar.preview"); e != (ShowResult{"r2"}) {
		t.Errorf("Enter on a result: %#v", e)
	}
	if e, _ := s.Do("sidebar.insert"); e != (Insert{"r2"}) {
		t.Errorf("to insert the name of a result: %#v", e)
	}
	s.Do("sidebar.up")
	if b := s.lines[s.cursor]; b.Name != "r1 orders" || b.Rows != 12 {
		t.Errorf("the first result is %q with %d rows", b.Name, b.Rows)
	}
	for _, id := range []string{"sidebar.refresh", "sidebar.select", "sidebar.definition", "sidebar.use"} {
		if e, _ := s.Do(id); !refusesAs(e, "this is a result") {
			t.Errorf("%s on a result: %#v", id, e)
		}
	}
	s.SetResults(nil)
	if len(s.lines) != 1 {
		t.Errorf("%d lines without results", len(s.lines))
	}
}
