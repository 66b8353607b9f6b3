package clickhouse

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"go.uber.org/goleak"

	"sonde/internal/value"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// recorded opens an answer that was recorded from the engine.
func recorded(t *testing.T, name, format string) *Answer {
	t.Helper()
	body, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	a := Read(body, format, "")
	t.Cleanup(func() { _ = a.Close() })
	return a
}

// table reads an answer to its end: the names, and the text of every cell. A
// column that had a misfit has an exclamation mark behind its name.
func table(t *testing.T, a *Answer) (names []string, rows [][]string, err error) {
	t.Helper()
	misfits := map[int]bool{}
	for {
		batch, next := a.Next(context.Background())
		if next != nil {
			err = next
			break
		}
		rows = append(rows, cells(batch)...)
		for i, f := range batch.Schema().Fields() {
			misfits[i] = misfits[i] || !arrow.TypeEqual(f.Type, a.Schema().Field(i).Type)
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	if a.Schema() != nil {
		for i, f := range a.Schema().Fields() {
			name := f.Name
			if misfits[i] {
				name += "!"
			}
			names = append(names, name)
		}
	}
	return names, rows, err
}

func cells(batch arrow.RecordBatch) [][]string {
	rows := make([][]string, batch.NumRows())
	for c, column := range batch.Columns() {
		format := value.NewFormatter(batch.Schema().Field(c))
		for r := range rows {
			text := "NULL"
			if !format.IsNull(column, r) {
				text = string(format.Append(nil, column, r))
			}
			rows[r] = append(rows[r], text)
		}
	}
	return rows
}

func TestDump(t *testing.T) {
	for _, f := range strings.Fields(os.Getenv("DUMP")) {
		a := recorded(t, "types."+f, f)
		names, rows, err := table(t, a)
		t.Log(err)
		for i, n := range names {
			var v []string
			for _, r := range rows {
				v = append(v, r[i])
			}
			t.Logf("%s: %s  %q", n, a.Schema().Field(i).Type, v)
		}
	}
}
