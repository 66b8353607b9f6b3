package sqltext

import (
	"slices"
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		dialect, sql string
		want         []string
	}{
		{"duckdb", "", nil},
		{"duckdb", " -- only a comment\n;;/* and */;", nil},
		{"duckdb", "SELECT 1", []string{"SELECT 1"}},
		{"duckdb", "SELECT 1;\r\nSELECT 2 ;\n", []string{"SELECT 1", "SELECT 2"}},
		{"duckdb", "-- a\nSELECT 1 -- b\n;-- c\nSELECT 2 /* d */", []string{"SELECT 1", "SELECT 2"}},
		{"duckdb", "SELECT ';', \";\", 'it'';s'; SELECT 2", []string{"SELECT ';', \";\", 'it'';s'", "SELECT 2"}},
		{"duckdb", "SELECT '\\'; SELECT 2", []string{"SELECT '\\'", "SELECT 2"}},
		{"duckdb", "SELECT E'\\';'; SELECT 2", []string{"SELECT E'\\';'", "SELECT 2"}},
		{"duckdb", "SELECT $$;$$, $a$ $$;$b$; $a$; SELECT 2", []string{"SELECT $$;$$, $a$ $$;$b$; $a$", "SELECT 2"}},
		{"duckdb", "SELECT a$$; SELECT 2", []string{"SELECT a$$", "SELECT 2"}},
		{"duckdb", "/* /* ; */ ; */ SELECT 1; SELECT 2", []string{"SELECT 1", "SELECT 2"}},
		{"duckdb", "SELECT (1; SELECT 2", []string{"SELECT (1", "SELECT 2"}},
		{"duckdb", "SELECT 'open; SELECT 2", []string{"SELECT 'open; SELECT 2"}},
		{"duckdb", "BEGIN; DELETE FROM t; END; SELECT 1", []string{"BEGIN", "DELETE FROM t", "END", "SELECT 1"}},
		{"duckdb", "SELECT 1 -- x\rFROM t; SELECT 2", []string{"SELECT 1 -- x\rFROM t", "SELECT 2"}},
		{"duckdb", "\ufeffSELECT\u00a01\u00a0; SELECT 2", []string{"SELECT\u00a01", "SELECT 2"}},
		{"druid", "SELECT 1 // ;\n, 2; SELECT 3", []string{"SELECT 1 // ;\n, 2", "SELECT 3"}},
		{"druid", "/* /* */ SELECT 1; SELECT 2", []string{"SELECT 1", "SELECT 2"}},
		{"clickhouse", "SELECT 'it\\';s', `\\`;`; # c;\nSELECT 2", []string{"SELECT 'it\\';s', `\\`;`", "SELECT 2"}},
		{"clickhouse", "SELECT $x$;$x$; SELECT 2", []string{"SELECT $x$;$x$", "SELECT 2"}},
		{"tinybird", "%\nSELECT {{String(a, ';')}}{% if b %};{% end %}{# ; #}", []string{"%\nSELECT {{String(a, ';')}}{% if b %}", "{% end %}"}},
		{"mysql", "SELECT 1 # ;\n; SELECT 1--2; SELECT \"a\\\";\" -- ;", []string{"SELECT 1", "SELECT 1--2", "SELECT \"a\\\";\""}},
		{"mysql", "/*!40101 SET a = 1 */; SELECT 1", []string{"/*!40101 SET a = 1 */", "SELECT 1"}},
		{"mysql", "CREATE PROCEDURE p() BEGIN SELECT 1; IF a THEN SELECT 2; END IF; END; SELECT 3",
			[]string{"CREATE PROCEDURE p() BEGIN SELECT 1; IF a THEN SELECT 2; END IF; END", "SELECT 3"}},
		{"mysql", "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET NEW.a = 1; SELECT 3",
			[]string{"CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET NEW.a = 1", "SELECT 3"}},
		{"mysql", "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM t; END; SELECT 3",
			[]string{"CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM t; END", "SELECT 3"}},
		{"mysql", "CREATE FUNCTION f() RETURNS INT l1: BEGIN DECLARE x INT; CASE x WHEN 1 THEN SET x = 2; ELSE SET x = CASE WHEN a THEN IF(b, 1, 2) ELSE 3 END; END CASE; l2: LOOP LEAVE l2; END LOOP; RETURN x; END; SELECT 3",
			[]string{"CREATE FUNCTION f() RETURNS INT l1: BEGIN DECLARE x INT; CASE x WHEN 1 THEN SET x = 2; ELSE SET x = CASE WHEN a THEN IF(b, 1, 2) ELSE 3 END; END CASE; l2: LOOP LEAVE l2; END LOOP; RETURN x; END", "SELECT 3"}},
		{"mysql", "BEGIN; SELECT 1; COMMIT", []string{"BEGIN", "SELECT 1", "COMMIT"}},
		{"mysql", "SELECT CASE WHEN a; SELECT x.begin, x.end; SELECT 3", []string{"SELECT CASE WHEN a", "SELECT x.begin, x.end", "SELECT 3"}},
		{"bigquery", "SELECT r'\\';', '''it's;''', \"\"\";\"\"\"; SELECT 2", []string{"SELECT r'\\';', '''it's;''', \"\"\";\"\"\"", "SELECT 2"}},
		{"bigquery", "BEGIN TRANSACTION; SELECT 1; COMMIT TRANSACTION;", []string{"BEGIN TRANSACTION", "SELECT 1", "COMMIT TRANSACTION"}},
		{"bigquery", "IF a THEN IF b THEN SELECT 1; END IF; ELSE SELECT 2; END IF; SELECT 3",
			[]string{"IF a THEN IF b THEN SELECT 1; END IF; ELSE SELECT 2; END IF", "SELECT 3"}},
		{"bigquery", "BEGIN SELECT 1; EXCEPTION WHEN ERROR THEN SELECT 2; END; SELECT 3",
			[]string{"BEGIN SELECT 1; EXCEPTION WHEN ERROR THEN SELECT 2; END", "SELECT 3"}},
		{"bigquery", "WHILE x < 3 DO SET x = x + 1; END WHILE; FOR r IN (SELECT 1) DO SELECT r; END FOR; REPEAT SET x = 1; UNTIL x END REPEAT; SELECT 3",
			[]string{"WHILE x < 3 DO SET x = x + 1; END WHILE", "FOR r IN (SELECT 1) DO SELECT r; END FOR", "REPEAT SET x = 1; UNTIL x END REPEAT", "SELECT 3"}},
		{"bigquery", "SELECT IF(a, 1, 2), CASE WHEN a THEN 1 END; SELECT 2", []string{"SELECT IF(a, 1, 2), CASE WHEN a THEN 1 END", "SELECT 2"}},
		{"athena", "SELECT \"a;\", `b;`; SELECT 2", []string{"SELECT \"a;\", `b;`", "SELECT 2"}},
	} {
		var got []string
		for _, st := range ForName(c.dialect).Split(c.sql) {
			got = append(got, c.sql[st.Start:st.End])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q\n got %q\nwant %q", c.dialect, c.sql, got, c.want)
		}
	}
}

