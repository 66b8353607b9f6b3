package duckdb

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFilesOfOneStemAreNamedByTheirExtensions(t *testing.T) {
	dir := t.TempDir()
	other := filepath.Join(dir, "other")
	if err := os.Mkdir(other, 0o700); err != nil {
		t.Fatal(err)
	}
	paths := []string{makeFile(t, dir, "a.parquet", "SELECT 1 AS n", "FORMAT parquet")}
	for name, content := range map[string]string{
		"a.csv": "n\n1\n", "A.json": `{"n": 1}`, "other/a.csv": "n\n2\n", "b.csv": "n\n1\n", "other/b.csv": "n\n1\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"a.csv", "A.json", "other/a.csv", "b.csv", "other/b.csv"} {
		paths = append(paths, filepath.Join(dir, name))
	}
	paths = append(paths, writeSQLite(t, "a.db", "CREATE TABLE t (n)"))
	conn := openFiles(t, paths...)
	expect(t, "names", one(t, conn, "SELECT string_agg(view_name, ' ' ORDER BY view_oid) FROM duckdb_views() WHERE NOT internal AND schema_name = 'main'"),
		"a_parquet a_csv A_json a_csv_2 b b_2")
	expect(t, "rows", one(t, conn, "SELECT n FROM a_csv_2"), "2")
	expect(t, "schema", one(t, conn, "SELECT count(*) FROM a_db.t"), "0")
}

func TestTablesTellTheirFiles(t *testing.T) {
	csv := write(t, "it's.csv", "n\n1\n")
	db := writeSQLite(t, "app.db", "CREATE TABLE users (n)")
	conn := openFiles(t, csv, db)
	tables, err := conn.Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, table := range tables {
		found[table.Node.Name] = table.Node.Comment
		if strings.Contains(table.Node.Definition, "COMMENT") {
			t.Errorf("%s is defined by %s", table.Node.Name, table.Node.Definition)
		}
	}
	if found["it_s"] != csv || found["users"] != db {
		t.Errorf("the comments are %q", found)
	}
}
