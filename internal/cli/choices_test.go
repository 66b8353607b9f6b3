package cli

import (
	"strings"
	"testing"

	parquetfile "github.com/apache/arrow-go/v18/parquet/file"

	"sonde/internal/export"
)

func TestOptionsOfFormats(t *testing.T) {
	home(t, "")
	const sql = "SELECT 1 AS a, NULL AS b, '=x' AS c"
	sonde(t, "query", "--option", "delimiter=semicolon", "--option", "null=NULL", "--option", "safe_formulas=true", sql).
		expect(t, ExitOK, "a;b;c\n1;NULL;'=x\n", "")
	sonde(t, "query", "--format", "sql", "--option", "table=x.y", "--option", "dialect=mysql", sql).
		expect(t, ExitOK, "INSERT INTO `x`.`y` (`a`, `b`, `c`) VALUES\n(1, NULL, '=x');\n", "")
	sonde(t, "query", "-o", "rows.tsv", "--option", "header=false", sql).expect(t, ExitOK, "", "")
	if got := read(t, "rows.tsv"); got != "1\t\t=x\n" {
		t.Errorf("%q", got)
	}
	id := entries(t)[0].ID
	sonde(t, "history", "replay", id, "--format", "html", "--option", "page=false").has(t, "<table>\n")
	sonde(t, "history", "result", entries(t)[1].ID, "--format", "csv", "--option", "header=false").has(t, "1,,=x\n")
}

// has checks the beginning of what a call that went well has printed.
func (o outcome) has(t *testing.T, prefix string) {
	t.Helper()
	if o.code != ExitOK || !strings.HasPrefix(o.out, prefix) {
		t.Errorf("%+v, want %q", o, prefix)
	}
}

func TestWrongOptionsOfFormats(t *testing.T) {
	home(t, "")
	for _, c := range []struct{ format, option, want string }{
		{"csv", "delimeter=tab", "usage: csv has no option \"delimeter\"; did you mean \"delimiter\"?\nhint: The options of csv are header, delimiter, null, safe_formulas, line_ends, byte_order_mark.\n"},
		{"csv", "delimiter=colon", "usage: delimiter: "},
		{"csv", "header", "usage: --option needs KEY=VALUE, not \"header\""},
		{"markdown", "header=false", "usage: markdown has no option \"header\"\nhint: The format markdown has no options.\n"},
	} {
		sonde(t, "query", "--format", c.format, "--option", c.option, "SELECT 1").fails(t, ExitUsage, c.want)
	}
	sonde(t, "query", "-o", "x.parquet", "--option", "codec=rar", "SELECT 1").fails(t, ExitUsage, "usage: codec: ")
	if all := entries(t); len(all) != 0 {
		t.Errorf("something was run: %+v", all)
	}
}

func TestHelpListsEveryOptionOfFormats(t *testing.T) {
	home(t, "")
	help := sonde(t, "query", "--help").out
	for _, f := range export.Formats() {
		for _, o := range export.FormatOptions(f.Name) {
			if !strings.Contains(help, o.Name+" ") || !strings.Contains(help, o.Help) {
				t.Errorf("%s of %s is not in the help", o.Name, f.Name)
			}
		}
	}
}

// A file of fewer rows than there are says so, as one from the screen does.
func TestFileTellsThatItIsLimited(t *testing.T) {
	home(t, "[connections.few]\nkind = \"duckdb\"\nlimit = 2\n")
	const note = "limited: the first 2 rows; more exist"
	sonde(t, "query", "-q", "-o", "few.parquet", "--limit", "2", "FROM range(5)").expect(t, ExitOK, "", "")
	r, err := parquetfile.OpenParquetFile("few.parquet", false)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if v := r.MetaData().KeyValueMetadata().FindValue("sonde:completeness"); v == nil || *v != note {
		t.Errorf("the file says %v", v)
	}
	sonde(t, "query", "-q", "-o", "few.sql", "-c", "few", "FROM range(5)").expect(t, ExitOK, "", "")
	if got := read(t, "few.sql"); !strings.HasSuffix(got, ";\n-- "+note+"\n") {
		t.Errorf("%q", got)
	}
	sonde(t, "query", "-q", "-o", "all.sql", "-c", "few", "--limit", "5", "FROM range(5)").expect(t, ExitOK, "", "")
	if got := read(t, "all.sql"); !strings.HasSuffix(got, "(4);\n") {
		t.Errorf("%q", got)
	}
	o := sonde(t, "query", "-q", "--format", "markdown", "--limit", "1", "FROM range(5)")
	o.has(t, "| range |\n| ---: |\n| 0 |\n\n<!-- limited: the first row; more exist -->\n")
}

func TestTableNameOfAScript(t *testing.T) {
	if err := new(queryFlags).setTable("main.orders"); err != nil {
		t.Error(err)
	}
	if err := new(queryFlags).setTable(""); err == nil {
		t.Error("an empty name is taken")
	}
}
