package complete

import (
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

func TestSearchLeadsToWhatIsKnown(t *testing.T) {
	c := NewCache(sqltext.ForName("duckdb"))
	c.Put(nil, []connectors.Node{{Kind: connectors.NodeSchema, Name: "main"}})
	c.PutTables([]connectors.Table{{
		Path: []string{"main", "orders"}, Node: connectors.Node{Kind: connectors.NodeTable, Name: "orders"},
		Columns: []connectors.Node{{Kind: connectors.NodeColumn, Name: "Order_ID"}, {Kind: connectors.NodeColumn, Name: "placed"}},
	}})
	c.Put([]string{"gone", "away"}, []connectors.Node{{Kind: connectors.NodeColumn, Name: "order_lost"}})
	chains, more := c.Search("ORDER", 10)
	var got []string
	for _, chain := range chains {
		var names []string
		for _, n := range chain {
			names = append(names, n.Name)
		}
		got = append(got, strings.Join(names, "."))
	}
	if text := strings.Join(got, " "); text != "main.orders main.orders.Order_ID" || more {
		t.Errorf("%s, more: %v", text, more)
	}
	if chains, more = c.Search("order", 1); len(chains) != 1 || !more {
		t.Errorf("%d of two, more: %v", len(chains), more)
	}
}
