package value

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

func TestTextsOfAColumn(t *testing.T) {
	lists, _, err := array.FromJSON(memory.DefaultAllocator, arrow.ListOf(arrow.PrimitiveTypes.Int64), strings.NewReader(`[[1], [], null, [2, null]]`))
	if err != nil {
		t.Fatal(err)
	}
	got := Texts(arrow.Field{Type: lists.DataType()}, array.NewSlice(lists, 1, 4))
	if got.Len() != 3 || got.Value(0) != "[]" || !got.IsNull(1) || got.Value(2) != "[2,null]" {
		t.Errorf("%v", got)
	}
}
