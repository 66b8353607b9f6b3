package decode

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/bits"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// CSVOptions describes lines of separated values.
type CSVOptions struct {
	// Delimiter stands between fields; 0 is a comma.
	Delimiter byte
	// Backslash says that fields are never quoted and that \t, \n, \\ and the
	// like stand for what they escape, as in tab-separated text of databases.
	// Else a field may stand in double quotes, and then hold anything, with its
	// own quotes doubled.
	Backslash bool
	// Null is the text that, without quotes, stands for NULL; empty: a field
	// with nothing in it, where the empty string is "".
	Null string
	// EmptyNull says that a field with nothing in it is NULL in quotes too.
	EmptyNull bool
	// End is how a proper end is told.
	End End
	// QuotedEmpty says that an empty value always has quotes, so that a blank line
	// is no row where there is one column either.
	QuotedEmpty bool
	// Blank is told of every blank line behind the header that is no row.
	Blank func()
	// Behind, where it is set, is given every line behind the first such blank one,
	// which are no rows then. It must not keep them.
	Behind func(line []byte)
	// Keep says that a stream whose first rows do not have one value per column
	// can be read again as something else; see [Reader.Again].
	Keep bool
	// Header says that the first line holds names. Names is told of them, where
	// it is set, and may return the columns, or an error, which ends the stream.
	Header bool
	Names  func(names []string) ([]Column, error)
	// TypeRows is how many further lines of a header follow the names. Types is
	// told of the names and of them, instead of Names.
	TypeRows int
	Types    func(names []string, types [][]string) ([]Column, error)
	// Columns are the columns where they are known beforehand. Where nobody
	// tells them every column is text, named by the header or else col1, col2
	// and so on: lines hold no types.
	Columns []Column
}

// TSV are the options of tab-separated text as databases write it, in which \N
// is NULL.
func TSV() CSVOptions { return CSVOptions{Delimiter: '\t', Backslash: true, Null: `\N`} }

// CSV returns a reader of lines of separated values. A blank line is a row where
// there is one column that may hold it, unless it is the mark of the end; else it is
// nothing. It closes r where that is an io.Closer.
func CSV(r io.Reader, o CSVOptions) *Reader {
	if o.Delimiter == 0 {
		o.Delimiter = ','
	}
	reader := newReader(r, &csvFormat{options: o, known: o.Columns, header: o.Header, ending: ones * uint64(o.Delimiter)})
	reader.keep = o.Keep
	return reader
}

type csvFormat struct {
	options CSVOptions
	known   []Column
	fields  []cell
	ending  uint64 // the delimiter in every byte
	header  bool   // the next line belongs to the header
	lines   [][]string
	started bool
	// newline and blank tell how the last line ended, and whether it was empty.
	newline, blank bool
	behind         bool // a blank line has come that ends the rows
}

func (f *csvFormat) columns() []Column  { return f.known }
func (f *csvFormat) cells() []cell      { return f.fields }
func (f *csvFormat) unplaced() []string { return nil }
func (f *csvFormat) again(b []byte)     { _, _ = f.scan(b, 0, true) }

func (f *csvFormat) next(b []byte, final bool) (row, n int, s status, err error) {
	if !f.started {
		if n, s = skipMark(b, final); s != whole {
			return 0, 0, s, nil
		}
		f.started, f.newline = true, true
	}
	for {
		if n >= len(b) {
			return n, n, f.atEnd(final), nil
		}
		if f.known == nil && !f.header {
			return n, n, unknown, nil
		}
		next, s := f.scan(b, n, final)
		if s != whole {
			return n, n, s, nil
		}
		newline := b[next-1] == '\n'
		if !newline && f.options.End != EndAnywhere {
			return n, n, short, nil
		}
		row, n, f.newline = n, next, newline
		if f.blank = f.isBlank(b[row:next]); f.blank {
			f.passBlank()
			continue
		}
		if f.behind {
			f.options.Behind(b[row:next])
			continue
		}
		if !f.header {
			return row, n, f.count(), nil
		}
		if err := f.headerLine(); err != nil {
			return row, n, whole, err
		}
	}
}

// passBlank passes a blank line, and tells of it.
func (f *csvFormat) passBlank() {
	if f.header {
		return
	}
	f.behind = f.options.Behind != nil
	if f.options.Blank != nil {
		f.options.Blank()
	}
}

// isBlank reports whether a line is no row.
func (f *csvFormat) isBlank(line []byte) bool {
	if line[0] != '\n' && string(line) != "\r\n" {
		return false
	}
	return f.options.End == EndBlankLine || f.options.QuotedEmpty || len(f.known) != 1 || f.options.Null != "" && neverEmpty(f.known[0].Field)
}

// neverEmpty reports whether the text of every value of a column has characters.
func neverEmpty(f arrow.Field) bool {
	switch f.Type.ID() {
	case arrow.STRING:
		kind := connectors.FieldKind(f)
		return kind == connectors.KindNumber || kind == connectors.KindUUID
	case arrow.BINARY, arrow.FIXED_SIZE_BINARY, arrow.DICTIONARY, arrow.BOOL:
		return false // What stands for truth values may be chosen.
	}
	return true
}

