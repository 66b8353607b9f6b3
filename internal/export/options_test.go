package export

import (
	"cmp"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/parquet/file"

	"sonde/connectors"
)

// exported writes a batch with options that are given as a form gives them.
func exported(t *testing.T, format string, b arrow.RecordBatch, values map[string]string) string {
	t.Helper()
	var o Options
	for name, text := range values {
		if err := o.SetOption(format, name, text); err != nil {
			t.Fatal(err)
		}
	}
	return written(t, format, o, b.Schema(), b)
}

func mixed(t *testing.T) arrow.RecordBatch {
	t.Helper()
	return batchOf(t, `[{"=n": -5, "s": "=1+1"}, {"=n": 1234567890123456789, "s": "a;b"}, {"=n": null, "s": "@x"}]`,
		arrow.Field{Name: "=n", Type: arrow.PrimitiveTypes.Int64, Nullable: true}, arrow.Field{Name: "s", Type: arrow.BinaryTypes.String})
}

func TestOptionsOfFormats(t *testing.T) {
	for _, c := range []struct {
		format string
		values map[string]string
		want   string
	}{
		{"csv", map[string]string{"delimiter": "semicolon", "header": "false", "null": "NULL"}, "-5;=1+1\n1234567890123456789;\"a;b\"\nNULL;@x\n"},
		{"csv", map[string]string{"safe_formulas": "true", "line_ends": "crlf", "byte_order_mark": "true"}, "\ufeff'=n,s\r\n-5,'=1+1\r\n1234567890123456789,a;b\r\n,'@x\r\n"},
		{"tsv", map[string]string{"safe_formulas": "true", "header": "false"}, "-5\t'=1+1\n1234567890123456789\ta;b\n\t'@x\n"},
		{"ndjson", map[string]string{"big_numbers": "text"}, "{\"=n\":-5,\"s\":\"=1+1\"}\n{\"=n\":\"1234567890123456789\",\"s\":\"a;b\"}\n{\"=n\":null,\"s\":\"@x\"}\n"},
		{"json", map[string]string{"pretty": "true"}, "[\n{\n  \"=n\": -5,\n  \"s\": \"=1+1\"\n},\n{\n  \"=n\": 1234567890123456789,\n  \"s\": \"a;b\"\n},\n{\n  \"=n\": null,\n  \"s\": \"@x\"\n}\n]\n"},
		{"html", map[string]string{"page": "false"}, "<table>\n<thead><tr><th>=n</th><th>s</th></tr></thead>\n<tbody>\n<tr><td style=\"text-align:right\">-5</td><td>=1+1</td></tr>\n" +
			"<tr><td style=\"text-align:right\">1234567890123456789</td><td>a;b</td></tr>\n<tr><td class=\"null\">NULL</td><td>@x</td></tr>\n</tbody>\n</table>\n"},
		{"sql", map[string]string{"table": "my t", "dialect": "mysql", "rows_per_insert": "2"},
			"INSERT INTO `my t` (`=n`, `s`) VALUES\n(-5, '=1+1'),\n(1234567890123456789, 'a;b');\nINSERT INTO `my t` (`=n`, `s`) VALUES\n(NULL, '@x');\n"},
	} {
		expectText(t, exported(t, c.format, mixed(t), c.values), c.want)
	}
}

func TestEveryOptionTakesItsDefault(t *testing.T) {
	for _, f := range Formats() {
		var o Options
		for _, option := range FormatOptions(f.Name) {
			if option.Default == "" {
				continue
			}
			if err := o.SetOption(f.Name, option.Name, option.Default); err != nil {
				t.Error(err)
			}
		}
		if got, want := written(t, f.Name, o, mixed(t).Schema(), mixed(t)), written(t, f.Name, Options{}, mixed(t).Schema(), mixed(t)); got != want {
			t.Errorf("%s: the declared defaults are not those of no options", f.Name)
		}
	}
}

func TestWrongOptions(t *testing.T) {
	var o Options
	for name, text := range map[string]string{"dialect": "oracle", "rows_per_insert": "0", "table": "a."} {
		if err := o.SetOption("sql", name, text); !connectors.IsClass(err, connectors.ClassConfig) || o.Dialect != "" {
			t.Errorf("%s=%s: %v", name, text, err)
		}
	}
	for _, c := range [][3]string{{"csv", "delimeter", "delimiter"}, {"parquet", "header", "no option"}, {"sql", "rows_per_insert", "whole number"}, {"csv", "delimiter", "comma"}} {
		if err := o.SetOption(c[0], c[1], "x"); !connectors.IsClass(err, connectors.ClassConfig) || !strings.Contains(err.Error(), c[2]) {
			t.Errorf("%v: %v", c, err)
		}
	}
}

