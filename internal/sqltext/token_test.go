package sqltext

import (
	"strings"
	"testing"
)

var seeds = []string{
	"SELECT a, \"b\"\"c\", 'it''s' FROM t -- end\n;",
	"/* /* */ SELECT 1; */ SELECT $$ ; $$, $tag$ $$ $tag$, E'\\'', 0x1F, 1_000.5e-3",
	"WITH x AS (DELETE FROM t RETURNING 1) SELECT * FROM x WHERE a = :name AND b = ?",
	"%\nSELECT {{String(a, 'x')}} {% if defined(b) %} ; {# c #} {id:UInt64}",
	"r'\\'' '''it's''' \"\"\"x\"\"\" `a\\`b` # c\n -- d\r\n@p @@q",
	"CREATE PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; END; /*! DROP */",
	"SELECT :a, {b :c}, d[:e], NOT LIKE\n:f, g::h, [\n:i], j :k, l: -:m\n/*\n*/:n",
	"'\x00\xff\u00a0\u200b", "\"open\n$a$\n/* \n", "\\`[]{}:::x a.select(",
}

// letters stand for kinds in the tests below, in the order of the constants.
const letters = "_ckiqsnopPtfTX"

// TestTokens writes each token as its letter and its text.
func TestTokens(t *testing.T) {
	for _, c := range []struct{ dialect, sql, want string }{
		{"duckdb", "SELECT a.b", "kSELECT _  ia p. ib"},
		{"duckdb", "a.select t.count(", "ia p. iselect _  it p. fcount p("},
		{"duckdb", "count(*) left('a') LEFT JOIN in(1)", "fcount p( o* p) _  fleft p( s'a' p) _  kLEFT _  kJOIN _  kin p( n1 p)"},
		{"duckdb", "x::DECIMAL(10,2)", "ix o:: TDECIMAL p( n10 p, n2 p)"},
		{"duckdb", "'it''s' e'\\'' x'ff'", "s'it''s' _  se'\\'' _  sx'ff'"},
		{"duckdb", "'\\' \"a\"\"b\"", "s'\\' _  q\"a\"\"b\""},
		{"duckdb", "$$a$$ $t$ $$ $t$", "s$$a$$ _  s$t$ $$ $t$"},
		{"duckdb", "$1 $name ?1 ? a$1", "P$1 _  P$name _  P?1 _  P? _  ia$1"},
		{"duckdb", "1 1.5 .5 5. 1e5 1.5E-3 0xFF 0b11 1_000", "n1 _  n1.5 _  n.5 _  n5. _  n1e5 _  n1.5E-3 _  n0xFF _  n0b11 _  n1_000"},
		{"duckdb", "1FROM 1e 0x 1_ t.1 a[1].2", "n1 kFROM _  n1 ie _  n0 ix _  n1 i_ _  it p. n1 _  ia p[ n1 p] p. n2"},
		{"duckdb", "a->>'b'<=c||d", "ia o->> s'b' o<= ic o|| id"},
		{"duckdb", "7 // 2 /* /* */ */ :x", "n7 _  o/ o/ _  n2 _  c/* /* */ */ _  o: ix"},
		{"duckdb", "-- a\r\n1", "c-- a _\r\n n1"},
		{"duckdb", "a\x00b\xff`", "ia X\x00 ib X\xff X`"},
		{"duckdb", "größe\u00a0ñ('", "igröße _\u00a0 fñ p( s'"},
		{"duckdb", "@a", "o@ ia"},
		{"druid", "U // x\n?", "iU _  c// x _\n P?"},
		{"druid", "JSON_OBJECT('a':b)", "fJSON_OBJECT p( s'a' o: ib p)"},
		{"clickhouse", "'a\\'b' `a\\`b` # x\n #!y\n #z", "s'a\\'b' _  q`a\\`b` _  c# x _\n  c#!y _\n  o# iz"},
		{"clickhouse", "{a:UInt8} {b : Map(String, Enum('x'=1))} {'a':1} x?y:z", "P{a:UInt8} _  P{b : Map(String, Enum('x'=1))} _  p{ s'a' o: n1 p} _  ix o? iy o: iz"},
		{"tinybird", "{{Int8(a)}}{% if x %}{# c #}", "t{{Int8(a)}} t{% if x %} c{# c #}"},
		{"mysql", "\"a\\\"\" 1--2 -- c", "s\"a\\\"\" _  n1 o- o- n2 _  c-- c"},
		{"mysql", "@a @@global.b n'x' #c", "i@a _  i@@global p. ib _  sn'x' _  c#c"},
		{"mysql", "/* /* */ `a``b`", "c/* /* */ _  q`a``b`"},
		{"bigquery", "rb'\\'' '''a'b''' R\"\"\"x\"\"\" @p @@q", "srb'\\'' _  s'''a'b''' _  sR\"\"\"x\"\"\" _  P@p _  i@@q"},
		{"bigquery", "'a''b' `a\\`b`", "s'a' s'b' _  q`a\\`b`"},
		{"athena", "\"a\" `b` ?", "q\"a\" _  q`b` _  P?"},
		{"standard", "a=:b x::y 'a':c $$x$$ /* /* */", "ia o= P:b _  ix o:: iy _  s'a' o: ic _  s$$x$$ _  c/* /* */"},
		{"standard", "'open\nb", "s'open\nb"},
		{"standard", "/* open\nb", "c/* open\nb"},
		{"nobody knows", "`a`", "q`a`"},
	} {
		var got []string
		for _, token := range ForName(c.dialect).Tokens(c.sql) {
			got = append(got, letters[token.Kind:token.Kind+1]+c.sql[token.Start:token.End])
		}
		if joined := strings.Join(got, " "); joined != c.want {
			t.Errorf("%s: %q\n got %q\nwant %q", c.dialect, c.sql, joined, c.want)
		}
	}
}