// The bar in each text is the cursor.
func TestStatementAt(t *testing.T) {
	for _, c := range []struct{ sql, want string }{
		{"|", ""},
		{" -- a|b\n", ""},
		{"|SELECT 1", "SELECT 1"},
		{"SELECT 1|", "SELECT 1"},
		{"\n|\nSELECT 1\n", "SELECT 1"},
		{"SELECT 1;|", "SELECT 1"},
		{"SELECT 1;\n\n|\n", "SELECT 1"},
		{"SELECT 1;|SELECT 2", "SELECT 2"},
		{"SELECT 1|;SELECT 2", "SELECT 1"},
		{"SELECT 1;| SELECT 2", "SELECT 1"},
		{"SELECT 1; |SELECT 2", "SELECT 2"},
		{"SELECT 1;|\nSELECT 2", "SELECT 1"},
		{"SELECT 1;\n|\nSELECT 2", "SELECT 1"},
		{"SELECT 1;\n\n|SELECT 2", "SELECT 2"},
		{"SELECT 1;\n\n | SELECT 2", "SELECT 2"},
		{"SELECT 1; -- on|e\nSELECT 2", "SELECT 1"},
		{"SELECT 1;\n|\n-- two\nSELECT 2", "SELECT 1"},
		{"SELECT 1;\n\n-- t|wo\n\nSELECT 2", "SELECT 2"},
		{"SELECT 1;\n\n  |/* two */\n\nSELECT 2", "SELECT 2"},
		{"SELECT 1;;|;\nSELECT 2", "SELECT 1"},
		{"SELECT ';|', 2; SELECT 3", "SELECT ';', 2"},
		{"SELECT 1; SELECT 2; SELECT 3;\n|", "SELECT 3"},
	} {
		offset := strings.IndexByte(c.sql, '|')
		sql := strings.Replace(c.sql, "|", "", 1)
		st, ok := ForName("duckdb").StatementAt(sql, offset)
		if got := sql[st.Start:st.End]; got != c.want || ok != (c.want != "") {
			t.Errorf("%q: got %q, %v; want %q", c.sql, got, ok, c.want)
		}
	}
}

func FuzzSplit(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed, 3)
	}
	f.Fuzz(func(t *testing.T, sql string, offset int) {
		for _, d := range dialects {
			end := 0
			for _, st := range d.Split(sql) {
				if st.Start < end || st.End <= st.Start || st.End > len(sql) {
					t.Fatalf("%s: %q: statement %v after offset %d", d.name, sql, st, end)
				}
				checkGap(t, d, sql[end:st.Start])
				end = st.End
			}
			checkGap(t, d, sql[end:])
			st, ok := d.StatementAt(sql, offset)
			if all := d.Split(sql); ok != (len(all) > 0) || ok && !slices.Contains(all, st) {
				t.Fatalf("%s: %q: at %d: %v, %v of %v", d.name, sql, offset, st, ok, all)
			}
		}
	})
}

// checkGap demands that nothing but blanks, comments and semicolons was left
// out.
func checkGap(t *testing.T, d *Dialect, gap string) {
	for _, token := range d.Tokens(gap) {
		if text := gap[token.Start:token.End]; matters(gap, token) && text != ";" {
			t.Fatalf("%s: %q was left out of %q", d.name, text, gap)
		}
	}
}
