package decode

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/value"
)

var (
	int64Type = arrow.PrimitiveTypes.Int64
	textType  = arrow.BinaryTypes.String
	floatType = arrow.PrimitiveTypes.Float64
)

func field(name string, t arrow.DataType) arrow.Field {
	return connectors.Field(name, t, "", connectors.KindText)
}

// read drains a reader: the rows as text, NULL for null, joined by |, and how it
// ended.
func read(t *testing.T, r *Reader) (rows []string, err error) {
	t.Helper()
	defer r.Close()
	for {
		batch, err := r.Next(context.Background())
		if err != nil {
			return rows, err
		}
		if batch.NumRows() == 0 || int(batch.NumCols()) != r.Schema().NumFields() {
			t.Fatalf("a batch of %d rows and %d columns", batch.NumRows(), batch.NumCols())
		}
		rows = append(rows, texts(batch)...)
	}
}

func texts(batch arrow.RecordBatch) []string {
	rows := make([]string, batch.NumRows())
	for i := range rows {
		var cells []string
		for c := range int(batch.NumCols()) {
			a := batch.Column(c)
			if a.IsNull(i) {
				cells = append(cells, "NULL")
				continue
			}
			f := value.NewFormatter(batch.Schema().Field(c))
			cells = append(cells, string(f.Append(nil, a, i)))
		}
		rows[i] = strings.Join(cells, "|")
	}
	return rows
}

func expect(t *testing.T, r *Reader, want ...string) {
	t.Helper()
	rows, err := read(t, r)
	if err != io.EOF {
		t.Errorf("ended with %v", err)
	}
	same(t, rows, want)
}

