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
		"    ▸ orders             ~5.0M",
		"        city",
		"▸ ○ wiki                 druid")
	s.Leave()
	wantLines(t, draw(s, 30, 4)[2:], "    ▸ orders             ~5.0M", "    ▸ totals              view")
	s.find("shop", []string{"main", "orders"}).open = false
	s.GoTo("shop")
	for range 2 {
		s.Do("sidebar.down")
	}
	if e, _ := s.Do("sidebar.open"); e == nil {
		t.Error("a branch is not loaded because a column of it was known")
	}
}

func TestNamesThatComeInLateLeaveACursorThatWasMoved(t *testing.T) {
	late := []Known{{"wiki", []connectors.Node{node(connectors.NodeTable, "totals_old")}}}
	for _, c := range []struct {
		moved bool
		want  string
	}{{false, "totals"}, {true, "wiki"}} {
		s := shop(t)
		s.Do("sidebar.filter")
		s.Type("tot")
		draw(s, 30, 8)
		if c.moved {
			s.Do("sidebar.last")
		}
		s.ShowKnown("tot", late, false)
		s.Loaded("wiki", nil, []connectors.Node{node(connectors.NodeTable, "totals_old")})
		if _, n, _ := s.Selected(); n.Name != c.want {
			t.Errorf("moved %v: the cursor is on %q, want %q", c.moved, n.Name, c.want)
		}
		s.Type("a")
		s.ShowKnown("tota", late, false)
		if _, n, _ := s.Selected(); n.Name != "totals" {
			t.Errorf("moved %v: another filter leaves the cursor on %q", c.moved, n.Name)
		}
	}
}
