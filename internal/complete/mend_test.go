package complete

import (
	"strings"
	"testing"
)

func TestAnOpenQuoteSpoilsItsLineAlone(t *testing.T) {
	for _, c := range []struct{ sql, want string }{
		{"SELECT 'abc FROM t;\nSELECT ¦ FROM orders", "orders" + orders},
		{"SELECT 'abc FROM t\nWHERE a = 1;\n\nSELECT ¦ FROM orders", "orders" + orders},
		{"SELECT \"abc FROM t;\nSELECT 'x', ¦ FROM orders", "orders" + orders},
		{"SELECT 'it''s', 'abc\nFROM orders WHERE ¦", "orders" + orders},
		{"SELECT * FROM orders WHERE a = 'x\n AND ¦", "orders" + orders},
		// A text in which every quote is closed is as it is written.
		{"SELECT 'FROM customers\nFROM customers', ¦ FROM orders", "orders" + orders},
		{"SELECT 'abc\nSELECT ¦ FROM orders', 1 FROM customers", ""},
	} {
		if got := scopeOf(at(t, "duckdb", c.sql)); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.sql, got, c.want)
		}
	}
}

func TestASubqueryWithoutItsBracketHasItsColumns(t *testing.T) {
	for _, c := range []struct{ sql, want string }{
		{"SELECT ¦ FROM (SELECT id, name FROM customers", "(id BIGINT, name VARCHAR)"},
		{"SELECT ¦ FROM (SELECT id, name FROM customers WHERE id > 1 WHERE name = 'a'", "(id BIGINT, name VARCHAR)"},
		{"WITH c AS (SELECT id FROM customers SELECT ¦ FROM c", "c(id BIGINT)"},
		{"WITH c AS (SELECT id FROM customers, d AS (SELECT placed FROM orders) SELECT ¦ FROM c, d", "c(id BIGINT); d(placed DATE)"},
		{"WITH c AS (SELECT id FROM customers UNION ALL SELECT id FROM orders SELECT ¦ FROM c", "c(id BIGINT)"},
	} {
		if got := scopeOf(at(t, "duckdb", c.sql)); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.sql, got, c.want)
		}
	}
	if got := strings.Join(offered(t, shop("duckdb"), "SELECT x.¦ FROM (SELECT customer_id, name FROM customers x", 9, Extra{}), "|"); got != "customer_id|name" {
		t.Error(got)
	}
}
