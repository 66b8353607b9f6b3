package export

import (
	"fmt"
	"strings"
	"sync"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/value"
)

// literalFunc appends the value at row i of an array as a literal.
type literalFunc func(dst []byte, a arrow.Array, i int) []byte

// literals writes values in a dialect: for scripts, and for what is copied.
type literals struct {
	*dialect
	// typed says that literals carry their type, because no column tells it.
	typed bool
	known sync.Map // *arrow.Field → literalFunc
}

func newLiterals(d *dialect, typed bool) *literals { return &literals{dialect: d, typed: typed} }

// of returns what writes the columns of a batch.
func (l *literals) of(columns []column) []literalFunc {
	writers := make([]literalFunc, len(columns))
	for i, c := range columns {
		known, ok := l.known.Load(c.field)
		if !ok {
			known, _ = l.known.LoadOrStore(c.field, l.column(*c.field))
		}
		writers[i] = known.(literalFunc)
	}
	return writers
}

// column is how values of a column are written, NULL among them.
func (l *literals) column(f arrow.Field) literalFunc {
	_, nested := f.Type.(arrow.NestedType)
	switch {
	case nested && (l.duckdb || l.typeName(f) != ""):
		return l.nullable(f, l.named(f, l.nested(f)))
	case nested && !isUnion(f.Type):
		return l.nullable(f, l.texts(f, [2]string{}))
	}
	return l.nullable(f, l.scalar(f, l.strict || l.typed))
}

// named puts the type's name to nested values, which members such as NULL do not
// tell.
func (l *literals) named(f arrow.Field, write literalFunc) literalFunc {
	if l.outer == nil {
		return write
	}
	name := l.typeName(f)
	return func(dst []byte, a arrow.Array, i int) []byte {
		return append(dst, l.outer(write(nil, a, i), name)...)
	}
}

func (l *literals) nullable(f arrow.Field, write literalFunc) literalFunc {
	m := value.NewFormatter(f)
	return func(dst []byte, a arrow.Array, i int) []byte {
		if m.IsNull(a, i) {
			return append(dst, "NULL"...)
		}
		return write(dst, a, i)
	}
}

// scalar writes values that have no parts.
func (l *literals) scalar(f arrow.Field, typed bool) literalFunc {
	m := value.NewFormatter(f)
	switch m.Class() {
	case value.Bool:
		return m.Append
	case value.Number:
		return l.numbers(f, typed)
	case value.Binary:
		if !isText(f.Type) {
			return l.binary(m)
		}
	case value.Nested:
		if connectors.FieldKind(f).IsDocument() && (typed || l.duckdb) {
			return l.texts(f, l.documents)
		}
	}
	return l.words(f, typed)
}

func isText(t arrow.DataType) bool {
	return t.ID() == arrow.STRING || t.ID() == arrow.LARGE_STRING || t.ID() == arrow.STRING_VIEW
}

func (l *literals) binary(m *value.Formatter) literalFunc {
	return func(dst []byte, a arrow.Array, i int) []byte {
		start := len(dst)
		dst = m.Append(append(dst, l.bytes[0]...), a, i)
		digits := dst[start+len(l.bytes[0]):]
		dst = append(dst[:start+len(l.bytes[0])], digits[len(`\x`):]...)
		return append(dst, l.bytes[1]...)
	}
}

// texts writes the text of values, with something around it.
func (l *literals) texts(f arrow.Field, around [2]string) literalFunc {
	m := value.NewFormatter(f)
	return func(dst []byte, a arrow.Array, i int) []byte {
		dst = append(dst, around[0]...)
		start := len(dst)
		dst = m.Append(append(dst, '\''), a, i)
		if text := dst[start+1:]; l.isPlain(text) {
			dst = append(dst, '\'')
		} else {
			dst = l.text(dst[:start], string(text))
		}
		return append(dst, around[1]...)
	}
}

// words writes what is put down as text, and its type where that is wanted.
func (l *literals) words(f arrow.Field, typed bool) literalFunc {
	name := l.typeName(f)
	if t, zoned := f.Type.(*arrow.TimestampType); zoned && t.TimeZone != "" && l.instant != nil {
		return l.instants(f, t.Unit)
	}
	if !typed || name == "" || name == l.types.text {
		return l.texts(f, [2]string{})
	}
	if l.duckdb {
		return l.texts(f, [2]string{"", "::" + name})
	}
	return l.texts(f, [2]string{"CAST(", " AS " + name + ")"})
}

