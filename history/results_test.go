package history

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

var numbers = arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64}, {Name: "", Type: arrow.BinaryTypes.String}}, nil)

func batchOf(t *testing.T, from, n int) arrow.RecordBatch {
	t.Helper()
	b := array.NewRecordBuilder(memory.DefaultAllocator, numbers)
	for i := range n {
		b.Field(0).(*array.Int64Builder).Append(int64(from + i))
		b.Field(1).(*array.StringBuilder).Append(fmt.Sprint("row ", from+i))
	}
	return b.NewRecordBatch()
}

// asText is a batch that could not keep its first column's type.
func asText(t *testing.T) arrow.RecordBatch {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.BinaryTypes.String}, numbers.Field(1)}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	b.Field(0).(*array.StringBuilder).Append("12345678901234567890123")
	b.Field(1).(*array.StringBuilder).AppendNull()
	return b.NewRecordBatch()
}

func keep(t *testing.T, s *Store, id string, batches ...arrow.RecordBatch) {
	t.Helper()
	put(t, s, Entry{ID: id, SQL: "SELECT " + id, Connection: "shop", Status: OK})
	if err := s.KeepResult(t.Context(), id, numbers, batches); err != nil {
		t.Fatal(err)
	}
}

// rowsIn reads a result as text.
func rowsIn(t *testing.T, r *Result) string {
	t.Helper()
	var out strings.Builder
	for {
		b, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range int(b.NumRows()) {
			fmt.Fprintf(&out, "%s|%s\n", b.Column(0).ValueStr(i), b.Column(1).ValueStr(i))
		}
	}
}

func TestResultComesBackWhole(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	keep(t, s, "a", batchOf(t, 0, 2500), asText(t))
	r, err := open(t, path).Result("a")
	if err != nil || !r.Schema().Equal(numbers) {
		t.Fatalf("%v, %v", r, err)
	}
	got := rowsIn(t, r)
	if strings.Count(got, "\n") != 2501 || !strings.HasSuffix(got, "2499|row 2499\n12345678901234567890123|(null)\n") {
		t.Errorf("%d rows, the last %q", strings.Count(got, "\n"), got[len(got)-60:])
	}
	e, err := s.Get(t.Context(), "a")
	if err != nil || e.Kept == nil || e.Kept.Rows != 2501 || e.Kept.Bytes <= 0 || time.Since(e.Kept.At) > time.Hour {
		t.Errorf("%+v, %v", e.Kept, err)
	}
	info, err := os.Stat(filepath.Join(path+".results", "a.rows"))
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() != e.Kept.Bytes {
		t.Errorf("%v, %v", info, err)
	}
}

func TestResultWithoutRowsHasItsColumns(t *testing.T) {
	s := open(t, newPath(t))
	keep(t, s, "a")
	r, err := s.Result("a")
	if err != nil || !r.Schema().Equal(numbers) || rowsIn(t, r) != "" {
		t.Errorf("%v, %v", r, err)
	}
}

func TestDeletedRunsLoseTheirRows(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	for _, id := range []string{"a", "b", "c"} {
		keep(t, s, id, batchOf(t, 0, 1))
	}
	if err := s.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Prune(t.Context(), time.Time{}, 1); err != nil {
		t.Fatal(err)
	}
	if n, size, err := s.ClearResults(t.Context(), "other"); n != 0 || size != 0 || err != nil {
		t.Errorf("%d, %d, %v", n, size, err)
	}
	files, err := os.ReadDir(path + ".results")
	if err != nil || len(files) != 1 || files[0].Name() != "c.rows" {
		t.Fatalf("%v, %v", files, err)
	}
	if n, size, err := s.ClearResults(t.Context(), "shop"); n != 1 || size <= 0 || err != nil {
		t.Errorf("%d, %d, %v", n, size, err)
	}
	for _, id := range []string{"a", "b", "c", "../history", "no such"} {
		if _, err := s.Result(id); !errors.Is(err, ErrNoResult) {
			t.Errorf("%s: %v", id, err)
		}
	}
}

func TestResultsAreBounded(t *testing.T) {
	path := newPath(t)
	s, err := Open(t.Context(), path, Options{ResultsBudget: 20_000, ResultsAge: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i := range 10 {
		keep(t, s, fmt.Sprint("r", i), batchOf(t, i, 500))
	}
	total, files := int64(0), 0
	list, err := os.ReadDir(path + ".results")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		total, files = total+info.Size(), files+1
	}
	if total > 20_000 || files == 0 || files == 10 {
		t.Fatalf("%d files of %d bytes", files, total)
	}
	if _, err := s.Result("r9"); err != nil {
		t.Errorf("the newest is gone: %v", err)
	}
	if _, err := s.db.Exec("UPDATE results SET kept_at = 0"); err != nil {
		t.Fatal(err)
	}
	keep(t, s, "young", batchOf(t, 0, 1))
	if _, err := s.Result("r9"); !errors.Is(err, ErrNoResult) {
		t.Errorf("the old one is still there: %v", err)
	}
}

func TestResultsCanBeSwitchedOff(t *testing.T) {
	path := newPath(t)
	s, err := Open(t.Context(), path, Options{ResultsBudget: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	keep(t, s, "a", batchOf(t, 0, 1))
	if _, err := os.Stat(path + ".results"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

func TestDamagedResultIsNotShown(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	keep(t, s, "a", batchOf(t, 0, 100))
	file := filepath.Join(path+".results", "a.rows")
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, data := range [][]byte{nil, whole[:len(whole)/2], append([]byte{whole[0] ^ 1}, whole[1:]...)} {
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Result("a"); !errors.Is(err, errResultDamaged) {
			t.Errorf("%d bytes: %v", len(data), err)
		}
	}
}

func TestResultOfADeletedRunIsNotStored(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	if err := s.KeepResult(t.Context(), "gone", numbers, []arrow.RecordBatch{batchOf(t, 0, 1)}); err != nil {
		t.Fatal(err)
	}
	if files, _ := os.ReadDir(path + ".results"); len(files) != 0 {
		t.Errorf("%v", files)
	}
}

// The rows that a lost history has stored are nobody's, and nothing would bound
// them.
func TestRowsOfALostHistoryAreRemoved(t *testing.T) {
	path := newPath(t)
	closed(t, path, func(s *Store) { keep(t, s, "lost", batchOf(t, 0, 1)) })
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	keep(t, s, "new", batchOf(t, 0, 1))
	if s.HasResult("lost") || !s.HasResult("new") {
		t.Errorf("lost: %v, new: %v", s.HasResult("lost"), s.HasResult("new"))
	}
	closed(t, path, func(s *Store) {
		if !s.HasResult("new") {
			t.Error("the next opening removes rows that are known")
		}
	})
}
