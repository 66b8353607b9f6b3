package export

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

const aUUID = "c2a7c8de-0000-4000-8000-000000000001"

// DuckDB and pyarrow read UUIDs as such, with the texts that were shown.
func TestUUIDsAreReadAsUUIDs(t *testing.T) {
	needPython(t, "duckdb, pyarrow.parquet")
	const read = `
import sys, duckdb, pyarrow as pa, pyarrow.parquet as pq
path, db = sys.argv[1], duckdb.connect()
rows = pa.ipc.open_file(path).read_all() if path.endswith(".arrow") else pq.read_table(path)
source = "rows" if path.endswith(".arrow") else "read_parquet('" + path + "')"
print(rows.schema.field("u").type, *rows["u"].to_pylist())
print(*db.execute("SELECT typeof(u), u::VARCHAR FROM " + source).fetchall())`
	c := database(t)
	for _, extension := range []string{"parquet", "arrow"} {
		path := filepath.Join(t.TempDir(), "u."+extension)
		save(t, path, query(t, c, "SELECT unnest(['"+aUUID+"', NULL, 'ffffffff-ffff-ffff-ffff-ffffffffffff'])::UUID AS u"))
		want := "extension<arrow.uuid> " + aUUID + " None ffffffff-ffff-ffff-ffff-ffffffffffff\n" +
			"('UUID', '" + aUUID + "') ('UUID', None) ('UUID', 'ffffffff-ffff-ffff-ffff-ffffffffffff')\n"
		if got := python(t, read, path); got != want {
			t.Errorf("%s was read as\n%s\nwant\n%s", extension, got, want)
		}
	}
}

// A source that spells UUIDs in its own way gets its text back, also where that
// comes late.
func TestUUIDsInUpperCaseStayText(t *testing.T) {
	f := connectors.Field("u", arrow.BinaryTypes.String, "UUID", connectors.KindUUID)
	usual := batchOf(t, `[{"u": "`+aUUID+`"}, {"u": null}]`, f)
	odd := batchOf(t, `[{"u": "`+strings.ToUpper(aUUID)+`"}]`, f)
	for _, extension := range []string{"parquet", "arrow"} {
		for _, batches := range [][]arrow.RecordBatch{{odd, usual}, {usual, odd}} {
			path := filepath.Join(t.TempDir(), "u."+extension)
			if done := save(t, path, &stored{schema: usual.Schema(), batches: batches}); !strings.HasPrefix(done.Note, "written as text: u") {
				t.Errorf("the note is %q", done.Note)
			}
			back := readBack(t, path)
			var got []string
			for _, chunk := range back.Column(0).Data().Chunks() {
				got = append(got, textsIn(back.Schema().Field(0), chunk)...)
			}
			var want []string
			for _, b := range batches {
				want = append(want, textsIn(f, b.Column(0))...)
			}
			if fmt.Sprint(got) != fmt.Sprint(want) || back.Schema().Field(0).Type.ID() != arrow.STRING {
				t.Errorf("%s: %v of type %s came back, want %v", extension, got, back.Schema().Field(0).Type, want)
			}
		}
	}
}

// Where another column becomes text, the UUIDs before that are taken over.
func TestUUIDsOutliveANewBeginning(t *testing.T) {
	n := arrow.Field{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true}
	u := connectors.Field("u", arrow.BinaryTypes.String, "UUID", connectors.KindUUID)
	usual := batchOf(t, `[{"n": 1, "u": "`+aUUID+`"}]`, n, u)
	text := n
	text.Type = arrow.BinaryTypes.String
	odd := batchOf(t, `[{"n": "many", "u": "`+aUUID+`"}]`, text, u)
	for _, extension := range []string{"parquet", "arrow"} {
		path := filepath.Join(t.TempDir(), "u."+extension)
		save(t, path, &stored{schema: usual.Schema(), batches: []arrow.RecordBatch{usual, odd}})
		back := readBack(t, path)
		if back.NumRows() != 2 || !arrow.TypeEqual(back.Schema().Field(1).Type, uuidType) {
			t.Fatalf("%s: %d rows, %s", extension, back.NumRows(), back.Schema())
		}
		for _, chunk := range back.Column(1).Data().Chunks() {
			for _, got := range textsIn(back.Schema().Field(1), chunk) {
				if got != aUUID {
					t.Errorf("%s: %s came back", extension, got)
				}
			}
		}
	}
}

func TestUnionsOfFilesAreNamed(t *testing.T) {
	of := arrow.SparseUnionOf([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64}, {Name: "s", Type: arrow.BinaryTypes.String}}, []arrow.UnionTypeCode{0, 1})
	schema := arrow.NewSchema([]arrow.Field{{Name: "u", Type: arrow.ListOf(of)}}, nil)
	if got := fileTypes("arrow", schema); got[0] != "union(n int64, s text)[]" {
		t.Errorf("%s", got)
	}
}

func TestTypesOfFilesAreNamed(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64}, connectors.Field("u", arrow.BinaryTypes.String, "UUID", connectors.KindUUID)}, nil)
	for format, want := range map[string]string{"parquet": "[int64 uuid]", "arrow": "[int64 uuid]", "xlsx": "[number text]"} {
		if got := fmt.Sprint(fileTypes(format, schema)); got != want {
			t.Errorf("%s: %s, want %s", format, got, want)
		}
	}
}
