package duckdb

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"sonde/connectors"
	"sonde/internal/duck"
)

// million is a table of a million rows and five columns.
const million = "SELECT i, i / 8 AS x, 'name ' || i AS name, DATE '2020-01-01' + (i % 1000)::INTEGER AS d, i % 3 = 0 AS b FROM range(1000000) t(i)"

// BenchmarkFile measures a first query on a file, opening included, beside the
// engine's own reader called with nothing checked.
func BenchmarkFile(b *testing.B) {
	dir := b.TempDir()
	for _, format := range []string{"csv", "parquet", "json"} {
		path := makeFile(b, dir, "t."+format, million, "FORMAT "+format)
		if format == "json" {
			path = renamed(b, path, filepath.Join(dir, "t.ndjson"))
		}
		b.Run(format+"/floor", func(b *testing.B) {
			for b.Loop() {
				floor(b, "SELECT count(x), max(name) FROM "+literal(path))
			}
		})
		b.Run(format+"/sonde", func(b *testing.B) {
			for b.Loop() {
				c := openBench(b, path)
				one(b, c, "SELECT count(x), max(name) FROM t")
				c.Close()
			}
		})
	}
}

func renamed(b *testing.B, from, to string) string {
	b.Helper()
	if err := os.Rename(from, to); err != nil {
		b.Fatal(err)
	}
	return to
}

func openBench(b *testing.B, path string) *Conn {
	b.Helper()
	c, err := tryOpen(FileValues([]string{path}))
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// floor opens an empty database, runs a query and closes it.
func floor(b *testing.B, sql string) {
	b.Helper()
	db, err := duck.Open(context.Background(), "", duck.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Connect()
	if err != nil {
		b.Fatal(err)
	}
	rows, err := conn.Query(context.Background(), sql, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for err != io.EOF {
		if _, err = rows.Next(context.Background()); err != nil && err != io.EOF {
			b.Fatal(err)
		}
	}
}

// BenchmarkSQLite measures a query on a million rows of an SQLite file, and the
// opening, which reads every value once.
func BenchmarkSQLite(b *testing.B) {
	path := writeSQLite(b, "t.db", "CREATE TABLE t (i INTEGER, x REAL, name TEXT)",
		"INSERT INTO t WITH RECURSIVE r(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM r WHERE i < 999999) SELECT i, i / 8.0, 'name ' || i FROM r")
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			openBench(b, path).Close()
		}
	})
	c := openBench(b, path)
	defer c.Close()
	b.Run("query", func(b *testing.B) {
		for b.Loop() {
			one(b, c, "SELECT count(x), max(name) FROM t")
		}
	})
}

// BenchmarkQuery measures the way of a short statement through the connection.
func BenchmarkQuery(b *testing.B) {
	c := openWith(b, nil)
	raw, err := c.extra()
	if err != nil {
		b.Fatal(err)
	}
	defer raw.conn.Close()
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			rows, err := raw.conn.Query(context.Background(), "SELECT 1", nil)
			for err == nil {
				_, err = rows.Next(context.Background())
			}
			rows.Close()
		}
	})
	for name, s := range map[string]connectors.Statement{"sonde": {SQL: "SELECT 1"}, "readonly": {SQL: "SELECT 1", ReadOnly: true}} {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				s.ID = fmt.Sprint(i)
				if _, err := try(c, s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
