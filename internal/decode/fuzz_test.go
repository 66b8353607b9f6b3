package decode

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
)

// cellsOf drains a reader into one slice of nullable texts per row.
func cellsOf(t *testing.T, r *Reader) (rows [][]*string, err error) {
	defer r.Close()
	for {
		batch, err := r.Next(t.Context())
		if err != nil {
			if err != io.EOF && !connectors.IsClass(err, connectors.ClassIncomplete) {
				t.Fatalf("ended with %v", err)
			}
			return rows, err
		}
		for i := range int(batch.NumRows()) {
			row := make([]*string, batch.NumCols())
			for c := range row {
				if a := batch.Column(c).(*array.String); a.IsValid(i) {
					s := strings.Clone(a.Value(i))
					row[c] = &s
				}
			}
			rows = append(rows, row)
		}
	}
}

// FuzzJSON compares what is accepted with encoding/json.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{`[]`, `[[1,"x"],[null,"\ud83d\ude80\ud800"]]`, `[{"a":1e5,"b":"y"},{"b":[{}],"a":{"x":[]}}]`, `[[-0.0,"é\/"]]`,
		`[[1,2],[01,2]]`, `[["` + "\xff" + `","` + "\x01" + `"]]`, " [ [ true , false ] ,\r\n[NaN,-Infinity]]x", `[{"A":1,"a":2,"\u0062":3}]`, `[[1,2]`} {
		f.Add([]byte(s))
	}
	columns := []Column{{Field: field("a", textType), Verbatim: true}, {Field: field("b", textType)}}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := JSON(bytes.NewReader(data), JSONOptions{Columns: columns})
		rows, err := cellsOf(t, r)
		pieces, again := cellsOf(t, JSON(iotest.HalfReader(bytes.NewReader(data)), JSONOptions{Columns: columns}))
		if !reflect.DeepEqual(rows, pieces) || (err == io.EOF) != (again == io.EOF) {
			t.Fatalf("in pieces it reads otherwise: %v, %v", err, again)
		}
		plain := bytes.TrimPrefix(data, []byte("\uFEFF"))
		var want []any
		d := json.NewDecoder(bytes.NewReader(plain))
		d.UseNumber()
		sound := json.Valid(plain) && d.Decode(&want) == nil && want != nil
		if lower := bytes.ToLower(data); bytes.Contains(lower, []byte("nan")) || bytes.Contains(lower, []byte("inf")) {
			return
		}
		if err != io.EOF {
			if sound && fitting(want) && bytes.Count(data, []byte("["))+bytes.Count(data, []byte("{")) < maxDepth {
				t.Fatalf("sound rows are refused: %v", err)
			}
			return
		}
		if !sound || len(rows) != len(want) {
			t.Fatalf("accepted %d rows of what encoding/json reads as %d (%v)", len(rows), len(want), sound)
		}
		if len(r.Unplaced()) == 0 {
			for i, row := range rows {
				compareRow(t, row, want[i])
			}
		}
	})
}

