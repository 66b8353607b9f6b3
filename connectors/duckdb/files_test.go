package duckdb

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/binary"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"sonde/connectors"
)

// makeFile lets the engine write a file.
func makeFile(t testing.TB, dir, name, query, options string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	collect(t, openWith(t, nil), "COPY ("+query+") TO "+literal(path)+" ("+options+")")
	return path
}

func compress(t testing.TB, path string) (gz, zst string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	gz, zst = path+".gz", path+".zst"
	for name, open := range map[string]func(f *os.File) interface {
		Write([]byte) (int, error)
		Close() error
	}{
		gz: func(f *os.File) interface {
			Write([]byte) (int, error)
			Close() error
		} {
			return gzip.NewWriter(f)
		},
		zst: func(f *os.File) interface {
			Write([]byte) (int, error)
			Close() error
		} {
			w, _ := zstd.NewWriter(f)
			return w
		},
	} {
		f, err := os.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w := open(f)
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
		w.Close()
		f.Close()
	}
	return gz, zst
}

func TestTextFilesCompressed(t *testing.T) {
	for name, content := range map[string]string{
		"t.csv":    "n,s\n1,\"\"\n2,\n",
		"t.tsv":    "n\ts\n1\t\"\"\n2\t\n",
		"t.ndjson": `{"n":1,"s":""}` + "\n" + `{"n":2,"s":null}` + "\n",
		"t.jsonl":  `{"n":1,"s":""}` + "\n" + `{"n":2}` + "\n",
		"t.json":   `[{"n":1,"s":""},{"n":2}]`,
	} {
		path := write(t, name, content)
		gz, zst := compress(t, path)
		for _, p := range []string{path, gz, zst} {
			expect(t, filepath.Base(p), one(t, openFiles(t, p), "SELECT n, s FROM t"), "1|\n2|NULL")
		}
	}
}

func TestParquet(t *testing.T) {
	const query = "SELECT 99999999999999999999999999999999999.999::DECIMAL(38,3) AS d, [1, NULL] AS l, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS ts, '' AS e, NULL::INTEGER AS \"Null Col\""
	path := makeFile(t, t.TempDir(), "My Data-2024.parquet", query, "FORMAT parquet")
	conn := openFiles(t, path)
	expect(t, "row", one(t, conn, `SELECT * EXCLUDE (ts) FROM My_Data_2024`), one(t, openWith(t, nil), "SELECT * EXCLUDE (ts) FROM ("+query+")"))
}

func TestJSONNumbersKeepTheirDigits(t *testing.T) {
	conn := openFiles(t, write(t, "t.ndjson", `{"a":123456789012345678901234567890,"b":{"x":12345678901234567890123},"c":0.1,"d":12345678901234567890123}`+"\n"+`{"a":1,"b":{"x":1.5},"c":2,"d":0.5}`+"\n"))
	expect(t, "rows", one(t, conn, "FROM t"),
		`123456789012345678901234567890|{"x":12345678901234567890123}|0.1|12345678901234567890123`+"\n"+`1|{"x":1.5}|2|0.5`)
}

func TestJSONWithoutObjects(t *testing.T) {
	expect(t, "rows", one(t, openFiles(t, write(t, "t.json", `[1, "two", [3]]`)), "FROM t"), "1\n\"two\"\n[3]")
}

