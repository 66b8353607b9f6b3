package duckdb

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"strings"
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

func FuzzSheet(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45000.5</v></c></row><row><c t="inlineStr"><is><r><t>a</t></r></is></c><c t="b"><v>1</v></c></row></sheetData></worksheet>`)
	f.Add(`<row><c r="XFD1" t="d"><v>2024-01-31T10:00:00</v></c><c r="A1"><v>1e400</v></c></row>`)
	f.Fuzz(func(t *testing.T, xmlText string) {
		book := &workbook{strings: []string{"x"}, formats: []format{formatNumber, formatDate, formatTime, formatTimestamp}}
		read := func() *sheetReader {
			r := strings.NewReader(xmlText)
			return &sheetReader{book: book, document: io.NopCloser(r), decoder: xml.NewDecoder(r)}
		}
		table := &sheetTable{book: book}
		columns := map[int]*sheetColumn{}
		if table.survey(read(), columns) != nil {
			return
		}
		table.define(columns)
		scan := &sheetScan{sheetReader: read(), schema: table.schema, place: map[int]int{}}
		for i, c := range table.from {
			scan.place[c] = i
		}
		rows := int64(0)
		for {
			batch, err := scan.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("the second reading failed: %v", err)
			}
			rows += batch.NumRows()
		}
		if rows != table.rows {
			t.Errorf("%d rows, then %d", table.rows, rows)
		}
	})
}
