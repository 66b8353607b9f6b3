package duckdb

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// workbook is an open XLSX file: a zip archive of XML documents, as ECMA-376
// describes them. Sheets are read from their beginning, cell by cell, because
// the types of cells are told nowhere else.
type workbook struct {
	archive *zip.ReadCloser
	sheets  []sheet
	strings []string // the texts that cells refer to
	formats []format // the kind of number of each cell style
	// since1904 is set where dates count from 1904 instead of 1900.
	since1904 bool
}

// sheet is a worksheet and the document that holds it.
type sheet struct{ name, document string }

func openWorkbook(file string) (*workbook, error) {
	archive, err := zip.OpenReader(file)
	if err != nil {
		return nil, err
	}
	w := &workbook{archive: archive}
	if err := errors.Join(w.readSheets(), w.readStrings(), w.readStyles()); err != nil {
		archive.Close()
		return nil, err
	}
	return w, nil
}

// Close closes the file.
func (w *workbook) Close() error { return w.archive.Close() }

// document opens a document of the archive; ok is false where there is none.
func (w *workbook) document(name string) (r io.ReadCloser, ok bool, err error) {
	for _, f := range w.archive.File {
		if strings.EqualFold(f.Name, name) {
			r, err := f.Open()
			return r, true, err
		}
	}
	return nil, false, nil
}

// unmarshal reads a small document; one that is missing leaves out as it is.
func (w *workbook) unmarshal(name string, out any) error {
	r, ok, err := w.document(name)
	if !ok || err != nil {
		return err
	}
	defer r.Close()
	if err := xml.NewDecoder(r).Decode(out); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (w *workbook) readSheets() error {
	var book struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name string     `xml:"name,attr"`
			Attr []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	var links struct {
		Links []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := errors.Join(w.unmarshal("xl/workbook.xml", &book), w.unmarshal("xl/_rels/workbook.xml.rels", &links)); err != nil {
		return err
	}
	targets := map[string]string{}
	for _, l := range links.Links {
		if strings.HasSuffix(l.Type, "/worksheet") {
			targets[l.ID] = document(l.Target)
		}
	}
	for _, s := range book.Sheets {
		for _, a := range s.Attr {
			if target, ok := targets[a.Value]; ok && a.Name.Local == "id" {
				w.sheets = append(w.sheets, sheet{s.Name, target})
			}
		}
	}
	w.since1904 = book.Properties.Date1904 == "1" || book.Properties.Date1904 == "true"
	if len(w.sheets) == 0 {
		return errors.New("it holds no worksheet")
	}
	return nil
}

// document is the name of the document that the workbook calls target.
func document(target string) string {
	if strings.HasPrefix(target, "/") {
		return target[1:]
	}
	return path.Join("xl", target)
}

// richText is text that may be cut into parts with a font each. Parts that say
// how the text is pronounced are no part of it.
type richText struct {
	Text string   `xml:"t"`
	Runs []string `xml:"r>t"`
}

func (t richText) String() string { return t.Text + strings.Join(t.Runs, "") }

func (w *workbook) readStrings() error {
	var table struct {
		Items []richText `xml:"si"`
	}
	if err := w.unmarshal("xl/sharedStrings.xml", &table); err != nil {
		return err
	}
	w.strings = make([]string, len(table.Items))
	for i, item := range table.Items {
		w.strings[i] = item.String()
	}
	return nil
}

// format is what a cell's style makes of its number.
type format uint8

const (
	formatNumber format = iota
	formatDate
	formatTime
	formatTimestamp
)

func (w *workbook) readStyles() error {
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := w.unmarshal("xl/styles.xml", &styles); err != nil {
		return err
	}
	own := map[int]format{}
	for _, f := range styles.Formats {
		own[f.ID] = formatOf(f.Code)
	}
	for _, c := range styles.Cells {
		f, ok := own[c.Format]
		if !ok {
			f = builtinFormat(c.Format)
		}
		w.formats = append(w.formats, f)
	}
	return nil
}

// builtinFormat knows the number formats that have an id but no code, those of
// East Asian languages included.
func builtinFormat(id int) format {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return formatDate
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id >= 45 && id <= 47, id == 55, id == 56:
		return formatTime
	case id == 22:
		return formatTimestamp
	}
	return formatNumber
}

// formatOf reads the code of a number format, such as yyyy\-mm\-dd.
func formatOf(code string) format {
	letters := strings.ToLower(formatLetters(code))
	date := strings.ContainsAny(letters, "yd")
	time := strings.ContainsAny(letters, "hs")
	switch {
	case date && time:
		return formatTimestamp
	case time:
		return formatTime
	case date || strings.Contains(letters, "m"):
		return formatDate
	}
	return formatNumber
}

// formatLetters takes literal text, colours and conditions out of the first
// section of a format. Hours, minutes and seconds in brackets are durations,
// which stay numbers.
func formatLetters(code string) string {
	var b strings.Builder
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case ';':
			return b.String()
		case '\\', '_', '*':
			i++
		case '"':
			i += end(code[i+1:], '"')
		case '[':
			i += end(code[i+1:], ']')
		default:
			b.WriteByte(code[i])
		}
	}
	if strings.EqualFold(b.String(), "general") {
		return ""
	}
	return b.String()
}

// end is how many bytes go by up to and with the mark.
func end(s string, mark byte) int {
	if at := strings.IndexByte(s, mark); at >= 0 {
		return at + 1
	}
	return len(s)
}
