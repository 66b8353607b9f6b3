package value

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

// build makes an array of type t by appending through its builder.
func build[B array.Builder](t arrow.DataType, fill func(B)) arrow.Array {
	b := array.NewBuilder(memory.DefaultAllocator, t)
	fill(b.(B))
	return b.NewArray()
}

func textAndJSON(a arrow.Array, kind connectors.Kind) (text, doc []string) {
	m := NewFormatter(connectors.Field("c", a.DataType(), "", kind))
	for i := range a.Len() {
		text = append(text, string(m.Append(nil, a, i)))
		doc = append(doc, string(m.AppendJSON(nil, a, i)))
	}
	return text, doc
}

// expect checks the text and JSON of every row of a, and that the JSON parses.
func expect(t *testing.T, a arrow.Array, kind connectors.Kind, wantText, wantJSON []string) {
	t.Helper()
	text, doc := textAndJSON(a, kind)
	for i := range text {
		if text[i] != wantText[i] {
			t.Errorf("%s row %d: text is %q, want %q", a.DataType(), i, text[i], wantText[i])
		}
		if doc[i] != wantJSON[i] {
			t.Errorf("%s row %d: JSON is %s, want %s", a.DataType(), i, doc[i], wantJSON[i])
		}
		if !json.Valid([]byte(doc[i])) {
			t.Errorf("%s row %d: %s is not JSON", a.DataType(), i, doc[i])
		}
	}
}

func quoteAll(text []string) []string {
	out := make([]string, len(text))
	for i, s := range text {
		out[i] = string(AppendJSONString(nil, s))
	}
	return out
}

func strs(values ...string) arrow.Array {
	return build(arrow.BinaryTypes.String, func(b *array.StringBuilder) { b.AppendValues(values, nil) })
}

func TestNullIsEmptyTextAndNullInJSON(t *testing.T) {
	a := build(arrow.PrimitiveTypes.Int64, func(b *array.Int64Builder) { b.AppendNull(); b.Append(7) })
	expect(t, a, "", []string{"", "7"}, []string{"null", "7"})
	m := NewFormatter(arrow.Field{Type: a.DataType()})
	if !m.IsNull(a, 0) || m.IsNull(a, 1) {
		t.Error("IsNull does not tell NULL from a value")
	}
	expect(t, array.NewNull(2), "", []string{"", ""}, []string{"null", "null"})
}

func TestTextIsNeverChanged(t *testing.T) {
	raw := []string{"", "plain", "quote\" back\\ nl\n\x1b[31m\x00", "gr\u00fc\u00df \U0001f600", "bad\xffutf\xc3"}
	want := []string{`""`, `"plain"`, `"quote\" back\\ nl\n\u001b[31m\u0000"`, "\"gr\u00fc\u00df \U0001f600\"", "\"bad\ufffdutf\ufffd\""}
	for _, dt := range []arrow.DataType{arrow.BinaryTypes.String, arrow.BinaryTypes.LargeString, arrow.BinaryTypes.StringView} {
		b := array.NewBuilder(memory.DefaultAllocator, dt)
		for _, s := range raw {
			b.(array.StringLikeBuilder).Append(s)
		}
		expect(t, b.NewArray(), "", raw, want)
	}
}

func TestKindsSteerTheForm(t *testing.T) {
	numbers := []string{"123456789012345678901234567890", "-0.5", "1e400", "NaN", "007", "+1", "1.", "", "1 2"}
	expect(t, strs(numbers...), connectors.KindNumber, numbers,
		[]string{"123456789012345678901234567890", "-0.5", "1e400", `"NaN"`, `"007"`, `"+1"`, `"1."`, `""`, `"1 2"`})
	docs := []string{"{ \"a\" : [1, 12345678901234567890.10],\n \"b c\":\"x \\\" y\" }", "{broken", "null", "\"\xff\""}
	expect(t, strs(docs...), connectors.KindJSON,
		[]string{`{"a":[1,12345678901234567890.10],"b c":"x \" y"}`, "{broken", "null", "\"\ufffd\""},
		[]string{`{"a":[1,12345678901234567890.10],"b c":"x \" y"}`, `"{broken"`, `null`, "\"\ufffd\""})
	expect(t, strs("01:02:03+02"), connectors.KindTime, []string{"01:02:03+02"}, []string{`"01:02:03+02"`})
}

