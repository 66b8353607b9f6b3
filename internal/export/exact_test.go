package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/extensions"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
	"sonde/internal/value"
)

// declaredTypes is every type that a schema may declare, with texts of values
// that fit it.
var declaredTypes = []struct {
	arrow.Field
	fitting []string
}{
	{plainField(arrow.FixedWidthTypes.Boolean), []string{"true", "false"}},
	{plainField(arrow.PrimitiveTypes.Int8), []string{"-128", "127"}},
	{plainField(arrow.PrimitiveTypes.Int32), []string{"-2147483648", "7"}},
	{plainField(arrow.PrimitiveTypes.Int64), []string{"9223372036854775807", "0"}},
	{plainField(arrow.PrimitiveTypes.Uint64), []string{"18446744073709551615", "0"}},
	{plainField(arrow.FixedWidthTypes.Float16), []string{"1.5", "-0"}},
	{plainField(arrow.PrimitiveTypes.Float32), []string{"0.1", "NaN"}},
	{plainField(arrow.PrimitiveTypes.Float64), []string{"0.30000000000000004", "1e-7", "1e+30"}},
	{plainField(&arrow.Decimal32Type{Precision: 7, Scale: 2}), []string{"0.10", "-12345.67"}},
	{plainField(&arrow.Decimal64Type{Precision: 18, Scale: 0}), []string{"123456789012345678"}},
	{plainField(&arrow.Decimal128Type{Precision: 38, Scale: 3}), []string{"-99999999999999999999999999999999999.999"}},
	{plainField(&arrow.Decimal256Type{Precision: 76, Scale: 1}), []string{"123456789012345678901234567890123456789012345678901234567890123456789012345.6"}},
	{plainField(&arrow.Decimal256Type{Precision: 20, Scale: 2}), []string{"123456789012345678.90", "-0.05"}},
	{plainField(arrow.FixedWidthTypes.Date32), []string{"2024-02-29", "1969-12-31"}},
	{plainField(arrow.FixedWidthTypes.Date64), []string{"2024-02-29"}},
	{plainField(arrow.FixedWidthTypes.Time32s), []string{"13:45:00"}},
	{plainField(arrow.FixedWidthTypes.Time64us), []string{"13:45:00.123456"}},
	{plainField(&arrow.TimestampType{Unit: arrow.Second}), []string{"2024-01-31 13:45:00"}},
	{plainField(&arrow.TimestampType{Unit: arrow.Millisecond}), []string{"2024-01-31 13:45:00.5"}},
	{plainField(&arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}), []string{"2024-01-31 13:45:00+00:00"}},
	{plainField(&arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "Europe/Berlin"}), []string{"2024-01-31 13:45:00.25+01:00"}},
	{plainField(&arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: "UTC"}), []string{"2024-01-31 13:45:00.123456789+00:00"}},
	{plainField(arrow.FixedWidthTypes.Time64ns), []string{"13:45:00.123456789"}},
	{plainField(&arrow.TimestampType{Unit: arrow.Nanosecond}), []string{"2024-01-31 13:45:00.123456789"}},
	{plainField(arrow.FixedWidthTypes.Duration_ms), nil},
	{plainField(arrow.FixedWidthTypes.Duration_ns), nil},
	{plainField(arrow.FixedWidthTypes.MonthInterval), nil},
	{plainField(arrow.FixedWidthTypes.DayTimeInterval), nil},
	{plainField(arrow.FixedWidthTypes.MonthDayNanoInterval), nil},
	{plainField(arrow.BinaryTypes.Binary), nil},
	{plainField(&arrow.FixedSizeBinaryType{ByteWidth: 2}), nil},
	{plainField(arrow.BinaryTypes.LargeString), []string{"a\x1b,\"b\"\n", ""}},
	{plainField(arrow.BinaryTypes.String), []string{"a\x1b,\"b\"\n", ""}},
	{connectors.Field("c", arrow.BinaryTypes.String, "NUMERIC", connectors.KindNumber), []string{"1.50"}},
	{connectors.Field("c", arrow.BinaryTypes.String, "UUID", connectors.KindUUID), nil},
	{plainField(arrow.ListOf(arrow.PrimitiveTypes.Int64)), []string{"[1,null,9223372036854775807]", "[]"}},
	{plainField(arrow.ListOf(arrow.PrimitiveTypes.Float64)), []string{"[1.5,null]"}},
	{plainField(arrow.ListOf(&arrow.Decimal128Type{Precision: 38, Scale: 1})), nil},
	{plainField(arrow.ListOf(&arrow.Decimal256Type{Precision: 39, Scale: 0})), nil},
	{plainField(arrow.LargeListOf(arrow.FixedWidthTypes.Date32)), []string{`["2024-02-29"]`}},
	{plainField(arrow.FixedSizeListOf(2, arrow.PrimitiveTypes.Int64)), []string{"[1,2]"}},
	{plainField(arrow.StructOf(plainField(arrow.PrimitiveTypes.Int64), arrow.Field{Name: "s", Type: arrow.BinaryTypes.String, Nullable: true})), []string{`{"c":1,"s":"x"}`}},
	{plainField(arrow.MapOf(arrow.BinaryTypes.String, arrow.PrimitiveTypes.Int64)), nil},
	{plainField(&arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}), []string{"sad"}},
	{plainField(&arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.PrimitiveTypes.Int64}), []string{"7"}},
	{plainField(arrow.Null), nil},
	{plainField(extensions.NewUUIDType()), []string{"c2a7c8de-0000-4000-8000-000000000001"}},
}

