package export

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
)

const digits38 = "99999999999999999999999999999999999999"

// hugeValues are integers of 128 bits, plain and within other values, of no more
// than 38 digits.
const hugeValues = `SELECT * FROM (VALUES
	(1, '` + digits38 + `'::HUGEINT, 5::UHUGEINT, [1::HUGEINT, NULL, '-` + digits38 + `'], {'a': 7::HUGEINT, 'b': [8::UHUGEINT]}, MAP {'k': 9::HUGEINT}, [10::HUGEINT, 11]::HUGEINT[2]),
	(2, NULL, NULL, NULL, NULL, NULL, NULL),
	(3, '-` + digits38 + `', '` + digits38 + `', [], {'a': NULL, 'b': []}, MAP {}, [NULL, 0])) AS v(id, h, u, list, struct, map, pair)`

// Integers of 128 bits are decimals in files, where a spreadsheet or a data frame
// can reckon with them, and DuckDB and pyarrow read the same digits.
func TestHugeIntegersAreDecimals(t *testing.T) {
	c := database(t)
	execute(t, c, "CREATE TABLE every AS "+hugeValues)
	for _, extension := range []string{"parquet", "arrow"} {
		src := query(t, c, "FROM every ORDER BY id")
		path := filepath.Join(t.TempDir(), "huge."+extension)
		save(t, path, src)
		back := readBack(t, path)
		for i, f := range src.schema.Fields() {
			got := back.Schema().Field(i)
			if hasHuge(got.Type) || got.Type.ID() == arrow.STRING || connectors.SourceType(got) != connectors.SourceType(f) {
				t.Errorf("%s: column %s came back as %s, which is %s", extension, f.Name, got.Type, connectors.SourceType(got))
			}
			before, after := textsIn(f, src.batches[0].Column(i)), textsIn(got, back.Column(i).Data().Chunk(0))
			if fmt.Sprint(before) != fmt.Sprint(after) {
				t.Errorf("%s: column %s: %q came back as %q", extension, f.Name, before, after)
			}
		}
		if got := back.Schema().Field(1).Type.String(); got != "decimal(38, 0)" {
			t.Errorf("%s: an integer is %s", extension, got)
		}
	}
}

func TestDuckDBReadsHugeIntegersAsNumbers(t *testing.T) {
	c := database(t)
	execute(t, c, "CREATE TABLE every AS "+hugeValues)
	path := filepath.Join(t.TempDir(), "huge.parquet")
	save(t, path, query(t, c, "FROM every ORDER BY id"))
	execute(t, c, fmt.Sprintf("CREATE TABLE back AS FROM read_parquet('%s')", path))
	compareAll(t, c)
	kinds := query(t, c, "SELECT typeof(h), typeof(u), typeof(list) FROM back LIMIT 1").batches[0]
	for i, want := range []string{"DECIMAL(38,0)", "DECIMAL(38,0)", "DECIMAL(38,0)[]"} {
		if got := kinds.Column(i).ValueStr(0); got != want {
			t.Errorf("column %d is %s, want %s", i, got, want)
		}
	}
}

func TestPyarrowReadsHugeIntegersAsNumbers(t *testing.T) {
	needPython(t, "pyarrow.parquet")
	c := database(t)
	execute(t, c, "CREATE TABLE every AS "+hugeValues)
	const sum = `
import sys, pyarrow as pa, pyarrow.parquet as pq
path = sys.argv[1]
table = pq.read_table(path) if path.endswith(".parquet") else pa.ipc.open_file(path).read_all()
print(table.schema.field("h").type, table["u"].to_pylist(), table["list"].to_pylist())`
	want := fmt.Sprintf("decimal128(38, 0) [Decimal('5'), None, Decimal('%s')] [[Decimal('1'), None, Decimal('-%[1]s')], None, []]\n", digits38)
	for _, extension := range []string{"parquet", "arrow"} {
		path := filepath.Join(t.TempDir(), "huge."+extension)
		save(t, path, query(t, c, "FROM every ORDER BY id"))
		expectText(t, python(t, sum, path), want)
	}
}

// tooLong is a result whose last batch has integers of 39 digits, and one batch
// before it.
func tooLong(t *testing.T, digits39 string) *stored {
	t.Helper()
	c := database(t)
	s := query(t, c, hugeValues+" ORDER BY id")
	late := query(t, c, strings.ReplaceAll(hugeValues, "5::UHUGEINT, [1::HUGEINT", "5::UHUGEINT, ['"+digits39+"'::HUGEINT")+" ORDER BY id DESC")
	late.batches = append(s.batches, late.batches...)
	late.schema = s.schema
	return late
}

const digits39 = "170141183460469231731687303715884105727"

