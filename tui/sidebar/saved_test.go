package sidebar

import (
	"reflect"
	"testing"
)

func TestSavedQueriesStandBelowTheConnections(t *testing.T) {
	var s Sidebar
	s.SetConnections([]string{"shop"}, []string{"duckdb"})
	s.SetQueries([]Query{{"shop", "Revenue", "SELECT 1"}, {"lake", "Visits", "SELECT 2"}})
	s.SetConnections([]string{"shop", "lake"}, []string{"duckdb", "nekt"}) // They stay.
	s.Do("sidebar.last")
	e, _ := s.Do("sidebar.preview")
	if got, ok := e.(OpenQuery); !ok || got.Query != (Query{"lake", "Visits", "SELECT 2"}) {
		t.Fatalf("%#v", e)
	}
	if e, _ := s.Do("sidebar.use"); e != (Use{"lake"}) {
		t.Errorf("%#v", e)
	}
	if e, _ := s.Do("sidebar.definition"); !reflect.DeepEqual(e, Definition{Name: "Visits", SQL: "SELECT 2"}) {
		t.Errorf("%#v", e)
	}
	s.Do("sidebar.close")
	for _, id := range []string{"sidebar.use", "sidebar.insert", "sidebar.definition", "sidebar.refresh"} {
		if e, _ := s.Do(id); !refusesAs(e, "this is a heading") {
			t.Errorf("%s on the heading: %#v", id, e)
		}
	}
	s.Do("sidebar.close")
	if len(s.lines) != 3 {
		t.Errorf("%d lines with the branch closed", len(s.lines))
	}
	s.SetQueries(nil)
	if len(s.lines) != 2 {
		t.Errorf("%d lines without saved queries", len(s.lines))
	}
}
