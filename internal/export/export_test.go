package export

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"go.uber.org/goleak"

	"sonde/connectors"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// batchOf builds a batch from JSON, an array of objects.
func batchOf(t testing.TB, rows string, fields ...arrow.Field) arrow.RecordBatch {
	t.Helper()
	for i := range fields {
		fields[i].Nullable = true
	}
	b, _, err := array.RecordFromJSON(memory.DefaultAllocator, arrow.NewSchema(fields, nil), strings.NewReader(rows))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sample(t testing.TB) arrow.RecordBatch {
	return batchOf(t, `[
		{"id": 1, "name": "plain", "at": "2024-01-31 13:45:00.5", "tags": ["a", "b"]},
		{"id": 9007199254740993, "name": "", "at": null, "tags": []},
		{"id": null, "name": "a,\"b\"\nc|<d>\u001b[1m", "at": "1969-12-31 00:00:00", "tags": null},
		{"id": -4, "name": null, "at": "2024-01-31 13:45:00", "tags": [null]}]`,
		arrow.Field{Name: "id", Type: arrow.PrimitiveTypes.Int64},
		arrow.Field{Name: "name", Type: arrow.BinaryTypes.String},
		arrow.Field{Name: "at", Type: &arrow.TimestampType{Unit: arrow.Microsecond}},
		arrow.Field{Name: "tags", Type: arrow.ListOf(arrow.BinaryTypes.String)},
	)
}

// written returns the document that batches make.
func written(t testing.TB, format string, o Options, schema *arrow.Schema, batches ...arrow.RecordBatch) string {
	t.Helper()
	var out bytes.Buffer
	w, err := NewWriter(&out, format, schema, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range batches {
		if err := w.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func expectText(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCSV(t *testing.T) {
	b := sample(t)
	expectText(t, written(t, "csv", Options{}, b.Schema(), b), `id,name,at,tags
1,plain,2024-01-31 13:45:00.5,"[""a"",""b""]"
9007199254740993,"",,[]
,"a,""b""
c|<d>`+"\x1b[1m"+`",1969-12-31 00:00:00,
-4,,2024-01-31 13:45:00,[null]
`)
	expectText(t, written(t, "csv", Options{NoHeader: true, Delimiter: ';', NullText: "1"}, b.Schema(), b.NewSlice(0, 2)),
		"\"1\";plain;2024-01-31 13:45:00.5;\"[\"\"a\"\",\"\"b\"\"]\"\n9007199254740993;\"\";1;[]\n")
}

func TestTSVQuotesWhatWouldBreakIt(t *testing.T) {
	b := batchOf(t, `[{"a\tb": "x\ty", "c": "p,q"}, {"a\tb": null, "c": ""}]`,
		arrow.Field{Name: "a\tb", Type: arrow.BinaryTypes.String}, arrow.Field{Name: "c", Type: arrow.BinaryTypes.String})
	expectText(t, written(t, "tsv", Options{}, b.Schema(), b), "\"a\tb\"\tc\n\"x\ty\"\tp,q\n\t\"\"\n")
}

func TestJSON(t *testing.T) {
	b := sample(t).NewSlice(0, 2)
	first := `{"id":1,"name":"plain","at":"2024-01-31T13:45:00.5","tags":["a","b"]}`
	second := `{"id":9007199254740993,"name":"","at":null,"tags":[]}`
	expectText(t, written(t, "json", Options{}, b.Schema(), b), "[\n"+first+",\n"+second+"\n]\n")
	expectText(t, written(t, "ndjson", Options{}, b.Schema(), b), first+"\n"+second+"\n")
	expectText(t, written(t, "json", Options{}, b.Schema()), "[]\n")
	expectText(t, written(t, "ndjson", Options{}, b.Schema()), "")
}

func TestColumnsOfOneNameAreAllWritten(t *testing.T) {
	field := arrow.Field{Name: "x", Type: arrow.PrimitiveTypes.Int64, Nullable: true}
	schema := arrow.NewSchema([]arrow.Field{field, field, {Name: "", Type: field.Type}}, nil)
	one := batchOf(t, `[{"x": 1}]`, field).Column(0)
	b := array.NewRecordBatch(schema, []arrow.Array{one, one, one}, 1)
	expectText(t, written(t, "ndjson", Options{}, schema, b), `{"x":1,"x_2":1,"":1}`+"\n")
	expectText(t, written(t, "csv", Options{}, schema, b), "x,x,\"\"\n1,1,1\n")
}

func TestMarkdown(t *testing.T) {
	b := sample(t)
	expectText(t, written(t, "markdown", Options{}, b.Schema(), b), `| id | name | at | tags |
| ---: | --- | --- | --- |
| 1 | plain | 2024-01-31 13:45:00.5 | \["a","b"\] |
| 9007199254740993 |  | NULL | \[\] |
| NULL | a,"b"<br>c\|&lt;d>`+"\x1b\\[1m"+` | 1969-12-31 00:00:00 | NULL |
| -4 | NULL | 2024-01-31 13:45:00 | \[null\] |
`)
	if got := string(appendMarkdown(nil, "user_id _x_ a*b\r\n")); got != `user_id \_x\_ a\*b<br>` {
		t.Errorf("markup is escaped as %q", got)
	}
}

func TestHTML(t *testing.T) {
	b := sample(t).NewSlice(2, 3)
	expectText(t, written(t, "html", Options{Fragment: true}, b.Schema(), b), "<table>\n<thead><tr><th>id</th><th>name</th><th>at</th><th>tags</th></tr></thead>\n<tbody>\n"+
		"<tr><td class=\"null\">NULL</td><td>a,&#34;b&#34;\nc|&lt;d&gt;\x1b[1m</td><td>1969-12-31 00:00:00</td><td class=\"null\">NULL</td></tr>\n</tbody>\n</table>\n")
}

func TestSQL(t *testing.T) {
	b := sample(t)
	expectText(t, written(t, "sql", Options{Table: "my\"t"}, b.Schema(), b.NewSlice(0, 3)), `INSERT INTO "my""t" ("id", "name", "at", "tags") VALUES
(1, 'plain', '2024-01-31 13:45:00.5', '["a","b"]'),
(9007199254740993, '', NULL, '[]'),
(NULL, 'a,"b"
c|<d>`+"\x1b[1m"+`', '1969-12-31 00:00:00', NULL);
`)
	expectText(t, written(t, "sql", Options{}, b.Schema()), "")
	odd := batchOf(t, `[{"f": null, "s": "it's \\ back", "b": "AP8="}]`, arrow.Field{Name: "f", Type: arrow.PrimitiveTypes.Float64},
		arrow.Field{Name: "s", Type: arrow.BinaryTypes.String}, arrow.Field{Name: "b", Type: arrow.BinaryTypes.Binary})
	expectText(t, written(t, "sql", Options{Dialect: "mysql"}, odd.Schema(), odd), "INSERT INTO `result` (`f`, `s`, `b`) VALUES\n(NULL, 'it''s \\\\ back', X'00ff');\n")
}

func TestSQLStatementsStayShort(t *testing.T) {
	b := batchOf(t, "["+strings.Repeat(`{"n":1},`, 1199)+`{"n":1}]`, arrow.Field{Name: "n", Type: arrow.PrimitiveTypes.Int64})
	script := written(t, "sql", Options{}, b.Schema(), b, b)
	if n := strings.Count(script, "INSERT INTO"); n != 5 {
		t.Errorf("2,400 rows are in %d statements", n)
	}
	if strings.Count(script, ";\n") != 5 || strings.Count(script, "(1)") != 2400 {
		t.Error("the script has lost a row or the end of a statement")
	}
}

func TestUnknownFormatNamesTheNearest(t *testing.T) {
	_, err := NewWriter(nil, "parket", arrow.NewSchema(nil, nil), Options{})
	if !connectors.IsClass(err, connectors.ClassConfig) || !strings.Contains(err.Error(), `"parquet"`) {
		t.Errorf("the error is %v", err)
	}
}

func TestManyBatchesStayInOrder(t *testing.T) {
	var batches []arrow.RecordBatch
	next := int64(0)
	for range 40 {
		ids := array.NewInt64Builder(memory.DefaultAllocator)
		for range 3000 {
			ids.Append(next)
			next++
		}
		schema := arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64}}, nil)
		batches = append(batches, array.NewRecordBatch(schema, []arrow.Array{ids.NewArray()}, 3000))
	}
	got := written(t, "csv", Options{NoHeader: true}, batches[0].Schema(), batches...)
	var want strings.Builder
	for n := range next {
		want.WriteString(strconv.FormatInt(n, 10) + "\n")
	}
	if got != want.String() {
		t.Error("rows are lost or out of order")
	}
}

// brokenWriter fails after some bytes.
type brokenWriter struct{ left int }

var errBroken = errors.New("pipe is broken")

func (w *brokenWriter) Write(b []byte) (int, error) {
	if w.left -= len(b); w.left < 0 {
		return 0, errBroken
	}
	return len(b), nil
}

func TestAFailingWriterEndsTheExport(t *testing.T) {
	b := sample(t)
	for _, f := range Formats() {
		for _, room := range []int{0, 100, 1000} {
			w, err := NewWriter(&brokenWriter{room}, f.Name, b.Schema(), Options{})
			for range 500 {
				if err == nil {
					err = w.Write(b)
				}
			}
			if w != nil {
				if closeErr := w.Close(); err == nil {
					err = closeErr
				}
			}
			if !errors.Is(err, errBroken) {
				t.Errorf("%s with room for %d bytes: error is %v", f.Name, room, err)
			}
		}
	}
}

func TestAColumnThatTurnedToText(t *testing.T) {
	declared := arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true}}, nil)
	fits := batchOf(t, `[{"n": "12"}, {"n": null}]`, arrow.Field{Name: "n", Type: arrow.BinaryTypes.String})
	misfit := batchOf(t, `[{"n": "twelve"}]`, arrow.Field{Name: "n", Type: arrow.BinaryTypes.String})
	expectText(t, written(t, "csv", Options{}, declared, fits, misfit), "n\n12\n\ntwelve\n")
	for _, format := range []string{"parquet", "arrow"} {
		written(t, format, Options{}, declared, fits)
		w, err := NewWriter(new(bytes.Buffer), format, declared, Options{})
		if err != nil {
			t.Fatal(err)
		}
		err = w.Write(misfit)
		if closeErr := w.Close(); err == nil {
			err = closeErr
		}
		if !connectors.IsClass(err, connectors.ClassUnsupported) || !strings.Contains(err.Error(), "twelve") {
			t.Errorf("%s: error is %v", format, err)
		}
	}
}

func TestEveryFormatTakesAnEmptyResultAndNoColumns(t *testing.T) {
	empty := arrow.NewSchema(nil, nil)
	for _, f := range Formats() {
		written(t, f.Name, Options{}, sample(t).Schema())
		if f.Name != "parquet" {
			written(t, f.Name, Options{}, empty, array.NewRecordBatch(empty, nil, 2))
		}
	}
}

func TestHTMLEscapesWhatItMust(t *testing.T) {
	for text, want := range map[string]string{"plain ü": "plain ü", "<b>&'\"": "&lt;b&gt;&amp;&#39;&#34;", "a\xff": "a\ufffd"} {
		if got := string(appendHTML(nil, []byte(text))); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
