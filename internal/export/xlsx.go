package export

import (
	"archive/zip"
	"cmp"
	"io"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/klauspost/compress/flate"

	"sonde/connectors"
)

// What one sheet can hold, as Excel says.
const (
	sheetRows    = 1 << 20
	sheetColumns = 1 << 14
	cellLetters  = 32767
)

// workbook is an Excel workbook of one sheet, written as a stream: the parts
// that do not depend on the rows first, then the sheet.
type workbook struct {
	archive *zip.Writer
	sheet   *pipeline
	cells   *cells
	options Options
	rows    int64
	err     error
	closed  bool
}

// Parts of a workbook, by their names in the archive.
var workbookParts = [][2]string{
	{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
	{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
		`<sheets><sheet name="Result" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`},
	// The styles of cells, by number: 0 plain, 1 bold, 2 date, 3 timestamp.
	{"xl/styles.xml", `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
		`<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm:ss.000"/></numFmts>` +
		`<fonts count="2"><font/><font><b/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>` +
		`<cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`},
}

// partsOf are the parts of a workbook with the wishes of its user: the name of the
// sheet, and that there are properties of the document where there may be a note.
func partsOf(o Options) [][2]string {
	parts := slices.Clone(workbookParts)
	name := string(appendXML(nil, cmp.Or(o.Sheet, "Result")))
	parts[2][1] = strings.Replace(parts[2][1], `name="Result"`, `name="`+strings.ReplaceAll(name, `"`, "&quot;")+`"`, 1)
	if o.Note == "" && o.NoteAtEnd == nil {
		return parts
	}
	parts[0][1] = strings.Replace(parts[0][1], "</Types>", `<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`, 1)
	parts[1][1] = strings.Replace(parts[1][1], "</Relationships>", `<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`, 1)
	return parts
}

// addProperties adds the properties of the document, of which there is a note at
// most.
func (b *workbook) addProperties() error {
	if b.options.Note == "" && b.options.NoteAtEnd == nil {
		return nil
	}
	note := cmp.Or(b.options.Note, b.options.lateNote())
	return b.add("docProps/core.xml", `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">`+
		"<dc:description>"+string(appendXML(nil, note))+"</dc:description></cp:coreProperties>")
}

func (b *workbook) add(name, xml string) error {
	entry, err := b.archive.Create(name)
	if err == nil {
		_, err = io.WriteString(entry, xmlHeader+xml)
	}
	return err
}

const xmlHeader = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

func newXLSX(w io.Writer, schema *arrow.Schema, o Options) (Writer, error) {
	if err := Check("xlsx", schema, -1, o); err != nil {
		return nil, err
	}
	b := &workbook{archive: zip.NewWriter(w), cells: newCells(schema), options: o}
	b.archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestSpeed)
	})
	for _, part := range partsOf(o) {
		if err := b.add(part[0], part[1]); err != nil {
			return nil, err
		}
	}
	sheet, err := b.archive.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return nil, err
	}
	b.sheet = newPipeline(sheet, b.cells)
	return b, nil
}

// Write adds rows to the sheet. A batch that does not fit is not begun.
func (b *workbook) Write(batch arrow.RecordBatch) error {
	if b.err != nil {
		return b.err
	}
	if b.rows += batch.NumRows(); b.rows > sheetRows-1 {
		b.err = tooManyRows()
		return b.err
	}
	b.err = b.sheet.Write(batch)
	return b.err
}

// note names the columns of which some values became text; it is known after Close.
func (b *workbook) note() string { return b.cells.note() }

// Close ends the sheet and the archive.
func (b *workbook) Close() error {
	if b.closed {
		return b.err
	}
	b.closed = true
	err := b.sheet.Close()
	if b.err == nil {
		b.err = err
	}
	if b.err == nil && b.cells.tooLong.Load() {
		b.err = connectors.Errorf(connectors.ClassUnsupported, "a cell of an Excel sheet holds at most %d characters; a value has more", cellLetters).
			WithHint("Export as CSV or Parquet, which hold values of any length.")
	}
	if b.err == nil {
		b.err = b.addProperties()
	}
	if b.err == nil {
		b.err = b.archive.Close()
	}
	return b.err
}
