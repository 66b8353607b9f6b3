package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/klauspost/compress/gzip"

	"sonde/connectors"
)

// source yields batches and then err.
func source(err error, batches ...arrow.RecordBatch) *failing {
	return &failing{stored: stored{schema: batches[0].Schema(), batches: batches}, err: err}
}

type failing struct {
	stored
	err error
}

func (s *failing) Next(ctx context.Context) (arrow.RecordBatch, error) {
	b, err := s.stored.Next(ctx)
	if err == io.EOF && s.err != nil {
		return nil, s.err
	}
	return b, err
}

// folder lists the names in a folder.
func folder(t *testing.T, path string) string {
	t.Helper()
	entries, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func numbers(t testing.TB) arrow.RecordBatch {
	return batchOf(t, `[{"n": 1}, {"n": 2}]`, arrow.Field{Name: "n", Type: arrow.PrimitiveTypes.Int64})
}

func TestFileAppearsWhenItIsComplete(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "n.csv")
	var seen []Progress
	done, err := ToFile(t.Context(), path, "", source(nil, numbers(t), numbers(t)), Options{}, func(p Progress) {
		seen = append(seen, p)
		if _, err := os.Stat(path); err == nil {
			t.Error("the file has its name before it is complete")
		}
	})
	if err != nil || done != (Progress{Rows: 4, Bytes: 10}) {
		t.Errorf("done is %v, error is %v", done, err)
	}
	if len(seen) != 2 || seen[0].Rows != 2 || seen[1].Rows != 4 {
		t.Errorf("progress was %v", seen)
	}
	if got := read(t, path); got != "n\n1\n2\n1\n2\n" || folder(t, dir) != "n.csv" {
		t.Errorf("the file holds %q; the folder %s", got, folder(t, dir))
	}
}

func TestFileIsCompressedByItsExtension(t *testing.T) {
	path := filepath.Join(t.TempDir(), "n.tsv.gz")
	save(t, path, source(nil, numbers(t)))
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, file)
	r, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(r); err != nil || string(text) != "n\n1\n2\n" {
		t.Errorf("it holds %q (%v)", text, err)
	}
}

func TestFileThatExistsIsKept(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "n.csv"), filepath.Join(dir, "link.csv")
	if err := os.WriteFile(path, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	_, err := ToFile(t.Context(), path, "", source(nil, numbers(t)), Options{}, nil)
	if !connectors.IsClass(err, connectors.ClassConfig) || read(t, path) != "old" {
		t.Errorf("error is %v, the file holds %q", err, read(t, path))
	}
	save(t, link, source(nil, numbers(t)))
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o640 || read(t, path) != "n\n1\n2\n" {
		t.Errorf("after overwriting through a link: %v, %v, %q", info.Mode(), err, read(t, path))
	}
	if folder(t, dir) != "link.csv n.csv" {
		t.Errorf("the folder holds %s", folder(t, dir))
	}
}

func TestFileMadeMeanwhileIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "n.csv")
	_, err := ToFile(t.Context(), path, "", source(nil, numbers(t)), Options{}, func(Progress) {
		if err := os.WriteFile(path, []byte("other"), 0o600); err != nil {
			t.Error(err)
		}
	})
	if !connectors.IsClass(err, connectors.ClassConfig) || read(t, path) != "other" {
		t.Errorf("error is %v, the file holds %q", err, read(t, path))
	}
}

func TestFailedExportLeavesNothing(t *testing.T) {
	broken := connectors.Errorf(connectors.ClassIncomplete, "the answer broke off")
	for _, f := range Formats() {
		dir := t.TempDir()
		path := filepath.Join(dir, "n."+f.Extensions[0])
		_, err := ToFile(t.Context(), path, "", source(broken, numbers(t)), Options{}, nil)
		if !errors.Is(err, broken) || folder(t, dir) != "" {
			t.Errorf("%s: error is %v, the folder holds %s", f.Name, err, folder(t, dir))
		}
		ctx, cancel := context.WithCancel(t.Context())
		_, err = ToFile(ctx, path, "", source(nil, numbers(t), numbers(t)), Options{}, func(Progress) { cancel() })
		if !connectors.IsClass(err, connectors.ClassCancelled) || folder(t, dir) != "" {
			t.Errorf("%s cancelled: error is %v, the folder holds %s", f.Name, err, folder(t, dir))
		}
	}
}

func TestPathsThatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	for path, class := range map[string]connectors.Class{
		filepath.Join(dir, "no such folder", "n.csv"): connectors.ClassNotFound,
		dir + "/n.cvs":    connectors.ClassConfig,
		dir + "/n":        connectors.ClassConfig,
		dir + "/n.pq.gz":  connectors.ClassConfig,
		"/dev/full":       connectors.ClassCapacity,
		"/proc/n.parquet": connectors.ClassPermission,
	} {
		format := ""
		if path == "/dev/full" {
			format = "csv"
		}
		if _, err := ToFile(t.Context(), path, format, source(nil, numbers(t)), Options{}, nil); !connectors.IsClass(err, class) {
			t.Errorf("%s: error is %v, want class %s", path, err, class)
		} else if strings.Contains(err.Error(), ".tmp") {
			t.Errorf("%s: the error names a temporary file: %v", path, err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.csv"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := ToFile(t.Context(), filepath.Join(dir, "folder.csv"), "", source(nil, numbers(t)), Options{Overwrite: true}, nil); err == nil {
		t.Error("a folder was written to")
	}
}

func TestDevicesAreWrittenTo(t *testing.T) {
	done, err := ToFile(t.Context(), os.DevNull, "ndjson", source(nil, numbers(t)), Options{}, nil)
	if err != nil || done.Rows != 2 || done.Bytes != 16 {
		t.Errorf("done is %v, error is %v", done, err)
	}
}

func TestFromPath(t *testing.T) {
	for path, want := range map[string]string{
		"a.csv": "csv/", "A.CSV.GZ": "csv/gzip", "x/y.jsonl.zst": "ndjson/zstd", "q.pq": "parquet/", "t.md": "markdown/", "b.feather": "arrow/", "c.tab": "tsv/",
	} {
		if format, compression, err := FromPath(path); err != nil || format+"/"+compression != want {
			t.Errorf("%s is %s/%s (%v)", path, format, compression, err)
		}
	}
	if _, _, err := FromPath("a.parqet"); err == nil || !strings.Contains(err.Error(), `"parquet"`) {
		t.Errorf("the error is %v", err)
	}
}

// A value that does not fit its column's type makes the column text, where it is
// seen before the file has a type for it; later rows are text too.
func TestFirstBatchThatTurnedToText(t *testing.T) {
	at := arrow.Field{Name: "at", Type: &arrow.TimestampType{Unit: arrow.Nanosecond}}
	odd := batchOf(t, `[{"at": "2262-04-12 01:47:16.854775807", "n": "1"}]`, arrow.Field{Name: "at", Type: arrow.BinaryTypes.String}, arrow.Field{Name: "n", Type: arrow.BinaryTypes.String})
	usual := batchOf(t, `[{"at": "2024-01-31 13:45:00.5", "n": 2}]`, at, arrow.Field{Name: "n", Type: arrow.PrimitiveTypes.Int64})
	for _, extension := range []string{"parquet", "arrow"} {
		path := filepath.Join(t.TempDir(), "out."+extension)
		src := &stored{schema: usual.Schema(), batches: []arrow.RecordBatch{odd, usual}}
		if _, err := ToFile(t.Context(), path, "", src, Options{}, nil); err != nil {
			t.Fatalf("%s: %v", extension, err)
		}
		back := readBack(t, path)
		if names := fmt.Sprint(back.Schema().Field(0).Type, back.Schema().Field(1).Type); names != "utf8 int64" {
			t.Errorf("%s: the columns are %s", extension, names)
		}
		text := fmt.Sprint(back.Column(0).Data().Chunk(0))
		if back.NumRows() != 2 || !strings.Contains(text, "2262-04-12 01:47:16.854775807") {
			t.Errorf("%s: %d rows, %s", extension, back.NumRows(), text)
		}
	}
}

// readBack reads a Parquet or an Arrow file.
func readBack(t *testing.T, path string) arrow.Table {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return tableOf(t, strings.TrimPrefix(filepath.Ext(path), "."), f)
}

// tableOf reads Parquet or Arrow.
func tableOf(t *testing.T, format string, f interface {
	io.ReaderAt
	io.ReadSeeker
}) arrow.Table {
	t.Helper()
	if format == "parquet" {
		table, err := pqarrow.ReadTable(t.Context(), f, nil, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
		if err != nil {
			t.Fatal(err)
		}
		return table
	}
	r, err := ipc.NewFileReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var batches []arrow.RecordBatch
	for i := range r.NumRecords() {
		b, err := r.RecordBatchAt(i)
		if err != nil {
			t.Fatal(err)
		}
		batches = append(batches, b)
	}
	return array.NewTableFromRecords(r.Schema(), batches)
}
