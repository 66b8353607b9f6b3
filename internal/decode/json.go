package decode

import (
	"bytes"
	"io"
	"slices"
	"strings"
)

// JSONOptions describes a stream of JSON rows. A row is an array with one value
// per column, or an object, whose keys are column names in any order: of a key
// that is repeated, the nth goes to the nth column of that name; an absent one
// is null.
type JSONOptions struct {
	// Lines says that rows follow each other, with white space between them.
	// Else the stream is one document: an array of rows, or an object one
	// member of which is that array.
	Lines bool
	// End is how a proper end of lines is told. A document ends with its last
	// bracket.
	End End
	// Envelope names the member that holds the rows of a document, in any place
	// among its other members. With Lines, each line is an object, and the lines
	// that have this member hold one row each.
	Envelope string
	// Member is told of every other member of the envelope, once per name for a
	// document. It may return the columns, which are taken where they come
	// before the rows, or soon after the first of a few, and it may return an
	// error, which ends the stream. The value is valid during the call.
	Member func(name string, value []byte) ([]Column, error)
	// HeaderRows is how many rows in front are no data. Header gets their JSON
	// text and may return the columns; the types of columns that have none are
	// inferred from the first rows.
	HeaderRows int
	Header     func(rows [][]byte) ([]Column, error)
	// Columns are the columns where they are known beforehand. Where nobody
	// tells them they are inferred from the first rows: text when in doubt.
	Columns []Column
	// Strict says that an object with a key that is no column is no row, for
	// sources that put an error where a row would be.
	Strict bool
	// Open says that the columns which are told may lack a type, and that rows
	// may have more keys than those: both are found out from the first rows.
	Open bool
	// Refuse is asked of each row of lines, as it was sent; the error that it may
	// return ends the stream there. It may be nil.
	Refuse func(row []byte) error
	// Failure reports whether a key tells of an error. A row of such keys alone,
	// behind the first one or below columns that are told, adds no columns.
	Failure func(key string) bool
}

// JSON returns a reader of JSON rows. It closes r where that is an io.Closer.
func JSON(r io.Reader, o JSONOptions) *Reader {
	f := &jsonFormat{options: o, told: map[string]bool{}}
	if o.Lines {
		f.step = betweenLines
	}
	if o.Columns != nil {
		f.take(o.Columns)
	}
	return newReader(r, f)
}

// place is where in the document a jsonFormat stands.
type place uint8

const (
	atStart place = iota
	beforeRow
	afterRow
	betweenLines
	beforeMember
	afterMember
	afterDocument
)

type jsonFormat struct {
	options JSONOptions
	step    place
	// opening says that the array or object at hand has had no element yet.
	opening   bool
	enveloped bool
	found     bool // the envelope's member has been seen
	newlines  int  // since the last row
	header    [][]byte
	front     []byte // of a line with a row of the envelope
	told      map[string]bool
	known     []Column
	named     []Column // columns whose types are to be inferred
	rows      rowScanner
	observer  *observer // set while columns are inferred
	started   bool
}

func (f *jsonFormat) cells() []cell { return f.rows.cells }

func (f *jsonFormat) columns() []Column {
	switch {
	case f.known != nil:
		return f.known
	case f.options.Open && f.named != nil:
		return (&observer{}).amend(f.named)
	}
	return withNames(nil, f.named)
}

func (f *jsonFormat) unplaced() []string {
	return f.rows.unplaced
}

// take remembers columns that are told.
func (f *jsonFormat) take(columns []Column) {
	if f.options.Open {
		f.named = columns
		return
	}
	f.know(columns)
}

func (f *jsonFormat) know(columns []Column) {
	f.known = columns
	f.rows = newRowScanner(columns)
	f.rows.strict = f.options.Strict
}

func (f *jsonFormat) next(b []byte, final bool) (row, n int, s status, err error) {
	i := 0
	if !f.started {
		var mark status
		if i, mark = skipMark(b, final); mark != whole {
			return 0, 0, mark, nil
		}
		f.started = true
	}
	for {
		var found bool
		n = i
		row, i, s, found, err = f.advance(b, i, final)
		switch {
		case err != nil:
			return row, n, s, err
		case s != whole:
			return row, max(n, f.committed(b, n, i)), s, nil
		case found:
			return row, i, whole, nil
		}
	}
}

// committed keeps white space between lines consumed, since its line feeds are
// counted.
func (f *jsonFormat) committed(b []byte, n, i int) int {
	if f.step == betweenLines && i > n && skipSpace(b[:i], n) == i {
		return i
	}
	return n
}

// skipMark skips a byte order mark.
func skipMark(b []byte, final bool) (int, status) {
	const mark = "\uFEFF"
	switch {
	case len(b) >= len(mark):
		if string(b[:len(mark)]) == mark {
			return len(mark), whole
		}
	case !final && bytes.HasPrefix([]byte(mark), b):
		return 0, short
	}
	return 0, whole
}

