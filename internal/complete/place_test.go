package complete

import (
	"slices"
	"strings"
	"testing"

	"sonde/internal/sqltext"
)

// tables are what the lookup of these tests knows.
var tables = map[string][]Column{
	"orders":         {{Name: "id", Type: "BIGINT"}, {Name: "customer_id", Type: "BIGINT"}, {Name: "placed", Type: "DATE"}},
	"customers":      {{Name: "id", Type: "BIGINT"}, {Name: "name", Type: "VARCHAR"}},
	"main.events":    {{Name: "at", Type: "TIMESTAMP"}, {Name: "kind", Type: "VARCHAR"}},
	"order details":  {{Name: "unit price", Type: "DECIMAL"}},
	"orders_archive": {{Name: "year", Type: "INT"}},
}

func lookup(parts []string) ([]Column, bool) {
	c, ok := tables[strings.ToLower(strings.Join(parts, "."))]
	return c, ok
}

// at analyses a text with the cursor at the mark |.
func at(t *testing.T, dialect, marked string) Place {
	t.Helper()
	head, tail, ok := strings.Cut(marked, "¦")
	if !ok {
		t.Fatalf("%s has no cursor", marked)
	}
	return Analyse(sqltext.ForName(dialect), head+tail, len(head), lookup)
}

