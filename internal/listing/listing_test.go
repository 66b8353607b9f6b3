package listing

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

// fake answers every statement with the same batches, and then err.
type fake struct {
	batches []arrow.RecordBatch
	err     error
	closed  bool
}

func (f *fake) Query(context.Context, connectors.Statement) (connectors.Rows, error) { return f, nil }
func (f *fake) Schema() *arrow.Schema                                                { return nil }
func (f *fake) Progress() connectors.Progress                                        { return connectors.Progress{} }
func (f *fake) Close() error                                                         { f.closed = true; return nil }

func (f *fake) Next(context.Context) (arrow.RecordBatch, error) {
	if len(f.batches) == 0 {
		return nil, f.err
	}
	b := f.batches[0]
	f.batches = f.batches[1:]
	return b, nil
}

func batch(t *testing.T, rows string) arrow.RecordBatch {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{{Name: "TABLE_NAME", Type: arrow.BinaryTypes.String, Nullable: true}, {Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true}}, nil)
	b, _, err := array.RecordFromJSON(memory.NewGoAllocator(), schema, strings.NewReader(rows))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAsk(t *testing.T) {
	f := &fake{batches: []arrow.RecordBatch{batch(t, `[{"TABLE_NAME":"a","n":1}]`), batch(t, `[{"TABLE_NAME":null,"n":2}]`)}, err: io.EOF}
	a, err := Ask(t.Context(), f, connectors.Statement{})
	if err != nil || !f.closed {
		t.Fatalf("%v, closed %v", err, f.closed)
	}
	got := a.Rows("n", "table_name", "missing")
	if len(got) != 2 || !slices.Equal(got[0], []string{"1", "a", ""}) || !slices.Equal(got[1], []string{"2", "", ""}) {
		t.Errorf("%q", got)
	}
}

func TestAskFails(t *testing.T) {
	f := &fake{err: errors.New("no")}
	if _, err := Ask(t.Context(), f, connectors.Statement{}); err == nil || !f.closed {
		t.Errorf("%v, closed %v", err, f.closed)
	}
}
