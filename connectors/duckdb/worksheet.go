package duckdb

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// cellKind is what a cell of a sheet holds.
type cellKind uint8

const (
	cellEmpty cellKind = iota
	cellText
	cellWhole // a number without a fraction, as it is written in the file
	cellNumber
	cellBool
	cellDate
	cellTime
	cellTimestamp
)

// cell is one cell of a sheet. Its text is what the file says; for dates and
// times it is the ISO form.
type cell struct {
	column int // 0 is A
	kind   cellKind
	text   string
}

// sheetReader reads the rows of a worksheet that have cells.
type sheetReader struct {
	book     *workbook
	document io.ReadCloser
	decoder  *xml.Decoder
}

func (w *workbook) read(s sheet) (*sheetReader, error) {
	r, ok, err := w.document(s.document)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("the sheet %s is missing in the file", s.name)
	}
	return &sheetReader{book: w, document: r, decoder: xml.NewDecoder(r)}, nil
}

// Close releases the document.
func (r *sheetReader) Close() error { return r.document.Close() }

// Next returns the cells of the next row that has some, in order, or io.EOF.
func (r *sheetReader) Next() ([]cell, error) {
	for {
		token, err := r.decoder.Token()
		if err != nil {
			return nil, err
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "row" {
			continue
		}
		cells, err := r.row()
		if err != nil || len(cells) > 0 {
			return cells, err
		}
	}
}

func (r *sheetReader) row() ([]cell, error) {
	var cells []cell
	next := 0
	for {
		token, err := r.decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil, io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name.Local == "row" {
				return cells, nil
			}
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			c, err := r.cell(t, next)
			if err != nil {
				return nil, err
			}
			next = c.column + 1
			if c.kind != cellEmpty {
				cells = append(cells, c)
			}
		}
	}
}

// cell reads a cell; next is its column where it does not say.
func (r *sheetReader) cell(start xml.StartElement, next int) (cell, error) {
	var c struct {
		Ref    string    `xml:"r,attr"`
		Type   string    `xml:"t,attr"`
		Style  int       `xml:"s,attr"`
		Value  *string   `xml:"v"`
		Inline *richText `xml:"is"`
	}
	if err := r.decoder.DecodeElement(&c, &start); err != nil {
		return cell{}, err
	}
	out := cell{column: next}
	if c.Ref != "" {
		out.column = columnIndex(c.Ref)
	}
	if out.column < 0 || out.column >= 1<<14 {
		return out, fmt.Errorf("%q is no cell", c.Ref)
	}
	switch {
	case c.Inline != nil:
		out.kind, out.text = cellText, c.Inline.String()
	case c.Value != nil:
		var err error
		out.kind, out.text, err = r.value(c.Type, c.Style, *c.Value)
		return out, err
	}
	return out, nil
}

// columnIndex reads the letters of a reference such as AB12; -1 where it has
// none.
func columnIndex(ref string) int {
	column := 0
	for _, letter := range strings.ToUpper(ref) {
		if letter < 'A' || letter > 'Z' || column > 1<<14 {
			break
		}
		column = column*26 + int(letter-'A') + 1
	}
	return column - 1
}

// columnLetters is the name that a spreadsheet shows above a column.
func columnLetters(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}

func (r *sheetReader) value(kind string, style int, v string) (cellKind, string, error) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(v))
		if err != nil || i < 0 || i >= len(r.book.strings) {
			return cellEmpty, "", fmt.Errorf("a cell refers to the text %q, which is missing", v)
		}
		return cellText, r.book.strings[i], nil
	case "str", "inlineStr", "e":
		return cellText, v, nil
	case "b":
		return cellBool, strconv.FormatBool(v == "1" || v == "true"), nil
	case "d":
		return isoDate(v)
	}
	if v == "" {
		return cellEmpty, "", nil
	}
	f := formatNumber
	if style >= 0 && style < len(r.book.formats) {
		f = r.book.formats[style]
	}
	return r.book.number(v, f)
}

// number reads a number and what its style makes of it. One that is out of the
// range of dates stays a number.
func (w *workbook) number(v string, f format) (cellKind, string, error) {
	n, err := strconv.ParseFloat(v, 64)
	if err != nil {
		return cellText, v, nil //nolint:nilerr // What is no number is text.
	}
	if f == formatNumber || n < 0 || n >= 2_958_466 {
		if _, err := strconv.ParseInt(v, 10, 64); err == nil {
			return cellWhole, v, nil
		}
		return cellNumber, v, nil
	}
	if f == formatTime && n < 1 {
		return cellTime, w.moment(n).Format("15:04:05.999"), nil
	}
	if f == formatDate && n == math.Trunc(n) {
		return cellDate, w.moment(n).Format(time.DateOnly), nil
	}
	return cellTimestamp, w.moment(n).Format("2006-01-02 15:04:05.999"), nil
}

// moment turns days since the beginning of 1900 or 1904 into a date and time, to
// the millisecond, which is as exact as spreadsheets are. They take 1900 for a
// leap year, so days before the 29th of February that was not are one off.
func (w *workbook) moment(days float64) time.Time {
	origin := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case w.since1904:
		origin = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days < 60:
		origin = origin.AddDate(0, 0, 1)
	}
	whole := math.Trunc(days)
	milliseconds := math.Round((days - whole) * 86_400_000)
	return origin.AddDate(0, 0, int(whole)).Add(time.Duration(milliseconds) * time.Millisecond)
}

// isoDate reads a cell that holds a date as text.
func isoDate(v string) (cellKind, string, error) {
	if t, err := time.Parse(time.DateOnly, v); err == nil {
		return cellDate, t.Format(time.DateOnly), nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", time.RFC3339} {
		if t, err := time.Parse(layout, v); err == nil {
			return cellTimestamp, t.Format("2006-01-02 15:04:05.999"), nil
		}
	}
	return cellText, v, nil
}
