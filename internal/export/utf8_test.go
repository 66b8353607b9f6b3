package export

import (
	"bytes"
	"testing"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// Text that is no UTF-8 would make a file that others refuse to read.
func TestBytesInText(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "s", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "l", Type: arrow.ListOf(arrow.BinaryTypes.String), Nullable: true},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	texts, lists := b.Field(0).(*array.StringBuilder), b.Field(1).(*array.ListBuilder)
	for _, s := range []string{"é", "a\xff\xfe\xc3", "�"} {
		texts.Append(s)
		lists.Append(true)
		lists.ValueBuilder().(*array.StringBuilder).Append(s)
	}
	texts.AppendNull()
	lists.AppendNull()
	sent := b.NewRecordBatch()
	var out bytes.Buffer
	w, err := NewWriter(&out, "arrow", schema, Options{})
	if err == nil {
		err = w.Write(sent)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := ipc.NewFileReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	batch, err := r.RecordBatch(0)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*array.String{batch.Column(0).(*array.String), batch.Column(1).(*array.List).ListValues().(*array.String)} {
		for i, want := range []string{"é", `a\xff\xfe\xc3`, "�"} {
			if got := c.Value(i); got != want || !utf8.ValidString(got) {
				t.Errorf("%q, want %q", got, want)
			}
		}
	}
	var parquet bytes.Buffer
	w, err = NewWriter(&parquet, "parquet", schema, Options{})
	if err == nil {
		err = w.Write(sent)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil || bytes.Contains(parquet.Bytes(), []byte("a\xff\xfe")) {
		t.Errorf("Parquet has bytes that are no text, or %v", err)
	}
	if !batch.Column(0).IsNull(3) || !batch.Column(1).IsNull(3) {
		t.Error("NULL was lost")
	}
}
