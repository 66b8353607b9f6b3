package duckdb

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"sonde/connectors"
)

func writeSQLite(t testing.TB, name string, statements ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func TestSQLiteColumnsByTheirValues(t *testing.T) {
	cases := []struct{ declared, values, want string }{
		{"INTEGER", "(9223372036854775807), (NULL), (-1)", "BIGINT: 9223372036854775807 NULL -1"},
		{"INTEGER", "(1), ('two'), (0.5), (x'00ff')", `VARCHAR: 1 two 0.5 \x00ff`},
		{"REAL", "(1), (0.1)", "DOUBLE: 1 0.1"},
		{"DECIMAL(10,2)", "(1), (0.5)", "DOUBLE: 1 0.5"},
		{"NUMERIC", "(9223372036854775807), (0.5)", "VARCHAR: 9223372036854775807 0.5"},
		{"", "(1e400), (-1e400), ('x')", "VARCHAR: Infinity -Infinity x"},
		{"TEXT", "(''), (NULL), ('007')", "VARCHAR:  NULL 007"},
		{"BLOB", "(x''), (x'00ff')", `BLOB: \x \x00ff`},
		{"BOOLEAN", "(1), (0), (NULL)", "BOOLEAN: true false NULL"},
		{"BOOLEAN", "(1), (2)", "BIGINT: 1 2"},
		{"DATE", "('2024-02-29'), (NULL)", "DATE: 2024-02-29 NULL"},
		{"DATE", "('2024-02-30')", "VARCHAR: 2024-02-30"},
		{"DATETIME", "('2024-02-29 10:11:12'), ('2024-02-29T10:11:12.123456')", "TIMESTAMP: 2024-02-29 10:11:12 2024-02-29 10:11:12.123456"},
		{"DATETIME", "('2024-02-29 10:11:12.123456789')", "VARCHAR: 2024-02-29 10:11:12.123456789"},
		{"TIMESTAMP", "(1709201472)", "BIGINT: 1709201472"},
		{"JSON", `('{"a": 1}')`, `JSON: {"a":1}`},
		{"", "(1), ('x')", "VARCHAR: 1 x"},
		{"INT", "(NULL)", "BIGINT: NULL"},
	}
	for _, c := range cases {
		t.Run(c.declared+" "+c.values, func(t *testing.T) {
			conn := openFiles(t, writeSQLite(t, "app.db", `CREATE TABLE t ("the column" `+c.declared+`)`, "INSERT INTO t VALUES "+c.values))
			got := one(t, conn, `SELECT any_value(typeof("the column")) FROM t`) + ": " + strings.Join(collect(t, conn, "FROM t"), " ")
			expect(t, "column", got, c.want)
		})
	}
}

func TestSQLiteTablesViewsAndNames(t *testing.T) {
	a := writeSQLite(t, "app.db",
		"CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)", "INSERT INTO users VALUES (1, 'Ann')",
		"CREATE VIEW names AS SELECT name FROM users", `CREATE TABLE "odd "" name" (x)`,
		"CREATE VIEW broken AS SELECT * FROM gone")
	b := writeSQLite(t, "other.sqlite3", "CREATE TABLE users (id INTEGER)", "INSERT INTO users VALUES (7), (8)")
	conn := openFiles(t, a, b)
	expect(t, "short name", one(t, conn, "FROM users"), "1|Ann")
	expect(t, "the other file", one(t, conn, "FROM other.users"), "7\n8")
	expect(t, "view", one(t, conn, "FROM names"), "Ann")
	expect(t, "odd name", one(t, conn, `SELECT count(*) FROM "odd "" name"`), "0")
	_, err := try(conn, connectors.Statement{SQL: "FROM broken"})
	expectClass(t, err, connectors.ClassQuery, "gone")
}

func TestSQLiteIsReadWhenItIsAsked(t *testing.T) {
	path := writeSQLite(t, "app.db", "CREATE TABLE t (n INTEGER)", "INSERT INTO t VALUES (1)")
	conn := openFiles(t, path)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("INSERT INTO t VALUES (2)"); err != nil {
		t.Fatal(err)
	}
	expect(t, "new row", one(t, conn, "SELECT sum(n) FROM t"), "3")
	if _, err := db.Exec("INSERT INTO t VALUES ('three')"); err != nil {
		t.Fatal(err)
	}
	_, err = try(conn, connectors.Statement{SQL: "FROM t"})
	expectClass(t, err, connectors.ClassQuery, "three", "open the file again")
}

func TestBrokenSQLite(t *testing.T) {
	_, err := tryOpen(FileValues([]string{write(t, "bad.sqlite", "SQLite format 3\x00 and then nothing of use")}))
	expectClass(t, err, connectors.ClassUnavailable, "bad.sqlite")
}
