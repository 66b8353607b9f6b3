package clickhouse

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/decode"
)

// numberTexts are the texts that stand for numbers which JSON has not, and how
// sonde writes them everywhere.
var numberTexts = map[string]string{`"nan"`: `"NaN"`, `"inf"`: `"Infinity"`, `"-inf"`: `"-Infinity"`}

// mending returns what writes NaN and infinities within the documents of a type as
// they are written in a column of numbers; nil for types that cannot hold any.
func mending(t *Type) func(document []byte, start int) []byte {
	isNumber := numberPlaces(t)
	if isNumber == nil {
		return nil
	}
	return func(document []byte, start int) []byte {
		text := document[start:]
		if !bytes.Contains(text, []byte("nan")) && !bytes.Contains(text, []byte("inf")) {
			return document
		}
		m := mender{in: bytes.Clone(text), out: document[:start], isNumber: isNumber}
		m.value("", 0)
		return append(m.out, m.in...)
	}
}

// mendWord does the same to a value that stands without quotes in separated values.
func mendWord(text []byte, start int) []byte {
	if better, ok := numberTexts[`"`+string(text[start:])+`"`]; ok {
		return append(text[:start], strings.Trim(better, `"`)...)
	}
	return text
}

// numberPlaces tells at which paths of a document such texts are numbers: anywhere
// in what has no type of its own, and where a path of JSON is declared as one.
func numberPlaces(t *Type) func(path string) bool {
	switch t = t.bare(); {
	case t.is("Dynamic"), t.is("Geometry"), t.is("Variant") && HasFloats(t.String()):
		return func(string) bool { return true }
	case t.is("JSON"), t.is("Object"):
		var paths []string
		for _, a := range t.Args {
			if a.Type != nil && HasFloats(a.Type.String()) {
				paths = append(paths, a.Name)
			}
		}
		if len(paths) > 0 {
			return func(path string) bool { return slices.Contains(paths, path) }
		}
	}
	return nil
}

// mender copies a document from in to out. The decoder has checked it.
type mender struct {
	in, out  []byte
	isNumber func(path string) bool
}

// take copies n bytes and returns them.
func (m *mender) take(n int) []byte {
	n = min(n, len(m.in))
	piece := m.in[:n]
	m.out, m.in = append(m.out, piece...), m.in[n:]
	return piece
}

// space copies white space, and says what follows; 0 at the end.
func (m *mender) space() byte {
	m.take(len(m.in) - len(bytes.TrimLeft(m.in, " \t\r\n")))
	if len(m.in) == 0 {
		return 0
	}
	return m.in[0]
}

// text is the string at hand, with its quotes.
func (m *mender) text() []byte {
	for i := 1; i < len(m.in); i++ {
		switch m.in[i] {
		case '\\':
			i++
		case '"':
			return m.in[:i+1]
		}
	}
	return m.in
}

// value copies a value that stands at a path.
func (m *mender) value(path string, depth int) {
	switch c := m.space(); {
	case depth > maxTypeDepth:
	case c == '{' || c == '[':
		m.members(path, c == '{', depth)
	case c == '"':
		text := m.text()
		if better, ok := numberTexts[string(text)]; ok && m.isNumber(path) {
			m.out, m.in = append(m.out, better...), m.in[len(text):]
			return
		}
		m.take(len(text))
	default:
		m.word()
	}
}

// word copies what stands without quotes: the vectors of QBit have nan and inf so,
// whatever the server was asked for.
func (m *mender) word() {
	n := bytes.IndexAny(m.in, ",]} \t\r\n")
	if n < 0 {
		return
	}
	if better, ok := numberTexts[`"`+string(m.in[:n])+`"`]; ok {
		m.out, m.in = append(m.out, better...), m.in[n:]
		return
	}
	m.take(n)
}

// members copies an object or an array.
func (m *mender) members(path string, object bool, depth int) {
	m.take(1)
	for {
		c := m.space()
		if c == '}' || c == ']' || c == 0 {
			m.take(1)
			return
		}
		at := path
		if object {
			at = join(path, m.take(len(m.text())))
			m.space()
			m.take(1)
		}
		left := len(m.in)
		m.value(at, depth+1)
		if m.space() == ',' {
			m.take(1)
		}
		if len(m.in) == left {
			return // Too deep, or none of what the decoder lets through.
		}
	}
}

// join adds a key to a path.
func join(path string, key []byte) string {
	var name string
	if json.Unmarshal(key, &name) != nil {
		name = strings.Trim(string(key), `"`)
	}
	if path == "" {
		return name
	}
	return path + "." + name
}

// isAmbiguous reports whether values of a type may be numbers as well as texts.
func isAmbiguous(t *Type) bool {
	t = t.bare()
	return t.is("Dynamic") || t.is("Variant") && HasFloats(t.String()) && strings.Contains(t.String(), "String")
}

// mayBeAmbiguous tells the same of a field by its type.
func mayBeAmbiguous(f arrow.Field) bool {
	t, err := ParseType(connectors.SourceType(f))
	return err == nil && isAmbiguous(t)
}

// noteAmbiguous remembers the columns in which nan may be a number or a text, at
// any depth.
func (a *Answer) noteAmbiguous(columns []decode.Column) {
	for i, c := range columns {
		if hasLeaf(c.Field, mayBeAmbiguous) {
			a.ambiguous = append(a.ambiguous, i)
		}
	}
}

// tellOfNaN warns, once for each column, of values that may have been texts.
func (a *Answer) tellOfNaN(batch arrow.RecordBatch) {
	var names []string
	a.ambiguous = slices.DeleteFunc(a.ambiguous, func(i int) bool {
		found := false
		eachText(batch.Schema().Field(i), batch.Column(i), func(f arrow.Field, text *array.String) {
			found = found || mayBeAmbiguous(f) && hasNonFinite(text.ValueBytes())
		})
		if found {
			names = append(names, batch.ColumnName(i))
		}
		return found
	})
	if len(names) > 0 {
		a.warn("%s: NaN and Infinity may also be the texts nan and inf, which the server writes in the same way; dynamicType or variantType tells them apart", strings.Join(names, ", "))
	}
}

func hasNonFinite(text []byte) bool {
	return bytes.Contains(text, []byte(`"NaN"`)) || bytes.Contains(text, []byte(`Infinity"`))
}
