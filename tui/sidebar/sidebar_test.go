package sidebar

import (
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/themes"
	"sonde/tui/canvas"
)

func node(kind connectors.NodeKind, name string) connectors.Node {
	return connectors.Node{Kind: kind, Name: name, Rows: -1, Bytes: -1, Leaf: kind == connectors.NodeColumn}
}

// shop is a sidebar with one open connection of two tables.
func shop(t *testing.T) *Sidebar {
	t.Helper()
	s := &Sidebar{}
	s.SetConnections([]string{"shop", "wiki"}, []string{"duckdb", "druid"})
	if e := s.Reveal("shop"); e == nil {
		t.Fatal("opening a connection asks for nothing")
	}
	e := s.Loaded("shop", nil, []connectors.Node{node(connectors.NodeSchema, "main")})
	load, ok := e.(Load)
	if !ok || strings.Join(load.Path, ".") != "main" {
		t.Fatalf("the only schema is not opened by itself: %#v", e)
	}
	orders := node(connectors.NodeTable, "orders")
	orders.Rows, orders.Preview = 5_000_000, "FROM orders LIMIT 1000"
	s.Loaded("shop", []string{"main"}, []connectors.Node{orders, node(connectors.NodeView, "totals")})
	return s
}

// draw returns the lines of the sidebar as they are seen.
func draw(s *Sidebar, w, h int) []string {
	var c canvas.Canvas
	c.Resize(w, h)
	s.Draw(&c, canvas.Rect{W: w, H: h}, themes.Default(true), true)
	lines := make([]string, h)
	for y := range lines {
		lines[y] = strings.TrimRight(c.Line(y), " ")
	}
	return lines
}

func wantLines(t *testing.T, got []string, want ...string) {
	t.Helper()
	for i, line := range want {
		if got[i] != line {
			t.Errorf("line %d is %q, want %q\n%s", i, got[i], line, strings.Join(got, "\n"))
		}
	}
}

func TestTree(t *testing.T) {
	s := shop(t)
	wantLines(t, draw(s, 24, 6),
		"▾ ○ shop          duckdb",
		"  ▾ main",
		"    ▸ orders       ~5.0M",
		"    ▸ totals        view",
		"▸ ○ wiki           druid", "")
}

func TestColumnsAreLoadedWhenOpened(t *testing.T) {
	s := shop(t)
	s.Do("sidebar.down")
	s.Do("sidebar.down")
	e, _ := s.Do("sidebar.open")
	if l, ok := e.(Load); !ok || strings.Join(l.Path, ".") != "main.orders" {
		t.Fatalf("opening a table gives %#v", e)
	}
	if got := draw(s, 24, 4)[2]; !strings.HasPrefix(got, "    ⋯ orders") {
		t.Errorf("a branch being loaded is drawn as %q", got)
	}
	s.Do("sidebar.open")
	if at := s.lines[s.cursor].Name; at != "orders" {
		t.Errorf("opening a branch that is being loaded goes to %s", at)
	}
	id := node(connectors.NodeColumn, "id")
	id.Type, id.Key = "BIGINT", "PK"
	s.Loaded("shop", []string{"main", "orders"}, []connectors.Node{id})
	wantLines(t, draw(s, 24, 5)[3:], "        id     BIGINT PK")
}

func TestEnterPreviews(t *testing.T) {
	s := shop(t)
	s.Do("sidebar.down")
	s.Do("sidebar.down")
	e, _ := s.Do("sidebar.preview")
	if p, ok := e.(Preview); !ok || p.SQL != "FROM orders LIMIT 1000" || p.Connection != "shop" {
		t.Errorf("Enter gives %#v", e)
	}
}

func TestFilterKeepsParentsOfMatches(t *testing.T) {
	s := shop(t)
	s.Do("sidebar.filter")
	s.Type("TOT")
	wantLines(t, draw(s, 24, 5),
		"/TOT                   1",
		"▾ ○ shop          duckdb",
		"  ▾ main",
		"    ▸ totals        view",
		"▸ ○ wiki           druid")
	if !s.Leave() || s.Leave() {
		t.Error("Esc leaves the filter once")
	}
	wantLines(t, draw(s, 24, 5)[2:], "    ▸ orders       ~5.0M")
}

