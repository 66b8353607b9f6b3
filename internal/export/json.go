package export

import (
	"io"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/value"
)

// objects is an array of objects, or one object per line. Of columns that share
// a name the second becomes name_2 and so on, so that none is lost.
type objects struct {
	lines   bool
	bigText bool // numbers of many digits are written as text
	pretty  bool // every field has a line of its own
	// keys hold what stands before each value: {"a": or ,"b":.
	keys []string
}

func newJSON(w io.Writer, schema *arrow.Schema, o Options) (Writer, error) {
	e := &objects{keys: objectKeys(schema), bigText: o.BigNumbersAsText, pretty: o.Pretty}
	if o.Pretty {
		for i, key := range e.keys {
			e.keys[i] = key[:1] + "\n  " + key[1:] + " "
		}
	}
	return newObjects(w, schema, e), nil
}

func newNDJSON(w io.Writer, schema *arrow.Schema, o Options) (Writer, error) {
	return newObjects(w, schema, &objects{keys: objectKeys(schema), lines: true, bigText: o.BigNumbersAsText}), nil
}

func newObjects(w io.Writer, schema *arrow.Schema, e *objects) Writer {
	p := newPipeline(w, e)
	p.declared = schema
	return p
}

func objectKeys(schema *arrow.Schema) []string {
	keys := value.UniqueNames(columnNames(schema))
	for i, name := range keys {
		opening := ","
		if i == 0 {
			opening = "{"
		}
		keys[i] = opening + string(value.AppendJSONString(nil, name)) + ":"
	}
	return keys
}

func (e *objects) head(dst []byte) []byte { return dst }

func (e *objects) rows(dst []byte, columns []column, from, to int, first int64) []byte {
	for i := from; i < to; i++ {
		if !e.lines {
			dst = append(dst, e.before(first+int64(i-from))...)
		}
		if len(columns) == 0 {
			dst = append(dst, '{')
		}
		for j, c := range columns {
			dst = append(dst, e.keys[j]...)
			dst = e.value(dst, c.typed(i), i)
		}
		if e.pretty && len(columns) > 0 {
			dst = append(dst, '\n')
		}
		dst = append(dst, '}')
		if e.lines {
			dst = append(dst, '\n')
		}
	}
	return dst
}

// exactDigits is how many digits every number has that fits a double.
const exactDigits = 15

func (e *objects) value(dst []byte, c column, i int) []byte {
	start := len(dst)
	dst = c.json(dst, i)
	if !e.bigText {
		return dst
	}
	return appendQuotingBig(dst[:start], string(dst[start:]))
}

// appendQuotingBig appends JSON in which numbers of many digits, at any depth, have
// become texts.
func appendQuotingBig(dst []byte, json string) []byte {
	for len(json) > 0 {
		n := tokenLength(json)
		token := json[:n]
		if value.IsNumber(token) && digits(token) > exactDigits {
			dst = append(append(append(dst, '"'), token...), '"')
		} else {
			dst = append(dst, token...)
		}
		json = json[n:]
	}
	return dst
}

// tokenLength is the length of what JSON begins with: a text, something that may be
// a number, or a single byte of anything else.
func tokenLength(json string) int {
	if json[0] == '"' {
		for i := 1; i < len(json); i++ {
			switch json[i] {
			case '\\':
				i++
			case '"':
				return i + 1
			}
		}
		return len(json)
	}
	n := 0
	for n < len(json) && strings.IndexByte("+-.0123456789eE", json[n]) >= 0 {
		n++
	}
	return max(1, n)
}

// before is what stands before an element of the array.
func (e *objects) before(row int64) string {
	if row == 0 {
		return "[\n"
	}
	return ",\n"
}

func (e *objects) tail(dst []byte, rows int64) []byte {
	switch {
	case e.lines:
		return dst
	case rows == 0:
		return append(dst, "[]\n"...)
	}
	return append(dst, "\n]\n"...)
}
