package export

import (
	"strings"
	"testing"
)

// The preview of a file with types has those that the writer will choose.
func TestPreviewOfTypedFiles(t *testing.T) {
	c := database(t)
	const sql = `SELECT unnest([1, 9007199254740993]) AS n, 5::HUGEINT AS h, [1::HUGEINT] AS l, TIMESTAMPTZ '2024-01-31 12:00:00+00' AS z, 'a' AS s`
	parquet := "n                 h              l                z                          s\n" +
		"int64             decimal(38,0)  decimal(38,0)[]  timestamptz(us)            text\n"
	for format, want := range map[string]string{
		"parquet": "text instead, if a later value does not fit: h (HUGEINT), l (HUGEINT[])\n" + parquet,
		"arrow":   "text instead, if a later value does not fit: h (HUGEINT), l (HUGEINT[])\n" + parquet,
		"xlsx": "n                 h       l     z                          s\n" +
			"number or text    number  text  text                       text\n",
	} {
		got, err := Preview(t.Context(), format, query(t, c, sql), 5, false, Options{})
		if err != nil || !strings.HasPrefix(got, want) || !strings.Contains(got, "9007199254740993") {
			t.Errorf("%s: %v\n%s", format, err, got)
		}
	}
	whole, err := Preview(t.Context(), "parquet", query(t, c, sql), 5, true, Options{})
	if err != nil || !strings.HasPrefix(whole, parquet) {
		t.Errorf("%v\n%s", err, whole)
	}
	wide, err := Preview(t.Context(), "parquet", query(t, c, "SELECT 170141183460469231731687303715884105727::HUGEINT AS h"), 5, false, Options{})
	const text = "written as text: h (HUGEINT), for values that do not fit otherwise\nh\ntext\n"
	if err != nil || !strings.HasPrefix(wide, text) {
		t.Errorf("%v\n%s", err, wide)
	}
	empty, err := Preview(t.Context(), "parquet", query(t, c, "SELECT 1 AS n WHERE false"), 5, true, Options{})
	if err != nil || empty != "n\nint32\n" {
		t.Errorf("%v\n%s", err, empty)
	}
}

// A workbook says which columns are text, before it is written, and which have
// become so, after that.
func TestWorkbookSaysWhatBecameText(t *testing.T) {
	c := database(t)
	const sql = `SELECT 9007199254740993 AS n, 1 AS m, 'a' AS s, [1] AS l, TIME '12:00:00' AS t, TIMESTAMP '2024-01-31 12:00:00.000001' AS ts, DATE '2024-01-31' AS d`
	rows := query(t, c, sql)
	if got := Note("xlsx", rows.schema, Options{}); got != "written as text: l (INTEGER[]), t (TIME)" {
		t.Error(got)
	}
	done, err := ToFile(t.Context(), t.TempDir()+"/a.xlsx", "", rows, Options{}, nil)
	if err != nil || done.Note != "some values are text, because a spreadsheet would round or refuse them: n (BIGINT), ts (TIMESTAMP)" {
		t.Errorf("%q, %v", done.Note, err)
	}
}
