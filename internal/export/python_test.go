package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"
)

// needPython skips a test where python or one of its modules is missing.
func needPython(t *testing.T, module string) {
	t.Helper()
	if err := exec.Command("python3", "-c", "import "+module).Run(); err != nil {
		t.Skipf("python3 with %s is needed to read the file back with it", module)
	}
}

// python runs a script and returns what it prints.
func python(t *testing.T, script string, args ...string) string {
	t.Helper()
	out, err := exec.Command("python3", append([]string{"-c", script}, args...)...).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		t.Fatalf("%v\n%s", err, exit.Stderr)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestPyarrowReadsBackExactly reads files with pyarrow, has it write Parquet, and
// compares that with the table. Intervals are left out: Parquet has no type for
// them that holds months, days and nanoseconds, and pyarrow writes none. Integers
// of more than 38 digits go on as text, because DuckDB reads them as doubles.
func TestPyarrowReadsBackExactly(t *testing.T) {
	needPython(t, "pyarrow.parquet")
	const again = `
import sys, pyarrow as pa, pyarrow.parquet as pq
table = pq.read_table(sys.argv[1]) if sys.argv[1].endswith(".parquet") else pa.ipc.open_file(sys.argv[1]).read_all()
for i, f in enumerate(table.schema):
    if pa.types.is_decimal256(f.type): table = table.set_column(i, f.name, table[i].cast(pa.string()))
pq.write_table(table, sys.argv[2], store_schema=False)`
	for _, extension := range []string{"parquet", "arrow"} {
		c := database(t)
		execute(t, c, everyType)
		execute(t, c, "ALTER TABLE every DROP COLUMN span")
		path := filepath.Join(t.TempDir(), "every."+extension)
		save(t, path, query(t, c, "FROM every ORDER BY id"))
		back := filepath.Join(t.TempDir(), "back.parquet")
		python(t, again, path, back)
		execute(t, c, "CREATE TABLE back AS FROM every LIMIT 0")
		execute(t, c, fmt.Sprintf("INSERT INTO back FROM read_parquet('%s')", back))
		compareAll(t, c)
	}
}

// TestOpenpyxlReadsBackExactly compares every cell of a workbook with the text of
// the value.
func TestOpenpyxlReadsBackExactly(t *testing.T) {
	needPython(t, "openpyxl")
	const compare = `
import sys, csv, json, datetime, openpyxl
from openpyxl.utils.escape import unescape
csv.field_size_limit(1 << 30)
with open(sys.argv[2], newline="") as f: want = list(csv.reader(f))
sheet = openpyxl.load_workbook(sys.argv[1]).active
wrong, cells = [], 0
def same(cell, text):
    v = cell.value
    if v is None: return text == ""
    if isinstance(v, bool): return text == ("true" if v else "false")
    if isinstance(v, (int, float)): return float(text) == v and (len(text.lstrip("-0.").replace(".", "")) <= 15 or isinstance(v, float) and repr(v) == text or float(text) == v and "e" in text)
    if isinstance(v, datetime.datetime) and cell.number_format == "yyyy\\-mm\\-dd": return text == v.date().isoformat()
    if isinstance(v, datetime.datetime):
        parsed = datetime.datetime.fromisoformat(text)
        return abs((parsed - v).total_seconds()) < 0.0005
    return unescape(v) == text
for y, row in enumerate(sheet.iter_rows()):
    for x, cell in enumerate(row):
        cells += 1
        if not same(cell, want[y][x]): wrong.append([want[0][x], want[y][x], repr(cell.value)])
print(json.dumps({"cells": cells, "wrong": wrong, "note": openpyxl.load_workbook(sys.argv[1]).properties.description, "sheet": sheet.title}))`
	c := database(t)
	execute(t, c, everyType)
	rows := func() *stored { return query(t, c, "FROM every ORDER BY id") }
	book, text := filepath.Join(t.TempDir(), "every.xlsx"), filepath.Join(t.TempDir(), "every.csv")
	if _, err := ToFile(t.Context(), book, "", rows(), Options{Sheet: "A & B", Note: "limited: <3> rows"}, nil); err != nil {
		t.Fatal(err)
	}
	save(t, text, rows())
	var got struct {
		Cells       int
		Wrong       [][]string
		Note, Sheet string
	}
	if err := json.Unmarshal([]byte(python(t, compare, book, text)), &got); err != nil {
		t.Fatal(err)
	}
	for _, w := range got.Wrong {
		t.Errorf("column %s: %q came back as %s", w[0], w[1], w[2])
	}
	if got.Cells < 100 || got.Note != "limited: <3> rows" || got.Sheet != "A & B" {
		t.Errorf("%d cells, note %q, sheet %q", got.Cells, got.Note, got.Sheet)
	}
}