func same(t *testing.T, got, want []string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("rows\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func expectIncomplete(t *testing.T, r *Reader, reason string, want ...string) {
	t.Helper()
	rows, err := read(t, r)
	if !connectors.IsClass(err, connectors.ClassIncomplete) || !strings.Contains(err.Error(), reason) {
		t.Errorf("ended with %v, want %q", err, reason)
	}
	same(t, rows, want)
}

func TestJSONFramings(t *testing.T) {
	columns := Columns(field("a", int64Type), field("b", textType))
	for text, o := range map[string]JSONOptions{
		`[[1,"x"],[2,null]]`:                                                          {},
		" [ [ 1 , \"x\" ] ,\n[2,null] ]\n":                                            {},
		`[{"a":1,"b":"x"},{"b":null,"a":2}]`:                                          {},
		"[1,\"x\"]\n[2,null]\n\n":                                                     {Lines: true, End: EndBlankLine},
		"{\"a\":1,\"b\":\"x\"}\r\n{\"A\":2}":                                          {Lines: true},
		"\uFEFF[1,\"x\"] [2,null] ":                                                   {Lines: true},
		`{"rows":[[1,"x"],[2,null]],"n":{"x":1}}`:                                     {Envelope: "rows"},
		`{"n":[[]],"rows":[[1,"x"],[2,null]]}`:                                        {Envelope: "rows"},
		"{\"meta\":[]}\n{\"row\":[1,\"x\"]}\n{\"progress\":{}}\n{\"row\":[2,null]}\n": {Lines: true, Envelope: "row"},
		"{\"row\": [1,\"x\"] }\n{\"n\":1,\"row\":[2,null],\"m\":2}\n":                 {Lines: true, Envelope: "row"},
	} {
		o.Columns = columns
		expect(t, JSON(strings.NewReader(text), o), "1|x", "2|NULL")
		expect(t, JSON(iotest.OneByteReader(strings.NewReader(text)), o), "1|x", "2|NULL")
	}
}

// Cut at every byte, an answer never passes for a whole one.
func TestJSONCutAnywhere(t *testing.T) {
	for text, o := range map[string]JSONOptions{
		`[[1,"xé"],[2,null],[3,"\u00e9\n"]]`:                                     {},
		"[1,\"x\"]\n[2,null]\n[3,\"\"]\n\n":                                      {Lines: true, End: EndBlankLine},
		`{"meta":{"a":[true,false]},"rows":[{"a":1,"b":"x"},{"a":2}],"stats":1}`: {Envelope: "rows"},
	} {
		o.Columns = Columns(field("a", int64Type), field("b", textType))
		for n := range len(text) {
			rows, err := read(t, JSON(strings.NewReader(text[:n]), o))
			if !connectors.IsClass(err, connectors.ClassIncomplete) {
				t.Errorf("%q ended with %v after %q", text[:n], err, rows)
			}
		}
		if _, err := read(t, JSON(strings.NewReader(text), o)); err != io.EOF {
			t.Errorf("%q ended with %v", text, err)
		}
	}
}

func TestJSONBroken(t *testing.T) {
	columns := Columns(field("a", int64Type))
	for text, reason := range map[string]string{
		`[[1],[2]`:                         "ends early, after 2 whole rows",
		`[[1],[2],[3`:                      "ends early, after 2 whole rows",
		`[[1],[2]]x`:                       "malformed after 2 whole rows",
		`[[1],[2],`:                        "ends early",
		`[[1],[2],]`:                       "malformed",
		`[[1],[2],[01]]`:                   "malformed",
		`[[1],[2],[1.]]`:                   "malformed",
		`[[1],[2],["` + "\x01" + `"]]`:     "malformed",
		`[[1],[2],["\x"]]`:                 "malformed",
		`[[1],[2]Code: 159. DB::Exception`: "malformed after 2 whole rows, near byte 8",
		`[[1],[2],[3,4]]`:                  "row 3 does not have one value per column",
		`[[1],[2],[]]`:                     "row 3 does not have",
		`[[1],[2],3]`:                      "malformed",
		`[[1],[2],[` + strings.Repeat("[", 2000) + `]`: "row 3 is nested more than 1,000 deep",
	} {
		expectIncomplete(t, JSON(strings.NewReader(text), JSONOptions{Columns: columns}), reason, "1", "2")
	}
	expectIncomplete(t, JSON(strings.NewReader(`{"error":"no"}`), JSONOptions{Envelope: "rows"}), "no rows in it")
	expectIncomplete(t, JSON(strings.NewReader(``), JSONOptions{}), "ends early, after 0")
	expectIncomplete(t, JSON(strings.NewReader(`<html>`), JSONOptions{}), "malformed")
	cut := iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(`[[1]]`)))
	expectIncomplete(t, JSON(cut, JSONOptions{Columns: columns}), "broke off after 0 whole rows: timeout")
}

func TestJSONHeaderRows(t *testing.T) {
	var seen []string
	o := JSONOptions{Lines: true, End: EndBlankLine, HeaderRows: 2, Header: func(rows [][]byte) ([]Column, error) {
		for _, r := range rows {
			seen = append(seen, string(r))
		}
		return Columns(field("x", int64Type), field("x", textType)), nil
	}}
	expect(t, JSON(strings.NewReader("[\"x\",\"x\"]\n[\"LONG\",null]\n[7,\"b\"]\n\n"), o), "7|b")
	same(t, seen, []string{`["x","x"]`, `["LONG",null]`})
	r := JSON(strings.NewReader("[\"x\",\"x\"]\n[\"LONG\",null]\n\n"), o)
	expect(t, r)
	if r.Schema().NumFields() != 2 {
		t.Error("an answer without rows has no columns")
	}
	o.Header = func([][]byte) ([]Column, error) { return nil, connectors.Errorf(connectors.ClassQuery, "no") }
	if _, err := read(t, JSON(strings.NewReader("[1]\n[2]\n"), o)); !connectors.IsClass(err, connectors.ClassQuery) {
		t.Errorf("the error of the header became %v", err)
	}
}

