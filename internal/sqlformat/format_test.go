package sqlformat

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"

	"sonde/internal/sqltext"
)

// layouts are statements as they are written and as they are formatted.
var layouts = []struct{ name, dialect, sql, want string }{
	{"short", "duckdb", "  select  a,b\nfrom t\nwhere a=1 ", "select a, b from t where a = 1"},
	{"clauses", "duckdb", "select a, count(*) from t where b > -1 group by a order by 2 desc limit 10", `select a, count(*)
from t
where b > -1
group by a
order by 2 desc
limit 10`},
	{"lists", "duckdb", "SELECT DISTINCT o.order_id,c.name, coalesce(o.amount,0)::decimal(10,2) AS amount, o.placed_at FROM orders o", `SELECT DISTINCT
    o.order_id,
    c.name,
    coalesce(o.amount, 0)::decimal(10, 2) AS amount,
    o.placed_at
FROM orders o`},
	{"joins", "duckdb", "SELECT * FROM orders o LEFT JOIN customers c ON o.customer_id=c.customer_id AND c.active AND c.country_code = 'IN' CROSS JOIN x WHERE a BETWEEN 1 AND 2 AND (b OR c)", `SELECT *
FROM orders o
LEFT JOIN customers c
    ON o.customer_id = c.customer_id
    AND c.active
    AND c.country_code = 'IN'
CROSS JOIN x
WHERE a BETWEEN 1 AND 2 AND (b OR c)`},
	{"with", "duckdb", "WITH a AS (SELECT 1), b AS (SELECT * FROM a WHERE x IN(SELECT id FROM customers WHERE country = 'India' LIMIT 3)) SELECT * FROM b UNION ALL SELECT 2", `WITH a AS (SELECT 1),
b AS (
    SELECT *
    FROM a
    WHERE x IN (SELECT id FROM customers WHERE country = 'India' LIMIT 3)
)
SELECT *
FROM b
UNION ALL
SELECT 2`},
	{"case and window", "duckdb", "SELECT CASE WHEN status = 'paid' THEN 1 WHEN status = 'open' THEN 2 ELSE -1 END AS state, sum(amount) OVER(PARTITION BY country_code ORDER BY placed_at ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS running FROM orders", `SELECT
    CASE
        WHEN status = 'paid' THEN 1
        WHEN status = 'open' THEN 2
        ELSE -1
    END AS state,
    sum(amount) OVER (
        PARTITION BY country_code
        ORDER BY placed_at
        ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
    ) AS running
FROM orders`},
	{"comments", "duckdb", "-- Orders\n-- of a day\nSELECT a, -- first\n b /* second */, c -- third\n , d\nFROM t -- of tables\n/* last\n   of all */ WHERE a = 1 -- end", `-- Orders
-- of a day
SELECT
    a, -- first
    b /* second */,
    c -- third
    , d
FROM t -- of tables
/* last
   of all */
WHERE a = 1 -- end`},
	{"values", "duckdb", "INSERT INTO t (a,b) VALUES (1,'xxxxxxxxxxxxxxxxxxxxxxxxxxxxx'),(2,'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy')", `INSERT INTO t (a, b)
VALUES
    (1, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxx'),
    (2, 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy')`},
	{"many literals", "duckdb", "SELECT 1 FROM t WHERE id IN (10001,10002,10003,10004,10005,10006,10007,10008,10009,10010,10011)", `SELECT 1
FROM t
WHERE id IN (
    10001, 10002, 10003, 10004, 10005, 10006, 10007, 10008, 10009, 10010, 10011
)`},
	{"table", "duckdb", "CREATE TABLE t (a int NOT NULL, b varchar(10) DEFAULT 'x', c decimal(10,2), PRIMARY KEY (a, b))", `CREATE TABLE t (
    a int NOT NULL,
    b varchar(10) DEFAULT 'x',
    c decimal(10, 2),
    PRIMARY KEY (a, b)
)`},
	{"statements", "duckdb", "select 1 ;select 2;\n\n\n-- three\nselect 3", "select 1;\nselect 2;\n\n-- three\nselect 3"},
	{"stars", "duckdb", "SELECT t.* EXCLUDE (a), count( * ),a*b, - 1, [1,2][1], {'a':1}.a FROM t", "SELECT t.* EXCLUDE (a), count(*), a * b, - 1, [1, 2][1], {'a':1}.a FROM t"},
	{"words as names", "duckdb", "SELECT t.limit, t.values, a AS settings FROM t", "SELECT t.limit, t.values, a AS settings FROM t"},
	{"strings", "duckdb", "SELECT 'a  b\n  c',  $$ x\n y $$ FROM t", "SELECT\n    'a  b\n  c',\n    $$ x\n y $$\nFROM t"},
	{"parameters", "mysql", "SELECT :name,x FROM t WHERE a=:b AND c = ?", "SELECT :name, x FROM t WHERE a = :b AND c = ?"},
	{"typed parameters", "clickhouse", "SELECT {name:String},x FROM t", "SELECT {name:String}, x FROM t"},
	{"templates", "tinybird", "%\nSELECT a,b FROM {{table(x)}}_v WHERE 1 {% if defined(y) %} AND y={{Int32(y, 1)}} {% end %}\n{% if defined(z) %}\nAND z = 1\n{% end %}\nORDER BY a", `%
SELECT a, b
FROM {{table(x)}}_v
WHERE 1 {% if defined(y) %}
    AND y = {{Int32(y, 1)}} {% end %}
    {% if defined(z) %}
    AND z = 1
{% end %}
ORDER BY a`},
	{"names with a minus", "bigquery", "SELECT a-b, x  FROM my-project.shop.orders", "SELECT a-b, x FROM my-project.shop.orders"},
	{"backticks", "mysql", "SELECT `a b`,c # why\nFROM `t` STRAIGHT_JOIN u ON a=b", "SELECT `a b`, c # why\nFROM `t`\nSTRAIGHT_JOIN u ON a = b"},
}