func TestScanLineCarriesWhatIsOpen(t *testing.T) {
	for _, c := range []struct{ dialect, first, second, want string }{
		{"duckdb", "/* /*", "*/ a */ b", "c*/ a */ _  ib"},
		{"duckdb", "$x$ $y$", "$y$ $x$ b", "s$y$ $x$ _  ib"},
		{"duckdb", "'a", "''b' c", "s''b' _  ic"},
		{"duckdb", "E'a\\", "\\'b' c", "s\\'b' _  ic"},
		{"bigquery", "'''a''", "'b''' c", "s'b''' _  ic"},
		{"tinybird", "{{ a", "}} c", "t}} _  ic"},
		{"mysql", "-- a", "b", "ib"},
	} {
		d := ForName(c.dialect)
		state := d.ScanLine(c.first, LineState{}, func(Token) {})
		var got []string
		end := d.ScanLine(c.second, state, func(token Token) {
			got = append(got, letters[token.Kind:token.Kind+1]+c.second[token.Start:token.End])
		})
		if joined := strings.Join(got, " "); joined != c.want || end != (LineState{}) {
			t.Errorf("%s: %q, %q\n got %q, %v\nwant %q", c.dialect, c.first, c.second, joined, end, c.want)
		}
	}
}

func TestScanLineDoesNotAllocate(t *testing.T) {
	d, count := ForName("duckdb"), 0
	line := "SELECT count(*), 'text' FROM \"t\" WHERE größe::DECIMAL(10, 2) >= $1 -- comment"
	if n := testing.AllocsPerRun(100, func() {
		d.ScanLine(line, LineState{}, func(Token) { count++ })
	}); n != 0 {
		t.Errorf("%v allocations a line", n)
	}
}

// A cost that grows with the square of the input would show here as a hang.
func TestHugeInputs(t *testing.T) {
	const size = 1 << 17
	for _, piece := range []string{"(", "$a", "{a:", "/*", "'", "{{", "-", "$$", "a.", "\xff", "case ", "begin ", "0x", "with a as (", "with ", "explain analyze ", "; ", "{{int8(a,", "--\r", "/**"} {
		sql := strings.Repeat(piece, size/len(piece))
		for _, d := range dialects {
			d.Classify(sql)
			d.Parameters(sql)
		}
	}
}

func FuzzTokens(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		for _, d := range dialects {
			whole := kindsOf(t, d, sql)
			lines := kindsByLine(d, sql)
			for i := range sql {
				if sql[i] != '\n' && whole[i] != lines[i] {
					t.Fatalf("%s: %q: at %d %v in the whole, %v by lines", d.name, sql, i, whole[i], lines[i])
				}
			}
		}
	})
}

// kindsOf returns the kind of every byte, and demands that each has one.
func kindsOf(t *testing.T, d *Dialect, sql string) []Kind {
	kinds, end := make([]Kind, len(sql)), 0
	for _, token := range d.Tokens(sql) {
		if token.Start != end || token.End <= end || token.End > len(sql) {
			t.Fatalf("%s: %q: token %v after offset %d", d.name, sql, token, end)
		}
		for end = token.Start; end < token.End; end++ {
			kinds[end] = token.Kind
		}
	}
	if end != len(sql) {
		t.Fatalf("%s: %q: no tokens after offset %d", d.name, sql, end)
	}
	return kinds
}

func kindsByLine(d *Dialect, sql string) []Kind {
	kinds, start := make([]Kind, len(sql)), 0
	var state LineState
	for line := range strings.SplitSeq(sql, "\n") {
		state = d.ScanLine(line, state, func(token Token) {
			for i := token.Start; i < token.End; i++ {
				kinds[start+i] = token.Kind
			}
		})
		start += len(line) + 1
	}
	return kinds
}
