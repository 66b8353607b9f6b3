package tui

import (
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/history"
	"sonde/tui/recall"
)

// The preview has the first rows of a result, not those of its first batch.
func TestThePreviewReadsOverBatches(t *testing.T) {
	store := historyAt(t, t.TempDir()+"/history.db")
	defer store.Close()
	schema := arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64}}, nil)
	var batches []arrow.RecordBatch
	for n := range int64(recall.PeekedRows + 5) {
		b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
		b.Field(0).(*array.Int64Builder).Append(n)
		batches = append(batches, b.NewRecordBatch())
	}
	e := history.Entry{ID: history.NewID(), SQL: "SELECT n", Status: history.OK}
	if err := store.Begin(e); err != nil {
		t.Fatal(err)
	}
	if err := store.KeepResult(t.Context(), e.ID, schema, batches); err != nil {
		t.Fatal(err)
	}
	a := appOver(t, store)
	lines := a.peek(e)().(peekedMsg).lines
	if n := len(lines) - recall.TableHead; n != recall.PeekedRows || strings.TrimSpace(lines[len(lines)-1]) != "19" {
		t.Errorf("%d rows: %q", n, lines)
	}
	if slices.Contains(lines, "20") {
		t.Error("more rows than the preview shows")
	}
}