func TestGlobsAndFoldersAreOneTable(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "trips")
	if err := os.MkdirAll(filepath.Join(dir, "year=2024"), 0o700); err != nil {
		t.Fatal(err)
	}
	makeFile(t, dir, "sales_1.parquet", "SELECT 1 AS a", "FORMAT parquet")
	makeFile(t, dir, "sales_2.parquet", "SELECT 2 AS a, 3 AS b", "FORMAT parquet")
	conn := openFiles(t, filepath.Join(dir, "sales_*.parquet"))
	expect(t, "glob", one(t, conn, "SELECT a, b FROM sales ORDER BY a"), "1|NULL\n2|3")
	makeFile(t, filepath.Join(dir, "year=2024"), "x.parquet", "SELECT 4 AS a", "FORMAT parquet")
	conn = openFiles(t, filepath.Join(dir, "**", "*.parquet"))
	expect(t, "deep glob", one(t, conn, "SELECT sum(a) FROM trips"), "7")
	expect(t, "folder", one(t, openFiles(t, dir), "SELECT sum(a) FROM trips"), "7")
	for _, name := range []string{"a.csv", "b.csv"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("n,s\n1,\"\"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	expect(t, "csv glob", one(t, openFiles(t, filepath.Join(dir, "*.csv")), "SELECT count(*), min(s) IS NULL FROM trips"), "2|false")
	_, err := tryOpen(FileValues([]string{dir}))
	expectClass(t, err, connectors.ClassConfig, "several kinds", "*.csv")
}

func TestNamesOfTables(t *testing.T) {
	dir := t.TempDir()
	var paths []string
	for _, name := range []string{"a b.csv", "a-b.csv", "A_B.csv", "2024.csv", "select.csv", "größe.csv", "[1].csv", "b*c?.csv", "x.y.csv", "it's.csv", "___.csv"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("n\n1\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	conn := openFiles(t, paths...)
	expect(t, "names", one(t, conn, "SELECT string_agg(view_name, ' ' ORDER BY view_oid) FROM duckdb_views() WHERE NOT internal"),
		"a_b a_b_2 A_B_3 t_2024 select größe t_1 b_c x_y it_s data")
	nodes, err := conn.Children(context.Background(), []string{"memory", "main"})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		expect(t, n.Preview, one(t, conn, n.Preview), "1")
	}
}

func TestDatabases(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"shop.duckdb", "plain.db"} {
		c := openWith(t, map[string]any{"path": filepath.Join(dir, name), "create": true})
		collect(t, c, "CREATE TABLE t AS SELECT "+literal(name)+" AS n")
		c.Close()
	}
	alone := openFiles(t, filepath.Join(dir, "plain.db"))
	expect(t, "alone", one(t, alone, "SELECT n, current_database() FROM t"), "plain.db|plain")
	collect(t, alone, "INSERT INTO t VALUES ('new')")
	alone.Close()
	conn := openFiles(t, filepath.Join(dir, "shop.duckdb"), filepath.Join(dir, "plain.db"), write(t, "x.csv", "n\n1\n"))
	expect(t, "short", one(t, conn, "SELECT count(*) FROM t"), "1")
	expect(t, "by name", one(t, conn, "SELECT count(*) FROM plain.t"), "2")
	begin(t, conn, connectors.Statement{SQL: "FROM range(10000000)"})
	expect(t, "short, beside another statement", one(t, conn, "SELECT count(*) FROM t, x"), "1")
}

func TestFilesThatCannotBeOpened(t *testing.T) {
	dir := t.TempDir()
	parquet := makeFile(t, dir, "good.parquet", "SELECT range AS n FROM range(1000)", "FORMAT parquet")
	content, err := os.ReadFile(parquet)
	if err != nil {
		t.Fatal(err)
	}
	footer := append([]byte(nil), content...)
	start := len(footer) - 8 - int(binary.LittleEndian.Uint32(footer[len(footer)-8:]))
	for i := range 16 {
		footer[start+i] ^= 0xff
	}
	database := "\x00\x00\x00\x00\x00\x00\x00\x00DUCK"
	cases := []struct {
		path  string
		class connectors.Class
		words []string
	}{
		{filepath.Join(dir, "missing.csv"), connectors.ClassNotFound, []string{"does not exist"}},
		{filepath.Join(dir, "missing*.csv"), connectors.ClassNotFound, []string{"no file matches"}},
		{filepath.Join(dir, "*.xyz"), connectors.ClassNotFound, []string{"no file matches"}},
		{write(t, "cut.parquet", string(content[:len(content)/2])), connectors.ClassUnavailable, []string{"cut.parquet"}},
		{write(t, "footer.parquet", string(footer)), connectors.ClassUnavailable, []string{"footer.parquet"}},
		{write(t, "text.parquet", "just text\n"), connectors.ClassUnavailable, []string{"not a valid Parquet file"}},
		// An empty file is an empty database, but not where it is to be read.
		{write(t, "empty.csv", ""), connectors.ClassUnavailable, []string{"is empty"}},
		{write(t, "bad.json", `{"a": 1,`), connectors.ClassUnavailable, []string{"bad.json"}},
		{write(t, "bad.csv.gz", "no gzip at all"), connectors.ClassUnavailable, []string{"bad.csv.gz"}},
		{write(t, "old.feather", "FEA1xxxxxxxxxxxx"), connectors.ClassUnsupported, []string{"version 1"}},
		{write(t, "what.xyz", "hello"), connectors.ClassUnsupported, []string{".parquet"}},
		{write(t, "big.parquet.gz", "x"), connectors.ClassUnsupported, []string{"decompress"}},
		{write(t, "empty.duckdb", ""), connectors.ClassUnavailable, []string{"empty.duckdb is empty"}},
		{write(t, "text.duckdb", "hello, this is text and no database\n"), connectors.ClassUnavailable, []string{"not a valid DuckDB file"}},
		{write(t, "corrupt.duckdb", database+strings.Repeat("x", 5000)), connectors.ClassUnavailable, []string{"corrupt.duckdb"}},
		{write(t, "newer.duckdb", database+"\xff\x00\x00\x00\x00\x00\x00\x00"+strings.Repeat("\x00", 20000)), connectors.ClassUnavailable, []string{"newer.duckdb"}},
		{write(t, "latin.csv", "a,b\n1,caf\xe9\n"), connectors.ClassUnavailable, []string{"not utf-8", "encoding"}},
		{t.TempDir(), connectors.ClassNotFound, []string{"no data files"}},
	}
	for _, c := range cases {
		t.Run(filepath.Base(c.path), func(t *testing.T) {
			_, err := tryOpen(FileValues([]string{parquet, c.path}))
			expectClass(t, err, c.class, append(c.words, filepath.Base(c.path))...)
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than one line: %v", err)
			}
			if e := connectors.AsError(err); strings.Count(e.Message, c.path) > 1 {
				t.Errorf("the file is named twice: %v", err)
			}
			_, err = tryOpen(map[string]any{"path": c.path})
			if err == nil && !strings.HasPrefix(filepath.Base(c.path), "empty.") {
				t.Error("it was opened as a database")
			}
		})
	}
}

