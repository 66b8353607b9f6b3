package cli

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

func TestLinesArePrintedAsTheyCame(t *testing.T) {
	b := array.NewStringBuilder(memory.DefaultAllocator)
	b.AppendStringValues([]string{`┌─"a"─┐`, "", "a,b"}, nil)
	schema := arrow.NewSchema([]arrow.Field{connectors.Field("PrettyCompact", arrow.BinaryTypes.String, "text", connectors.KindLine)}, nil)
	var out strings.Builder
	w := lineWriter{&out}
	if err := w.Write(array.NewRecordBatch(schema, []arrow.Array{b.NewArray()}, 3)); err != nil || out.String() != "┌─\"a\"─┐\n\na,b\n" {
		t.Errorf("%q, %v", out.String(), err)
	}
	if !connectors.IsLines(schema) {
		t.Error("the answer is not known to be text")
	}
}