func TestJSONMembers(t *testing.T) {
	told := map[string]string{}
	o := JSONOptions{Envelope: "data", Member: func(name string, v []byte) ([]Column, error) {
		told[name] += string(v)
		switch name {
		case "meta":
			return Columns(field("n", textType)), nil
		case "exception":
			return nil, connectors.Errorf(connectors.ClassQuery, "broken")
		}
		return nil, nil
	}}
	for _, text := range []string{
		`{"meta": [1], "data":[{"n":1}],"rows" : 1 }`,
		`{"data":[{"n":1}],"meta":[1],"rows" : 1 }`, // columns behind few rows still count
	} {
		clear(told)
		r := JSON(strings.NewReader(text), o)
		expect(t, r, "1")
		if r.Schema().Field(0).Type != textType || fmt.Sprint(told) != "map[meta:[1] rows:1]" {
			t.Errorf("%s: %v, told %v", text, r.Schema(), told)
		}
	}
	for _, meta := range []string{`"meta":[],`, ``} {
		rows, err := read(t, JSON(strings.NewReader(`{`+meta+`"data":[{"n":"a"}],"exception":"Code: 1"}`), o))
		if !connectors.IsClass(err, connectors.ClassQuery) {
			t.Errorf("ended with %v", err)
		}
		same(t, rows, []string{"a"})
	}
	expect(t, JSON(strings.NewReader(`{"meta":[],"data":null}`), o))
}

func TestJSONDuplicateAndUnknownKeys(t *testing.T) {
	o := JSONOptions{Columns: Columns(field("x", int64Type), field("y", int64Type), field("x", int64Type))}
	r := JSON(strings.NewReader(`[{"x":1,"y":2,"x":3},{"y":2,"z":9,"x":1},{"x":1,"x":2,"x":3},{"\u0078":4},{}]`), o)
	expect(t, r, "1|2|3", "1|2|NULL", "1|NULL|2", "4|NULL|NULL", "NULL|NULL|NULL")
	same(t, r.Unplaced(), []string{"z", "x"})
	o.Columns = Columns(field("x", int64Type), field("q", int64Type))
	expect(t, JSON(strings.NewReader(`[{"x":1,"x":2},{"q":1,"x":5}]`), o), "1|NULL", "5|1")
}

func TestJSONInfers(t *testing.T) {
	r := JSON(strings.NewReader(`[{"i":1,"f":1.5,"b":true,"s":"é","n":[1],"u":18446744073709551615,"d":1.00000000000000000001,"z":null,"m":1},
		{"late":1,"i":null,"m":"x","f":2}]`), JSONOptions{})
	expect(t, r, `1|1.5|true|é|[1]|18446744073709551615|1.00000000000000000001|NULL|1|NULL`, `NULL|2|NULL|NULL|NULL|NULL|NULL|NULL|x|1`)
	var got []string
	for _, f := range r.Schema().Fields() {
		got = append(got, f.Name+" "+f.Type.String()+" "+string(connectors.FieldKind(f)))
	}
	same(t, got, []string{"i int64 ", "f float64 ", "b bool ", "s utf8 ", "n utf8 json", "u uint64 ", "d utf8 number", "z utf8 ", "m utf8 ", "late int64 "})
	expect(t, JSON(strings.NewReader(`[["a",1]]`), JSONOptions{}), "a|1")
	expect(t, JSON(strings.NewReader(`[]`), JSONOptions{}))
}

