package export

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/value"
)

// rowsPerInsert keeps statements short enough for every server.
const rowsPerInsert = 500

// inserts is a script of INSERT statements of many rows each. Values that are
// no numbers, booleans or NULL are written as text, which the table's columns
// convert; nested values are written as JSON, and for DuckDB as its own literals.
type inserts struct {
	opening    string
	backslash  bool // a backslash in text stands for itself only when doubled
	bytes      [2]string
	nestedCast string // tells JSON from other text
	nul        string // stands for a NUL byte in text
	native     bool   // nested values are literals of the dialect, unions with their tags
	perInsert  int64
	Options
}

func newSQL(w io.Writer, schema *arrow.Schema, o Options) (Writer, error) {
	e, err := newInserts(schema, o)
	if err != nil {
		return nil, err
	}
	return newPipeline(w, e), nil
}

func newInserts(schema *arrow.Schema, o Options) (*inserts, error) {
	quote, backslashes := byte('"'), false
	if slices.Contains([]string{"mysql", "dolt", "dolthub", "mariadb", "bigquery", "clickhouse", "tinybird"}, o.Dialect) {
		quote, backslashes = '`', true
	}
	if o.Table == "" {
		o.Table = "result"
	}
	named := func(name string) string { return quoteName(name, quote) }
	if o.Dialect == "bigquery" {
		named = func(name string) string { return "`" + bigQueryEscapes.Replace(name) + "`" }
	}
	names := namesFor("sql", schema, o)
	for i, n := range names {
		names[i] = named(n)
	}
	e := &inserts{
		opening:   "INSERT INTO " + named(o.Table) + " (" + strings.Join(names, ", ") + ") VALUES\n",
		backslash: backslashes,
		bytes:     bytesLiteral(o.Dialect),
		nul:       nulText(o.Dialect, backslashes),
		perInsert: int64(cmp.Or(o.RowsPerInsert, rowsPerInsert)),
		Options:   o,
	}
	if o.Dialect == "duckdb" {
		e.nestedCast, e.native = "::JSON", true
		if err := checkUnions(schema); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// bigQueryEscapes are what BigQuery wants escaped within quotes of any kind: doubled
// quotes end one text and begin another there, and a line must not end within one.
var bigQueryEscapes = strings.NewReplacer(`\`, `\\`, `'`, `\'`, "`", "\\`", "\n", `\n`, "\r", `\r`)

// quoteName puts a name in quotes, so that its letters and words mean nothing
// else.
func quoteName(name string, quote byte) string {
	q := string(quote)
	return q + strings.ReplaceAll(name, q, q+q) + q
}

func (e *inserts) head(dst []byte) []byte {
	return appendRemark(dst, e.Note)
}

func (e *inserts) rows(dst []byte, columns []column, from, to int, first int64) []byte {
	if len(columns) == 0 {
		return dst
	}
	for i := from; i < to; i++ {
		switch row := first + int64(i-from); {
		case row%e.perInsert != 0:
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
	if rows > 0 {
		dst = append(dst, ";\n"...)
	}
	return appendRemark(dst, e.lateNote())
}

// appendRemark appends a line of comment, if there is anything to say.
func appendRemark(dst []byte, note string) []byte {
	if note == "" {
		return dst
	}
	return append(dst, "-- "+strings.Join(strings.FieldsFunc(note, unicode.IsControl), " ")+"\n"...)
}

// literal appends the value at row i.
func (e *inserts) literal(dst []byte, c column, i int) []byte {
	if c.null(i) {
		return append(dst, "NULL"...)
	}
	if e.native {
		if nested, ok := e.nested(dst, c.array, i); ok {
			return nested
		}
	}
	start := len(dst)
	dst = c.text(dst, i)
	text, cast := string(dst[start:]), ""
	switch c.class() {
	case value.Bool:
		return dst
	case value.Number:
		if value.IsNumber(text) {
			return e.number(dst[:start], c.array.DataType(), text)
		}
	case value.Binary:
		if hex, ok := strings.CutPrefix(text, `\x`); ok && c.array.DataType().ID() != arrow.STRING {
			return append(dst[:start], e.bytes[0]+hex+e.bytes[1]...)
		}
	case value.Nested:
		if !isUnion(c.array.DataType()) {
			cast = e.nestedCast
		}
	}
	return append(e.text(dst[:start], text), cast...)
}

// number appends a number with all of its digits. DuckDB reads what has a point as
// a decimal, which misses the nearest float by a bit where it is long, and what has
// no room in a decimal as a double.
func (e *inserts) number(dst []byte, t arrow.DataType, text string) []byte {
	const decimalDigits = 38
	switch {
	case text == "-0" && arrow.IsFloating(t.ID()):
		// The number -0 is 0 nearly everywhere.
		return append(dst, "CAST('-0' AS "+e.double()+")"...)
	case e.Dialect != "duckdb" || strings.Contains(text, "e"):
	case arrow.IsFloating(t.ID()):
		if len(text) > exactLength(t) {
			return append(append(dst, text...), "e0"...)
		}
	case digitsAndZeros(text) > decimalDigits:
		return append(e.quoted(dst, text), decimalCast(t)...)
	}
	return append(dst, text...)
}

// digitsAndZeros counts the digits of a number with the zeros in front of them, for
// which a decimal of DuckDB needs room as well.
func digitsAndZeros(text string) (n int) {
	for _, c := range []byte(text) {
		if c >= '0' && c <= '9' {
			n++
		}
	}
	return n
}

// decimalCast makes text a decimal of DuckDB; it is empty for numbers of other types.
func decimalCast(t arrow.DataType) string {
	if d, ok := t.(*arrow.Decimal128Type); ok {
		return fmt.Sprintf("::DECIMAL(%d,%d)", d.Precision, d.Scale)
	}
	return ""
}

// double is the dialect's name of 64-bit floats.
func (e *inserts) double() string {
	switch e.Dialect {
	case "bigquery":
		return "FLOAT64"
	case "postgres":
		return "DOUBLE PRECISION"
	}
	return "DOUBLE"
}

// exactLength is the length up to which a decimal is the quotient of two numbers
// that a type of floats has.
func exactLength(t arrow.DataType) int {
	if t.ID() == arrow.FLOAT64 {
		return len("0.") + exactDigits - 1
	}
	return len("0.12345")
}

// union appends a union with the tag of its member, without which the text 3
// comes back as another member than the number 3.
func (e *inserts) union(dst []byte, u array.Union, i int) []byte {
	child := u.ChildID(i)
	field := u.DataType().(arrow.UnionType).Fields()[child]
	if dense, ok := u.(*array.DenseUnion); ok {
		i = int(dense.ValueOffset(i))
	}
	dst = append(append(dst, "union_value("...), quoteName(field.Name, '"')...)
	return append(e.literal(append(dst, " := "...), member(field, u.Field(child)), i), ')')
}

// checkUnions refuses unions within other values: the elements of a list take one
// type of all of them, and unions of different members have none in common.
func checkUnions(schema *arrow.Schema) error {
	for _, f := range schema.Fields() {
		if hidesUnion(f.Type) {
			return connectors.Errorf(connectors.ClassUnsupported, "column %q: a UNION within another value cannot be written as SQL", f.Name).
				WithHint("Choose another format, or take the UNION out of the value in the query.")
		}
	}
	return nil
}

func hidesUnion(t arrow.DataType) bool {
	nested, ok := t.(arrow.NestedType)
	found := holdsUnion
	if isUnion(t) {
		found = hidesUnion
	}
	return ok && slices.ContainsFunc(nested.Fields(), func(f arrow.Field) bool { return found(f.Type) })
}

func holdsUnion(t arrow.DataType) bool {
	nested, ok := t.(arrow.NestedType)
	return isUnion(t) || ok && slices.ContainsFunc(nested.Fields(), func(f arrow.Field) bool { return holdsUnion(f.Type) })
}

// text appends a literal of text.
func (e *inserts) text(dst []byte, s string) []byte {
	if strings.IndexByte(s, 0) >= 0 {
		return e.textWithNul(dst, s)
	}
	return e.quoted(dst, s)
}

// textWithNul appends text that no script can hold as it is.
func (e *inserts) textWithNul(dst []byte, s string) []byte {
	if e.backslash {
		return append(dst, bytes.ReplaceAll(e.quoted(nil, s), []byte{0}, []byte(e.nul))...)
	}
	dst = append(dst, '(')
	for i, part := range strings.Split(s, "\x00") {
		if i > 0 {
			dst = append(append(append(dst, " || "...), e.nul...), " || "...)
		}
		dst = e.quoted(dst, part)
	}
	return append(dst, ')')
}

func (e *inserts) quoted(dst []byte, s string) []byte {
	if e.Dialect == "bigquery" {
		return append(append(append(dst, '\''), bigQueryEscapes.Replace(s)...), '\'')
	}
	dst = append(dst, '\'')
	for _, c := range []byte(s) {
		if c == '\'' || c == '\\' && e.backslash {
			dst = append(dst, c)
		}
		dst = append(dst, c)
	}
	return append(dst, '\'')
}

// nulText returns what stands for a NUL byte: an escape within quotes where a
// backslash begins one, otherwise an expression.
func nulText(dialect string, escaped bool) string {
	switch {
	case dialect == "bigquery":
		return `\x00`
	case escaped:
		return `\0`
	}
	return "chr(0)"
}

// bytesLiteral returns what stands around hexadecimal digits in a dialect.
func bytesLiteral(dialect string) [2]string {
	switch dialect {
	case "duckdb", "bigquery":
		return [2]string{"from_hex('", "')"}
	case "postgres":
		return [2]string{`'\x`, "'"}
	case "clickhouse", "tinybird":
		return [2]string{"unhex('", "')"}
	}
	return [2]string{"X'", "'"}
}

// isUnion reports whether the text of a nested type is that of its member, not
// JSON.
func isUnion(t arrow.DataType) bool {
	_, ok := t.(arrow.UnionType)
	return ok
}
