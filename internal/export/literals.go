package export

import (
	"io"
	"math"

	"github.com/apache/arrow-go/v18/arrow"
)

// NewValues starts the rows of a VALUES clause: (1, 'a'), (2, 'b'), one row on a
// line. Literals are those of the format sql, in the dialect of the options.
func NewValues(w io.Writer, schema *arrow.Schema, o Options) (Writer, error) {
	e, err := newInserts(schema, o)
	if err != nil {
		return nil, err
	}
	e.opening, e.Note, e.perInsert, e.literals.typed = "", "", math.MaxInt64, true
	return newPipeline(w, &valuesOnly{e}), nil
}

// valuesOnly is an insert without a statement around its rows.
type valuesOnly struct{ *inserts }

func (e *valuesOnly) tail(dst []byte, rows int64) []byte {
	if rows == 0 {
		return dst
	}
	return append(dst, '\n')
}

// InList writes what follows IN: every different value once, in the order in
// which they come first, and rows of several columns as tuples. NULL, which IN
// never finds, is left out.
type InList struct {
	w        io.Writer
	literals *literals
	formats  formatters
	seen     map[string]bool
	nulls    int64
	err      error
}

// NewInList starts a list, with literals in the dialect of the options. It keeps
// the values that it has written in memory.
func NewInList(w io.Writer, schema *arrow.Schema, o Options) (*InList, error) {
	d := dialectNamed(o.Dialect)
	return &InList{w: w, literals: newLiterals(d, false), seen: map[string]bool{}}, checkUnions(d, schema)
}

// Write implements [Writer].
func (l *InList) Write(b arrow.RecordBatch) error {
	columns := l.formats.columns(b)
	writers := l.literals.of(columns)
	for i := range int(b.NumRows()) {
		if text, ok := l.row(columns, writers, i); !ok {
			l.nulls++
		} else if !l.seen[text] {
			l.put(map[bool]string{true: "(", false: ", "}[len(l.seen) == 0] + text)
			l.seen[text] = true
		}
	}
	return l.err
}

// row is the literal of a row; false for one with a NULL in it.
func (l *InList) row(columns []column, writers []literalFunc, i int) (string, bool) {
	var text []byte
	for j, c := range columns {
		if c.null(i) {
			return "", false
		}
		if j > 0 {
			text = append(text, ", "...)
		}
		text = writers[j](text, c.array, i)
	}
	if len(columns) > 1 {
		return "(" + string(text) + ")", true
	}
	return string(text), true
}

func (l *InList) put(text string) {
	if l.err == nil {
		_, l.err = io.WriteString(l.w, text)
	}
}

// Nulls returns how many rows were left out because of a NULL.
func (l *InList) Nulls() int64 { return l.nulls }

// Len returns how many different values or tuples the list holds.
func (l *InList) Len() int { return len(l.seen) }

// Close implements [Writer]. A list of no values is (NULL), which finds nothing.
func (l *InList) Close() error {
	if len(l.seen) == 0 {
		l.put("(NULL")
	}
	l.put(")")
	return l.err
}