// advance makes one step. It returns the position behind what it consumed, and
// whether that was a row, which begins at row.
func (f *jsonFormat) advance(b []byte, i int, final bool) (row, next int, s status, found bool, err error) {
	if f.step == betweenLines {
		return f.line(b, i, final)
	}
	if i = skipSpace(b, i); i >= len(b) {
		return i, i, f.atEnd(final), false, nil
	}
	switch f.step {
	case atStart:
		next, s = f.open(b, i)
	case beforeRow:
		if f.opening && b[i] == ']' {
			return i, f.closeRows(i), whole, false, nil
		}
		next, s, found, err = f.row(b, i)
		if s == whole && err == nil {
			f.step, f.opening = afterRow, false
		}
	case afterRow:
		next, s = f.separator(b, i, ']')
	case beforeMember:
		if f.opening && b[i] == '}' {
			next, s = i+1, f.closeDocument()
			break
		}
		next, s, err = f.member(b, i)
	case afterMember:
		next, s = f.separator(b, i, '}')
	default:
		next, s = i, bad
	}
	return i, next, s, found, err
}

// atEnd judges the end of the bytes outside of a row.
func (f *jsonFormat) atEnd(final bool) status {
	if f.step == afterDocument && final {
		return ended
	}
	return short
}

func (f *jsonFormat) open(b []byte, i int) (int, status) {
	f.opening = true
	switch {
	case b[i] == '[':
		f.step = beforeRow
	case b[i] == '{' && f.options.Envelope != "":
		f.step, f.enveloped = beforeMember, true
	default:
		return i, bad
	}
	return i + 1, whole
}

func (f *jsonFormat) separator(b []byte, i int, closing byte) (int, status) {
	switch {
	case b[i] == closing && closing == ']':
		return f.closeRows(i), whole
	case b[i] == closing:
		return i + 1, f.closeDocument()
	case b[i] != ',':
		return i, bad
	}
	f.opening = false
	f.step--
	return i + 1, whole
}

// closeRows passes the bracket behind the last row.
func (f *jsonFormat) closeRows(i int) int {
	f.step = afterDocument
	if f.enveloped {
		f.step = afterMember
	}
	return i + 1
}

func (f *jsonFormat) closeDocument() status {
	f.step = afterDocument
	if !f.found {
		return absent
	}
	return whole
}

func (f *jsonFormat) member(b []byte, i int) (int, status, error) {
	key, i, s := scanKey(b, i)
	if s != whole {
		return i, s, nil
	}
	name := string(key.appendText(nil))
	if name == f.options.Envelope {
		if i >= len(b) {
			return i, short, nil
		}
		f.found = true
		if b[i] == '[' {
			f.step, f.opening = beforeRow, true
			return i + 1, whole, nil
		}
	}
	value, i, s := scanRaw(b, i)
	if s != whole {
		return i, s, nil
	}
	f.step, f.opening = afterMember, false
	if f.told[name] {
		return i, whole, nil
	}
	err := f.tell(name, value)
	f.told[name] = err == nil
	return i, whole, err
}

// tell passes a member on, and takes the columns that it may name.
func (f *jsonFormat) tell(name string, value []byte) error {
	if f.options.Member == nil {
		return nil
	}
	columns, err := f.options.Member(name, value)
	if columns != nil && f.known == nil {
		f.take(columns)
	}
	return err
}

// line reads the white space before a line, and the line.
func (f *jsonFormat) line(b []byte, i int, final bool) (row, next int, s status, found bool, err error) {
	row = skipSpace(b, i)
	f.newlines += bytes.Count(b[i:row], []byte{'\n'})
	if row >= len(b) {
		if final {
			return row, row, f.lastLine(), false, nil
		}
		return row, row, short, false, nil
	}
	newlines := f.newlines
	next, s, found, err = f.row(b, row)
	if s == whole {
		f.newlines = 0
	} else {
		f.newlines = newlines - bytes.Count(b[i:row], []byte{'\n'})
	}
	return row, next, s, found, err
}

// lastLine judges the end of lines.
func (f *jsonFormat) lastLine() status {
	if f.options.End == EndBlankLine && f.newlines < 2 || f.options.End == EndNewline && f.newlines < 1 && f.found {
		return short
	}
	return ended
}

// row reads a row, or a row of the header, or a line of the envelope. found says
// that it was a row of data.
func (f *jsonFormat) row(b []byte, i int) (next int, s status, found bool, err error) {
	switch {
	case len(f.header) < f.options.HeaderRows:
		next, s, err = f.headerRow(b, i)
		return next, s, false, err
	case f.options.Lines && f.options.Envelope != "":
		return f.envelopeLine(b, i)
	}
	next, s = f.dataRow(b, i)
	if err := f.refuse(b, i); err != nil && s != short {
		return next, s, false, err
	}
	f.found = f.found || s == whole
	return next, s, s == whole, nil
}

