package clickhouse

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// tellOfBytes warns, once for each column, of strings that are no UTF-8: not every
// file can hold them.
func (a *Answer) tellOfBytes(batch arrow.RecordBatch) {
	var names []string
	for i, c := range batch.Columns() {
		text, ok := c.(*array.String)
		if ok && !utf8.Valid(text.ValueBytes()) && !slices.Contains(a.bytes, batch.ColumnName(i)) {
			names = append(names, batch.ColumnName(i))
		}
	}
	if len(names) > 0 {
		a.bytes = append(a.bytes, names...)
		a.warn("%s: some text is no UTF-8; CSV and TSV keep its bytes, JSON has � in their place, and Parquet and Arrow have \\xHH", strings.Join(names, ", "))
	}
}
