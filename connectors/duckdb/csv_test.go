package duckdb

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sonde/connectors"
)

func TestCSVIsExact(t *testing.T) {
	late := func(header, row, last string, n int) string {
		return header + "\n" + strings.Repeat(row+"\n", n) + last + "\n"
	}
	cases := []struct{ name, content, sql, want string }{
		{"null and empty text differ", "a,b\n1,\"\"\n2,\n", "SELECT b IS NULL, b FROM t", "false|\ntrue|NULL"},
		{"leading zeros stay", "zip\n00123\n04567\n", "FROM t", "00123\n04567"},
		{"long whole numbers stay", "n\n12345678901234567890123\n7\n", "FROM t", "12345678901234567890123\n7"},
		{"long and broken numbers stay", "n\n12345678901234567890123\n0.5\n", "FROM t", "12345678901234567890123\n0.5"},
		{"long fractions stay", "n,m\n12345678901234567890.5,0.1000000000000000055\n-0.25,1\n", "SELECT n, m, typeof(n) FROM t", "12345678901234567890.50|0.1000000000000000055|DECIMAL(38,2)\n-0.25|1.0000000000000000000|DECIMAL(38,2)"},
		{"fractions of doubles are doubles", "n\n0.30000000000000004\n1.50000000000000000000000\n1.7976931348623157e308\n-0.12345678901234567\n", "SELECT n, typeof(n) FROM t LIMIT 2", "0.30000000000000004|DOUBLE\n1.5|DOUBLE"},
		{"a late fraction", late("n", "1", "1.5", 30000), "FROM t OFFSET 30000", "1.5"},
		{"a late word", late("n", "1", "n/a", 30000), "FROM t OFFSET 30000", "n/a"},
		{"a late time of day", late("d", "2024-01-31", "2024-01-31 10:00:01", 30000), "FROM t OFFSET 30000", "2024-01-31 10:00:01"},
		{"dates and numbers have types", "d,x,b\n2024-01-31,1.25,true\n", "SELECT typeof(d), typeof(x), typeof(b), d, x, b FROM t", "DATE|DOUBLE|BOOLEAN|2024-01-31|1.25|true"},
		{"short and long lines", "a,b,c\n1,2,3\n4,5\n6,7,8,9\n", "FROM t", "1|2|3|NULL\n4|5|NULL|NULL\n6|7|8|9"},
		{"a title above the header", "Report\nmade 2024\n\na,b\n1,2\n", "FROM t", "1|2"},
		{"quoted line ends of another kind", "a,b\r\n1,2\r\n\"x\ny\",4\r\n", "FROM t", "1|2\nx\ny|4"},
		{"quotes first seen late", late("a", "x", `"say ""hi"", you"`, 30000), "FROM t OFFSET 30000", `say "hi", you`},
		{"a quote that is none", "a,b\n\"x,1\ny,2\n5\" pipe,3\n", "FROM t", "\"x|1\ny|2\n5\" pipe|3"},
		{"a byte order mark and carriage returns", "\ufeffa,b\r\n1,x\r\n2,\r\n", "SELECT a, b FROM t", "1|x\n2|NULL"},
		{"wide", strings.Repeat("x,", 2999) + "x\n" + strings.Repeat("1,", 2999) + "2\n", "SELECT x, x_2999 FROM t", "1|2"},
		{"semicolons", "a;b\n1;x,y\n", "FROM t", "1|x,y"},
		{"only a header", "a,b\n", "SELECT count(*) FROM t", "0"},
		{"repeated and empty names", "a,a,\n1,2,3\n", "FROM t", "1|2|3"},
		{"quotes in names", "\"it's\",\"a \"\"b\"\"\"\n1,2\n", "FROM t", "1|2"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			conn := openFiles(t, write(t, "t.csv", c.content))
			expect(t, "rows", one(t, conn, c.sql), c.want)
		})
	}
}

func TestCSVBeyondTheCheckedRowsFailsInsteadOfRounding(t *testing.T) {
	path := write(t, "t.csv", "n,d\n")
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(f, strings.Repeat("1,2024-01-31\n", checkedRows), "2.5,2024-01-31\n")
	f.Close()
	conn := openFiles(t, path)
	expect(t, "type", one(t, conn, "SELECT typeof(n) FROM t LIMIT 1"), "BIGINT")
	expect(t, "other columns", one(t, conn, "SELECT count(d) FROM t"), fmt.Sprint(checkedRows+1))
	_, err = try(conn, connectors.Statement{SQL: "SELECT sum(n) FROM t"})
	expectClass(t, err, connectors.ClassQuery, "column n", "2.5", "all_varchar")
}

func TestManyCSVFilesAreExact(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"a.csv": "n,s\n" + strings.Repeat("1,x\n", 30000) + "1.5,y\n",
		"b.csv": "s;big\n\"\";12345678901234567890123\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	conn := openFiles(t, filepath.Join(dir, "[ab].csv"))
	expect(t, "rows", one(t, conn, "SELECT n, s, big FROM data WHERE n IS DISTINCT FROM 1"), "1.5|y|NULL\nNULL||12345678901234567890123")
}

func TestTSVAndText(t *testing.T) {
	conn := openFiles(t, write(t, "t.tsv", "a\tb\n1\tx, y\n"), write(t, "prose.txt", "Dear reader,\n\"this\" is prose; it has | no columns.\nEnd\n"))
	expect(t, "tsv", one(t, conn, "FROM t"), "1|x, y")
	expect(t, "lines", one(t, conn, "SELECT count(*) FROM prose"), "3")
}
