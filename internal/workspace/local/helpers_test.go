package local

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"go.uber.org/goleak"

	"sonde/internal/duck"
	"sonde/internal/result"
	"sonde/internal/value"
	"sonde/internal/workspace"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t testing.TB) *Engine {
	t.Helper()
	w := New(Options{})
	t.Cleanup(func() { w.Close() })
	return w
}

// store keeps batches as the rows of a result.
func store(t testing.TB, schema *arrow.Schema, batches ...arrow.RecordBatch) *result.Snapshot {
	t.Helper()
	pool := result.NewPool(result.Options{})
	t.Cleanup(func() { pool.Close() })
	s := pool.NewStore()
	s.SetSchema(schema)
	for _, b := range batches {
		if err := s.Append(b); err != nil {
			t.Fatal(err)
		}
	}
	return s.Snapshot()
}

// answer keeps the answer of DuckDB to a query.
func answer(t testing.TB, sql string) *result.Snapshot {
	t.Helper()
	ctx := context.Background()
	db, err := duck.Open(ctx, "", duck.Options{Settings: map[string]string{"TimeZone": "UTC"}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Connect()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := conn.Query(ctx, sql, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var batches []arrow.RecordBatch
	for {
		b, err := rows.Next(ctx)
		if errors.Is(err, io.EOF) {
			return store(t, rows.Schema(), batches...)
		}
		if err != nil {
			t.Fatal(err)
		}
		batches = append(batches, b)
	}
}

// column builds a result of one column, a batch for each list of JSON values.
func column(t testing.TB, f arrow.Field, lists ...string) *result.Snapshot {
	t.Helper()
	var batches []arrow.RecordBatch
	for _, list := range lists {
		a, _, err := array.FromJSON(memory.DefaultAllocator, f.Type, strings.NewReader(list))
		if err != nil {
			t.Fatal(err)
		}
		batches = append(batches, oneColumn(f, a))
	}
	return store(t, arrow.NewSchema([]arrow.Field{f}, nil), batches...)
}

func oneColumn(f arrow.Field, a arrow.Array) arrow.RecordBatch {
	f.Type = a.DataType()
	return array.NewRecordBatch(arrow.NewSchema([]arrow.Field{f}, nil), []arrow.Array{a}, int64(a.Len()))
}

// shown is the text of a cell; NULL where there is none.
func shown(t testing.TB, s *result.Snapshot, row int64, column int) string {
	t.Helper()
	batch, offset := s.Locate(row)
	b, err := s.Load(context.Background(), batch)
	if err != nil {
		t.Fatal(err)
	}
	m := value.NewFormatter(b.Schema().Field(column))
	if m.IsNull(b.Column(column), offset) {
		return "NULL"
	}
	return string(m.Append(nil, b.Column(column), offset))
}

// cells are the texts of the first column in the order of rows.
func cells(t testing.TB, s *result.Snapshot, rows []int64) string {
	t.Helper()
	out := make([]string, len(rows))
	for i, row := range rows {
		out[i] = shown(t, s, row, 0)
	}
	return strings.Join(out, " ")
}

func arrange(t testing.TB, w *Engine, s *result.Snapshot, where []workspace.Condition, by ...workspace.SortKey) []int64 {
	t.Helper()
	rows, err := w.Arrange(context.Background(), s, where, by, nil)
	if err != nil {
		t.Fatalf("%v %v: %v", where, by, err)
	}
	return rows
}

// renamed is a result with other names of its columns.
func renamed(t testing.TB, s *result.Snapshot, names ...string) *result.Snapshot {
	t.Helper()
	fields := s.Schema().Fields()
	for i := range fields {
		fields[i].Name = names[i]
	}
	schema := arrow.NewSchema(fields, nil)
	var batches []arrow.RecordBatch
	for i := range s.NumBatches() {
		b, err := s.Load(context.Background(), i)
		if err != nil {
			t.Fatal(err)
		}
		batches = append(batches, array.NewRecordBatch(schema, b.Columns(), b.NumRows()))
	}
	return store(t, schema, batches...)
}
