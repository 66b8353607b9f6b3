package sidebar

import (
	"strings"
	"testing"

	"sonde/connectors"
)

func TestCountsAreWholeOrAbsent(t *testing.T) {
	s := shop(t)
	items := node(connectors.NodeTable, "order_items")
	items.Rows = 1250
	s.Loaded("shop", []string{"main"}, []connectors.Node{items, node(connectors.NodeView, "order_totals_by_day")})
	wantLines(t, draw(s, 22, 4)[2:], "    ▸ orde…tems ~1,250", "    ▸ order…y_day view")
	for w := range 30 {
		for _, line := range draw(s, w, 4)[2:] {
			for _, note := range []string{"~1,250", "view"} {
				if i := strings.LastIndex(line, " "+note[:1]); i >= 0 && !strings.HasSuffix(line, note) {
					t.Errorf("%d columns: %q", w, line)
				}
			}
		}
	}
}

func TestCountedRowsHaveNoMark(t *testing.T) {
	s := shop(t)
	s.SetResults([]Result{{Name: "r1", Title: "orders", Rows: 1250}})
	for _, line := range draw(s, 40, 12) {
		if strings.Contains(line, "r1") && (!strings.Contains(line, "1,250") || strings.Contains(line, "~")) {
			t.Errorf("%q", line)
		}
	}
}
