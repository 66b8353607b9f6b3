package cli

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

// lateRows are numbers, and after three of them a text.
type lateRows struct {
	fakeRows
	at int
}

var lateSchema = arrow.NewSchema([]arrow.Field{connectors.Field("n", arrow.PrimitiveTypes.Int64, "BIGINT", connectors.KindText)}, nil)

func (*lateRows) Schema() *arrow.Schema { return lateSchema }

func (r *lateRows) Next(context.Context) (arrow.RecordBatch, error) {
	r.at++
	switch {
	case r.at <= 3:
		b := array.NewInt64Builder(memory.DefaultAllocator)
		b.Append(int64(r.at))
		return array.NewRecordBatch(lateSchema, []arrow.Array{b.NewArray()}, 1), nil
	case r.at == 4:
		b := array.NewStringBuilder(memory.DefaultAllocator)
		b.Append("four")
		schema := arrow.NewSchema([]arrow.Field{connectors.Field("n", arrow.BinaryTypes.String, "BIGINT", connectors.KindText)}, nil)
		return array.NewRecordBatch(schema, []arrow.Array{b.NewArray()}, 1), nil
	}
	return nil, io.EOF
}

// A value that comes late and does not fit its column loses nothing: a file is begun
// anew, and of a pipe the error says what to do.
func TestValuesThatFitNoTypeAndComeLate(t *testing.T) {
	home(t, "")
	const told = "row 4, column \"n\": the value \"four\" does not fit the type BIGINT, which the column has from its first row on\n"
	for _, file := range []string{"a.parquet", "a.arrow"} {
		sonde(t, "query", "-c", "fake://h", "-o", file, "SELECT late").expect(t, ExitOK, "", "warning: written as text: n; "+told)
		sonde(t, "query", "-c", file, "SELECT n FROM a").expect(t, ExitOK, "n\n1\n2\n3\nfour\n", "")
		o := sonde(t, "query", "-c", "fake://h", "--format", strings.TrimPrefix(file, "a."), "SELECT late")
		if o.code != ExitIncomplete || !strings.Contains(o.errors, told) || !strings.Contains(o.errors, "hint: Write to a file") {
			t.Errorf("%d, %s", o.code, o.errors)
		}
	}
}
