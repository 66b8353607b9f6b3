package value

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
)

// classOfKind is the class of text that stands for something else.
var classOfKind = map[connectors.Kind]Class{
	connectors.KindText:     Text,
	connectors.KindNumber:   Number,
	connectors.KindJSON:     Nested,
	connectors.KindVariant:  Nested,
	connectors.KindLine:     Text,
	connectors.KindUUID:     Text,
	connectors.KindTime:     Temporal,
	connectors.KindInterval: Temporal,
	connectors.KindBit:      Binary,
	connectors.KindEnum:     Text,
	connectors.KindOther:    Other,
}

func text[A values[string]](kind connectors.Kind) Formatter {
	m := Formatter{class: classOfKind[kind], text: stringAt[A], json: jsonStringAt[A]}
	switch kind {
	case connectors.KindNumber:
		m.json = jsonNumberAt[A]
	case connectors.KindJSON:
		m.text, m.json = documentAt[A], jsonDocumentAt[A]
	case connectors.KindVariant:
		m.text, m.json = variantAt[A], jsonDocumentAt[A]
	}
	return m
}

func stringAt[A values[string]](dst []byte, a arrow.Array, i, limit int) []byte {
	s := a.(A).Value(i)
	return append(dst, s[:min(len(s), room(dst, limit))]...)
}

// room is how many bytes may be added to dst. A rune more than the limit lets
// the caller see that something was cut.
func room(dst []byte, limit int) int { return max(0, limit-len(dst)+utf8.UTFMax) }

func jsonStringAt[A values[string]](dst []byte, a arrow.Array, i, limit int) []byte {
	s := a.(A).Value(i)
	return AppendJSONString(dst, s[:min(len(s), room(dst, limit))])
}

func jsonNumberAt[A values[string]](dst []byte, a arrow.Array, i, limit int) []byte {
	if s := a.(A).Value(i); IsNumber(s) {
		return append(dst, s...)
	}
	return jsonStringAt[A](dst, a, i, limit)
}

// documentAt writes a JSON document compactly, and what is none as it stands.
func documentAt[A values[string]](dst []byte, a arrow.Array, i, limit int) []byte {
	s := a.(A).Value(i)
	if n := room(dst, limit); len(s) <= n && (isCompact(s) || !isJSON(s)) {
		return append(dst, s...)
	}
	return jsonDocumentAt[A](dst, a, i, limit)
}

// variantAt writes the content of a JSON string, and any other document
// compactly.
func variantAt[A values[string]](dst []byte, a arrow.Array, i, limit int) []byte {
	s, content := a.(A).Value(i), ""
	if strings.HasPrefix(s, `"`) && json.Unmarshal([]byte(frontOfString(s, room(dst, limit))), &content) == nil {
		return append(dst, content...)
	}
	return documentAt[A](dst, a, i, limit)
}

// longestEscape is how many bytes of a JSON string stand for one rune at most.
const longestEscape = len(`\ud83d\ude80`)

// frontOfString returns a JSON string that holds the first n bytes at least of
// the content of a longer one.
func frontOfString(s string, n int) string {
	if len(s)/longestEscape <= n {
		return s
	}
	s = s[:n*longestEscape]
	if at := strings.LastIndexByte(s, '\\'); at >= 0 && at > len(s)-longestEscape {
		s = s[:at]
	}
	return strings.TrimRight(s, `\`) + `"`
}

func jsonDocumentAt[A values[string]](dst []byte, a arrow.Array, i, limit int) []byte {
	s := a.(A).Value(i)
	if n := room(dst, limit); len(s) > n {
		// Whether the whole document is valid would cost its whole size. What is
		// cut is only looked at, never parsed.
		return appendCompact(dst, s[:n])
	}
	if !isJSON(s) {
		return AppendJSONString(dst, s)
	}
	if isCompact(s) {
		return append(dst, s...)
	}
	return appendCompact(dst, s)
}

const hexDigits = "0123456789abcdef"

func binary[A values[[]byte]]() Formatter {
	hex := func(dst []byte, a arrow.Array, i, limit int) []byte {
		return appendHex(dst, a.(A).Value(i), limit)
	}
	m := quoted(Binary, hex)
	m.json = func(dst []byte, a arrow.Array, i, limit int) []byte {
		dst = append(dst, '"', '\\')
		return append(hex(dst, a, i, limit), '"')
	}
	return m
}

func appendHex(dst, b []byte, limit int) []byte {
	dst = append(dst, '\\', 'x')
	for _, c := range b[:min(len(b), room(dst, limit))] {
		dst = append(dst, hexDigits[c>>4], hexDigits[c&15])
	}
	return dst
}

// extension shows the storage of an extension type, except for those that have
// a text of their own.
func extension(t arrow.ExtensionType, kind connectors.Kind) Formatter {
	if t.ExtensionName() == "arrow.json" {
		kind = connectors.KindJSON
	}
	inner := formatterOf(t.StorageType(), kind)
	if t.ExtensionName() == "arrow.uuid" && t.StorageType().ID() == arrow.FIXED_SIZE_BINARY {
		inner = quoted(Text, uuidAt)
	}
	return through(inner, func(a arrow.Array, i int) (arrow.Array, int) {
		return a.(array.ExtensionArray).Storage(), i
	})
}

func uuidAt(dst []byte, a arrow.Array, i, _ int) []byte {
	for j, c := range a.(*array.FixedSizeBinary).Value(i) {
		if j == 4 || j == 6 || j == 8 || j == 10 {
			dst = append(dst, '-')
		}
		dst = append(dst, hexDigits[c>>4], hexDigits[c&15])
	}
	return dst
}