func plainField(t arrow.DataType) arrow.Field {
	return arrow.Field{Name: "c", Type: t, Nullable: true}
}

// oddTexts are what sources send in columns of one type or another.
var oddTexts = []string{
	"", " ", "null", "NULL", "(null)", "007", "+5", " 6", "1_000", "1e3", "1E400", "1e999999999", "-0", "0", "1", "1.0", "1.50", "-1.005", ".5", "5.", "0x10", "1-2", "--5",
	"9007199254740993", "12345678901234567890", "18446744073709551616", "1234567890123456789012345678901234567890.123", "NaN", "nan", "Infinity", "-inf", "infinity",
	"t", "no", "True", "FALSE", "true", "20240101", "19723", "2024-1-5", "2024-02-30", "10000-01-01", "0001-01-01 BC", "2024-01-01", "2024-01-01 00:00:00",
	"1704067200", "2024-01-01T00:00:00", "2024-01-01T00:00:00Z", "2024-01-01T00:00:00+02:00", "2024-01-01 00:00:00+02:00", "2024-01-01 00:00:00.1234567890",
	"9999-12-31 23:59:59", "2024-01-01 25:00:00", "24:00:00", "12:00", "25:00", "12:00:00.123456789", "3q2+7w==", `\xff`, "[1, 2]", "[1,2]", "[1,true]", "[1,2] [3]",
	"[9007199254740993]", "[1e999999999]", `[""]`, `["20240101"]`, `{"c": 1}`, `{"c":1}`, `{"c":1,"c":2}`, `{"c":1,"s":"x","more":0}`, `{"a":1}`, `[{"key":"a","value":1}]`, `"quoted"`, "ü\x00\u2028",
}

// textsOf is a column of text; a nil text is NULL.
func textsOf(texts []*string) arrow.Array {
	b := array.NewStringBuilder(memory.DefaultAllocator)
	for _, s := range texts {
		if s == nil {
			b.AppendNull()
		} else {
			b.Append(*s)
		}
	}
	return b.NewArray()
}

// sourceOf is a result of a column of the type of a field: a batch of values that
// fit, one of texts, and one of values that fit again.
func sourceOf(t *testing.T, f arrow.Field, fitting []string, texts []*string) *foretold {
	t.Helper()
	values := array.NewBuilder(memory.DefaultAllocator, f.Type)
	for _, s := range fitting {
		if err := values.AppendValueFromString(s); err != nil {
			t.Fatal(err)
		}
		values.AppendNull()
	}
	usual := values.NewArray()
	batch := func(f arrow.Field, a arrow.Array) arrow.RecordBatch {
		return array.NewRecordBatch(arrow.NewSchema([]arrow.Field{f}, nil), []arrow.Array{a}, int64(a.Len()))
	}
	text := f
	text.Type = arrow.BinaryTypes.String
	odd := batch(text, textsOf(texts))
	return &foretold{stored{schema: arrow.NewSchema([]arrow.Field{f}, nil), batches: []arrow.RecordBatch{batch(f, usual), odd, batch(f, usual)}}}
}

const nullMark = "(no value)"

// wanted is the text of each value of a source, as CSV has it.
func wanted(t *testing.T, src *foretold) []string {
	t.Helper()
	document := written(t, "csv", Options{NullText: nullMark, NoHeader: true}, src.schema, src.batches...)
	records, err := csv.NewReader(strings.NewReader(document)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, r := range records {
		texts = append(texts, r[0])
	}
	return texts
}

// checkJSON checks that lines of JSON hold the same texts.
func checkJSON(t *testing.T, f arrow.Field, document string, want []string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(document, "\n"), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%s: %d lines for %d rows", f.Type, len(lines), len(want))
	}
	for i, line := range lines {
		var row map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatalf("%s: %s: %v", f.Type, line, err)
		}
		if got := textOfJSON(row["c"]); got != want[i] && !sameMoment(f, got, want[i]) {
			t.Errorf("%s: %q is %s in JSON", f.Type, want[i], row["c"])
		}
	}
}

