package result

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

// everythingSpills is a budget below any batch.
const everythingSpills = 4

func TestEveryTypeComesBackFromDisk(t *testing.T) {
	for _, c := range samples(t) {
		t.Run(c.name, func(t *testing.T) {
			s := newPool(t, everythingSpills).NewStore()
			batches := []arrow.RecordBatch{oneColumn(c.arr), oneColumn(array.NewSlice(c.arr, 1, 4)), oneColumn(array.NewSlice(c.arr, 2, 2))}
			for _, b := range batches {
				if err := s.Append(b); err != nil {
					t.Fatal(err)
				}
			}
			for i, want := range batches {
				wantSpilled(t, s, i)
				got, err := s.Snapshot().Load(context.Background(), i)
				if err != nil {
					t.Fatal(err)
				}
				wantBatch(t, got, want)
			}
		})
	}
}

func wantSpilled(t *testing.T, s *Store, batch int) {
	t.Helper()
	if _, ok := s.Snapshot().Peek(batch); ok {
		t.Fatalf("batch %d is still in memory", batch)
	}
}

func wantBatch(t *testing.T, got, want arrow.RecordBatch) {
	t.Helper()
	if !got.Schema().Equal(want.Schema()) {
		t.Errorf("schema %v, want %v", got.Schema(), want.Schema())
	}
	if !array.RecordEqual(got, want) {
		t.Errorf("rows %v, want %v", got, want)
	}
}

func TestColumnAsTextKeepsDeclaredSchema(t *testing.T) {
	s := newPool(t, everythingSpills).NewStore()
	text := oneColumn(fromJSON(t, arrow.BinaryTypes.String, `["12", "twelve"]`))
	declared := oneColumn(fromJSON(t, arrow.PrimitiveTypes.Int64, `[1]`))
	s.SetSchema(declared.Schema())
	for _, b := range []arrow.RecordBatch{text, declared} {
		if err := s.Append(b); err != nil {
			t.Fatal(err)
		}
	}
	if !s.Snapshot().Schema().Equal(declared.Schema()) {
		t.Errorf("schema %v", s.Snapshot().Schema())
	}
	for i, want := range []arrow.RecordBatch{text, declared} {
		got, err := s.Snapshot().Load(context.Background(), i)
		if err != nil {
			t.Fatal(err)
		}
		wantBatch(t, got, want)
	}
	shared, _ := s.Snapshot().Load(context.Background(), 1)
	if shared.Schema() != s.Snapshot().Schema() {
		t.Error("a batch of the declared columns came back with a schema of its own")
	}
}

func TestRowsWithoutColumns(t *testing.T) {
	s := newPool(t, everythingSpills).NewStore()
	none := arrow.NewSchema(nil, nil)
	for range 3 {
		if err := s.Append(array.NewRecordBatch(none, nil, 7)); err != nil {
			t.Fatal(err)
		}
	}
	rows := int64(0)
	for b, err := range s.Snapshot().View([]int64{20, 0, 7}).Scan(context.Background(), 0, -1) {
		if err != nil {
			t.Fatal(err)
		}
		rows += b.NumRows()
	}
	if got := s.Snapshot().NumRows(); got != 21 || rows != 3 {
		t.Errorf("%d rows stored, %d in the view", got, rows)
	}
}

