package sqltext

import (
	"fmt"
	"strings"
	"testing"
)

// TestParameters writes each parameter as name, type and default, and the number
// of places where there are several.
func TestParameters(t *testing.T) {
	for _, c := range []struct{ dialect, sql, want string }{
		{"duckdb", "SELECT ?, '?', \"?\", ? -- ?", "[] []"},
		{"duckdb", "SELECT $b, $a, $b::INT, x[:y]", "[b ×2] [a]"},
		{"duckdb", "SELECT $2, $1, $$ $3 $$", "[2] [1]"},
		{"duckdb", "SELECT :a, $A, x = :b AND y LIKE :c OR z NOT LIKE :d LIMIT :e OFFSET :f", "[a ×2] [b] [c] [d] [e] [f]"},
		{"duckdb", "SELECT DISTINCT :a, -:b, f(:c), [:d], {k: :e}, l[1: :f], x BETWEEN :g AND :h, j->:i", "[a] [b] [c] [d] [e] [f] [g] [h] [i]"},
		{"duckdb", "SELECT CASE WHEN :a THEN :b ELSE :c END, t AT TIME ZONE :d, ARRAY[:e] -- :x\n ORDER BY :f", "[a] [b] [c] [d] [e] [f]"},
		{"duckdb", "SELECT\n\n:a,\n/* x\n*/\n:b, alias: :größe, list_filter(l, lambda x: x > :c)", "[a] [b] [größe] [c]"},
		{"duckdb", "SELECT x::INT, x ::INT, {a:b, 'c':d, \"e\":f, g :h}, MAP {k:v, 1:n, NULL:z}, l[a:b], l[:b], l [:b], f(x)[:b]", ""},
		{"duckdb", "SELECT a:b, a :b, \"q\":c, by :d, t.offset :e, lambda x:y, l[1:-:n], ':s', $$ :t $$, E'\\':u' FROM v:w", ""},
		{"duckdb", "SELECT [x for x in l if x > :n], x := :m, (a):b", "[n] [m]"},
		{"duckdb", "PREPARE p AS SELECT $1, ?; EXECUTE p(:a, 2)", "[a]"},
		{"druid", "SELECT ? WHERE a = ?", "[] []"},
		{"druid", "SELECT JSON_OBJECT('a':b, 'c': :d), x LIKE :e LIMIT :d", "[d ×2] [e]"},
		{"standard", "SELECT :a, x::int, ':b', :c FROM t WHERE d=:a", "[a ×2] [c]"},
		{"bigquery", "SELECT @a, @@b, ?, :c", "[a] [] [c]"},
		{"athena", "SELECT :a, JSON_OBJECT('b': c), ?", "[a] []"},
		{"mysql", "SELECT @a, ?, :b", "[] [b]"},
		{"clickhouse", "SELECT {a:UInt8}, {b: Array(String)}, {a:UInt8}, x ? y : z", "[a UInt8 ×2] [b Array(String)]"},
		{"tinybird", "SELECT {{Int32(a, 10)}}, {{String(b, 'it\\'s')}}, {{Float64(c, -1.5)}}, {{UUID(d)}}",
			"[a Int32 =10] [b String =it's] [c Float64 =-1.5] [d UUID]"},
		{"tinybird", "{{Int32(n, 3)}} {{Int32(n)}} {{Int32(m)}} {{Int32(m, 3)}} {{n}}", "[n Int32 ×3] [m Int32 ×2]"},
		{"tinybird", "{{Boolean(a, True)}} {{Boolean(b, true)}} {{Boolean(c, 'true')}} {{Int8(d, other)}}",
			"[a Boolean =True] [b Boolean] [c Boolean =true] [d Int8]"},
		{"tinybird", "{% if defined(a) and String(b, required=True) == 'x' %} {{DateTime(a, default='2020', description='b')}} {% end %}",
			"[a DateTime =2020 ×2] [b String]"},
		{"tinybird", "{{Array(ids, 'Int32', '1,2')}} {{columns(cols, 'a,b')}} {{Int8(x, Int8(y, 2))}} {{bare}}",
			"[ids Array(Int32) =1,2] [cols columns =a,b] [x Int8] [y Int8 =2] [bare]"},
		{"tinybird", "{% set v = String(w) %} {% for i, j in ids %} {{v}} {{column(v)}} {{i}} {{j}} {{table('t')}}", "[w String]"},
		{"tinybird", "{# {{String(a)}} #} -- {{String(b)}}\n '{{String(c)}}' {id:UInt8} {{", "[id UInt8]"},
	} {
		var got []string
		for _, p := range ForName(c.dialect).Parameters(c.sql) {
			text := strings.TrimSpace(p.Name + " " + p.Type)
			if p.HasDefault {
				text += " =" + p.Default
			}
			if len(p.Places) > 1 {
				text += fmt.Sprintf(" ×%d", len(p.Places))
			}
			got = append(got, "["+text+"]")
		}
		if joined := strings.Join(got, " "); joined != c.want {
			t.Errorf("%s: %q\n got %s\nwant %s", c.dialect, c.sql, joined, c.want)
		}
	}
}

func TestParameterPlacesCoverTheirText(t *testing.T) {
	sql := "SELECT :a + :b + :a"
	for _, p := range ForName("standard").Parameters(sql) {
		for _, place := range p.Places {
			if got := sql[place.Start:place.End]; got != ":"+p.Name {
				t.Errorf("parameter %s stands in %q", p.Name, got)
			}
		}
	}
}

func FuzzParameters(f *testing.F) {
	for _, seed := range append(seeds, "{{Array(a, 'b', -1, c=('d', [e]))}}{% set a = b %}{{a}}") {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		for _, d := range dialects {
			for _, p := range d.Parameters(sql) {
				for _, place := range p.Places {
					if text := sql[place.Start:place.End]; !strings.Contains(text, p.Name) {
						t.Fatalf("%s: %q: parameter %q stands in %q", d.name, sql, p.Name, text)
					}
				}
			}
		}
	})
}