// holdLock, in the environment, makes TestHolder a process of its own that keeps
// a database open until its input ends.
const holdLock = "SONDE_TEST_HOLD_LOCK"

func TestHolder(t *testing.T) {
	path := os.Getenv(holdLock)
	if path == "" {
		t.Skip("only a part of TestLockedDatabase")
	}
	openWith(t, map[string]any{"path": path, "create": true})
	os.Stdout.WriteString("open\n")
	io.Copy(io.Discard, os.Stdin)
}

func TestLockedDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "busy.duckdb")
	holder := exec.Command(os.Args[0], "-test.run=^TestHolder$")
	holder.Env = append(os.Environ(), holdLock+"="+path)
	in, err := holder.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	for _, values := range []map[string]any{{"path": path}, {"files": path}, {"path": path, "read_only": true}} {
		_, err := tryOpen(values)
		expectClass(t, err, connectors.ClassUnavailable, "busy.duckdb", "lock", "another program")
	}
	in.Close()
	if err := holder.Wait(); err != nil {
		t.Error(err)
	}
}

func TestUnreadableFile(t *testing.T) {
	path := write(t, "secret.csv", "n\n1\n")
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	if f, err := os.Open(path); err == nil {
		f.Close()
		t.Skip("this user may read everything")
	}
	_, err := tryOpen(FileValues([]string{path}))
	expectClass(t, err, connectors.ClassPermission, "secret.csv")
}

func TestDatabaseThatIsMissing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "nope.duckdb")
	_, err := tryOpen(map[string]any{"path": path})
	expectClass(t, err, connectors.ClassNotFound, path, "create=true")
	if _, err := os.Stat(path); err == nil {
		t.Error("it was made")
	}
}

func TestSettingsAreChecked(t *testing.T) {
	_, err := tryOpen(map[string]any{"settings": map[string]any{"memory_limit": "lots"}})
	expectClass(t, err, connectors.ClassConfig, "memory_limit")
	c := openWith(t, map[string]any{"settings": map[string]any{"threads": int64(1), "TimeZone": "UTC"}})
	expect(t, "settings", one(t, c, "SELECT current_setting('threads'), current_setting('TimeZone')"), "1|UTC")
}

func TestURLs(t *testing.T) {
	registry := connectors.NewRegistry(Driver())
	for url, want := range map[string]map[string]any{
		"duckdb:":                     {},
		"duckdb::memory:":             {"path": ":memory:"},
		"duckdb:shop.db":              {"path": "shop.db"},
		"duckdb:///data/a b.db":       {"path": "/data/a b.db"},
		"duckdb:x.db?read_only=true":  {"path": "x.db", "read_only": "true"},
		"duckdb:?sample=true&limit=5": {"sample": "true", "limit": "5"},
	} {
		_, values, ok, err := registry.ParseURL(url)
		if err != nil || !ok || len(values) != len(want) {
			t.Errorf("%s: %v, %v", url, values, err)
		}
		for k, v := range want {
			if values[k] != v {
				t.Errorf("%s: %s is %v", url, k, values[k])
			}
		}
	}
}