// refuse asks whether the row at hand ends the stream.
func (f *jsonFormat) refuse(b []byte, i int) error {
	if f.options.Refuse == nil {
		return nil
	}
	row, _, s := scanRaw(b, i)
	if s != whole {
		return nil
	}
	return f.options.Refuse(row)
}

func (f *jsonFormat) dataRow(b []byte, i int) (int, status) {
	if f.observer != nil {
		value, next, s := scanValue(b, i, 0)
		if s == whole && !f.observer.add(value) {
			s = bad
		}
		return next, s
	}
	if f.known == nil {
		return i, unknown
	}
	return f.rows.scan(b, i)
}

func (f *jsonFormat) headerRow(b []byte, i int) (int, status, error) {
	value, next, s := scanRaw(b, i)
	if s != whole {
		return next, s, nil
	}
	f.header = append(f.header, bytes.Clone(value))
	f.found = true
	if len(f.header) < f.options.HeaderRows || f.options.Header == nil {
		return next, whole, nil
	}
	columns, err := f.options.Header(f.header)
	switch {
	case len(columns) > 0 && columns[0].Field.Type == nil:
		f.named = columns
	case columns != nil:
		f.know(columns)
	}
	return next, whole, err
}

// rowLine reads a line that is an object with a row and nothing else, which is
// what most lines are; ok is false where it is something else.
func (f *jsonFormat) rowLine(b []byte, i int) (next int, s status, ok bool) {
	if f.front == nil {
		f.front = []byte(`{"` + f.options.Envelope + `":`)
	}
	if f.observer != nil || !bytes.HasPrefix(b[i:], f.front) {
		return i, bad, false
	}
	next, s = f.dataRow(b, skipSpace(b, i+len(f.front)))
	if s != whole {
		return next, s, true
	}
	if next = skipSpace(b, next); next >= len(b) {
		return next, short, true
	}
	return next + 1, whole, b[next] == '}'
}

// envelopeLine reads a line that is an object with a row or with something else.
func (f *jsonFormat) envelopeLine(b []byte, i int) (next int, s status, found bool, err error) {
	if next, s, ok := f.rowLine(b, i); ok {
		f.found = f.found || s == whole
		return next, s, s == whole, nil
	}
	line, next, s := scanNestedOnly(b, i)
	if s != whole {
		return next, s, false, nil
	}
	eachMember(line.text, func(key, value cell) bool {
		name := string(key.appendText(nil))
		if name != f.options.Envelope {
			err = f.tell(name, value.appendVerbatim(nil))
			return err == nil
		}
		_, s = f.dataRow(value.text, 0)
		found = s == whole
		return found
	})
	f.found = true
	return next, s, found, err
}

func (f *jsonFormat) again(b []byte) {
	if f.options.Lines && f.options.Envelope != "" {
		_, _, _, _ = f.envelopeLine(b, 0)
		return
	}
	f.rows.scan(b, 0)
}

// infer walks over the rows that are there, without consuming them.
func (f *jsonFormat) infer(b []byte, final bool) (bool, error) {
	walk := *f
	walk.observer = &observer{}
	if f.options.Failure != nil {
		walk.observer.doubtful = walk.doubtful
	}
	for i := 0; walk.observer.rows < sampleRows; {
		_, n, s, err := walk.next(b[i:], final)
		if err != nil && walk.observer.rows == 0 {
			return false, err
		}
		if i += n; s == short && walk.observer.rows == 0 {
			return false, nil
		}
		if s != whole || err != nil { // it will come again behind the rows
			break
		}
	}
	f.know(walk.inferred())
	return true, nil //nolint:nilerr // the error comes again behind the rows
}

// inferred are the columns as a walk over the rows has found them.
func (f *jsonFormat) inferred() []Column {
	switch {
	case f.known != nil:
		return f.known
	case f.options.Open && f.named != nil:
		return f.observer.amend(f.named)
	}
	return withNames(f.observer.columns(), f.named)
}

// doubtful reports whether a key is rather that of an error than of a column.
func (f *jsonFormat) doubtful(key string) bool {
	told := slices.ContainsFunc(f.named, func(c Column) bool { return strings.EqualFold(c.Field.Name, key) })
	return f.options.Failure(key) && !told && (f.observer.rows > 0 || f.named != nil) && !slices.Contains(f.observer.names, key)
}

// scanRaw reads a value as the JSON text that was sent.
func scanRaw(b []byte, i int) ([]byte, int, status) {
	_, next, s := scanValue(b, i, 0)
	if s != whole {
		return nil, next, s
	}
	return b[i:next], next, whole
}

func scanNestedOnly(b []byte, i int) (cell, int, status) {
	if b[i] != '{' {
		return cell{}, i, bad
	}
	return scanNested(b, i, 0)
}
