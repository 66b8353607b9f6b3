package export

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/value"
)

// delimited is CSV as in RFC 4180, with a line feed at the end of lines, and
// TSV by the same rules: a field that holds the delimiter, a quote or a line
// break stands in quotes, and quotes inside are doubled. NULL is the unquoted
// null text, nothing by default; the empty string is "".
type delimited struct {
	header    []string
	delimiter byte
	null      string
	newline   string
	mark      bool // begin with a byte order mark
	safe      bool // text that begins like a formula gets an apostrophe
	special   [256]bool
}

func newCSV(w io.Writer, schema *arrow.Schema, o Options) (Writer, error) {
	if o.Delimiter == 0 {
		o.Delimiter = ','
	}
	return newDelimited(w, schema, o)
}

func newTSV(w io.Writer, schema *arrow.Schema, o Options) (Writer, error) {
	o.Delimiter = '\t'
	return newDelimited(w, schema, o)
}

func newDelimited(w io.Writer, schema *arrow.Schema, o Options) (Writer, error) {
	e := &delimited{delimiter: o.Delimiter, null: o.NullText, newline: "\n", mark: o.ByteOrderMark, safe: o.SafeFormulas}
	if o.CRLF {
		e.newline = "\r\n"
	}
	if d := o.Delimiter; d == '"' || d == '\n' || d == '\r' {
		return nil, connectors.Errorf(connectors.ClassConfig, "%q cannot stand between fields", d)
	}
	for _, c := range []byte{o.Delimiter, '"', '\n', '\r'} {
		e.special[c] = true
	}
	if !o.NoHeader {
		e.header = columnNames(schema)
	}
	return newPipeline(w, e), nil
}

func (e *delimited) head(dst []byte) []byte {
	if e.mark {
		dst = append(dst, "\ufeff"...)
	}
	if len(e.header) == 0 {
		return dst
	}
	for i, name := range e.header {
		if i > 0 {
			dst = append(dst, e.delimiter)
		}
		start := len(dst)
		dst = e.quote(append(e.disarm(dst, name), name...), start)
	}
	return append(dst, e.newline...)
}

func (e *delimited) rows(dst []byte, columns []column, from, to int, _ int64) []byte {
	plain, calm := make([]bool, len(columns)), make([]*array.String, len(columns))
	for j, c := range columns {
		plain[j], calm[j] = e.neverQuoted(c), e.calm(c, from, to)
	}
	for i := from; i < to; i++ {
		for j, c := range columns {
			if j > 0 {
				dst = append(dst, e.delimiter)
			}
			start := len(dst)
			switch {
			case c.null(i):
				dst = append(dst, e.null...)
			case calm[j] != nil && calm[j].ValueLen(i) > 0:
				dst = append(dst, calm[j].Value(i)...)
			case plain[j]:
				dst = c.text(dst, i)
			case e.safe && c.class() != value.Number && c.class() != value.Temporal:
				dst = e.quote(e.disarmed(c.text(dst, i), start), start)
			default:
				dst = e.quote(c.text(dst, i), start)
			}
		}
		dst = append(dst, e.newline...)
	}
	return dst
}

func (e *delimited) tail(dst []byte, _ int64) []byte { return dst }

// disarm appends an apostrophe where a text begins like a formula.
func (e *delimited) disarm(dst []byte, text string) []byte {
	if e.safe && text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return append(dst, '\'')
	}
	return dst
}

// disarmed is dst with an apostrophe before the field that begins at start, if
// it begins like a formula.
func (e *delimited) disarmed(dst []byte, start int) []byte {
	if len(e.disarm(nil, string(dst[start:min(start+1, len(dst))]))) == 0 {
		return dst
	}
	return slices.Insert(dst, start, '\'')
}

// neverQuoted is true of columns whose text cannot hold a special byte, as long
// as the delimiter is a usual one.
func (e *delimited) neverQuoted(c column) bool {
	usual := e.delimiter == ',' || e.delimiter == '\t' || e.delimiter == ';' || e.delimiter == '|'
	if !usual || e.null != "" {
		return false
	}
	_, fixed := c.array.DataType().(arrow.FixedWidthDataType)
	class := c.class()
	return fixed && c.array.DataType().ID() != arrow.DICTIONARY &&
		(class == value.Number || class == value.Temporal || class == value.Bool)
}

// calm is a column of text in which no byte of the rows needs quotes; nil for
// others. To look at all of them at once costs less than to look at each.
func (e *delimited) calm(c column, from, to int) *array.String {
	text, ok := c.array.(*array.String)
	if !ok || e.safe || e.null != "" || c.class() != value.Text || from == to {
		return nil
	}
	first := text.ValueOffset(0)
	end := text.ValueOffset(to-1) + text.ValueLen(to-1)
	data := text.ValueBytes()[text.ValueOffset(from)-first : end-first]
	for _, special := range []byte{e.delimiter, '"', '\n', '\r'} {
		if bytes.IndexByte(data, special) >= 0 {
			return nil
		}
	}
	return text
}

// quote puts the field that begins at start in quotes if it needs them.
func (e *delimited) quote(dst []byte, start int) []byte {
	field := dst[start:]
	needs := string(field) == e.null || len(field) == 0
	for _, c := range field {
		if e.special[c] {
			needs = true
			break
		}
	}
	if !needs {
		return dst
	}
	quotes := bytes.Count(field, []byte{'"'})
	dst = append(dst, make([]byte, quotes+2)...)
	read, write := start+len(field)-1, len(dst)-1
	dst[write] = '"'
	for ; read >= start; read-- {
		write--
		dst[write] = dst[read]
		if dst[read] == '"' {
			write--
			dst[write] = '"'
		}
	}
	dst[start] = '"'
	return dst
}
