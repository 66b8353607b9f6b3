package duck

import (
	"context"
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	bindings "github.com/duckdb/duckdb-go-bindings"
	"go.uber.org/goleak"

	"sonde/connectors"
	"sonde/internal/value"
)

// TestMain checks that no goroutine is left and, with the build tag
// debug_bindings, which makes the bindings count, no object of the engine.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if left := bindings.GetAllocationCounts(); left != "" {
			fmt.Fprint(os.Stderr, "not destroyed: ", left)
			code = 1
		}
		os.Exit(code)
	}))
}

// session opens a database in memory with one session, closed with the test.
func session(t testing.TB) *Conn {
	t.Helper()
	db, err := Open(t.Context(), "", Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	c, err := db.Connect()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// query starts a statement that must start; its rows are closed with the test.
func query(t testing.TB, c *Conn, sql string, params ...connectors.Param) *Rows {
	t.Helper()
	rows, err := c.Query(t.Context(), sql, params)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	t.Cleanup(func() { rows.Close() })
	return rows
}

// readAll reads the rows to their proper end.
func readAll(t testing.TB, rows *Rows) []arrow.RecordBatch {
	t.Helper()
	var batches []arrow.RecordBatch
	for {
		b, err := rows.Next(context.Background())
		if err == io.EOF {
			return batches
		}
		if err != nil {
			t.Fatal(err)
		}
		if b.NumRows() == 0 {
			t.Fatal("a batch without rows")
		}
		batches = append(batches, b)
	}
}

// failure reads the rows to the error that they must end with.
func failure(t testing.TB, rows *Rows) *connectors.Error {
	t.Helper()
	for {
		_, err := rows.Next(context.Background())
		if err == io.EOF {
			t.Fatal("no error")
		}
		if err != nil {
			return connectors.AsError(err)
		}
	}
}

func TestRowsArriveInOrderAcrossChunks(t *testing.T) {
	rows := query(t, session(t), "SELECT range AS i FROM range(100000)")
	want := int64(0)
	for _, b := range readAll(t, rows) {
		for _, got := range b.Column(0).(interface{ Int64Values() []int64 }).Int64Values() {
			if got != want {
				t.Fatalf("row %d holds %d", want, got)
			}
			want++
		}
	}
	if want != 100000 {
		t.Fatalf("%d rows", want)
	}
}

// format is the text of the first value in a row of a batch.
func format(b arrow.RecordBatch, row int) []byte {
	return value.NewFormatter(b.Schema().Field(0)).Append(nil, b.Column(0), row)
}