func TestAnIncompleteResultSaysSoInTheFile(t *testing.T) {
	const note = "incomplete: the <stream> was cut -- off\nhere"
	for format, want := range map[string]string{
		"parquet": note, "arrow": note, "html": "<caption>incomplete: the &lt;stream&gt; was cut -- off",
		"sql": "-- incomplete: the <stream> was cut -- off here\n", "markdown": "<!-- incomplete: the <stream> was cut - - off",
	} {
		if got := written(t, format, Options{Note: note}, mixed(t).Schema(), mixed(t)); !strings.Contains(got, want) {
			t.Errorf("%s does not say it: %q", format, got[:min(200, len(got))])
		}
	}
}

// What is known only after the last row is found by those who open the file.
func TestAnIncompleteResultSaysSoAtTheEnd(t *testing.T) {
	const note = "limited: the first 3 rows; more <exist>"
	asked := 0
	late := Options{NoteAtEnd: func() string { asked++; return note }}
	for format, want := range map[string]string{
		"html": "</table>\n<p>limited: the first 3 rows; more &lt;exist&gt;</p>\n</body>", "sql": "'@x');\n-- " + note + "\n",
		"markdown": "|\n\n<!-- " + note + " -->\n", "json": "\"@x\"}\n]\n", "csv": "\n,@x\n",
	} {
		if got := written(t, format, late, mixed(t).Schema(), mixed(t)); !strings.Contains(got, want) {
			t.Errorf("%s does not say it: %q", format, got)
		}
	}
	for _, said := range []string{note, strings.Repeat("ü", 1000), ""} {
		o := Options{NoteAtEnd: func() string { return said }}
		if got := parquetNote(t, written(t, "parquet", o, mixed(t).Schema(), mixed(t))); got != said {
			t.Errorf("the Parquet file says %q, want %q", got, said)
		}
		for rows, batches := range map[int64][]arrow.RecordBatch{3: {mixed(t)}, 0: nil} {
			got, n := arrowNote(t, written(t, "arrow", o, mixed(t).Schema(), batches...))
			want := cmp.Or(said[:min(len(said), len(placeholder))], "complete")
			if got != want || n != rows {
				t.Errorf("the Arrow file of %d rows says %q, want %q", n, got, want)
			}
		}
	}
	if asked == 0 {
		t.Error("nobody asked")
	}
}

func parquetNote(t *testing.T, data string) string {
	t.Helper()
	r, err := file.NewParquetReader(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, r)
	if v := r.MetaData().KeyValueMetadata().FindValue(noteKey); v != nil {
		return *v
	}
	return ""
}

func arrowNote(t *testing.T, data string) (note string, rows int64) {
	t.Helper()
	r, err := ipc.NewFileReader(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, r)
	for i := range r.NumRecords() {
		b, err := r.RecordBatchAt(i)
		if err != nil {
			t.Fatal(err)
		}
		rows += b.NumRows()
	}
	m := r.Schema().Metadata()
	note, _ = m.GetValue(noteKey)
	return note, rows
}

func TestLimitsAreToldBeforeWriting(t *testing.T) {
	schema := mixed(t).Schema()
	if err := Check("xlsx", schema, sheetRows-1, Options{}); err != nil {
		t.Error(err)
	}
	for _, c := range []struct {
		rows  int64
		sheet string
	}{{sheetRows, ""}, {1, "a/b"}, {1, strings.Repeat("x", 32)}} {
		if err := Check("xlsx", schema, c.rows, Options{Sheet: c.sheet}); err == nil {
			t.Errorf("%+v is not refused", c)
		}
	}
	if err := Check("csv", schema, 1<<40, Options{}); err != nil {
		t.Error(err)
	}
}

func TestPreview(t *testing.T) {
	b := mixed(t)
	got, err := Preview(t.Context(), "csv", source(nil, b, b), 2, true, Options{})
	if err != nil || got != "=n,s\n-5,=1+1\n1234567890123456789,a;b\n" {
		t.Errorf("%q, %v", got, err)
	}
}
