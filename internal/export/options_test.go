package export

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

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
	got, err := Preview(t.Context(), "csv", source(nil, b, b), 2, Options{})
	if err != nil || got != "=n,s\n-5,=1+1\n1234567890123456789,a;b\n" {
		t.Errorf("%q, %v", got, err)
	}
}
