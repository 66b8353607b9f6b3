package complete

import (
	"strings"
	"testing"

	"sonde/connectors"
)

func TestTableFunctionsComeBehindEveryTable(t *testing.T) {
	c := shop("duckdb")
	c.PutWords([]connectors.Function{
		{Name: "ord", Kind: "scalar"}, {Name: "order_of", Kind: "table"}, {Name: "ordinal", Kind: "aggregate"},
		{Name: "orbit", Signature: "(INTEGER)", Kind: "scalar"}, {Name: "orbit", Signature: "(TABLE)", Kind: "table"},
	}, nil)
	for sql, want := range map[string]string{
		"SELECT * FROM or¦":                `orders|order_items|"Order"|orbit(|order_of(`,
		"SELECT * FROM customers JOIN or¦": `orders|order_items|"Order"|orbit(|order_of(`,
		"SELECT * FROM ors¦":               "",
		"INSERT INTO or¦":                  `orders|order_items|"Order"`,
		"UPDATE or¦":                       `orders|order_items|"Order"`,
		"SELECT orb¦":                      "orbit(",
	} {
		if got := strings.Join(offered(t, c, sql, 9, Extra{}), "|"); got != want {
			t.Errorf("%s\n got %s\nwant %s", sql, got, want)
		}
	}
}