// scopeOf writes the relations in scope: alias(column type, …), those of outer
// queries behind ^, those whose columns are not known with ?.
func scopeOf(p Place) string {
	var out []string
	for _, r := range p.Relations {
		var columns []string
		for _, c := range r.Columns {
			columns = append(columns, strings.TrimSpace(c.Name+" "+c.Type))
		}
		text := r.Alias + "(" + strings.Join(columns, ", ") + ")"
		if !r.Known {
			text += "?"
		}
		if r.Outer {
			text = "^" + text
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

const (
	orders    = "(id BIGINT, customer_id BIGINT, placed DATE)"
	customers = "(id BIGINT, name VARCHAR)"
)

func TestRelationsInScope(t *testing.T) {
	for _, c := range []struct{ sql, want string }{
		{"SELECT ¦ FROM orders", "orders" + orders},
		{"SELECT cu¦ FROM orders o", "o" + orders},
		{"SELECT o.¦ FROM orders AS o JOIN customers c ON o.customer_id = c.id", "o" + orders + "; c" + customers},
		{"SELECT * FROM orders o JOIN customers c ON ¦", "o" + orders + "; c" + customers},
		{"SELECT * FROM orders o, customers WHERE ¦ ORDER BY 1", "o" + orders + "; customers" + customers},
		{"SELECT * FROM main.events WHERE k¦", "events(at TIMESTAMP, kind VARCHAR)"},
		{`SELECT ¦ FROM "order details" d`, "d(unit price DECIMAL)"},
		{"SELECT ¦ FROM nowhere n", "n()?"},
		// The statement of the cursor alone counts.
		{"SELECT 1 FROM customers; SELECT ¦ FROM orders; SELECT 1 FROM customers", "orders" + orders},
		// Subqueries and common table expressions.
		{"SELECT ¦ FROM (SELECT id, name AS n, count(*) total FROM customers) x", "x(id BIGINT, n VARCHAR, total BIGINT)"},
		{"WITH c AS (SELECT * FROM customers) SELECT ¦ FROM c", "c" + customers},
		{"WITH c(a, b) AS (SELECT * FROM customers), d AS (SELECT a FROM c) SELECT ¦ FROM d JOIN c USING (a)", "d(a BIGINT); c(a BIGINT, b VARCHAR)"},
		{"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE ¦) SELECT * FROM n", "n(i)"},
		{"WITH c AS (SELECT id FROM customers WHERE ¦) SELECT * FROM c", "customers" + customers},
		{"SELECT o.*, ¦ FROM (SELECT o.* EXCLUDE (placed), 1 AS one FROM orders o) o", "o(id BIGINT, customer_id BIGINT, one INTEGER)"},
		{"SELECT * FROM (SELECT id FROM (SELECT * FROM customers) a WHERE ¦) b", "a" + customers},
		{"SELECT ¦ FROM (VALUES (1, 2)) v(a, b)", "v(a, b)?"},
		// A subquery in an expression sees what is around it.
		{"SELECT * FROM orders o WHERE EXISTS (SELECT 1 FROM customers c WHERE ¦)", "c" + customers + "; ^o" + orders},
		{"SELECT * FROM orders o, LATERAL (SELECT ¦ FROM customers) c", "customers" + customers + "; ^o" + orders},
		// Each SELECT of a union has its own tables.
		{"SELECT id FROM orders UNION ALL SELECT ¦ FROM customers", "customers" + customers},
		{"SELECT ¦ FROM orders EXCEPT SELECT id FROM customers", "orders" + orders},
		// Unfinished text.
		{"SELECT count(¦ FROM orders", "orders" + orders},
		{"SELECT * FROM orders o JOIN ¦ ON o.id = 1", "o" + orders},
		{"SELECT sum(x FROM orders WHERE ¦", "orders" + orders},
		{"SELECT * FROM (SELECT count(¦ FROM customers) x", "customers" + customers},
		{"FROM orders SELECT ¦", "orders" + orders},
		{"SELECT extract(year FROM placed), ¦ FROM orders", "orders" + orders},
		{"SELECT a IS DISTINCT FROM b, ¦ FROM orders", "orders" + orders},
		{"SELECT /* FROM customers */ ¦ -- FROM customers\nFROM orders", "orders" + orders},
		{"SELECT 'FROM customers', ¦ FROM orders", "orders" + orders},
		{"UPDATE orders SET ¦ WHERE id = 1", "orders" + orders},
		{"DELETE FROM orders WHERE ¦", "orders" + orders},
		{"EXPLAIN ANALYZE SELECT ¦ FROM orders", "orders" + orders},
		{"CREATE TABLE t AS SELECT ¦ FROM orders", "orders" + orders},
		{"INSERT INTO customers (id, name) SELECT ¦ FROM orders", "orders" + orders},
		{"SELECT ¦ FROM read_csv('x.csv') r JOIN orders o ON true", "r()?; o" + orders},
		{"SELECT ¦ FROM (orders o JOIN customers c ON o.id = c.id)", "o" + orders + "; c" + customers},
	} {
		if got := scopeOf(at(t, "duckdb", c.sql)); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.sql, got, c.want)
		}
	}
}

func TestWhatIsExpected(t *testing.T) {
	const expression = Columns | Functions | Keywords
	const from = Tables | Schemas | Functions | Keywords
	for _, c := range []struct {
		sql  string
		want Expect
		word string
	}{
		{"¦", Keywords, ""},
		{"SEL¦", Keywords, "SEL"},
		{"SELECT ¦", expression, ""},
		{"SELECT na¦", expression, "na"},
		{"SELECT a ¦", Keywords, ""},
		{"SELECT * ¦", Keywords, ""},
		{"SELECT a * ¦", expression, ""},
		{"SELECT a, ¦ FROM t", expression, ""},
		{"SELECT a AS ¦", 0, ""},
		{"SELECT * FROM ¦", from, ""},
		{"SELECT * FROM or¦ WHERE a = 1", from, "or"},
		{"SELECT * FROM t, ¦", from, ""},
		{"SELECT * FROM s.¦", Tables | Schemas, ""},
		{"SELECT * FROM t ¦", Keywords, ""},
		{"SELECT * FROM t LEFT ¦", Keywords, ""},
		{"SELECT * FROM t JOIN ¦", from, ""},
		{"SELECT * FROM (¦", from, ""},
		{"SELECT * FROM t JOIN u ON ¦", expression, ""},
		{"SELECT * FROM t JOIN u ON t.a = u.b ¦", Keywords, ""},
		{"SELECT * FROM t JOIN u USING (¦", Columns, ""},
		{"SELECT * FROM t WHERE a = 1 AND ¦", expression, ""},
		{"SELECT * FROM t WHERE a IN (¦", expression, ""},
		{"SELECT t.¦ FROM t", Columns, ""},
		{"SELECT * FROM t ORDER BY ¦", expression, ""},
		{"SELECT * FROM t GROUP BY a ¦", Keywords, ""},
		{"SELECT * FROM t LIMIT ¦", Keywords, ""},
		{"SELECT CAST(a AS ¦", Types, ""},
		{"SELECT a::¦", Types, ""},
		{"INSERT INTO ¦", Tables | Schemas, ""},
		{"INSERT INTO t (¦", Columns, ""},
		{"INSERT INTO t (a) ¦", Keywords, ""},
		{"INSERT INTO t VALUES (¦", expression, ""},
		{"UPDATE ¦", Tables | Schemas, ""},
		{"UPDATE t SET ¦", Columns, ""},
		{"UPDATE t SET a = ¦", expression, ""},
		{"UPDATE t SET a = 1, ¦", Columns, ""},
		{"DROP TABLE ¦", Tables | Schemas, ""},
		{"CREATE TABLE ¦", Keywords, ""},
		{"DESCRIBE ¦", Tables | Schemas, ""},
		{"WITH a AS (¦", Keywords, ""},
		{"WITH a AS (SELECT 1) ¦", Keywords, ""},
		{"SELECT coalesce(a, ¦) FROM t", expression, ""},
		{"SELECT sum(x) OVER (PARTITION BY ¦", expression, ""},
		// Nothing within comments, strings and numbers.
		{"SELECT 1 -- na¦", 0, ""},
		{"SELECT /* na¦ */ 1", 0, ""},
		{"SELECT 'na¦'", 0, ""},
		{"SELECT 12¦", 0, ""},
		{"SELECT * FROM 'tri¦", Files, "tri"},
		{"SELECT * FROM read_csv('data/¦')", Files, "data/"},
		{`SELECT "na¦`, expression, "na"},
	} {
		p := at(t, "duckdb", c.sql)
		if p.Expect != c.want || p.Word != c.word {
			t.Errorf("%s: %b %q, want %b %q", c.sql, p.Expect, p.Word, c.want, c.word)
		}
	}
}

func TestNamesBeforeADot(t *testing.T) {
	for sql, want := range map[string]string{
		"SELECT o.¦ FROM orders o":    "o",
		"SELECT * FROM main.ev¦":      "main",
		"SELECT * FROM a.b.¦":         "a b",
		`SELECT "my o".¦ FROM t`:      "my o",
		"SELECT ¦ FROM t":             "",
		"SELECT a.b.c¦ FROM a.b AS x": "a b",
	} {
		if got := strings.Join(at(t, "duckdb", sql).Qualifier, " "); got != want {
			t.Errorf("%s: %q, want %q", sql, got, want)
		}
	}
}

func TestTheFunctionAroundTheCursor(t *testing.T) {
	type call struct {
		name     string
		argument int
	}
	for sql, want := range map[string]call{
		"SELECT substring(name, ¦":              {"substring", 1},
		"SELECT substring(name, 1¦":             {"substring", 1},
		"SELECT substring('abc¦":                {"substring", 0},
		"SELECT substring('abc', '1¦', 2)":      {"substring", 1},
		"SELECT coalesce(f(a, b), (1), ¦":       {"coalesce", 2},
		"SELECT coalesce(lower(¦), 1)":          {"lower", 0},
		"SELECT count(¦) FROM t":                {"count", 0},
		"SELECT round((a + ¦), 2)":              {"round", 0},
		"SELECT * FROM t WHERE a IN (1, ¦":      {},
		"SELECT f(a) ¦":                         {},
		"SELECT f((SELECT ¦ FROM t))":           {},
		"SELECT * FROM read_csv('a.csv', ¦":     {"read_csv", 1},
		"SELECT list_transform([1, 2, 3], ¦":    {"list_transform", 1},
		"SELECT sum(x) OVER (PARTITION BY a, ¦": {},
	} {
		p := at(t, "duckdb", sql)
		got := call{}
		if p.Call != nil {
			got = call{p.Call.Name, p.Call.Argument}
		}
		if got != want {
			t.Errorf("%s: %+v, want %+v", sql, got, want)
		}
	}
}

func TestDialects(t *testing.T) {
	for _, c := range []struct{ dialect, sql, want string }{
		{"mysql", "SELECT ¦ FROM `orders` `o`", "o" + orders},
		{"clickhouse", "SELECT ¦ FROM orders AS o FINAL SAMPLE 0.1 PREWHERE id = 1", "o" + orders},
		{"tinybird", "%\nSELECT ¦ FROM orders WHERE id = {{Int32(id, 1)}} {% if defined(x) %} AND 1 {% end %}", "orders" + orders},
		{"clickhouse", "SELECT * FROM orders o GLOBAL ANY LEFT JOIN customers c ON ¦", "o" + orders + "; c" + customers},
		{"clickhouse", "WITH 1 AS one, c AS (SELECT name FROM customers) SELECT ¦ FROM c", "c(name VARCHAR)"},
		{"bigquery", "SELECT ¦ FROM `main.events`", "main.events(at TIMESTAMP, kind VARCHAR)"},
	} {
		if got := scopeOf(at(t, c.dialect, c.sql)); got != c.want {
			t.Errorf("%s: %s\n got %s\nwant %s", c.dialect, c.sql, got, c.want)
		}
	}
	if p := at(t, "tinybird", "SELECT * FROM t WHERE a = {{String(¦"); p.Expect != 0 {
		t.Errorf("within a template %b is expected", p.Expect)
	}
}

func TestParametersOfTheTextAreKnown(t *testing.T) {
	p := at(t, "mysql", "SELECT * FROM t WHERE a = :from AND b = :f¦ AND c = :until")
	if p.Expect != Parameters || p.Word != ":f" || !slices.Equal(p.Known, []string{":from", ":until"}) {
		t.Errorf("%b %q %v", p.Expect, p.Word, p.Known)
	}
}

func TestWordsBehindTheCursor(t *testing.T) {
	for sql, want := range map[string]string{
		"SELECT na¦me FROM t":   "me",
		"SELECT na¦ FROM t":     "",
		`SELECT "na¦me" FROM t`: `me"`,
		`SELECT "na¦ FROM "t"`:  "",
		"SELECT na¦(x)":         "",
	} {
		if got := at(t, "duckdb", sql).Rest; got != want {
			t.Errorf("%s: %q, want %q", sql, got, want)
		}
	}
}

// Whatever the text, there is an answer, and it is within the text.
func FuzzAnalyse(f *testing.F) {
	for _, seed := range []string{
		"WITH a(x) AS (SELECT * FROM b), c AS (SELECT a.* EXCLUDE (x) FROM a JOIN (VALUES (1)) v(y) USING (x)) SELECT FROM c WHERE (",
		"INSERT INTO t (a, b) SELECT x.[{( FROM LATERAL (a JOIN b) ON UNION EXCEPT (SELECT",
		"UPDATE s.t SET a = CASE WHEN '", "MERGE INTO a USING (SELECT 1) b ON a.x = b.", "SELECT \"a\".\"b", ")))(((]]", "* * AS AS , . . (",
		"WITH WITH AS ( AS (", "% {% if x %} {{String(", "FROM FROM FROM , , JOIN JOIN ON ON", "SELECT s.st. FROM (SELECT {'a': {b: (1}, 'c': [x} AS st FROM t) s", "WITH a AS (SELECT * FROM a) SELECT * FROM a, a, a",
	} {
		f.Add(seed, len(seed)/2)
		f.Add(seed, len(seed))
	}
	names := shop("duckdb").Names()
	f.Fuzz(func(t *testing.T, text string, cursor int) {
		for _, name := range []string{"duckdb", "clickhouse", "mysql", "tinybird"} {
			p := Analyse(sqltext.ForName(name), text, cursor, names.Lookup)
			for _, it := range names.Offer(p, Extra{}) {
				Matched(it.Label, p.Word)
				if from, to := p.Replaces(it); from < 0 || from > to || to > len(text) {
					t.Errorf("%q takes the place of %d to %d in %q", it.Insert, from, to, text)
				}
			}
			names.Missing(p)
			names.Signature(p.Call)
			if p.From < 0 || p.From > p.To || p.To > len(text) || p.To+len(p.Rest) > len(text) {
				t.Errorf("%d to %d and %q in %q", p.From, p.To, p.Rest, text)
			}
		}
	})
}

// BenchmarkAnalyse takes a megabyte of one statement; its time should be that of
// the tokens, which the floor takes.
func BenchmarkAnalyse(b *testing.B) {
	d := sqltext.ForName("duckdb")
	for name, part := range map[string]string{
		"list":   "coalesce(o.id, 1) AS a, ",
		"deep":   "(SELECT * FROM ",
		"ctes":   "a AS (SELECT * FROM a), ",
		"open":   "((((f(x, ",
		"unions": "SELECT * FROM orders o UNION ALL ",
	} {
		text := "WITH " + strings.Repeat(part, 1<<20/len(part))
		b.Run("floor/"+name, func(b *testing.B) {
			for b.Loop() {
				d.Tokens(text)
			}
		})
		b.Run("sonde/"+name, func(b *testing.B) {
			for b.Loop() {
				Analyse(d, text, len(text), lookup)
			}
		})
	}
}