func TestFailedBranchSaysWhy(t *testing.T) {
	s := shop(t)
	s.Do("sidebar.last")
	s.Do("sidebar.open")
	s.Failed("wiki", nil, "unavailable", "nothing listens there")
	if got := draw(s, 30, 5)[4]; !strings.Contains(got, "✗ wiki") || !strings.HasSuffix(got, "unavailable") {
		t.Errorf("a failed branch is drawn as %q", got)
	}
	if got := draw(s, 40, 20); !strings.Contains(strings.Join(got, "\n"), "  nothing listens there") {
		t.Errorf("the reason does not stand below the branch: %q", got)
	}
	if e, _ := s.Do("sidebar.toggle"); e == nil {
		t.Log("the first toggle closes the failed branch")
		if e, _ = s.Do("sidebar.toggle"); e == nil {
			t.Error("a failed branch cannot be tried again")
		}
	}
}

func TestRefreshKeepsWhatIsOpen(t *testing.T) {
	s := shop(t)
	s.Loaded("shop", nil, []connectors.Node{node(connectors.NodeSchema, "extra"), node(connectors.NodeSchema, "main")})
	wantLines(t, draw(s, 24, 6),
		"▾ ○ shop          duckdb",
		"  ⋯ extra",
		"  ▾ main",
		"    ▸ orders       ~5.0M")
}

func TestLongNamesAreCutInTheMiddle(t *testing.T) {
	s := &Sidebar{}
	s.SetConnections([]string{"a_very_long_connection_name"}, []string{""})
	got := draw(s, 16, 1)[0]
	if got != "▸ ○ a_ver…n_name" {
		t.Errorf("drawn as %q", got)
	}
}

func TestShortCounts(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 9999: "9,999", 12_345: "12.3k", 99_960: "100k", 100_000: "100k", 999_960: "1.0M", 5_000_000: "5.0M", 12_345_678_901: "12.3G"} {
		if got := short(n); got != want {
			t.Errorf("short(%d) = %q, want %q", n, got, want)
		}
	}
}

func FuzzSidebar(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}, 20, 5)
	f.Fuzz(func(t *testing.T, script []byte, w, h int) {
		if len(script) > 200 || w > 300 || h > 300 {
			return
		}
		s := shop(t)
		for _, b := range script {
			if int(b) < len(Actions) {
				s.Do(Actions[b].ID)
			} else {
				s.Click(int(b)%7, int(b)%11)
				s.Wheel(int(b)%5 - 2)
			}
			if _, _, ok := s.Selected(); !ok {
				t.Fatal("the cursor left the tree")
			}
			draw(s, max(0, w), max(0, h))
		}
	})
}

func TestConnectionsShowTheirState(t *testing.T) {
	s := shop(t)
	for st, want := range map[State]string{Closed: "▾ ○ shop", Open: "▾ ● shop", Opening: "▾ ⠙ shop"} {
		s.SetState("shop", st)
		s.SetTick(11)
		if got := draw(s, 24, 1)[0]; !strings.HasPrefix(got, want) {
			t.Errorf("drawn as %q, want %q", got, want)
		}
	}
	s.SetColor("shop", themes.ANSI(1))
	var c canvas.Canvas
	c.Resize(24, 2)
	s.Draw(&c, canvas.Rect{W: 24, H: 2}, themes.Default(true), true)
	if got := c.StyleAt(2, 0).FG; got != themes.ANSI(1) {
		t.Errorf("the colour of the connection is %x", got)
	}
	s.Forget("shop")
	wantLines(t, draw(s, 24, 3), "▸ ○ shop          duckdb", "▸ ○ wiki           druid", "")
}