func (f *csvFormat) count() status {
	if len(f.fields) != len(f.known) {
		return ragged
	}
	return whole
}

func (f *csvFormat) atEnd(final bool) status {
	switch {
	case !final, f.header, f.options.End == EndBlankLine && !f.blank, f.options.End == EndNewline && !f.newline:
		return short
	}
	return ended
}

// headerLine takes the fields of a line of the header.
func (f *csvFormat) headerLine() error {
	line := make([]string, len(f.fields))
	for i, c := range f.fields {
		line[i] = string(c.appendText(nil))
	}
	f.lines = append(f.lines, line)
	if f.header = len(f.lines) <= f.options.TypeRows; f.header {
		return nil
	}
	columns, err := f.tell(f.lines[0], f.lines[1:])
	if columns != nil {
		f.known = columns
	}
	if f.known == nil && err == nil {
		f.known = textColumns(f.lines[0])
	}
	return err
}

// tell passes the header on.
func (f *csvFormat) tell(names []string, types [][]string) ([]Column, error) {
	switch {
	case f.options.Types != nil:
		return f.options.Types(names, types)
	case f.options.Names != nil:
		return f.options.Names(names)
	}
	return nil, nil
}

func textColumns(names []string) []Column {
	columns := make([]Column, len(names))
	for i, name := range names {
		columns[i].Field = connectors.Field(name, arrow.BinaryTypes.String, "", connectors.KindText)
	}
	return columns
}

func (f *csvFormat) infer(b []byte, final bool) (bool, error) {
	if _, s := f.scan(b, 0, final); s == short && !final {
		return false, nil
	}
	names := make([]string, len(f.fields))
	if f.options.End == EndBlankLine && len(b) > 0 && f.isBlank(b[:min(len(b), 2)]) {
		names = nil
	}
	for i := range names {
		names[i] = "col" + strconv.Itoa(i+1)
	}
	f.known = textColumns(names)
	return true, nil
}

// scan reads a line into fields and returns the position behind its end.
func (f *csvFormat) scan(b []byte, i int, final bool) (next int, s status) {
	f.fields = f.fields[:0]
	for {
		var c cell
		if i < len(b) && b[i] == '"' && !f.options.Backslash {
			if c, i, s = scanQuoted(b, i+1, final); f.options.EmptyNull && len(c.text) == 0 {
				c.kind = null
			}
		} else {
			c, i, s = f.scanField(b, i, final)
		}
		if s != whole {
			return i, s
		}
		f.fields = append(f.fields, c)
		switch {
		case i >= len(b):
			return i, whole
		case b[i] == f.options.Delimiter:
			i++
		case b[i] == '\n':
			return i + 1, whole
		case b[i] == '\r' && i+1 < len(b) && b[i+1] == '\n':
			return i + 2, whole
		case b[i] == '\r' && i+1 == len(b) && !final:
			return i, short
		default:
			return i, bad
		}
	}
}

// scanQuoted reads a field whose opening quote is at i-1, up to the byte behind
// its closing quote.
func scanQuoted(b []byte, i int, final bool) (cell, int, status) {
	from, k := i, plain
	for {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			return cell{}, i, short
		}
		i += n + 1
		switch {
		case i < len(b) && b[i] == '"':
			k = doubled
			i++
		case i == len(b) && !final:
			return cell{}, i, short
		default:
			return cell{b[from : i-1], k}, i, whole
		}
	}
}

// scanField reads a field without quotes, up to the delimiter or line end.
func (f *csvFormat) scanField(b []byte, i int, final bool) (cell, int, status) {
	from := i
	for i < len(b) {
		i = f.skip(b, i)
		if i < len(b) && (b[i] == f.options.Delimiter || b[i] == '\n') {
			break
		}
		i = min(i+1, len(b))
	}
	if i >= len(b) && !final {
		return cell{}, i, short
	}
	if i > from && (i >= len(b) || b[i] == '\n') && b[i-1] == '\r' {
		i--
	}
	return f.bare(b[from:i]), i, whole
}

// skip passes words of eight bytes with neither a delimiter nor a line feed in
// them, and ends at the first of these, or less than a word from the end.
func (f *csvFormat) skip(b []byte, i int) int {
	for ; i+8 <= len(b); i += 8 {
		word := binary.LittleEndian.Uint64(b[i:])
		delimiter, line := word^f.ending, word^(ones*'\n')
		if m := ((delimiter - ones) &^ delimiter & highs) | ((line - ones) &^ line & highs); m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
	}
	return i
}

// bare is a field that had no quotes.
func (f *csvFormat) bare(text []byte) cell {
	switch {
	case string(text) == f.options.Null:
		return cell{text, null}
	case f.options.Backslash && bytes.IndexByte(text, '\\') >= 0:
		return cell{text, slashed}
	}
	return cell{text, plain}
}
