package export

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
	"sonde/internal/value"
)

// Whether a field stands in quotes does not depend on its neighbours: rows that
// hold nothing special are written as they are among others, in a part of a batch
// too.
func TestQuotesWithCalmNeighbours(t *testing.T) {
	b := array.NewStringBuilder(memory.DefaultAllocator)
	b.AppendValues([]string{"a,b", "c", "", "x", "d\"e", "f\ng", "last"}, []bool{true, true, true, false, true, true, true})
	all := b.NewStringArray()
	field := connectors.Field("s", arrow.BinaryTypes.String, "", connectors.KindText)
	e := &delimited{delimiter: ',', newline: "\n"}
	for _, c := range []byte{',', '"', '\n', '\r'} {
		e.special[c] = true
	}
	fields := []string{`"a,b"`, "c", `""`, "", `"d""e"`, "\"f\ng\"", "last"}
	for from := range fields {
		for to := from; to <= len(fields); to++ {
			for _, part := range []struct {
				array    arrow.Array
				from, to int
			}{{all, from, to}, {array.NewSlice(all, int64(from), int64(to)), 0, to - from}} {
				c := column{array: part.array, format: value.NewFormatter(field)}
				want := strings.Join(append(fields[from:to:to], ""), "\n")
				if got := string(e.rows(nil, []column{c}, part.from, part.to, 0)); got != want {
					t.Fatalf("rows %d to %d: %q, want %q", from, to, got, want)
				}
			}
		}
	}
}
