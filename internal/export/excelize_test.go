package export

import (
	"encoding/csv"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// TestExcelizeReadsBackExactly compares every cell of a workbook with the text of
// the value: numbers and dates by what they are, all others by their letters, NULL by
// a cell that is not there.
func TestExcelizeReadsBackExactly(t *testing.T) {
	c := database(t)
	execute(t, c, everyType)
	path := filepath.Join(t.TempDir(), "every.xlsx")
	o := Options{Sheet: "A & B", NoteAtEnd: func() string { return "limited: <3> rows" }}
	if _, err := ToFile(t.Context(), path, "", query(t, c, "FROM every ORDER BY id"), o, nil); err != nil {
		t.Fatal(err)
	}
	rows := query(t, c, "FROM every ORDER BY id")
	want, err := csv.NewReader(strings.NewReader(written(t, "csv", Options{NullText: "NULL"}, rows.schema, rows.batches...))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, book)
	for y, line := range want {
		for x, text := range line {
			if got, same := sameCell(t, book, x, y, text); !same {
				t.Errorf("column %s of line %d: %q came back as %q", want[0][x], y, text, got)
			}
		}
	}
	if properties, err := book.GetDocProps(); err != nil || properties.Description != "limited: <3> rows" {
		t.Errorf("the properties are %+v, %v", properties, err)
	}
}

// sameCell reports whether a cell holds what a text says.
func sameCell(t *testing.T, book *excelize.File, x, y int, text string) (got string, same bool) {
	t.Helper()
	name, err := excelize.CoordinatesToCellName(x+1, y+1)
	if err != nil {
		t.Fatal(err)
	}
	got, err = book.GetCellValue("A & B", name, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	kind, err := book.GetCellType("A & B", name)
	if err != nil {
		t.Fatal(err)
	}
	switch kind {
	case excelize.CellTypeBool:
		return got, got == map[string]string{"true": "1", "false": "0"}[text]
	case excelize.CellTypeInlineString, excelize.CellTypeSharedString:
		return got, got == text
	}
	if got == "" {
		return got, text == "NULL"
	}
	return got, sameNumber(got, text)
}

// sameNumber compares the number of a cell with the text of a number, a date or a
// timestamp. A spreadsheet keeps 15 digits, and milliseconds.
func sameNumber(cell, text string) bool {
	number, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		return false
	}
	if want, err := strconv.ParseFloat(text, 64); err == nil {
		digits := strings.Trim(strings.ReplaceAll(strings.TrimLeft(text, "-"), ".", ""), "0")
		return number == want && (len(digits) <= 15 || strings.ContainsAny(text, ".e") && cell == text)
	}
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04:05.999999999"} {
		if at, err := time.Parse(layout, text); err == nil {
			const day = 86400e3 // milliseconds
			days := float64(at.UnixMilli()-time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).UnixMilli()) / day
			return math.Abs(days-number)*day < 0.5
		}
	}
	return false
}
