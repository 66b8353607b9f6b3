package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// needPython skips a test where python or one of its modules is missing. It fails
// with SONDE_NEED_PYTHON, which says that they have been installed.
func needPython(t *testing.T, module string) {
	t.Helper()
	if err := exec.Command("python3", "-c", "import "+module).Run(); err != nil {
		if os.Getenv("SONDE_NEED_PYTHON") != "" {
			t.Fatalf("python3 cannot import %s: %v", module, err)
		}
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
// them that holds months, days and nanoseconds, and pyarrow writes none.
func TestPyarrowReadsBackExactly(t *testing.T) {
	needPython(t, "pyarrow.parquet")
	const again = `
import sys, pyarrow as pa, pyarrow.parquet as pq
table = pq.read_table(sys.argv[1]) if sys.argv[1].endswith(".parquet") else pa.ipc.open_file(sys.argv[1]).read_all()
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

// castAll prints the text that DuckDB has for every value of an Arrow or Parquet
// file, column by column.
const castAll = `
import sys, json, duckdb, pyarrow as pa
path, db = sys.argv[1], duckdb.connect()
db.execute("SET TimeZone = 'UTC'")
source = "read_parquet('" + path + "')"
if path.endswith(".arrow"):
    rows = pa.ipc.open_file(path).read_all()
    source = "rows"
names = [d[0] for d in db.execute("SELECT * FROM " + source + " LIMIT 0").description]
print(json.dumps([[r[0] for r in db.execute('SELECT "' + n + '"::VARCHAR FROM ' + source).fetchall()] for n in names]))`

func castBack(t *testing.T, path string) (columns [][]*string) {
	t.Helper()
	if err := json.Unmarshal([]byte(python(t, castAll, path)), &columns); err != nil {
		t.Fatal(err)
	}
	return columns
}

// TestDuckDBReadsFilesOfTypesBack has DuckDB itself read a file with a column of
// every type that it has, and wants the texts that it had for the values before.
func TestDuckDBReadsFilesOfTypesBack(t *testing.T) {
	needPython(t, "duckdb, pyarrow")
	c := database(t)
	execute(t, c, everyType)
	execute(t, c, `SET TimeZone = 'UTC'; ALTER TABLE every ADD COLUMN nanos TIME_NS; ALTER TABLE every ADD COLUMN big BIGNUM;
		UPDATE every SET nanos = '13:45:00.123456789', big = '12345678901234567890123456789012345678901' WHERE id <> 2`)
	want := query(t, c, "SELECT COLUMNS(*)::VARCHAR FROM every ORDER BY id")
	for _, extension := range []string{"arrow", "parquet"} {
		path := filepath.Join(t.TempDir(), "every."+extension)
		save(t, path, query(t, c, "FROM every ORDER BY id"))
		for i, column := range castBack(t, path) {
			for row, got := range column {
				text := want.batches[0].Column(i)
				if got == nil != text.IsNull(row) || got != nil && *got != text.ValueStr(row) {
					t.Errorf("%s: column %s of row %d: %q came back as %s", extension, want.schema.Field(i).Name, row+1, text.ValueStr(row), shown(got))
				}
			}
		}
	}
}

func shown(text *string) string {
	if text == nil {
		return "NULL"
	}
	return fmt.Sprintf("%q", *text)
}

// TestDuckDBReadsEveryType has DuckDB read files of columns of the types that other
// sources have. It writes some values otherwise, and so only what it can read
// counts, and which values are NULL.
func TestDuckDBReadsEveryType(t *testing.T) {
	needPython(t, "duckdb, pyarrow")
	var fields []arrow.Field
	var columns []arrow.Array
	for i, d := range declaredTypes {
		b := array.NewBuilder(memory.DefaultAllocator, d.Type)
		b.AppendNull()
		if len(d.fitting) == 0 {
			b.AppendEmptyValue()
		} else if err := b.AppendValueFromString(d.fitting[0]); err != nil {
			t.Fatal(err)
		}
		f := d.Field
		f.Name = fmt.Sprint("c", i)
		fields, columns = append(fields, f), append(columns, b.NewArray())
	}
	batch := array.NewRecordBatch(arrow.NewSchema(fields, nil), columns, 2)
	for _, extension := range []string{"arrow", "parquet"} {
		path := filepath.Join(t.TempDir(), "types."+extension)
		save(t, path, &stored{schema: batch.Schema(), batches: []arrow.RecordBatch{batch}})
		for i, column := range castBack(t, path) {
			if column[0] != nil || column[1] == nil && fields[i].Type.ID() != arrow.NULL {
				t.Errorf("%s: %s came back as %s and %s", extension, fields[i].Type, shown(column[0]), shown(column[1]))
			}
		}
	}
}

// TestOpenpyxlReadsBackExactly compares every cell of a workbook with the text of
// the value. NULL is no cell, and the empty string a cell with an empty text.
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
    if v is None or text == "NULL": return v is None and text == "NULL"
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
	if _, err := ToFile(t.Context(), text, "", rows(), Options{NullText: "NULL"}, nil); err != nil {
		t.Fatal(err)
	}
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
