package result

import (
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

func TestDeviates(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64}}, nil)
	pool := NewPool(Options{})
	defer pool.Close()
	s := pool.NewStore()
	s.SetSchema(schema)
	numbers := array.NewInt64Builder(memory.DefaultAllocator)
	numbers.Append(1)
	if err := s.Append(array.NewRecordBatch(schema, []arrow.Array{numbers.NewArray()}, 1)); err != nil {
		t.Fatal(err)
	}
	if s.Snapshot().View(nil).Deviates() {
		t.Error("columns of the declared type deviate")
	}
	texts := array.NewStringBuilder(memory.DefaultAllocator)
	texts.Append("many")
	odd := arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.BinaryTypes.String}}, nil)
	if err := s.Append(array.NewRecordBatch(odd, []arrow.Array{texts.NewArray()}, 1)); err != nil {
		t.Fatal(err)
	}
	if !s.Snapshot().View(nil).Deviates() {
		t.Error("a column of text does not deviate from a declared number")
	}
}
