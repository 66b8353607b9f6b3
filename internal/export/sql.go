package export

import (
	"io"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/value"
)

// rowsPerInsert keeps statements short enough for every server.
const rowsPerInsert = 500

// inserts is a script of INSERT statements of many rows each. Values that are
// no numbers, booleans or NULL are written as text, which the table's columns
// convert; nested values are written as JSON.
type inserts struct {
	opening string
	literal func(dst []byte, c column, i int) []byte
}

func newSQL(w io.Writer, schema *arrow.Schema, o Options) (Writer, error) {
	quote, backslashes := byte('"'), false
	if slices.Contains([]string{"mysql", "dolt", "dolthub", "mariadb", "bigquery", "clickhouse", "tinybird"}, o.Dialect) {
		quote, backslashes = '`', true
	}
	if o.Table == "" {
		o.Table = "result"
	}
	names := value.UniqueNames(columnNames(schema))
	for i, n := range names {
		names[i] = quoteName(n, quote)
	}
	e := &inserts{opening: "INSERT INTO " + quoteName(o.Table, quote) + " (" + strings.Join(names, ", ") + ") VALUES\n"}
	text := func(dst, s []byte) []byte { return appendSQLText(dst, s, backslashes) }
	binary := binaryLiteral(o.Dialect)
	e.literal = func(dst []byte, c column, i int) []byte { return appendLiteral(dst, c, i, text, binary) }
	return newPipeline(w, e), nil
}

// quoteName puts a name in quotes, so that its letters and words mean nothing
// else.
func quoteName(name string, quote byte) string {
	q := string(quote)
	return q + strings.ReplaceAll(name, q, q+q) + q
}

func (e *inserts) head(dst []byte) []byte { return dst }

func (e *inserts) rows(dst []byte, columns []column, from, to int, first int64) []byte {
	if len(columns) == 0 {
		return dst
	}
	for i := from; i < to; i++ {
		switch row := first + int64(i-from); {
		case row%rowsPerInsert != 0:
			dst = append(dst, ",\n"...)
		case row > 0:
			dst = append(dst, ";\n"...)
			fallthrough
		default:
			dst = append(dst, e.opening...)
		}
		for j, c := range columns {
			opening := ", "
			if j == 0 {
				opening = "("
			}
			dst = e.literal(append(dst, opening...), c, i)
		}
		dst = append(dst, ')')
	}
	return dst
}

func (e *inserts) tail(dst []byte, rows int64) []byte {
	if rows == 0 {
		return dst
	}
	return append(dst, ";\n"...)
}

func appendLiteral(dst []byte, c column, i int, text, binary func(dst, s []byte) []byte) []byte {
	start := len(dst)
	switch class := c.class(); {
	case c.null(i):
		return append(dst, "NULL"...)
	case class == value.Bool:
		return c.text(dst, i)
	case class == value.Number:
		dst = c.text(dst, i)
		if isNumber(dst[start:]) {
			return dst
		}
	case class == value.Binary && c.array.DataType().ID() != arrow.STRING:
		dst = c.text(dst, i)
		return binary(dst[:start], slices.Clone(dst[start+len(`\x`):]))
	default:
		dst = c.text(dst, i)
	}
	return text(dst[:start], slices.Clone(dst[start:]))
}

// isNumber reports whether the text of a number can stand in SQL without
// quotes; NaN and infinities cannot.
func isNumber(text []byte) bool {
	for _, c := range text {
		if !strings.ContainsRune("0123456789+-.eE", rune(c)) {
			return false
		}
	}
	return len(text) > 0
}

func appendSQLText(dst, s []byte, backslashes bool) []byte {
	dst = append(dst, '\'')
	for _, c := range s {
		if c == '\'' || backslashes && c == '\\' {
			dst = append(dst, c)
		}
		dst = append(dst, c)
	}
	return append(dst, '\'')
}

// binaryLiteral returns how a dialect writes bytes, given in hexadecimal.
func binaryLiteral(dialect string) func(dst, hex []byte) []byte {
	wrap := func(before, after string) func(dst, hex []byte) []byte {
		return func(dst, hex []byte) []byte {
			return append(append(append(dst, before...), hex...), after...)
		}
	}
	switch dialect {
	case "duckdb", "bigquery":
		return wrap("from_hex('", "')")
	case "postgres":
		return wrap(`'\x`, "'")
	case "clickhouse", "tinybird":
		return wrap("unhex('", "')")
	}
	return wrap("X'", "'")
}
