package export

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync/atomic"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/value"
)

// cells is the encoder of a sheet. Numbers that Excel would round, and dates
// that it does not know, are written as text; NULL is an empty cell.
type cells struct {
	names   []string
	letters []string // of the columns: A, B … AA
	tooLong atomic.Bool
	schema  *arrow.Schema
	turned  []atomic.Bool // whether a value of the column became text that others are not
}

func newCells(schema *arrow.Schema) *cells {
	names := columnNames(schema)
	e := &cells{names: names, letters: make([]string, len(names)), schema: schema, turned: make([]atomic.Bool, len(names))}
	for i := range names {
		e.letters[i] = columnLetters(i)
	}
	return e
}

// note names the columns of which some values became text.
func (e *cells) note() string {
	var names []string
	for i, f := range e.schema.Fields() {
		if e.turned[i].Load() && sheetType(f) != textCell {
			names = append(names, f.Name+" ("+connectors.SourceType(f)+")")
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "some values are text, because a spreadsheet would round or refuse them: " + enumerated(names)
}

func columnLetters(i int) string {
	letters := ""
	for i++; i > 0; i = (i - 1) / 26 {
		letters = string(rune('A'+(i-1)%26)) + letters
	}
	return letters
}

func (e *cells) head(dst []byte) []byte {
	dst = append(dst, xmlHeader+`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`+
		`<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`+
		`<sheetData><row r="1">`...)
	for j, name := range e.names {
		dst = e.text(e.open(dst, j, 1, ` s="1"`), name)
	}
	return append(dst, "</row>"...)
}

func (e *cells) tail(dst []byte, _ int64) []byte {
	return append(dst, "</sheetData></worksheet>"...)
}

func (e *cells) rows(dst []byte, columns []column, from, to int, first int64) []byte {
	var text []byte
	for i := from; i < to; i++ {
		row := first + int64(i-from) + 2
		dst = append(strconv.AppendInt(append(dst, `<row r="`...), row, 10), `">`...)
		for j, c := range columns {
			if !c.null(i) {
				text = c.text(text[:0], i)
				dst = e.cell(dst, c, i, j, row, string(text))
			}
		}
		dst = append(dst, "</row>"...)
	}
	return dst
}

// open appends the beginning of a cell, still open for its content.
func (e *cells) open(dst []byte, j int, row int64, attributes string) []byte {
	dst = append(append(dst, `<c r="`...), e.letters[j]...)
	dst = append(strconv.AppendInt(dst, row, 10), '"')
	return append(dst, attributes...)
}

// cell appends the value at row i of a column, whose text is given.
func (e *cells) cell(dst []byte, c column, i, j int, row int64, text string) []byte {
	plain := func(attributes, number string) []byte {
		return append(e.open(dst, j, row, attributes), "><v>"+number+"</v></c>"...)
	}
	switch a := c.array.(type) {
	case *array.Boolean:
		return plain(` t="b"`, strconv.Itoa(strings.Count(text, "true")))
	case *array.Date32:
		if serial, ok := serialDate(int64(a.Value(i)), 0); ok {
			return plain(` s="2"`, serial)
		}
	case *array.Timestamp:
		if serial, ok := serialTimestamp(a, i); ok {
			return plain(` s="3"`, serial)
		}
	case *array.Float16, *array.Float32, *array.Float64:
		if value.IsNumber(text) {
			return plain("", text)
		}
	default:
		if c.class() == value.Number && value.IsNumber(text) && digits(text) <= 15 && !strings.ContainsAny(text, "eE") {
			return plain("", text)
		}
	}
	e.turned[j].Store(true)
	return e.text(e.open(dst, j, row, ""), text)
}

// digits counts the digits of a decimal number without leading zeros.
func digits(text string) int {
	n := 0
	for _, c := range strings.TrimLeft(text, "-+0.") {
		if c >= '0' && c <= '9' {
			n++
		}
	}
	return n
}

// serialDate returns a day since 1970 and a time in milliseconds as Excel counts
// them, in days since the end of 1899. ok is false where Excel's calendar has a
// gap or an end.
func serialDate(days, milliseconds int64) (serial string, ok bool) {
	const epoch, firstSound, last = 25569, 61, 2958465
	if days += epoch; days < firstSound || days > last {
		return "", false
	}
	return strconv.FormatFloat(float64(days)+float64(milliseconds)/86400e3, 'f', -1, 64), true
}

// serialTimestamp does the same for a timestamp without a zone, if it is of
// whole milliseconds, which is as fine as Excel shows.
func serialTimestamp(a *array.Timestamp, i int) (serial string, ok bool) {
	t := a.DataType().(*arrow.TimestampType)
	v := int64(a.Value(i))
	if t.TimeZone != "" || v == math.MaxInt64 || v <= -math.MaxInt64 {
		return "", false
	}
	perSecond := int64(1e9 / t.Unit.Multiplier())
	perDay := 86400 * perSecond
	days, rest := v/perDay, v%perDay
	if rest < 0 {
		days, rest = days-1, rest+perDay
	}
	if perSecond > 1000 && rest%(perSecond/1000) != 0 {
		return "", false
	}
	return serialDate(days, rest/max(1, perSecond/1000)*(1000/min(1000, perSecond)))
}

// text appends the content of a cell of text and its end.
func (e *cells) text(dst []byte, s string) []byte {
	if len(s) > cellLetters && utf16Length(s) > cellLetters {
		e.tooLong.Store(true)
		s = ""
	}
	dst = append(dst, ` t="inlineStr"><is><t xml:space="preserve">`...)
	return append(appendXML(dst, s), "</t></is></c>"...)
}

func utf16Length(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// appendXML escapes text. Characters that XML has not are written as _xHHHH_, as
// Excel reads them, and a text that looks like that is kept from being read so.
func appendXML(dst []byte, s string) []byte {
	if plainXML(s) {
		return append(dst, s...)
	}
	for i, r := range s {
		switch {
		case r < ' ' && r != '\n' && r != '\t', r == 0xfffe, r == 0xffff:
			dst = fmt.Appendf(dst, "_x%04X_", r)
		case r == '_' && strings.HasPrefix(s[i:], "_x"):
			dst = append(dst, "_x005F_"...)
		case r == '<':
			dst = append(dst, "&lt;"...)
		case r == '>':
			dst = append(dst, "&gt;"...)
		case r == '&':
			dst = append(dst, "&amp;"...)
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst
}

func plainXML(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == '_' || c == '<' || c == '>' || c == '&' {
			return false
		}
	}
	return true
}
