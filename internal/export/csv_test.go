package export

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// FuzzCSV shows that what is written reads back as the same fields, and that
// NULL and the empty string stay apart.
func FuzzCSV(f *testing.F) {
	f.Add("plain", "", byte(','))
	f.Add("a\"b\n\r\n,", " x", byte(';'))
	f.Add("\x00\xff", "\"\"", byte('\t'))
	f.Fuzz(func(t *testing.T, first, second string, delimiter byte) {
		if delimiter == '"' || delimiter == '\n' || delimiter == '\r' || delimiter == 0 || delimiter >= 0x80 {
			return
		}
		b := array.NewStringBuilder(memory.DefaultAllocator)
		b.AppendValues([]string{first, second}, nil)
		b.AppendNull()
		column := b.NewArray()
		field := arrow.Field{Name: first, Type: column.DataType(), Nullable: true}
		schema := arrow.NewSchema([]arrow.Field{field, {Name: "other", Type: field.Type, Nullable: true}}, nil)
		text := written(t, "csv", Options{Delimiter: delimiter}, schema, array.NewRecordBatch(schema, []arrow.Array{column, column}, 3))
		if null := "\n" + string(delimiter) + "\n"; !strings.HasSuffix(text, null) {
			t.Errorf("NULL is written as %q", text)
		}
		r := csv.NewReader(strings.NewReader(text))
		r.Comma = rune(delimiter)
		rows, err := r.ReadAll()
		if err != nil || len(rows) != 4 {
			t.Fatalf("%q: %d rows, %v", text, len(rows), err)
		}
		// The reader of the standard library folds line ends inside quotes.
		for i, want := range []string{first, first, second} {
			if want = strings.ReplaceAll(want, "\r\n", "\n"); rows[i][0] != want {
				t.Errorf("%q came back as %q", want, rows[i][0])
			}
		}
	})
}