func TestFilterLooksIntoClosedBranches(t *testing.T) {
	s := shop(t)
	id := node(connectors.NodeColumn, "customer_id")
	s.Loaded("shop", []string{"main", "orders"}, []connectors.Node{id, node(connectors.NodeColumn, "placed")})
	s.Do("sidebar.filter")
	s.Type("Customer")
	wantLines(t, draw(s, 24, 6),
		"/Customer              1",
		"▾ ○ shop          duckdb",
		"  ▾ main",
		"    ▸ orders       ~5.0M",
		"        customer_id")
	var c canvas.Canvas
	c.Resize(24, 6)
	s.Draw(&c, canvas.Rect{W: 24, H: 6}, themes.Default(true), true)
	match := themes.Default(true).Style(themes.Match)
	if c.StyleAt(8, 4).BG != match.BG || c.StyleAt(16, 4).BG == match.BG {
		t.Error("what was found is not marked in the name, or all of it is")
	}
	s.Leave()
	s.Do("sidebar.filter")
	s.Type("ORDERS") // Its columns stay closed.
	wantLines(t, draw(s, 24, 6)[4:], "▸ ○ wiki           druid", "")
	s.Type("zzz")
	wantLines(t, draw(s, 24, 6), "/ORDERSzzz   none so far")
}

func TestStatementsAreWrittenOfTables(t *testing.T) {
	s := shop(t)
	s.Loaded("shop", []string{"main", "orders"}, []connectors.Node{node(connectors.NodeColumn, "id")})
	s.Do("sidebar.down")
	if e, _ := s.Do("sidebar.select"); !refusesAs(e, "this is a schema") {
		t.Errorf("of a schema: %#v", e)
	}
	s.Do("sidebar.down")
	s.Do("sidebar.open")
	for range 2 { // On the table, and on its column.
		e, _ := s.Do("sidebar.select")
		if got, ok := e.(Select); !ok || strings.Join(got.Path, ".") != "main.orders" || got.Connection != "shop" {
			t.Errorf("%#v", e)
		}
		e, _ = s.Do("sidebar.definition")
		if got, ok := e.(Definition); !ok || got.SQL != "" || got.Table.Name != "orders" {
			t.Errorf("%#v", e)
		}
		s.Do("sidebar.down")
	}
}

func TestCursorStaysOnWhatIsListedAnew(t *testing.T) {
	s := shop(t)
	for range 3 {
		s.Do("sidebar.down")
	}
	if _, n, _ := s.Selected(); n.Name != "totals" {
		t.Fatalf("the cursor is on %q, want totals", n.Name)
	}
	listed := []connectors.Node{node(connectors.NodeTable, "days"), node(connectors.NodeTable, "orders"), node(connectors.NodeView, "totals")}
	s.Loaded("shop", []string{"main"}, listed)
	if _, n, _ := s.Selected(); n.Name != "totals" {
		t.Errorf("a table that came above it moved the cursor to %q", n.Name)
	}
	s.Loaded("shop", []string{"main"}, listed[:2])
	if _, n, _ := s.Selected(); n.Name != "main" {
		t.Errorf("the table is gone and the cursor is on %q, want its schema", n.Name)
	}
}

// A branch without anything in it says so, once that is known.
func TestEmptyBranch(t *testing.T) {
	s := &Sidebar{}
	s.SetConnections([]string{"shop"}, []string{"tinybird"})
	s.Reveal("shop")
	s.Loaded("shop", nil, []connectors.Node{node(connectors.NodeGroup, "Pipes"), node(connectors.NodeGroup, "Parts")})
	s.Do("sidebar.down")
	s.Do("sidebar.open")
	if got := draw(s, 30, 3)[1]; strings.Contains(got, "empty") {
		t.Errorf("a branch that is not listed yet is drawn as %q", got)
	}
	s.Loaded("shop", []string{"Pipes"}, nil)
	wantLines(t, draw(s, 24, 3)[1:], "  ▾ Pipes          empty", "  ▸ Parts")
}

func TestWhatIsLoadingWhenItMayChangeIsLoadedAgain(t *testing.T) {
	s := shop(t)
	if n := asked(s.Refresh("shop")); n != 2 {
		t.Fatalf("%d branches are listed anew, want the connection and its schema", n)
	}
	if n := asked(s.Refresh("shop")); n != 0 {
		t.Errorf("%d branches are asked for while they are loading", n)
	}
	tables := []connectors.Node{node(connectors.NodeTable, "orders")}
	for i, want := range []bool{true, false} {
		if e := s.Loaded("shop", []string{"main"}, tables); (e != nil) != want {
			t.Errorf("after answer %d the next question is %#v", i+1, e)
		}
	}
}

func asked(effects []Effect) (n int) {
	for _, e := range effects {
		if e != nil {
			n++
		}
	}
	return n
}
