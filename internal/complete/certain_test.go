package complete

import (
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

func TestTypesOfComputedColumns(t *testing.T) {
	for expression, want := range map[string]string{
		"count(*)":                        "BIGINT",
		"count(DISTINCT id)":              "BIGINT",
		"id > 1":                          "BOOLEAN",
		"name LIKE 'a%' AND id = 1":       "BOOLEAN",
		"id = '1'::BIGINT":                "BOOLEAN",
		"name::DATE":                      "DATE",
		"CAST(name AS DATE)":              "DATE",
		"(id + 1)::VARCHAR":               "VARCHAR",
		"'x'":                             "VARCHAR",
		"12":                              "INTEGER",
		"true":                            "BOOLEAN",
		"id":                              "BIGINT",
		"sum(id)":                         "sum()", // until it is offered
		"id + 1":                          "",
		"1 + name::INTEGER":               "",
		"CASE WHEN id = 1 THEN 'a' END":   "",
		"count(*) FILTER (id > 1)":        "",
		"list_filter([1], lambda x: x>1)": "list_filter()",
		"3.5":                             "",
	} {
		got := scopeOf(at(t, "duckdb", "SELECT ¦ FROM (SELECT "+expression+" AS x FROM customers) s"))
		if want = strings.TrimSpace("x " + want); got != "s("+want+")" {
			t.Errorf("%s: %s, want s(%s)", expression, got, want)
		}
	}
	// The types of a union depend on all of it.
	if got := scopeOf(at(t, "duckdb", "SELECT ¦ FROM (SELECT 1 AS x UNION ALL SELECT 2.5) s")); got != "s(x)" {
		t.Errorf("a union: %s", got)
	}
}

// keyed is a catalog of a table with keys.
func keyed() *Cache {
	id, customer := node(connectors.NodeColumn, "order_id", "BIGINT"), node(connectors.NodeColumn, "customer_id", "INTEGER")
	id.Key, customer.Key = "PK", "FK → customers.id"
	c := NewCache(sqltext.ForName("duckdb"))
	c.PutWords([]connectors.Function{{Name: "upper", Signature: "(VARCHAR)", Returns: "VARCHAR", Kind: "scalar"},
		{Name: "total", Signature: "(INTEGER)", Returns: "HUGEINT", Kind: "aggregate"}, {Name: "total", Signature: "(DOUBLE)", Returns: "DOUBLE", Kind: "aggregate"}}, nil)
	c.PutTables([]connectors.Table{{Path: []string{"main", "orders"}, Node: node(connectors.NodeTable, "orders", ""), Columns: []connectors.Node{id, customer}}})
	return c
}

// details are the items at the cursor with what is said of them.
func details(c *Cache, marked string) string {
	head, tail, _ := strings.Cut(marked, "¦")
	names := c.Names()
	var out []string
	for _, it := range names.Offer(Analyse(c.contents.dialect, head+tail, len(head), names.Lookup), Extra{}) {
		out = append(out, it.Insert+" "+it.Detail)
	}
	return strings.Join(out, "|")
}

func TestDerivedColumnsAreThoseOfTheirQuery(t *testing.T) {
	for sql, want := range map[string]string{
		"WITH paid AS (SELECT customer_id FROM orders o) SELECT p.¦ FROM paid p": "customer_id INTEGER · paid p",
		"WITH paid AS (SELECT * FROM orders o) SELECT paid.c¦ FROM paid":         "customer_id INTEGER · paid",
		"SELECT s.c¦ FROM (SELECT customer_id FROM orders) s":                    "customer_id INTEGER · s",
		"SELECT o.c¦ FROM orders o":                                              "customer_id INTEGER · FK · orders o",
		"WITH a AS (SELECT order_id FROM orders)\nSELECT a.¦":                    "order_id BIGINT · a",
		"WITH a AS (SELECT upper('x') up FROM orders) SELECT a.u¦ FROM a":        "up VARCHAR · a",
		"WITH a AS (SELECT total(1) AS up FROM orders) SELECT a.u¦ FROM a":       "up a",
		"WITH a AS (SELECT order_id AS ordnr FROM orders)\nSELECT ordn¦":         "ordnr BIGINT · a",
	} {
		if got := details(keyed(), sql); got != want {
			t.Errorf("%s\n got %s\nwant %s", sql, got, want)
		}
	}
}