func TestLayout(t *testing.T) {
	for _, c := range layouts {
		t.Run(c.name, func(t *testing.T) {
			d := sqltext.ForName(c.dialect)
			got, err := Format(t.Context(), d, c.sql)
			if err != nil || got != c.want {
				t.Errorf("%v\n%s\nwant\n%s", err, got, c.want)
			}
			if again, err := Format(t.Context(), d, got); again != got || err != nil {
				t.Errorf("formatted again: %v\n%s", err, again)
			}
		})
	}
}

func TestWhatIsNotFormatted(t *testing.T) {
	for _, c := range []struct {
		dialect, sql string
		want         error
	}{
		{"duckdb", "SELECT 'a", ErrUnclosed},
		{"duckdb", "SELECT /* a", ErrUnclosed},
		{"duckdb", "SELECT (a]", ErrBrackets},
		{"duckdb", "SELECT (a", ErrBrackets},
		{"duckdb", "SELECT a)", ErrBrackets},
		{"duckdb", "SELECT (CASE WHEN a)", ErrBrackets},
		{"clickhouse", "INSERT INTO t FORMAT CSV\n1,  2\n3,4", ErrData},
	} {
		if got, err := Format(t.Context(), sqltext.ForName(c.dialect), c.sql); !errors.Is(err, c.want) {
			t.Errorf("%s: %q, %v", c.sql, got, err)
		}
	}
}

func TestThePlaceStaysAtItsToken(t *testing.T) {
	d := sqltext.ForName("duckdb")
	for _, marked := range []string{"¦select  a", "select  a¦bc", "select a ,¦b", "select 1   ¦", "select 'a  ¦b',c from t", "select a -- x¦ y\nfrom t"} {
		head, tail, _ := strings.Cut(marked, "¦")
		out, err := Format(t.Context(), d, head+tail)
		if err != nil {
			t.Fatal(err)
		}
		at := Follow(d, head+tail, out, len(head))
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got := out[:at]; squeeze(got) != squeeze(head) {
			t.Errorf("%s: behind %q", marked, got)
		}
	}
}

// What is formatted is what it was, and formatting it again changes nothing.
func FuzzFormat(f *testing.F) {
	for _, c := range layouts {
		f.Add(c.sql, c.dialect)
	}
	for _, sql := range []string{"(((-- a\n)))", "case case when end end", "a,-- b\n,/* c */,d", "with a as(select(1)-- x\n)select", "{% if a %}b{% end %};;;", "%x", "- - -1", "'a'\n'b' in(1)"} {
		f.Add(sql, "tinybird")
		f.Add(sql, "mysql")
	}
	f.Fuzz(func(t *testing.T, sql, dialect string) {
		d := sqltext.ForName(dialect)
		once, err := Format(t.Context(), d, sql)
		if err != nil {
			return
		}
		if !same(d, sql, once) {
			t.Errorf("%q became %q", sql, once)
		}
		if again, err := Format(t.Context(), d, once); err != nil || again != once {
			t.Errorf("%q\nbecame %q\nand then %q, %v", sql, once, again, err)
		}
		if at := Follow(d, sql, once, len(sql)/2); at < 0 || at > len(once) {
			t.Errorf("%d in %q", at, once)
		}
	})
}

// after is a context that ends after some looks at it.
type after struct {
	context.Context
	looks int
}

func (a *after) Err() error {
	if a.looks--; a.looks < 0 {
		return context.Canceled
	}
	return nil
}

func TestFormattingEndsWhenNobodyWaitsForIt(t *testing.T) {
	long := "SELECT 1" + strings.Repeat(", a", 10_000)
	for looks := range 120 {
		out, err := Format(&after{t.Context(), looks}, sqltext.ForName("duckdb"), long)
		if err == nil {
			t.Fatalf("it went on after %d looks", looks)
		}
		if !errors.Is(err, context.Canceled) || out != "" {
			t.Fatalf("%q, %v", out, err)
		}
	}
}

// The work for many comments behind a token must be as that for few: the bytes that
// are allocated tell.
func TestManyCommentsCostWhatTheyAre(t *testing.T) {
	cost := func(n int) float64 {
		sql := "SELECT 1" + strings.Repeat(" /* of a row */", n) + ", 2"
		var before, behind runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := Format(t.Context(), sqltext.ForName("duckdb"), sql); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&behind)
		return float64(behind.TotalAlloc-before.TotalAlloc) / float64(n)
	}
	if few, many := cost(400), cost(20_000); many > 4*few {
		t.Errorf("a comment costs %.0f bytes among few, %.0f among many", few, many)
	}
}

// BenchmarkComments formats 50,000 comments behind one token. The floor reads the
// text once.
func BenchmarkComments(b *testing.B) {
	d := sqltext.ForName("duckdb")
	sql := "SELECT 1" + strings.Repeat(" /* of a row */", 50_000) + ", 2"
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			d.Tokens(sql)
		}
	})
	b.Run("sonde", func(b *testing.B) {
		for b.Loop() {
			if _, err := Format(b.Context(), d, sql); err != nil {
				b.Fatal(err)
			}
		}
	})
}
