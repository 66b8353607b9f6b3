package sqltext

import (
	"slices"
	"strings"
	"testing"
)

func TestClassify(t *testing.T) {
	for _, c := range []struct {
		dialects string // several, or * for all
		sql      string
		effect   Effect
		verb     string
	}{
		{"*", "", Read, ""},
		{"*", " -- nothing\n;", Read, ""},
		{"*", "SELECT 1", Read, "SELECT"},
		{"*", "sElEcT 'DELETE FROM t'", Read, "SELECT"},
		{"*", "/* DROP */ ( (SELECT 1) UNION ALL (SELECT 2) )", Read, "SELECT"},
		{"*", "VALUES (1)", Read, "VALUES"},
		{"*", "SHOW TABLES", Read, "SHOW"},
		{"*", "DESCRIBE t", Read, "DESCRIBE"},
		{"*", "SELECT REPLACE(a, 'x', 'y') FROM t WHERE b IN (replace(c, 'd', 'e'))", Read, "SELECT"},
		{"*", "SELECT t.delete, t.into FROM t", Read, "SELECT"},
		{"*", "SELECT (update), (delete) FROM t", Read, "SELECT"},
		{"*", "SELECT a FROM t FOR UPDATE", Read, "SELECT"},
		{"*", "INSERT INTO t VALUES (1)", Write, "INSERT"},
		{"*", "-- a comment\n/* another */ insert INTO t SELECT 1", Write, "INSERT"},
		{"*", "\u00a0DROP\u200b TABLE t", Write, "DROP"},
		{"*", "UPDATE t SET a = 1", Write, "UPDATE"},
		{"*", "DELETE FROM t", Write, "DELETE"},
		{"*", "(DELETE FROM t)", Write, "DELETE"},
		{"*", "MERGE INTO t USING s ON a = b WHEN MATCHED THEN DELETE", Write, "MERGE"},
		{"*", "TRUNCATE TABLE t", Write, "TRUNCATE"},
		{"*", "CREATE TABLE t AS SELECT 1", Write, "CREATE"},
		{"*", "ALTER TABLE t ADD a INT", Write, "ALTER"},
		{"*", "GRANT SELECT ON t TO u", Write, "GRANT"},
		{"*", "REPLACE INTO t OVERWRITE ALL SELECT 1 PARTITIONED BY DAY", Write, "REPLACE"},
		{"*", "SELECT 1; DROP TABLE t; SELECT 2", Write, "DROP"},
		{"*", "SELECT 1; USE x", Session, "USE"},
		{"*", "USE x; FROBNICATE y; SELECT 1", Unknown, "FROBNICATE"},
		{"*", "COMMIT", Session, "COMMIT"},
		{"*", "BEGIN", Session, "BEGIN"},
		{"*", "BEGIN TRANSACTION", Session, "BEGIN"},
		{"*", "START TRANSACTION READ ONLY", Session, "START"},
		{"*", "SET x = 1", Session, "SET"},
		{"*", "\"SELECT\" 1", Unknown, ""},
		{"*", "EXECUTE p", Unknown, "EXECUTE"},
		{"*", "WITH a AS (SELECT 1), b(x) AS (SELECT (2)) SELECT * FROM a, b", Read, "SELECT"},
		{"*", "WITH a AS (SELECT 1) (SELECT * FROM a)", Read, "SELECT"},
		{"*", "WITH update AS (SELECT 1), delete(a) AS (SELECT 1) SELECT * FROM update", Read, "SELECT"},
		{"*", "WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", Write, "INSERT"},
		{"*", "WITH a AS (SELECT 1) UPDATE t SET a = 1", Write, "UPDATE"},
		{"*", "WITH a AS (SELECT 1) DELETE FROM t", Write, "DELETE"},
		{"*", "WITH RECURSIVE a AS (DELETE FROM t RETURNING *) SELECT * FROM a", Write, "DELETE"},
		{"*", "WITH a AS (UPDATE t SET b = 1 RETURNING *) SELECT * FROM a", Write, "UPDATE"},
		{"*", "WITH a AS (WITH b AS (SELECT 1) INSERT INTO t SELECT * FROM b RETURNING 1) SELECT 1", Write, "INSERT"},
		{"*", "WITH a AS (SELECT 1)", Unknown, "WITH"},
		{"*", "WITH a AS (SELECT 1) FROBNICATE b", Unknown, "WITH"},
		{"*", "SELECT * INTO u FROM t", Write, "SELECT INTO"},
		{"*", "SELECT 1 UNION (SELECT a INTO OUTFILE 'x' FROM t)", Write, "SELECT INTO"},
		{"*", "EXPLAIN DELETE FROM t", Read, "EXPLAIN"},
		{"*", "EXPLAIN PLAN FOR INSERT INTO t SELECT 1", Read, "EXPLAIN"},
		{"*", "EXPLAIN ANALYZE SELECT 1", Read, "SELECT"},
		{"*", "EXPLAIN ANALYZE VERBOSE DELETE FROM t", Write, "DELETE"},
		{"*", "EXPLAIN (ANALYZE, FORMAT json) WITH a AS (SELECT 1) INSERT INTO t SELECT 1", Write, "INSERT"},
		{"*", "EXPLAIN ANALYZE EXECUTE p", Unknown, "EXECUTE"},
		{"*", "EXPLAIN ANALYZE frobnicate", Unknown, "EXPLAIN"},
		{"*", "COPY t TO 'x.csv'", Write, "COPY"},
		{"*", "SELECT 'not closed", Unknown, "SELECT"},
		{"*", "SELECT 1 /* not closed", Unknown, "SELECT"},

		{"duckdb", "FROM t", Read, "FROM"},
		{"duckdb", "FROM t SELECT a", Read, "FROM"},
		{"duckdb", "TABLE t", Read, "TABLE"},
		{"duckdb", "SUMMARIZE SELECT 1", Read, "SUMMARIZE"},
		{"duckdb", "PIVOT t ON a USING sum(b)", Read, "PIVOT"},
		{"duckdb", "UNPIVOT t ON a INTO NAME n VALUE v", Read, "UNPIVOT"},
		{"duckdb", "SELECT * REPLACE (a + 1 AS a) FROM t", Read, "SELECT"},
		{"duckdb", "SELECT E'\\'; DELETE FROM t; --'", Read, "SELECT"},
		{"duckdb", "SELECT '\\'; DELETE FROM t; --'", Write, "DELETE"},
		{"duckdb", "SELECT $$ ; DELETE FROM t; $$", Read, "SELECT"},
		{"duckdb", "/* /* */ SELECT 1; */ DELETE FROM t", Write, "DELETE"},
		{"duckdb", "SELECT 1 -- \rUNION SELECT 2; DELETE FROM t", Write, "DELETE"},
		{"duckdb", "SELECT 1FROM t", Read, "SELECT"},
		{"duckdb", "PRAGMA table_info('t')", Read, "PRAGMA"},
		{"duckdb", "PRAGMA threads = 4", Session, "PRAGMA"},
		{"duckdb", "PRAGMA enable_profiling", Session, "PRAGMA"},
		{"duckdb", "PRAGMA import_database('x')", Unknown, "PRAGMA"},
		{"standard", "PRAGMA user_version = 4", Unknown, "PRAGMA"},
		{"duckdb", "CALL pragma_version()", Read, "CALL"},
		{"duckdb", "CALL duckdb_tables()", Read, "CALL"},
		{"duckdb", "CALL anything()", Unknown, "CALL"},
		{"duckdb", "ATTACH 'x.db'", Write, "ATTACH"},
		{"duckdb", "ATTACH 'x.db' AS x (READ_ONLY)", Session, "ATTACH"},
		{"duckdb", "ATTACH 'x.db' AS x (READ_ONLY false)", Write, "ATTACH"},
		{"duckdb", "DETACH x", Session, "DETACH"},
		{"duckdb", "LOAD icu", Session, "LOAD"},
		{"duckdb", "INSTALL httpfs", Write, "INSTALL"},
		{"duckdb", "EXPORT DATABASE 'x'", Write, "EXPORT"},
		{"duckdb", "IMPORT DATABASE 'x'", Write, "IMPORT"},
		{"duckdb", "FORCE CHECKPOINT", Write, "FORCE"},
		{"duckdb", "SET GLOBAL threads = 4", Session, "SET"},
		{"duckdb", "PREPARE p AS DELETE FROM t", Session, "PREPARE"},

		{"clickhouse", "WITH 1 AS x, (SELECT 2) AS y SELECT x, y", Read, "SELECT"},
		{"clickhouse", "EXISTS TABLE t", Read, "EXISTS"},
		{"clickhouse", "DETACH TABLE t", Write, "DETACH"},
		{"clickhouse", "OPTIMIZE TABLE t FINAL", Write, "OPTIMIZE"},
		{"clickhouse", "SYSTEM RELOAD CONFIG", Write, "SYSTEM"},
		{"clickhouse", "KILL QUERY WHERE 1", Write, "KILL"},
		{"clickhouse", "SET DEFAULT ROLE r TO u", Write, "SET"},
		{"clickhouse", "SELECT 'it\\'s; DROP TABLE t'", Read, "SELECT"},
		{"clickhouse", "EXPLAIN SYNTAX SELECT 1", Read, "EXPLAIN"},

		{"tinybird", "%\nSELECT * FROM t WHERE a = {{String(b, 'DROP')}}", Read, "SELECT"},
		{"tinybird", "% {% if defined(x) %} SELECT 1 {% end %}", Read, "SELECT"},
		{"tinybird", "{{anything}}", Unknown, ""},

		{"mysql", "CALL DOLT_COMMIT('-am', 'x')", Write, "CALL DOLT_COMMIT"},
		{"mysql", "CALL other()", Unknown, "CALL"},
		{"mysql", "/*! DELETE FROM t */", Unknown, ""},
		{"mysql", "SELECT 1 /*!50000 INTO OUTFILE 'x' */", Unknown, "SELECT"},
		{"mysql", "SET GLOBAL x = 1", Write, "SET"},
		{"mysql", "SET @a = 1, @@global.x = 2", Write, "SET"},
		{"mysql", "SET PASSWORD = 'x'", Write, "SET"},
		{"mysql", "START REPLICA", Write, "START"},
		{"mysql", "DESC ANALYZE DELETE FROM t", Write, "DELETE"},
		{"mysql", "SELECT 1 # ' \n; DELETE FROM t # '", Write, "DELETE"},
		{"mysql", "SELECT 1 --1; DELETE FROM t", Write, "DELETE"},
		{"mysql", "LOAD DATA INFILE 'x' INTO TABLE t", Write, "LOAD"},
		{"mysql bigquery", "BEGIN DELETE FROM t; END", Write, "DELETE"},
		{"mysql bigquery", "BEGIN SELECT 1; END", Unknown, "BEGIN"},

		{"bigquery", "IF a THEN DROP TABLE t; END IF", Write, "DROP"},
		{"bigquery", "SELECT r'\\'; DROP TABLE t; --'", Read, "SELECT"},
		{"bigquery", "SELECT '''it's; DROP TABLE t'''", Read, "SELECT"},
		{"bigquery", "SELECT * REPLACE (1 AS a) EXCEPT (b) FROM t", Read, "SELECT"},
		{"bigquery", "EXPORT DATA OPTIONS () AS SELECT 1", Write, "EXPORT"},
		{"bigquery", "ASSERT true", Read, "ASSERT"},
		{"athena", "UNLOAD (SELECT 1) TO 's3://x'", Write, "UNLOAD"},
		{"athena", "MSCK REPAIR TABLE t", Write, "MSCK"},

		// What the servers behind "standard" read differently is not trusted.
		{"standard", "SELECT 'a\\''; DROP TABLE t; --'", Unknown, "SELECT"},
		{"standard", "SELECT 'C:\\temp\\', '; DROP TABLE t; --'", Unknown, "SELECT"},
		{"standard", "SELECT 'a\\\\\\''; DROP TABLE t; --'", Unknown, "SELECT"},
		{"standard", "SELECT \"a\\\"\"; DROP TABLE t; --\"", Unknown, "SELECT"},
		{"standard", "SELECT * FROM t WHERE a LIKE '\\d+\\.\\w' AND b = 'C:\\temp\\\\'", Read, "SELECT"},
		{"standard", "SELECT $$'$$; DROP TABLE t; --'", Write, "DROP"},
		{"standard", "SELECT $$;$$", Unknown, "SELECT"},
		{"standard", "SELECT 1 # ' \n; DROP TABLE t # '", Unknown, "SELECT"},
		{"standard", "/* /* */ SELECT 1", Unknown, "SELECT"},
		{"standard", "SELECT 1 --1; DROP TABLE t", Unknown, "SELECT"},
		{"standard", "SELECT 1 DROP TABLE t", Unknown, "SELECT"},
		{"standard", "USE x DROP TABLE t", Unknown, "USE"},
	} {
		names := strings.Fields(c.dialects)
		if c.dialects == "*" {
			names = dialectNames()
		}
		for _, name := range names {
			if effect, verb := ForName(name).Classify(c.sql); effect != c.effect || verb != c.verb {
				t.Errorf("%s: %q: %v %q, want %v %q", name, c.sql, effect, verb, c.effect, c.verb)
			}
		}
	}
}

