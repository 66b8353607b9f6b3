package duckdb

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"

	"sonde/connectors"
)

// arrowBatch is a batch of three rows with the columns n and s and, where asked
// for, a zoned timestamp in nanoseconds.
func arrowBatch(t testing.TB, stamp string) arrow.RecordBatch {
	t.Helper()
	fields := []arrow.Field{
		{Name: "n", Type: arrow.PrimitiveTypes.Uint64},
		{Name: "s", Type: &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}, Nullable: true},
		{Name: "l", Type: arrow.ListOf(arrow.PrimitiveTypes.Float64), Nullable: true},
		{Name: "at", Type: &arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: "UTC"}, Nullable: true},
	}
	texts := []string{`[18446744073709551615, 0, 1]`, `["a", null, "a text of some length"]`, `[[0.1, null], [], null]`, `["` + stamp + `", null, null]`}
	columns := make([]arrow.Array, len(fields))
	for i, f := range fields {
		var err error
		if columns[i], _, err = array.FromJSON(allocator, f.Type, strings.NewReader(texts[i])); err != nil {
			t.Fatal(err)
		}
	}
	return array.NewRecordBatch(arrow.NewSchema(fields, nil), columns, 3)
}

func writeArrow(t testing.TB, name string, batch arrow.RecordBatch, times int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var w interface {
		Write(arrow.RecordBatch) error
		Close() error
	}
	if strings.HasSuffix(name, ".arrows") {
		w = ipc.NewWriter(f, ipc.WithSchema(batch.Schema()))
	} else if w, err = ipc.NewFileWriter(f, ipc.WithSchema(batch.Schema()), ipc.WithZstd()); err != nil {
		t.Fatal(err)
	}
	for range times {
		if err := w.Write(batch); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestArrowFilesAndStreams(t *testing.T) {
	for _, name := range []string{"t.arrow", "t.arrows", "t.feather"} {
		conn := openFiles(t, writeArrow(t, name, arrowBatch(t, "2024-02-29T10:11:12.123456Z"), 2))
		rows := "18446744073709551615|a|[0.1,null]\n0|NULL|[]\n1|a text of some length|NULL"
		expect(t, name, one(t, conn, "SELECT n, s, l FROM t"), rows+"\n"+rows)
		expect(t, name, one(t, conn, "SELECT count(*), sum(n) FROM t"), "6|36893488147419103232")
		expect(t, name, one(t, conn, "SELECT typeof(\"at\"), \"at\" AT TIME ZONE 'UTC' FROM t LIMIT 1"), "TIMESTAMP WITH TIME ZONE|2024-02-29 10:11:12.123456")
	}
}

func TestNanosecondsWithAZoneAreNotCut(t *testing.T) {
	conn := openFiles(t, writeArrow(t, "t.arrow", arrowBatch(t, "2024-02-29T10:11:12.123456789Z"), 1))
	expect(t, "text", one(t, conn, `SELECT "at" FROM t LIMIT 1`), "2024-02-29 10:11:12.123456789+00:00")
}

func TestManyArrowFilesAreOneTable(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a1.arrow", "a2.arrow"} {
		if err := os.Rename(writeArrow(t, name, arrowBatch(t, "2024-02-29T10:11:12Z"), 1), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	conn := openFiles(t, filepath.Join(dir, "a*.arrow"))
	expect(t, "rows", one(t, conn, "SELECT count(*) FROM a"), "6")
}

func TestBrokenArrowFiles(t *testing.T) {
	whole, err := os.ReadFile(writeArrow(t, "t.arrow", arrowBatch(t, "2024-02-29T10:11:12Z"), 3))
	if err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{string(whole[:len(whole)/2]), "ARROW1\x00\x00junk and more of it", "\xff\xff\xff\xff\xff\xff\xff\x7fjunk"} {
		_, err := tryOpen(FileValues([]string{write(t, "cut.arrow", content)}))
		expectClass(t, err, connectors.ClassUnavailable, "cut.arrow", "Arrow")
	}
}
