package duckdb

import (
	"archive/zip"
	"os"
	"path/filepath"
	"testing"

	"sonde/connectors"
)

// The workbooks in testdata were written by another program, openpyxl 3.1.

func TestWorkbookWithSeveralSheets(t *testing.T) {
	conn := openFiles(t, "testdata/book.xlsx")
	expect(t, "types", one(t, conn, `SELECT string_agg(column_name || ' ' || data_type, ', ') FROM duckdb_columns() WHERE table_name = 'Orders'`),
		"id BIGINT, name VARCHAR, price DOUBLE, ordered DATE, at TIMESTAMP, noon TIME, paid BOOLEAN, mixed VARCHAR, empty VARCHAR")
	expect(t, "rows", one(t, conn, `FROM Orders`),
		"1|Łódź 📧|0.1|2024-02-29|2024-02-29 13:14:15.5|12:30:00|true|5|NULL\n"+
			"2|NULL|12.5|1900-03-01|1999-12-31 23:59:59|00:00:01|false|five|NULL\n"+
			"9007199254740991|NULL|-3|NULL|NULL|NULL|NULL|2024-01-02|NULL")
	expect(t, "no header", one(t, conn, `FROM book."No header"`), "1|x\n2.5|NULL")
	expect(t, "letters name columns", one(t, conn, `SELECT string_agg(column_name, ' ') FROM duckdb_columns() WHERE table_name = 'No header'`), "B C")
}

func TestWorkbookWithOneSheet(t *testing.T) {
	conn := openFiles(t, "testdata/one.xlsx")
	expect(t, "rows", one(t, conn, `FROM one`), "1|2|3|#N/A|2024-01-31")
	expect(t, "names", one(t, conn, `SELECT string_agg(column_name, ' ') FROM duckdb_columns() WHERE table_name = 'one'`), "a a_2 C A_3 E")
}

func TestNumberFormats(t *testing.T) {
	for code, want := range map[string]format{
		"General": formatNumber, "0.00E+00": formatNumber, `#,##0 "days"`: formatNumber, "[Red]0.0": formatNumber, "[h]:mm:ss": formatTime, "[h]": formatNumber,
		`yyyy\-mm\-dd`: formatDate, "mmm": formatDate, "h:mm AM/PM": formatTime, "d/m/yy h:mm": formatTimestamp, `0;"d"`: formatNumber, `\d0`: formatNumber,
	} {
		if got := formatOf(code); got != want {
			t.Errorf("%s: %d, want %d", code, got, want)
		}
	}
}

func TestColumnLettersBothWays(t *testing.T) {
	for _, i := range []int{0, 25, 26, 701, 702, 16383} {
		if got := columnIndex(columnLetters(i) + "7"); got != i {
			t.Errorf("%d became %s and %d", i, columnLetters(i), got)
		}
	}
	if columnLetters(16383) != "XFD" {
		t.Error(columnLetters(16383))
	}
}

func TestBrokenWorkbooks(t *testing.T) {
	truncated, err := os.ReadFile("testdata/book.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	_, err = tryOpen(FileValues([]string{write(t, "cut.xlsx", string(truncated[:len(truncated)/2]))}))
	expectClass(t, err, connectors.ClassUnavailable, "cut.xlsx", "XLSX")

	path := filepath.Join(t.TempDir(), "zip.xlsx")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	if _, err := z.Create("hello.txt"); err != nil {
		t.Fatal(err)
	}
	z.Close()
	f.Close()
	_, err = tryOpen(FileValues([]string{path}))
	expectClass(t, err, connectors.ClassUnavailable, "zip.xlsx", "no worksheet")
}
