package export

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
)

// sheetOf returns the rows of a workbook as its sheet holds them.
func sheetOf(t *testing.T, file string) string {
	t.Helper()
	archive, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	sheet := ""
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		for d := xml.NewDecoder(bytes.NewReader(text)); err == nil; {
			_, err = d.Token()
		}
		if err != io.EOF {
			t.Errorf("%s is no XML: %v", f.Name, err)
		}
		sheet = string(text)
	}
	_, rows, _ := strings.Cut(sheet, "</row>")
	rows, _, _ = strings.Cut(rows, "</sheetData>")
	return rows
}

func TestWorkbook(t *testing.T) {
	b := batchOf(t, `[{"i": 123456789012345, "j": 1234567890123456, "f": 0.30000000000000004, "b": true, "d": "2024-01-31", "t": "2024-01-31 12:00:00.5", "s": "a<_x000A_\u001b"},
		{"i": null, "j": 0, "f": 1e300, "b": false, "d": "1900-01-01", "t": "2024-01-31 12:00:00.000001", "s": ""}]`,
		arrow.Field{Name: "i", Type: arrow.PrimitiveTypes.Int64}, arrow.Field{Name: "j", Type: arrow.PrimitiveTypes.Int64},
		arrow.Field{Name: "f", Type: arrow.PrimitiveTypes.Float64}, arrow.Field{Name: "b", Type: arrow.FixedWidthTypes.Boolean},
		arrow.Field{Name: "d", Type: arrow.FixedWidthTypes.Date32}, arrow.Field{Name: "t", Type: &arrow.TimestampType{Unit: arrow.Microsecond}},
		arrow.Field{Name: "s", Type: arrow.BinaryTypes.String})
	text := func(cell, s string) string {
		return `<c r="` + cell + `" t="inlineStr"><is><t xml:space="preserve">` + s + `</t></is></c>`
	}
	expectText(t, sheetOf(t, written(t, "xlsx", Options{}, b.Schema(), b)),
		`<row r="2"><c r="A2"><v>123456789012345</v></c>`+text("B2", "1234567890123456")+`<c r="C2"><v>0.30000000000000004</v></c>`+
			`<c r="D2" t="b"><v>1</v></c><c r="E2" s="2"><v>45322</v></c><c r="F2" s="3"><v>45322.500005787035</v></c>`+text("G2", "a&lt;_x005F_x000A__x001B_")+`</row>`+
			`<row r="3"><c r="B3"><v>0</v></c><c r="C3"><v>1e+300</v></c><c r="D3" t="b"><v>0</v></c>`+text("E3", "1900-01-01")+
			text("F3", "2024-01-31 12:00:00.000001")+text("G3", "")+`</row>`)
}

func TestWorkbookRefusesWhatDoesNotFit(t *testing.T) {
	wide := arrow.NewSchema(slices.Repeat([]arrow.Field{{Type: arrow.Null}}, sheetColumns+1), nil)
	if _, err := NewWriter(io.Discard, "xlsx", wide, Options{}); !connectors.IsClass(err, connectors.ClassUnsupported) {
		t.Errorf("too many columns: error is %v", err)
	}
	for name, b := range map[string]arrow.RecordBatch{
		"rows":    array.NewRecordBatch(arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.Null}}, nil), []arrow.Array{array.NewNull(sheetRows)}, sheetRows),
		"letters": batchOf(t, `[{"s":"`+strings.Repeat("é", cellLetters+1)+`"}]`, arrow.Field{Name: "s", Type: arrow.BinaryTypes.String}),
	} {
		w, err := NewWriter(io.Discard, "xlsx", b.Schema(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err = w.Write(b); err == nil {
			err = w.Close()
		} else if closeErr := w.Close(); closeErr != err {
			t.Errorf("closing gave another error: %v", closeErr)
		}
		if !connectors.IsClass(err, connectors.ClassUnsupported) {
			t.Errorf("too many %s: error is %v", name, err)
		}
	}
}

func TestColumnLetters(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", sheetColumns - 1: "XFD"} {
		if got := columnLetters(i); got != want {
			t.Errorf("column %d is %s, want %s", i, got, want)
		}
	}
}