// A column with an integer of 39 digits is text from its first row on, and this is
// said; the others stay decimals.
func TestHugeIntegersOfTooManyDigitsMakeTheirColumnText(t *testing.T) {
	for _, extension := range []string{"parquet", "arrow"} {
		src := tooLong(t, digits39)
		path := filepath.Join(t.TempDir(), "huge."+extension)
		p, err := ToFile(t.Context(), path, "", src, Options{}, nil)
		if err != nil || !strings.HasPrefix(p.Note, `written as text: list; row 6, column "list": the value "[`+digits39) || !strings.Contains(p.Note, "does not fit the type DECIMAL(38,0)[]") {
			t.Fatalf("%s: %v, %v", extension, p, err)
		}
		back := readBack(t, path)
		for i, f := range back.Schema().Fields() {
			if (f.Type.ID() == arrow.STRING) != (f.Name == "list") {
				t.Errorf("%s: column %s is %s", extension, f.Name, f.Type)
			}
			var before, after []string
			for _, b := range src.batches {
				before = append(before, textsIn(src.schema.Field(i), b.Column(i))...)
			}
			rows := array.NewTableReader(back, 0)
			for rows.Next() {
				after = append(after, textsIn(f, rows.RecordBatch().Column(i))...)
			}
			if strings.Join(before, " ") != strings.Join(after, " ") {
				t.Errorf("%s: column %s: %q came back as %q", extension, f.Name, before, after)
			}
		}
	}
}

// Where the values are known before, the file is begun once, and the note says what
// became text.
func TestHugeIntegersThatAreForetold(t *testing.T) {
	for _, extension := range []string{"parquet", "arrow"} {
		var out bytes.Buffer
		p, err := To(t.Context(), &out, extension, &foretold{*tooLong(t, digits39)}, Options{}, nil)
		if err != nil || p.Rows != 6 || p.Note != "written as text: list (HUGEINT[]), for values that do not fit otherwise" {
			t.Errorf("%s: %+v, %v", extension, p, err)
		}
	}
}

func TestHugeIntegersOfTooManyDigitsInAPipe(t *testing.T) {
	for _, format := range []string{"parquet", "arrow"} {
		var out bytes.Buffer
		_, err := To(t.Context(), &out, format, tooLong(t, digits39), Options{}, nil)
		e := connectors.AsError(err)
		if e == nil || e.Class != connectors.ClassUnsupported || !strings.Contains(e.Message, `row 6, column "list": the value "[`+digits39) || !strings.Contains(e.Hint, "Write to a file") {
			t.Errorf("%s: %v", format, err)
		}
	}
}

// Rows that were cut out of a batch are written although another row of it has
// too many digits.
func TestHugeIntegersOutOfSightDoNotCount(t *testing.T) {
	src := tooLong(t, digits39)
	last := len(src.batches) - 1
	src.batches = []arrow.RecordBatch{src.batches[last].NewSlice(0, 2)}
	for _, extension := range []string{"parquet", "arrow"} {
		src.at = 0
		path := filepath.Join(t.TempDir(), "cut."+extension)
		p, err := ToFile(t.Context(), path, "", src, Options{}, nil)
		if back := readBack(t, path); err != nil || p.Note != "" || back.Schema().Field(3).Type.ID() != arrow.LIST || back.NumRows() != 2 {
			t.Errorf("%s: %+v, %v, %s", extension, p, err, back.Schema())
		}
	}
}

// Decimals are written as bytes, with NULLs and below zero, of every width, and from
// the middle of a batch.
func TestParquetReadsDecimalsOfEveryWidthBack(t *testing.T) {
	c := database(t)
	for precision := 18; precision <= 38; precision++ {
		execute(t, c, fmt.Sprintf(`CREATE OR REPLACE TABLE every AS SELECT range AS id, CASE WHEN range %% 3 > 0
			THEN (CASE range %% 3 WHEN 1 THEN '-' ELSE '' END || repeat('9', %d) || '.' || (10 + range))::DECIMAL(%d,2) END AS d FROM range(5)`, precision-2, precision))
		rows := query(t, c, "FROM every")
		path := filepath.Join(t.TempDir(), "t.parquet")
		save(t, path, &stored{schema: rows.schema, batches: []arrow.RecordBatch{rows.batches[0].NewSlice(0, 1), rows.batches[0].NewSlice(1, 5)}})
		back := query(t, c, fmt.Sprintf("SELECT count(*), any_value(typeof(b.d)) FROM every o JOIN '%s' b USING (id) WHERE o.d IS NOT DISTINCT FROM b.d", path)).batches[0]
		if got, want := back.Column(0).ValueStr(0)+" "+back.Column(1).ValueStr(0), fmt.Sprintf("5 DECIMAL(%d,2)", precision); got != want {
			t.Errorf("%s came back, want %s", got, want)
		}
		low := query(t, c, fmt.Sprintf("SELECT count(*) FROM '%s' WHERE d = (SELECT min(d) FROM every)", path)).batches[0].Column(0).ValueStr(0)
		if low == "0" {
			t.Errorf("of %d digits: the smallest number is not found by its statistics", precision)
		}
	}
}
