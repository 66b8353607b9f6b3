package sidebar

import (
	"slices"
	"strings"
	"testing"

	"sonde/connectors"
)

// described is a sidebar whose cursor stands on a column.
func described(t *testing.T, column connectors.Node) *Sidebar {
	t.Helper()
	s := shop(t)
	s.Do("sidebar.down")
	s.Do("sidebar.down")
	s.Do("sidebar.open")
	s.Loaded("shop", []string{"main", "orders"}, []connectors.Node{column})
	s.Do("sidebar.down")
	return s
}

func TestFactsOfAColumn(t *testing.T) {
	amount := node(connectors.NodeColumn, "amount")
	amount.Type, amount.NotNull, amount.Comment = "DECIMAL(10,2)", true, "What was paid, in euro,\nwith tax"
	s := described(t, amount)
	got := draw(s, 34, 14)
	if want := "        amount    DECIMAL(10,2) NN"; got[3] != want {
		t.Errorf("the column is drawn as %q, not %q", got[3], want)
	}
	if want := []string{strings.Repeat("─", 34), "DECIMAL(10,2) not NULL · What was", "paid, in euro, with tax"}; !slices.Equal(got[11:], want) {
		t.Errorf("below the tree stands %q, not %q", got[11:], want)
	}
	if s.Click(9, 12); s.lines[s.cursor].Name != "amount" {
		t.Error("a click below the tree moved the cursor")
	}
}

func TestFactsOfKeysAndOfWhatIsNotKnown(t *testing.T) {
	for _, c := range []struct {
		node connectors.Node
		want string
	}{
		{connectors.Node{Kind: connectors.NodeColumn, Type: "BIGINT", NotNull: true, Key: "FK → customers.id"}, "BIGINT not NULL · FK → customers.id"},
		{connectors.Node{Kind: connectors.NodeColumn, Type: "Nullable(UInt8)"}, "Nullable(UInt8)"},
		{connectors.Node{Kind: connectors.NodeColumn, Comment: "no type"}, "no type"},
		{connectors.Node{Kind: connectors.NodeTable, Type: "external", Rows: -1, Comment: "sold goods"}, "sold goods"},
		{connectors.Node{Kind: connectors.NodeTable}, ""},
		{connectors.Node{Kind: connectors.NodeTable, Rows: -1, Bytes: 2048}, "2 KiB"},
		{connectors.Node{Kind: connectors.NodeTable, Type: "MergeTree", Rows: 1000000, Bytes: 58917651, Comment: "sold goods"}, "MergeTree · ~1,000,000 rows · 56.2 MiB · sold goods"},
	} {
		if got := (&branch{Node: c.node}).about(); got != c.want {
			t.Errorf("%+v: %q, not %q", c.node, got, c.want)
		}
	}
}

func TestLongFactsAreCut(t *testing.T) {
	long := node(connectors.NodeColumn, "c")
	long.Comment = strings.Repeat("word ", 5000)
	got := draw(described(t, long), 20, 16)
	if got[11] != strings.Repeat("─", 20) || !strings.HasSuffix(got[15], "…") || !strings.HasPrefix(got[12], "word word") {
		t.Errorf("%q", got[10:])
	}
	if small := draw(described(t, long), 20, 9); strings.Contains(strings.Join(small, "\n"), "word") {
		t.Errorf("a small tree gives up lines: %q", small)
	}
}