func (l *literals) instants(f arrow.Field, unit arrow.TimeUnit) literalFunc {
	m := value.NewFormatter(f)
	return func(dst []byte, a arrow.Array, i int) []byte {
		text := string(m.Append(nil, a, i))
		if literal := l.instant(text, unit); literal != "" {
			return append(dst, literal...)
		}
		return l.text(dst, text)
	}
}

// numbers writes numbers with all of their digits.
func (l *literals) numbers(f arrow.Field, typed bool) literalFunc {
	m, name, floats := value.NewFormatter(f), l.typeName(f), arrow.IsFloating(f.Type.ID())
	switch {
	case arrow.IsInteger(f.Type.ID()) && f.Type.ID() != arrow.UINT64:
		return m.Append // Every source reads them as they are.
	case name == "" && floats:
		name = "DOUBLE"
	}
	return func(dst []byte, a arrow.Array, i int) []byte {
		start := len(dst)
		dst = m.Append(dst, a, i)
		text := string(dst[start:])
		switch {
		case text == "-0" && floats, !value.IsNumber(text) && typed && name != "":
			// The number -0 is 0 nearly everywhere.
			return append(append(l.quoted(append(dst[:start], "CAST("...), text), " AS "+name...), ')')
		case !value.IsNumber(text):
			return l.text(dst[:start], text)
		case l.duckdb:
			return l.duckNumber(dst[:start], f, text)
		case floats && l.exact > 0 && !strings.Contains(text, "e"):
			return append(dst, "e0"...)
		case !floats && l.exact > 0 && !l.keeps(f, text):
			return l.castNumber(dst[:start], name, text)
		}
		return dst
	}
}

// keeps reports whether a bare number that is no float has all of its digits.
func (l *literals) keeps(f arrow.Field, text string) bool {
	n := digits(text)
	if strings.ContainsAny(text, ".e") {
		return n <= l.exact && !l.strict
	}
	return n <= exactWhole || f.Type.ID() == arrow.INT64 || f.Type.ID() == arrow.UINT64 && !l.strict
}

// castNumber writes a number as text that becomes a decimal.
func (l *literals) castNumber(dst []byte, name, text string) []byte {
	if name == "" && !strings.Contains(text, "e") {
		whole, fraction, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
		name = l.types.decimal(int32(len(whole)+len(fraction)), int32(len(fraction)))
	}
	if name == "" {
		return l.text(dst, text)
	}
	return append(append(l.quoted(append(dst, "CAST("...), text), " AS "+name...), ')')
}

// duckNumber appends a number. DuckDB reads what has a point as a decimal, which
// misses the nearest float by a bit where it is long, and what has no room in a
// decimal as a double.
func (l *literals) duckNumber(dst []byte, f arrow.Field, text string) []byte {
	switch {
	case strings.Contains(text, "e"):
	case arrow.IsFloating(f.Type.ID()):
		if len(text) > exactLength(f.Type) {
			return append(append(dst, text...), "e0"...)
		}
	case digitsAndZeros(text) > mostDigits:
		return append(l.quoted(dst, text), decimalCast(f)...)
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

// decimalCast makes text a number of DuckDB; it is empty for other types.
func decimalCast(f arrow.Field) string {
	switch t := f.Type.(type) {
	case *arrow.Decimal128Type:
		return fmt.Sprintf("::DECIMAL(%d,%d)", t.Precision, t.Scale)
	case *arrow.Decimal256Type:
		if name := connectors.SourceType(f); isHuge(t) && (name == "HUGEINT" || name == "UHUGEINT") {
			return "::" + name
		}
	}
	return ""
}

// exactLength is the length up to which a decimal is the quotient of two numbers
// that a type of floats has.
func exactLength(t arrow.DataType) int {
	if t.ID() == arrow.FLOAT64 {
		return len("0.") + exactDigits - 1
	}
	return len("0.12345")
}