func dialectNames() []string {
	var names []string
	for name := range dialects {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func TestUnknownCountsAsWrite(t *testing.T) {
	for effect, want := range map[Effect]bool{Read: false, Session: false, Unknown: true, Write: true} {
		if effect.MayWrite() != want {
			t.Errorf("%v may write: %v", effect, !want)
		}
	}
}

// A text in which any statement begins with a verb that writes is never
// harmless.
func FuzzClassify(f *testing.F) {
	verbs := strings.Fields(changeVerbs)
	for i, seed := range seeds {
		f.Add(seed, i)
	}
	f.Fuzz(func(t *testing.T, sql string, n int) {
		for _, d := range dialects {
			d.Classify(sql)
			written := leadWithVerb(d, sql, verbs[uint(n)%uint(len(verbs))])
			if effect, verb := d.Classify(written); !effect.MayWrite() {
				t.Fatalf("%s: %q: %v %q", d.name, written, effect, verb)
			}
		}
	})
}

// leadWithVerb puts a verb and a name before the last statement of a text.
func leadWithVerb(d *Dialect, sql, verb string) string {
	at := 0
	if all := d.Split(sql); len(all) > 0 {
		at = all[len(all)-1].Start
	}
	return sql[:at] + " " + verb + " x " + sql[at:]
}

func TestUnclosed(t *testing.T) {
	d := ForName("clickhouse")
	for text, want := range map[string]bool{"SELECT 'a": true, "SELECT 'a'": false, "SELECT /* a": true, "SELECT `a": true, "SELECT 1 -- '": false} {
		if got := d.Unclosed(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}
