package complete

import (
	"strings"
	"testing"
)

func TestAWindowBeginsWithItsParts(t *testing.T) {
	c := shop("duckdb")
	for sql, want := range map[string]string{
		"select sum(1) over (¦ from orders":                                        "partition by|order by|rows between|range between|groups between",
		"select sum(1) over (par¦ from orders":                                     "partition by",
		"SELECT sum(1) OVER (O¦) FROM orders":                                      "ORDER BY",
		"SELECT sum(1) OVER (PARTITION ¦) FROM orders":                             "BY",
		"SELECT sum(1) OVER (PARTITION BY cus¦) FROM orders":                       "customer_id",
		"SELECT sum(1) OVER (PARTITION BY customer_id ¦) FROM orders":              "ORDER BY|ROWS BETWEEN|RANGE BETWEEN|GROUPS BETWEEN",
		"SELECT sum(1) OVER (ORDER BY customer_id d¦) FROM orders":                 "desc",
		"SELECT sum(1) OVER (ORDER BY a ROWS ¦) FROM orders":                       "BETWEEN|UNBOUNDED PRECEDING|CURRENT ROW",
		"SELECT sum(1) OVER (ORDER BY a ROWS BETWEEN 1 ¦) FROM orders":             "PRECEDING|FOLLOWING",
		"SELECT sum(1) OVER (ORDER BY a ROWS BETWEEN CURRENT ROW ¦) FROM orders":   "AND",
		"SELECT sum(1) OVER (ROWS BETWEEN CURRENT ROW AND ¦) FROM orders":          "CURRENT ROW|UNBOUNDED FOLLOWING",
		"SELECT sum(1) OVER ¦ FROM orders WINDOW w AS (ORDER BY a), v AS (w)":      "w|v",
		"SELECT sum(1) OVER (¦) FROM orders WINDOW w AS (ORDER BY a)":              "PARTITION BY|ORDER BY|ROWS BETWEEN|RANGE BETWEEN|GROUPS BETWEEN|w",
		"SELECT sum(1) OVER (w ¦) FROM orders WINDOW w AS (PARTITION BY a)":        "PARTITION BY|ORDER BY|ROWS BETWEEN|RANGE BETWEEN|GROUPS BETWEEN",
		"SELECT sum(1) OVER w FROM orders WINDOW w AS (¦":                          "PARTITION BY|ORDER BY|ROWS BETWEEN|RANGE BETWEEN|GROUPS BETWEEN",
		"SELECT sum(1) OVER w FROM orders WINDOW w AS (ORDER BY a), v AS (PARTI¦)": "PARTITION BY",
		"SELECT sum(1) OVER (PARTITION BY coalesce(cus¦)) FROM orders":             "customer_id",
	} {
		if got := strings.Join(offered(t, c, sql, 9, Extra{}), "|"); got != want {
			t.Errorf("%s\n got %s\nwant %s", sql, got, want)
		}
	}
}
