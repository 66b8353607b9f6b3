package export

import (
	"cmp"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// rowsPerInsert keeps statements short enough for every server.
const rowsPerInsert = 500

// inserts is a script of INSERT statements of many rows each. Text becomes what a
// column is where the dialect converts it; other values are literals of their type.
type inserts struct {
	opening   string
	literals  *literals
	perInsert int64
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
	d := dialectNamed(o.Dialect)
	if err := checkUnions(d, schema); err != nil {
		return nil, err
	}
	table, err := d.tableName(cmp.Or(o.Table, "result"))
	if err != nil {
		return nil, connectors.Errorf(connectors.ClassConfig, "%w", err)
	}
	names := namesFor("sql", schema, o)
	for i, n := range names {
		names[i] = d.quoteName(n)
	}
	return &inserts{
		opening:   "INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") VALUES\n",
		literals:  newLiterals(d, false),
		perInsert: int64(cmp.Or(o.RowsPerInsert, rowsPerInsert)),
		Options:   o,
	}, nil
}

func (e *inserts) head(dst []byte) []byte {
	return appendRemark(dst, e.Note)
}

func (e *inserts) rows(dst []byte, columns []column, from, to int, first int64) []byte {
	if len(columns) == 0 {
		return dst
	}
	writers := e.literals.of(columns)
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
			dst = writers[j](append(dst, opening...), c.array, i)
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

// checkUnions refuses unions within other values: the elements of a list take one
// type of all of them, and unions of different members have none in common.
func checkUnions(d *dialect, schema *arrow.Schema) error {
	if !d.duckdb {
		return nil
	}
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

// isUnion reports whether the text of a nested type is that of its member, not
// JSON.
func isUnion(t arrow.DataType) bool {
	_, ok := t.(arrow.UnionType)
	return ok
}