// Digits of which nobody says that they are of a float are all kept, even where a
// float holds their value.
func TestJSONInfersWideIntegersWithAllTheirDigits(t *testing.T) {
	for _, n := range []string{"18446744073709551616", "1000000000000000000000", "-57896044618658097711785492504343953926634992332820282019728792003956564819968"} {
		r := JSON(strings.NewReader(`{"n":`+n+`,"m":1}`+"\n"+`{"n":1,"m":0.5}`+"\n"+`{"n":2,"m":1e21}`+"\n"), JSONOptions{Lines: true})
		expect(t, r, n+"|1", "1|0.5", "2|1e+21")
		if f := r.Schema().Field(0); connectors.FieldKind(f) != connectors.KindNumber {
			t.Errorf("%s: %v", n, f)
		}
	}
	late := JSON(strings.NewReader(strings.Repeat(`[0.5]`+"\n", 1001)+`[18446744073709551616]`+"\n"), JSONOptions{Lines: true})
	rows, err := read(t, late)
	if err != io.EOF || rows[len(rows)-1] != "18446744073709551616" {
		t.Errorf("a wide integer behind floats became %s, %v", rows[len(rows)-1], err)
	}
}

// A header that names columns without types leaves the types to the rows.
func TestJSONNamesWithoutTypes(t *testing.T) {
	o := JSONOptions{Lines: true, HeaderRows: 1, Header: func([][]byte) ([]Column, error) {
		return []Column{{Field: arrow.Field{Name: "x"}}, {Field: arrow.Field{Name: "x"}}}, nil
	}}
	for rows, want := range map[string]string{`["x","x"]` + "\n[1,\"a\"]": "x int64, x utf8", `["x","x"]`: "x utf8, x utf8"} {
		r := JSON(strings.NewReader(rows), o)
		if _, err := read(t, r); err != io.EOF {
			t.Errorf("%s ended with %v", rows, err)
		}
		if f := r.Schema().Fields(); f[0].Name+" "+f[0].Type.String()+", "+f[1].Name+" "+f[1].Type.String() != want {
			t.Errorf("%s has columns %v", rows, f)
		}
	}
}

// An error in the place of a row is no row of nulls.
func TestJSONStrict(t *testing.T) {
	o := JSONOptions{Lines: true, Strict: true, Columns: Columns(field("a", int64Type), field("error", textType))}
	expectIncomplete(t, JSON(strings.NewReader("[1,\"x\"]\n{\"error\":\"out of memory\",\"host\":null}\n"), o), "malformed after 1 whole row", "1|x")
	expect(t, JSON(strings.NewReader(`{"error":"x","a":1}`), o), "1|x")
}

