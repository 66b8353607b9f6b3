package complete

import (
	"strings"
	"testing"
)

// Columns are offered in every kind of statement that the sources know.
func TestColumnsInEveryKindOfStatement(t *testing.T) {
	const placed = "order_id|customer_id|"
	for _, c := range []struct{ dialect, sql, want string }{
		{"duckdb", "SELECT * FROM orders o, LATERAL (SELECT o.¦) x", placed},
		{"duckdb", "SELECT x.¦ FROM orders o JOIN LATERAL (SELECT name FROM customers) x ON true", "name"},
		{"duckdb", "PIVOT orders ON ¦", placed},
		{"duckdb", "PIVOT orders ON customer_id USING sum(¦)", placed},
		{"duckdb", "PIVOT orders ON customer_id USING sum(order_id) GROUP BY ¦", placed},
		{"duckdb", "UNPIVOT orders ON ¦ INTO NAME n VALUE v", placed},
		{"duckdb", "SELECT p.¦ FROM (PIVOT orders ON customer_id USING sum(order_id)) p", placed},
		{"duckdb", "SELECT * FROM orders PIVOT (sum(order_id) FOR ¦", placed},
		{"duckdb", "SELECT row_number() OVER (ORDER BY order_id) AS rn FROM orders QUALIFY r¦", "rn|"},
		{"duckdb", "SELECT row_number() OVER ¦ FROM orders WINDOW wide AS (PARTITION BY 1), w AS (ORDER BY 2)", "wide|w|"},
		{"duckdb", "SELECT row_number() OVER wi¦ FROM orders WINDOW wide AS (PARTITION BY 1)", "wide|"},
		{"duckdb", "SELECT row_number() OVER w FROM orders WINDOW w AS (PARTITION BY ¦)", placed},
		{"duckdb", "SELECT sum(1) FILTER (WHERE ¦) FROM orders", placed},
		{"duckdb", "SELECT string_agg(1 ORDER BY ¦) FROM orders", placed},
		{"duckdb", "SELECT * EXCLUDE (¦) FROM orders", placed},
		{"duckdb", "INSERT INTO orders (order_id, ¦) VALUES (1)", placed},
		{"duckdb", "INSERT INTO orders VALUES (1) ON CONFLICT (¦) DO NOTHING", placed},
		{"duckdb", "INSERT INTO orders VALUES (1) ON CONFLICT (order_id) DO UPDATE SET ¦", placed},
		{"duckdb", "UPDATE orders o SET order_id = 1 WHERE o.¦", placed},
		{"duckdb", "DELETE FROM orders USING customers c WHERE c.¦", "customer_id|name"},
		{"duckdb", "MERGE INTO orders o USING customers c ON o.¦ = c.customer_id", placed},
		{"duckdb", "COPY (SELECT ¦ FROM orders) TO 'x.csv'", placed},
		{"duckdb", "CREATE OR REPLACE VIEW x AS SELECT ¦ FROM orders", placed},
		{"duckdb", "CREATE INDEX i ON orders (¦", placed},
		{"duckdb", "ALTER TABLE orders DROP COLUMN ¦", placed},
		{"duckdb", "FROM orders o SELECT o.¦", placed},
		{"duckdb", `SELECT * FROM "Or¦`, `"Order"|`},
		{"clickhouse", "SELECT * FROM orders ARRAY JOIN ¦", placed},
		{"clickhouse", "SELECT ¦ FROM orders ARRAY JOIN a", placed},
		{"clickhouse", "SELECT * FROM orders LIMIT 1 BY ¦", placed},
		{"clickhouse", "SELECT * FROM orders FINAL PREWHERE ¦", placed},
		{"clickhouse", "ALTER TABLE orders UPDATE ¦ = 1 WHERE 1", placed},
		{"clickhouse", "ALTER TABLE orders DELETE WHERE ¦", placed},
		{"mysql", "INSERT INTO orders SET ¦", placed},
		{"mysql", "INSERT INTO orders VALUES (1) ON DUPLICATE KEY UPDATE ¦", placed},
		{"mysql", "UPDATE orders o JOIN customers c ON true SET o.¦ = 1", placed},
		{"mysql", "DELETE o FROM orders o WHERE o.¦", placed},
		{"mysql", "SELECT * FROM `Or¦", "`Order`|"},
		{"bigquery", "SELECT * EXCEPT (¦) FROM orders", placed},
		{"bigquery", "SELECT o.¦ FROM `shop.main.orders` o", placed},
		{"athena", "SELECT * FROM orders CROSS JOIN UNNEST(¦) AS t(x)", placed},
		{"druid", "INSERT INTO x SELECT ¦ FROM orders PARTITIONED BY DAY", placed},
		{"druid", "INSERT INTO x SELECT a FROM orders PARTITIONED BY DAY CLUSTERED BY ¦", placed},
	} {
		got := strings.Join(offered(t, shop(c.dialect), c.sql, 9, Extra{}), "|") + "|"
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s\n got %s\nwant %s", c.dialect, c.sql, got, c.want)
		}
	}
}
