package export

import (
	"fmt"
	"path/filepath"
	"testing"
)

// A document of JSON comes back from a file as it is shown, with its order, its
// repeated keys and its digits, also from within other values.
func TestDocumentsReadBackAsShown(t *testing.T) {
	const sent = `{ "b" : [1, 12345678901234567890.10],	"a": "x  y", "a": 1.0}`
	const shown = `{"b":[1,12345678901234567890.10],"a":"x  y","a":1.0}`
	c := database(t)
	rows := func() *stored {
		return query(t, c, fmt.Sprintf(`SELECT '%s'::JSON AS j, ['%s'::JSON, NULL] AS l, {'s': '%s'::JSON} AS s, MAP {'k': '%s'::JSON} AS m
			UNION ALL SELECT NULL, NULL, NULL, NULL UNION ALL SELECT '{"a":1}', [], {'s': NULL}, MAP {}`, sent, sent, sent, sent))
	}
	path := filepath.Join(t.TempDir(), "documents.parquet")
	save(t, path, rows())
	back := query(t, c, fmt.Sprintf("SELECT j, l[1], s.s, m['k'] FROM read_parquet('%s')", path))
	for i, column := range back.batches[0].Columns() {
		if got := column.ValueStr(0); got != shown || !column.IsNull(1) {
			t.Errorf("column %d: %s came back as %s, and NULL as %s", i+1, shown, got, column.ValueStr(1))
		}
	}
	needPython(t, "pyarrow")
	path = filepath.Join(t.TempDir(), "documents.arrow")
	save(t, path, rows())
	got := python(t, `import sys, pyarrow as pa
rows = pa.ipc.open_file(sys.argv[1]).read_all().to_pylist()
print(rows[0]["j"], rows[0]["l"][0], rows[0]["s"]["s"], dict(rows[0]["m"])["k"], rows[1]["j"], rows[2]["j"], sep="|", end="")`, path)
	if want := shown + "|" + shown + "|" + shown + "|" + shown + `|None|{"a":1}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