func TestManyColumns(t *testing.T) {
	const width = 10_000
	s := newPool(t, everythingSpills).NewStore()
	one := fromJSON(t, arrow.BinaryTypes.String, `["a", null, ""]`)
	fields, columns := make([]arrow.Field, width), make([]arrow.Array, width)
	for i := range fields {
		fields[i], columns[i] = arrow.Field{Name: "same", Type: one.DataType(), Nullable: true}, one
	}
	want := array.NewRecordBatch(arrow.NewSchema(fields, nil), columns, 3)
	if err := s.Append(want); err != nil {
		t.Fatal(err)
	}
	wantSpilled(t, s, 0)
	got, err := s.Snapshot().Load(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	wantBatch(t, got, want)
}

func TestHugeCell(t *testing.T) {
	s := newPool(t, 8<<20).NewStore()
	fill(t, s, 1, 10)
	cell := strings.Repeat("x", 100<<20)
	b := array.NewRecordBuilder(memory.DefaultAllocator, numbers)
	for i := range int64(2) {
		b.Field(0).(*array.Int64Builder).Append(i)
		b.Field(1).(*array.StringBuilder).Append(cell)
	}
	if err := s.Append(b.NewRecordBatch()); err != nil {
		t.Fatal(err)
	}
	wantSpilled(t, s, 1)
	rows := 0
	for b, err := range s.Snapshot().View([]int64{10, 0, 11, 1}).Scan(context.Background(), 0, -1) {
		if err != nil {
			t.Fatal(err)
		}
		for i := range int(b.NumRows()) {
			if text := b.Column(1).(*array.String).Value(i); rows%2 == 0 && len(text) != len(cell) {
				t.Errorf("row %d has %d bytes", rows, len(text))
			}
			rows++
		}
	}
	if rows != 4 {
		t.Errorf("%d rows", rows)
	}
}

// fullDisk is a spill file on a disk with little room.
type fullDisk struct {
	spillFile
	room *int64
}

func (f fullDisk) WriteAt(b []byte, at int64) (int, error) {
	if int64(len(b)) > *f.room {
		n, _ := f.spillFile.WriteAt(b[:*f.room], at)
		return n, syscall.ENOSPC
	}
	*f.room -= int64(len(b))
	return f.spillFile.WriteAt(b, at)
}

func TestDiskFull(t *testing.T) {
	p := newPool(t, 400_000)
	room := int64(100_000)
	p.create = func(path string) (spillFile, error) {
		f, err := createSpillFile(path)
		return fullDisk{f, &room}, err
	}
	s := p.NewStore()
	var err error
	rows := int64(0)
	for err == nil && rows < 1_000_000 {
		if err = s.Append(numberBatch(rows, 1000)); err == nil {
			rows += 1000
		}
	}
	if !connectors.IsClass(err, connectors.ClassCapacity) || !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), p.dir) {
		t.Fatalf("error %v", err)
	}
	if _, disk := p.Usage(); disk == 0 {
		t.Error("nothing had been spilled before")
	}
	wantNumbers(t, s, rows)

	room = 1 << 30
	fill(t, s, 10, 1000)
	wantNumbers(t, s, rows+10_000)
}

func wantNumbers(t *testing.T, s *Store, rows int64) {
	t.Helper()
	got := scanNumbers(t, s.Snapshot().View(nil), 0, -1)
	if int64(len(got)) != rows {
		t.Fatalf("%d rows, want %d", len(got), rows)
	}
	for i, n := range got {
		if n != int64(i) {
			t.Fatalf("row %d holds %d", i, n)
		}
	}
}

func TestFolderCannotBeMade(t *testing.T) {
	p := NewPool(Options{Budget: everythingSpills, Dir: filepath.Join(t.TempDir(), "missing")})
	err := p.NewStore().Append(numberBatch(0, 10))
	if !connectors.IsClass(err, connectors.ClassCapacity) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}

func TestSpillFileIsPrivate(t *testing.T) {
	p := newPool(t, everythingSpills)
	wantFiles(t, p.dir, 0)
	fill(t, p.NewStore(), 2, 10)
	for path, mode := range map[string]fs.FileMode{"sonde-*": 0o700, "sonde-*/*.arrows": 0o600} {
		found, err := filepath.Glob(filepath.Join(p.dir, path))
		if err != nil || len(found) != 1 {
			t.Fatalf("%s: %v, %v", path, found, err)
		}
		if info, err := os.Stat(found[0]); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
}

func TestDamagedFileIsAnError(t *testing.T) {
	p := newPool(t, everythingSpills)
	s := p.NewStore()
	fill(t, s, 2, 1000)
	if err := s.file.Truncate(s.end - 2000); err != nil {
		t.Fatal(err)
	}
	_, err := s.Snapshot().Load(context.Background(), 1)
	if !connectors.IsClass(err, connectors.ClassInternal) || !strings.Contains(err.Error(), "rows 1000 to 1999") {
		t.Errorf("error %v", err)
	}
	if _, err := s.Snapshot().Load(context.Background(), 0); err != nil {
		t.Errorf("the batch before the damage: %v", err)
	}
}

// FuzzDamage changes one byte of a spill file. The rows must come back as they
// were, or not at all.
func FuzzDamage(f *testing.F) {
	f.Add(uint16(0), byte(1))
	f.Add(uint16(162), byte(126))
	f.Add(uint16(500), byte(0))
	f.Fuzz(func(t *testing.T, at uint16, value byte) {
		s := newPool(t, everythingSpills).NewStore()
		fill(t, s, 1, 20)
		offset := int64(at) % s.end
		was := make([]byte, 1)
		if _, err := s.file.ReadAt(was, offset); err != nil {
			t.Fatal(err)
		}
		if _, err := s.file.WriteAt([]byte{value}, offset); err != nil {
			t.Fatal(err)
		}
		_, err := s.Snapshot().Load(context.Background(), 0)
		if damaged := was[0] != value; damaged != connectors.IsClass(err, connectors.ClassInternal) {
			t.Errorf("damaged: %v, error %v", damaged, err)
		}
	})
}