func TestStringsOfVariantsHaveNoQuotes(t *testing.T) {
	docs := []string{`"text"`, `"it's \"q\" \ud83d\ude80\n"`, `42`, `[1, "a"]`, `"[1]"`, `""`, `"cut`}
	expect(t, strs(docs...), connectors.KindVariant,
		[]string{"text", "it's \"q\" 🚀\n", "42", `[1,"a"]`, "[1]", "", `"cut`},
		[]string{docs[0], docs[1], "42", `[1,"a"]`, docs[4], docs[5], `"\"cut"`})
	m := NewFormatter(connectors.Field("v", arrow.BinaryTypes.String, "Dynamic", connectors.KindVariant))
	for _, long := range []string{strings.Repeat("é\\", 300), strings.Repeat(`\u0041`, 400), strings.Repeat(`\ud83d\ude80`, 400)} {
		var whole string
		if err := json.Unmarshal([]byte(`"`+long+`"`), &whole); err != nil {
			whole = strings.Repeat("é\\", 300)
			long = strings.Repeat(`é\\`, 300)
		}
		for n := range 30 {
			got := string(m.AppendClipped(nil, strs(`"`+long+`"`), 0, n))
			if !strings.HasPrefix(whole, got) || len(got) < n-3 {
				t.Errorf("%d bytes of %.20q are %q", n, long, got)
			}
		}
	}
}

func TestBinaryIsHexadecimal(t *testing.T) {
	for _, dt := range []arrow.DataType{arrow.BinaryTypes.Binary, arrow.BinaryTypes.LargeBinary, arrow.BinaryTypes.BinaryView, &arrow.FixedSizeBinaryType{ByteWidth: 3}} {
		b := array.NewBuilder(memory.DefaultAllocator, dt)
		b.(interface{ Append([]byte) }).Append([]byte{0, 0xab, 0xff})
		expect(t, b.NewArray(), "", []string{`\x00abff`}, []string{`"\\x00abff"`})
	}
}

func TestClasses(t *testing.T) {
	for _, c := range []struct {
		field arrow.Field
		class Class
		right bool
	}{
		{arrow.Field{Type: arrow.PrimitiveTypes.Uint8}, Number, true},
		{arrow.Field{Type: &arrow.Decimal128Type{Precision: 5, Scale: 2}}, Number, true},
		{connectors.Field("n", arrow.BinaryTypes.String, "BIGNUM", connectors.KindNumber), Number, true},
		{connectors.Field("j", arrow.BinaryTypes.String, "JSON", connectors.KindJSON), Nested, false},
		{connectors.Field("i", arrow.BinaryTypes.String, "INTERVAL", connectors.KindInterval), Temporal, false},
		{arrow.Field{Type: arrow.BinaryTypes.String}, Text, false},
		{arrow.Field{Type: arrow.FixedWidthTypes.Boolean}, Bool, false},
		{arrow.Field{Type: arrow.FixedWidthTypes.Timestamp_us}, Temporal, false},
		{arrow.Field{Type: arrow.BinaryTypes.Binary}, Binary, false},
		{arrow.Field{Type: arrow.Null}, Null, false},
		{arrow.Field{Type: arrow.ListOf(arrow.PrimitiveTypes.Int8)}, Nested, false},
		{arrow.Field{Type: &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.PrimitiveTypes.Int64}}, Number, true},
	} {
		if ClassOf(c.field) != c.class || RightAligned(c.field) != c.right {
			t.Errorf("%s: class %d, right %t", c.field, ClassOf(c.field), RightAligned(c.field))
		}
	}
}