// A value that does not fit turns its column of its batch into the text that was
// sent, and no other.
func TestMisfits(t *testing.T) {
	var text strings.Builder
	for i := range firstRows {
		fmt.Fprintf(&text, "[1.50,%d]\n", i)
	}
	text.WriteString("[1.50,1]\n[null,2]\n[\"a\\nb\",3]\n[[1, 2],9223372036854775808]\n")
	r := JSON(strings.NewReader(text.String()), JSONOptions{Lines: true, Columns: Columns(field("f", floatType), field("i", int64Type))})
	defer r.Close()
	first, err := r.Next(context.Background())
	if err != nil || first.Column(0).DataType().ID() != arrow.FLOAT64 || first.NumRows() != firstRows {
		t.Fatalf("%v, %v", first, err)
	}
	second, err := r.Next(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	same(t, texts(second), []string{"1.50|1", "NULL|2", "a\nb|3", "[1, 2]|9223372036854775808"})
	if r.Schema().Field(0).Type != floatType || second.Schema().Field(0).Type != textType {
		t.Error("the schema of the reader or of the batch is wrong")
	}
}

// Rows are handed over while the stream is silent.
func TestRowsDoNotWaitForTheStream(t *testing.T) {
	pr, pw := io.Pipe()
	r := JSON(pr, JSONOptions{Lines: true, Columns: Columns(field("a", int64Type))})
	defer r.Close()
	for i := range 3 {
		go fmt.Fprintf(pw, "[%d]\n[%d", i, i)
		batch, err := r.Next(context.Background())
		if err != nil || batch.NumRows() != 1 {
			t.Fatalf("%v, %v", batch, err)
		}
		fmt.Fprint(pw, "]\n")
		if batch, err = r.Next(context.Background()); err != nil || batch.NumRows() != 1 {
			t.Fatalf("%v, %v", batch, err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if _, err := r.Next(ctx); !connectors.IsClass(err, connectors.ClassTimeout) {
		t.Errorf("a wait ended with %v", err)
	}
}

func TestTail(t *testing.T) {
	text := `{"data":[` + strings.Repeat(`[1],`, 1_500_000) + `[1]` + "\r\n__exception__\r\n" + strings.Repeat("x", 300_000) + "Code: 159"
	r := JSON(strings.NewReader(text), JSONOptions{Envelope: "data", Columns: Columns(field("a", int64Type))})
	rows, err := read(t, r)
	if !connectors.IsClass(err, connectors.ClassIncomplete) || len(rows) != 1_500_001 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	r = JSON(strings.NewReader(text), JSONOptions{Envelope: "data", Columns: Columns(field("a", int64Type))})
	defer r.Close()
	for err = nil; err == nil; {
		_, err = r.Next(context.Background())
	}
	if tail := r.Tail(context.Background()); len(tail) != tailBytes || !strings.HasSuffix(string(tail), "xxCode: 159") {
		t.Errorf("%d bytes, …%s", len(tail), tail[max(0, len(tail)-20):])
	}
}

func TestJSONEndNewline(t *testing.T) {
	o := JSONOptions{Lines: true, End: EndNewline, Columns: Columns(field("a", int64Type))}
	expect(t, JSON(strings.NewReader("[1]\n[2]\n"), o), "1", "2")
	expect(t, JSON(strings.NewReader(""), o))
	expectIncomplete(t, JSON(strings.NewReader("[1]\n[2]"), o), "ends early, after 2 whole rows", "1", "2")
}

func TestJSONWideAndEmptyRows(t *testing.T) {
	columns := make([]Column, 10_000)
	for i := range columns {
		columns[i].Field = field("", int64Type)
	}
	row := "[" + strings.Repeat("1,", len(columns)-1) + "1]"
	expect(t, JSON(strings.NewReader("["+row+"]"), JSONOptions{Columns: columns}), strings.Repeat("1|", len(columns)-1)+"1")
	r := JSON(strings.NewReader("[[],[]]"), JSONOptions{Columns: []Column{}})
	defer r.Close()
	if batch, err := r.Next(t.Context()); err != nil || batch.NumRows() != 2 || batch.NumCols() != 0 {
		t.Errorf("rows without columns: %v, %v", batch, err)
	}
}

// endless repeats a row until so many bytes have been read.
type endless struct {
	row  string
	left int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := 0
	for n+len(e.row) <= len(p) {
		n += copy(p[n:], e.row)
	}
	e.left -= n
	return n, nil
}

// Memory does not grow with the stream.
func TestMemory(t *testing.T) {
	r := JSON(&endless{"[1,\"some text that is not short\",1.5]\n", 200 << 20}, JSONOptions{Lines: true,
		Columns: Columns(field("a", int64Type), field("b", textType), field("c", floatType))})
	defer r.Close()
	var stats runtime.MemStats
	for n := 0; ; n++ {
		if _, err := r.Next(t.Context()); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if n%25 == 10 {
			runtime.GC()
			if runtime.ReadMemStats(&stats); stats.HeapAlloc > 64<<20 {
				t.Fatalf("%d bytes are in use after %d rows", stats.HeapAlloc, r.Rows())
			}
		}
	}
	if r.Rows() < 4_000_000 {
		t.Errorf("%d rows", r.Rows())
	}
}

func TestLargeCell(t *testing.T) {
	size := 40 << 20
	body := io.MultiReader(strings.NewReader(`[["`), &endless{"x", size}, strings.NewReader(`"]]`))
	rows, err := read(t, JSON(body, JSONOptions{Columns: Columns(field("a", textType))}))
	if err != io.EOF || len(rows) != 1 || len(rows[0]) < size {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}
