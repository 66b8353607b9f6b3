package result

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	runStream()
	goleak.VerifyTestMain(m)
}

var numbers = arrow.NewSchema([]arrow.Field{
	{Name: "n", Type: arrow.PrimitiveTypes.Int64},
	{Name: "text", Type: arrow.BinaryTypes.String, Nullable: true},
}, nil)

// numberBatch holds the numbers first to first+n-1, as integers and as text.
func numberBatch(first, n int64) arrow.RecordBatch {
	b := array.NewRecordBuilder(memory.DefaultAllocator, numbers)
	for i := first; i < first+n; i++ {
		b.Field(0).(*array.Int64Builder).Append(i)
		b.Field(1).(*array.StringBuilder).Append(fmt.Sprint("row ", i))
	}
	return b.NewRecordBatch()
}

// fill appends count batches of n numbered rows each.
func fill(t testing.TB, s *Store, count, n int) {
	t.Helper()
	first := s.Snapshot().NumRows()
	for i := range int64(count) {
		if err := s.Append(numberBatch(first+i*int64(n), int64(n))); err != nil {
			t.Fatal(err)
		}
	}
}

func wantFiles(t testing.TB, dir string, n int) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != n {
		t.Errorf("%d files, want %d: %v", len(entries), n, entries)
	}
}

// newPool returns a pool that is closed, and must leave nothing, at the end.
func newPool(t testing.TB, budget int64) *Pool {
	t.Helper()
	p := NewPool(Options{Budget: budget, Dir: t.TempDir()})
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		wantFiles(t, p.dir, 0)
		if memory, disk := p.Usage(); memory != 0 || disk != 0 {
			t.Errorf("a closed pool holds %d bytes of memory and %d of disk", memory, disk)
		}
	})
	return p
}

// scanNumbers reads the numbers of a view and checks each against its text.
func scanNumbers(t testing.TB, v *View, first, n int64) []int64 {
	t.Helper()
	out := []int64{}
	for b, err := range v.Scan(context.Background(), first, n) {
		if err != nil {
			t.Fatal(err)
		}
		for i := range int(b.NumRows()) {
			out = append(out, numberAt(t, b, i))
		}
	}
	return out
}

func numberAt(t testing.TB, b arrow.RecordBatch, row int) int64 {
	t.Helper()
	n := b.Column(0).(*array.Int64).Value(row)
	if text := b.Column(1).(*array.String).Value(row); text != fmt.Sprint("row ", n) {
		t.Fatalf("row of number %d has text %q", n, text)
	}
	return n
}

// fromJSON builds an array from its JSON form.
func fromJSON(t testing.TB, dt arrow.DataType, json string) arrow.Array {
	t.Helper()
	a, _, err := array.FromJSON(memory.DefaultAllocator, dt, strings.NewReader(json))
	if err != nil {
		t.Fatalf("%s: %v", dt, err)
	}
	return a
}

// oneColumn makes a batch of a single column.
func oneColumn(a arrow.Array) arrow.RecordBatch {
	meta := arrow.NewMetadata([]string{"sonde.type"}, []string{"as the source says"})
	schema := arrow.NewSchema([]arrow.Field{{Type: a.DataType(), Nullable: true, Metadata: meta}}, nil)
	return array.NewRecordBatch(schema, []arrow.Array{a}, int64(a.Len()))
}