func TestClippedTextIsAPrefix(t *testing.T) {
	list := build(arrow.ListOf(arrow.BinaryTypes.String), func(b *array.ListBuilder) {
		b.Append(true)
		for range 50 {
			b.ValueBuilder().(*array.StringBuilder).Append("\u00e9\"\U0001f600")
		}
	})
	binary := build(arrow.BinaryTypes.Binary, func(b *array.BinaryBuilder) { b.Append(make([]byte, 200)) })
	for _, a := range []arrow.Array{strs(strings.Repeat("a\u20ac\U0001f600", 30)), list, binary} {
		m := NewFormatter(arrow.Field{Type: a.DataType()})
		full := m.Append(nil, a, 0)
		for n := range len(full) + 3 {
			got := string(m.AppendClipped([]byte("> "), a, 0, n))[2:]
			if len(got) > n || !strings.HasPrefix(string(full), got) || !utf8.ValidString(got) || len(got) < min(n, len(full))-3 {
				t.Fatalf("%s clipped to %d bytes: %q", a.DataType(), n, got)
			}
		}
	}
}

func TestFormattingAllocatesNothing(t *testing.T) {
	stamps := build(&arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "Europe/Berlin"}, func(b *array.TimestampBuilder) { b.Append(1) })
	mapped := build(arrow.MapOf(arrow.PrimitiveTypes.Int64, arrow.BinaryTypes.String), func(b *array.MapBuilder) {
		b.Append(true)
		b.KeyBuilder().(*array.Int64Builder).Append(1)
		b.ItemBuilder().(*array.StringBuilder).Append("x")
	})
	for _, a := range []arrow.Array{stamps, mapped, strs("text"), decimals(t, "12.34")} {
		m, buf := NewFormatter(arrow.Field{Type: a.DataType()}), make([]byte, 0, 100)
		if n := testing.AllocsPerRun(10, func() { m.Append(buf, a, 0); m.AppendJSON(buf, a, 0) }); n != 0 {
			t.Errorf("%s: %v allocations", a.DataType(), n)
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	floats := build(arrow.PrimitiveTypes.Float64, func(fb *array.Float64Builder) { fb.Append(1234.56789) })
	stamps := build(&arrow.TimestampType{Unit: arrow.Microsecond}, func(tb *array.TimestampBuilder) { tb.Append(1700000000123456) })
	zoned := build(&arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "Europe/Berlin"}, func(tb *array.TimestampBuilder) { tb.Append(1700000000123456) })
	ints := build(arrow.PrimitiveTypes.Int64, func(ib *array.Int64Builder) { ib.Append(123456789) })
	for name, a := range map[string]arrow.Array{"int": ints, "float": floats, "timestamp": stamps, "zoned": zoned, "text": strs("hello, world")} {
		b.Run(name, func(b *testing.B) {
			m, buf := NewFormatter(arrow.Field{Type: a.DataType()}), make([]byte, 0, 100)
			for b.Loop() {
				buf = m.Append(buf[:0], a, 0)
			}
		})
	}
}

func FuzzJSONOfTextIsValid(f *testing.F) {
	f.Add("plain")
	f.Add("{\"a\": [1, \"\xff\\u12\"]}")
	f.Add(" [1 ,2\n] ")
	f.Add("-0.10e+5")
	f.Fuzz(func(t *testing.T, s string) {
		for _, kind := range []connectors.Kind{connectors.KindText, connectors.KindJSON, connectors.KindNumber} {
			a := strs(s)
			m := NewFormatter(connectors.Field("c", a.DataType(), "", kind))
			doc := m.AppendJSON(nil, a, 0)
			if !json.Valid(doc) || !utf8.Valid(doc) || strings.Contains(string(doc), "\n") {
				t.Errorf("kind %q: %q became %q", kind, s, doc)
			}
			var back any
			if err := json.Unmarshal(doc, &back); err != nil && !strings.Contains(err.Error(), "number") {
				t.Errorf("kind %q: %q: %v", kind, doc, err)
			}
			if text, ok := back.(string); kind == connectors.KindText && (!ok || utf8.ValidString(s) && text != s) {
				t.Errorf("%q came back as %q", s, text)
			}
		}
	})
}
