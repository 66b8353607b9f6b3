package complete

import (
	"slices"
	"strings"
	"testing"

	"sonde/internal/sqltext"
)

// written are statements as people write them, of the tables that the lookup
// knows.
var written = []string{
	"SELECT o.id, c.name FROM orders o JOIN customers c ON o.customer_id = c.id WHERE o.placed > DATE '2024-01-01' AND c.name LIKE 'A%' ORDER BY o.placed DESC LIMIT 10",
	"SELECT count(*), sum(o.id) AS total FROM orders AS o LEFT JOIN customers AS c USING (id) WHERE (o.id = 1 OR c.name IS NULL) GROUP BY c.name, o.placed HAVING count(*) > 1",
	"WITH recent AS (SELECT id, customer_id AS cid FROM orders WHERE placed > now()) SELECT r.cid, c.name FROM recent r JOIN customers c ON r.cid = c.id WHERE c.name <> ''",
	"SELECT x.name, x.n FROM (SELECT name, count(id) AS n FROM customers WHERE id > 5 GROUP BY name) x JOIN orders o ON o.id = x.n WHERE x.n > 3",
	"SELECT CASE WHEN o.id > 1 THEN 'a' ELSE 'b' END AS k, row_number() OVER (PARTITION BY o.customer_id ORDER BY o.placed DESC) AS n FROM orders o WHERE o.placed BETWEEN 1 AND 2",
	"SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.placed > 3) AND c.id IN (1, 2, 3)",
	"SELECT id FROM orders WHERE id = 1 UNION ALL SELECT id FROM customers WHERE name = 'x' AND id > 2",
	"UPDATE orders SET placed = now(), customer_id = customer_id + 1 WHERE id = 3 AND placed IS NULL",
	"DELETE FROM orders WHERE id = 3 AND customer_id IN (SELECT c.id FROM customers c WHERE c.name = 'x')",
	"INSERT INTO orders (id, customer_id) SELECT c.id, c.id + 1 FROM customers c WHERE c.name = 'x'",
	"CREATE TABLE t AS SELECT o.id, lower(c.name) AS n FROM orders o, customers c WHERE o.customer_id = c.id",
	"SELECT e.kind, coalesce(e.at, now()) AS at FROM main.events e WHERE e.kind IN ('a', 'b') QUALIFY row_number() OVER (ORDER BY e.at) = 1",
	"SELECT d.\"unit price\" * 2 AS p FROM \"order details\" AS d WHERE d.\"unit price\" > 1.5 ORDER BY 1",
	"SELECT o.id::VARCHAR || '-' || c.name AS label, cast(o.placed AS DATE) FROM orders o CROSS JOIN customers c WHERE length(c.name) > 3 /* long */ -- names\nORDER BY label",
}

// structural are words whose loss changes what is in scope.
var structural = words("select from join with as update delete insert into set union all create table exists cross left on using where group order having qualify over ( --")

// Whatever single word or mark is missing, and whatever half-typed name stands
// somewhere, the columns in scope elsewhere in the statement stay known.
func TestScopeSurvivesUnfinishedText(t *testing.T) {
	d := sqltext.ForName("duckdb")
	for _, sql := range written {
		tokens := d.Tokens(sql)
		for i, tok := range tokens {
			text := sql[tok.Start:tok.End]
			if tok.Kind == sqltext.Whitespace || tok.Kind == sqltext.Comment || inFromClause(sql[:tok.Start]) {
				continue
			}
			nested := strings.Contains(sql, "(SELECT")
			if !structural[strings.ToLower(text)] && (text != ")" || !nested) {
				checkScope(t, d, sql, i, "")
			}
			if !startsQuery[strings.ToLower(text)] || text == "FROM" {
				checkScope(t, d, sql, i, "x. "+text)
			}
			if !nested {
				checkScope(t, d, sql, i, "f("+text)
			}
		}
	}
}

// checkScope puts other text in the place of a token and looks at every other
// place where columns may stand.
func checkScope(t *testing.T, d *sqltext.Dialect, sql string, i int, with string) {
	t.Helper()
	tokens := d.Tokens(sql)
	broken := sql[:tokens[i].Start] + with + sql[tokens[i].End:]
	for j, tok := range tokens {
		was := Analyse(d, sql, tok.Start, lookup)
		if !was.Expect.Has(Columns) || j >= i && j <= i+2 || tok.Kind == sqltext.Whitespace {
			continue
		}
		at := tok.Start
		if j > i {
			at += len(broken) - len(sql)
		}
		now := Analyse(d, broken, at, lookup)
		for _, rel := range was.Relations {
			if rel.Parts != nil && !rel.Outer && rel.Known && !hasRelation(now, rel) {
				t.Errorf("%s¦%s\nhas lost %s: %s", broken[:at], broken[at:], rel.Alias, scopeOf(now))
				return
			}
		}
	}
}

func hasRelation(p Place, want Relation) bool {
	return slices.ContainsFunc(p.Relations, func(r Relation) bool {
		return r.Alias == want.Alias && r.Known
	})
}

// inFromClause reports whether the tables of a statement are named where a text
// ends.
func inFromClause(text string) bool {
	in := false
	for _, w := range strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ").Replace(strings.ToLower(text))) {
		switch w {
		case "from", "join", "update", "into", "create", "with":
			in = true
		case "on", "where", "select", "set", "using", "group", "order", "having", "qualify", "union", "values":
			in = false
		}
	}
	return in
}