// textOfJSON is what a string holds, and any other value as it is written.
func textOfJSON(raw json.RawMessage) string {
	var s string
	if string(raw) == "null" {
		return nullMark
	}
	if bytes.HasPrefix(raw, []byte{'"'}) && json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// sameMoment allows timestamps the T that they have in JSON.
func sameMoment(f arrow.Field, got, want string) bool {
	return f.Type.ID() == arrow.TIMESTAMP && strings.Contains(want, " ") && got == strings.Replace(want, " ", "T", 1)
}

// checkTable checks that a column of a file with types holds the same texts.
func checkTable(t *testing.T, f arrow.Field, table arrow.Table, want []string) {
	t.Helper()
	m := value.NewFormatter(table.Schema().Field(0))
	var got []string
	for _, chunk := range table.Column(0).Data().Chunks() {
		for i := range chunk.Len() {
			text := nullMark
			if !m.IsNull(chunk, i) {
				text = string(m.Append(nil, chunk, i))
			}
			if s, ok := chunk.(*array.String); ok && !s.IsNull(i) {
				text = s.Value(i)
			}
			got = append(got, text)
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%s: %d rows of %d in columns of one type", f.Type, len(got), len(want))
	}
	for i := range got {
		if got[i] != want[i] && (m.Class() != value.Number || withoutZeros(got[i]) != withoutZeros(want[i])) {
			t.Errorf("%s: %q is %q in a column of type %s", f.Type, want[i], got[i], table.Schema().Field(0).Type)
		}
	}
}

// checkExact writes a source in all formats that keep types. A pipe of a format
// whose columns have one type may refuse what it could not keep, a file may not.
func checkExact(t *testing.T, src *foretold) {
	t.Helper()
	f, want := src.schema.Field(0), wanted(t, src)
	checkJSON(t, f, written(t, "ndjson", Options{}, src.schema, src.batches...), want)
	var rows []json.RawMessage
	if err := json.Unmarshal([]byte(written(t, "json", Options{}, src.schema, src.batches...)), &rows); err != nil || len(rows) != len(want) {
		t.Errorf("%s: %d rows in JSON (%v)", f.Type, len(rows), err)
	}
	for _, format := range []string{"parquet", "arrow"} {
		src.at = 0
		path := filepath.Join(t.TempDir(), "file."+format)
		if _, err := ToFile(t.Context(), path, "", &src.stored, Options{}, nil); err != nil {
			t.Fatalf("%s: %s: %v", f.Type, format, err)
		}
		checkTable(t, f, readBack(t, path), want)
		for _, source := range []Source{src, &src.stored} {
			src.at = 0
			var file bytes.Buffer
			_, err := To(t.Context(), &file, format, source, Options{}, nil)
			switch {
			case err == nil:
				checkTable(t, f, tableOf(t, format, bytes.NewReader(file.Bytes())), want)
			case source == Source(src) || !connectors.IsClass(err, connectors.ClassUnsupported):
				t.Errorf("%s: %s: %v", f.Type, format, err)
			}
		}
	}
}

// Whatever stands in a column, all formats give the text that CSV gives, on the
// same row.
func TestEveryFormatKeepsEveryText(t *testing.T) {
	var texts []*string
	for i := range oddTexts {
		texts = append(texts, &oddTexts[i], nil)
	}
	for i, d := range declaredTypes {
		t.Run(fmt.Sprint(i, d.Type), func(t *testing.T) {
			for _, s := range d.fitting {
				texts = append(texts, &s)
			}
			checkExact(t, sourceOf(t, d.Field, d.fitting, texts))
			texts = texts[:2*len(oddTexts)]
			_, fits := readText(textsOf(texts).(*array.String), d.Field)
			for i, fit := range fits {
				if fit { // A column of these is not text.
					checkExact(t, sourceOf(t, d.Field, d.fitting, []*string{nil, texts[i]}))
				}
			}
		})
	}
}

func FuzzEveryFormatKeepsEveryText(f *testing.F) {
	for i := range declaredTypes {
		f.Add(i, oddTexts[i], oddTexts[len(oddTexts)-1-i])
	}
	f.Fuzz(func(t *testing.T, i int, a, b string) {
		if i < 0 || i >= len(declaredTypes) || strings.ContainsAny(a+b, "\r") || !utf8.ValidString(a) || !utf8.ValidString(b) || a == nullMark || b == nullMark {
			t.Skip("a field of CSV reads back otherwise")
		}
		checkExact(t, sourceOf(t, declaredTypes[i].Field, declaredTypes[i].fitting, []*string{&a, nil, &b}))
	})
}
