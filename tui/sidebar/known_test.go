package sidebar

import (
	"testing"

	"sonde/connectors"
)

func TestFilterFindsWhatIsKnownOfClosedBranches(t *testing.T) {
	s := shop(t)
	s.Do("sidebar.filter")
	s.Type("city")
	chain := []connectors.Node{node(connectors.NodeSchema, "main"), node(connectors.NodeTable, "orders"), node(connectors.NodeColumn, "city")}
	chain[2].Leaf = true
	gone := []connectors.Node{node(connectors.NodeSchema, "main"), node(connectors.NodeTable, "dropped"), node(connectors.NodeColumn, "city")}
	s.ShowKnown("cit", []Known{{"shop", chain}}, false)
	wantLines(t, draw(s, 34, 2), "/city       none in what is loaded")
	s.ShowKnown("city", []Known{{"shop", chain}, {"shop", gone}, {"nowhere", chain}}, false)
	wantLines(t, draw(s, 30, 6),
		"/city      1 in what is loaded",
		"▾ ○ shop                duckdb",
		"  ▾ main",
		"    ▸ orders              5.0M",
		"        city",
		"▸ ○ wiki                 druid")
	s.Leave()
	wantLines(t, draw(s, 30, 4)[2:], "    ▸ orders              5.0M", "    ▸ totals              view")
	s.find("shop", []string{"main", "orders"}).open = false
	s.GoTo("shop")
	for range 2 {
		s.Do("sidebar.down")
	}
	if e, _ := s.Do("sidebar.open"); e == nil {
		t.Error("a branch is not loaded because a column of it was known")
	}
}