func fitting(rows []any) bool {
	for _, row := range rows {
		switch row := row.(type) {
		case map[string]any:
		case []any:
			if len(row) != 2 {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func compareRow(t *testing.T, row []*string, want any) {
	values, isArray := want.([]any)
	if !isArray {
		object := want.(map[string]any)
		for key := range object {
			if key != "a" && key != "b" {
				return
			}
		}
		values = []any{object["a"], object["b"]}
	}
	var verbatim any
	if row[0] != nil {
		d := json.NewDecoder(strings.NewReader(*row[0]))
		d.UseNumber()
		if err := d.Decode(&verbatim); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(verbatim, values[0]) {
		t.Fatalf("%#v became %#v", values[0], verbatim)
	}
	switch v := values[1].(type) {
	case nil:
		if row[1] != nil {
			t.Fatalf("null became %q", *row[1])
		}
	case string:
		if utf8.ValidString(*row[1]) && *row[1] != v {
			t.Fatalf("%q became %q", v, *row[1])
		}
	case json.Number:
		if *row[1] != v.String() {
			t.Fatalf("%s became %s", v, *row[1])
		}
	}
}

// FuzzJSONFramings looks for hangs and panics where columns are inferred.
func FuzzJSONFramings(f *testing.F) {
	f.Add([]byte("{\"meta\":[1],\"data\":[[1,2]],\"x\":null}"), false)
	f.Add([]byte("[1]\n{\"a\":{\"b\":[1.5,true]}}\n\n"), true)
	f.Fuzz(func(t *testing.T, data []byte, lines bool) {
		for _, envelope := range []string{"", "data"} {
			r := JSON(bytes.NewReader(data), JSONOptions{Lines: lines, End: EndBlankLine, Envelope: envelope})
			rows, err := 0, error(nil)
			for err == nil {
				var batch arrow.RecordBatch
				if batch, err = r.Next(t.Context()); err == nil {
					rows += int(batch.NumRows())
				}
			}
			_ = r.Close()
			if err != io.EOF && !connectors.IsClass(err, connectors.ClassIncomplete) || rows > len(data) {
				t.Fatalf("%d rows, %v", rows, err)
			}
		}
	})
}

// FuzzCSV writes what was read and reads it again.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,\"\"\n", "\"x\"\"\n\",\n,\n", "\n\n\"\"\n", "a\r\nb\r", "\uFEFFa,\"b", "1,2\n3\n", "12345678,\"12345678\"\r\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := cellsOf(t, CSV(bytes.NewReader(data), CSVOptions{}))
		pieces, again := cellsOf(t, CSV(iotest.HalfReader(bytes.NewReader(data)), CSVOptions{}))
		if !reflect.DeepEqual(rows, pieces) || (err == io.EOF) != (again == io.EOF) {
			t.Fatalf("in pieces it reads otherwise: %v, %v", err, again)
		}
		if len(rows) == 0 {
			return
		}
		var out strings.Builder
		for _, row := range rows {
			for i, c := range row {
				if i > 0 {
					out.WriteByte(',')
				}
				if c != nil {
					out.WriteString(quoteCSV(*c))
				}
			}
			out.WriteByte('\n')
		}
		o := CSVOptions{Columns: textColumns(make([]string, len(rows[0]))), End: EndNewline}
		copied, err := cellsOf(t, CSV(strings.NewReader(out.String()), o))
		if err != io.EOF || !reflect.DeepEqual(rows, copied) {
			t.Fatalf("%q became %q (%v)", data, out.String(), err)
		}
	})
}

// FuzzNumbers compares the numbers that fit with exact arithmetic.
func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"0", "-0", "1.10", "1e3", "123456789012345678901234567890.12345", "9007199254740993", "0.10000000149011612", "5e-324", "1e400",
		"100000000000000000000000", "-9223372036854775808", "18446744073709551616", "0.000", "1e-4", "17976931348623157e292", "12345678901234567"} {
		f.Add(s)
	}
	money := decimal(38, 4, makeDecimal128)
	f.Fuzz(func(t *testing.T, s string) {
		if s == "" || len(s) > 100 || strings.Trim(s, "0123456789.eE+-") != "" {
			return
		}
		c := cell{[]byte(s), number}
		exact, isNumber := new(big.Rat).SetString(s)
		if n, ok := signed[int64](c); ok && strconv.FormatInt(n, 10) != s {
			t.Fatalf("int64 %d of %s", n, s)
		}
		if n, ok := unsigned[uint64](c); ok && strconv.FormatUint(n, 10) != s {
			t.Fatalf("uint64 %d of %s", n, s)
		}
		if n, ok := money(c); ok {
			if !isNumber || new(big.Rat).SetFrac(n.BigInt(), big.NewInt(10_000)).Cmp(exact) != 0 {
				t.Fatalf("decimal %s of %s", n.ToString(4), s)
			}
		} else if isNumber && exact.IsInt() && exact.Num().IsInt64() && !strings.HasPrefix(s, ".") && !strings.HasSuffix(s, ".") && !strings.ContainsAny(s, "eE") {
			t.Fatalf("decimal refuses %s", s)
		}
		v, err := strconv.ParseFloat(s, 64)
		if got, ok := float[float64](64)(c); ok && (err != nil || math.Float64bits(got) != math.Float64bits(v)) {
			t.Fatalf("float %v of %s", got, s)
		}
		if err == nil && !math.IsInf(v, 0) {
			for _, digits := range []int{-1, 16, 30} {
				text := strconv.AppendFloat(nil, v, 'e', digits, 64)
				if got, ok := float[float64](64)(cell{text, number}); !ok || got != v {
					t.Fatalf("float refuses its own text %s", text)
				}
			}
		}
	})
}

// FuzzTimestamps compares the moments that fit with package time.
func FuzzTimestamps(f *testing.F) {
	for _, s := range []string{"2015-09-12T00:46:58.771Z", "2024-02-29 23:59:59+05:30", "0000-03-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.5-00:30", "2023-02-29T00:00:00Z"} {
		f.Add(s)
	}
	parse := timestamps(&arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"})
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := parse(cell{[]byte(s), plain})
		want, err := time.Parse(time.RFC3339Nano, s)
		if err == nil && want.Nanosecond()%1000 == 0 && len(s) < 32 && s[13] == ':' && !strings.Contains(s, ",") {
			if _, offset := want.Zone(); offset%3600 == 0 && max(offset, -offset) < 86_400 && !strings.HasSuffix(s, ":60") && (!ok || int64(got) != want.UnixMicro()) {
				t.Fatalf("%s is %v (%v), want %v", s, got, ok, want)
			}
		}
		if ok && len(s) > 19 && s[10] == 'T' && err == nil && int64(got) != want.UnixMicro() {
			t.Fatalf("%s is %v, want %v", s, got, want)
		}
	})
}
