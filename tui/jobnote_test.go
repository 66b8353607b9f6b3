package tui

import (
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/internal/export"
	"sonde/tui/exporter"
)

// oneBatch is a source of one batch.
type oneBatch struct {
	arrow.RecordBatch
	read bool
}

func (o *oneBatch) Next(context.Context) (arrow.RecordBatch, error) {
	if o.read {
		return nil, io.EOF
	}
	o.read = true
	return o.RecordBatch, nil
}

// The notice after an export names the columns that its preview named as text.
func TestTheNoticeNamesWhatThePreviewNamed(t *testing.T) {
	field := arrow.Field{Name: "at", Type: &arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: "UTC"}, Nullable: true}
	b := array.NewTimestampBuilder(memory.DefaultAllocator, field.Type.(*arrow.TimestampType))
	b.Append(1)
	schema := arrow.NewSchema([]arrow.Field{field}, nil)
	source := &oneBatch{RecordBatch: array.NewRecordBatch(schema, []arrow.Array{b.NewArray()}, 1)}
	var j job
	choice := exporter.Choice{Target: exporter.File, Format: "parquet", Path: filepath.Join(t.TempDir(), "t.parquet")}
	if _, err := j.write(t.Context(), choice, source, export.Options{}); err != nil {
		t.Fatal(err)
	}
	if want := export.Note("parquet", schema, export.Options{}); want == "" || j.partly() != " · "+want {
		t.Errorf("told %q, noted before %q", j.partly(), want)
	}
	if got := changesTold("a", "b"); got != "a; b" || strings.Contains(changesTold("", "b"), ";") {
		t.Errorf("joined as %q", got)
	}
}
