package clickhouse

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/decode"
)

// tellOfBytes warns, once for each column, of strings that are no UTF-8: not every
// file can hold them.
func (a *Answer) tellOfBytes(batch arrow.RecordBatch) {
	var names, replaced []string
	for i, c := range batch.Columns() {
		text, ok := c.(*array.String)
		if ok && !utf8.Valid(text.ValueBytes()) && !slices.Contains(a.bytes, batch.ColumnName(i)) {
			names = append(names, batch.ColumnName(i))
		}
		if ok && isDocument(a.options.Format) && bytes.Contains(text.ValueBytes(), []byte("\ufffd")) && !slices.Contains(a.bytes, batch.ColumnName(i)) {
			replaced = append(replaced, batch.ColumnName(i))
		}
	}
	if len(replaced) > 0 {
		a.bytes = append(a.bytes, replaced...)
		a.warn("%s: the format %s has � in the place of bytes that are no UTF-8; FORMAT CSVWithNames keeps them", strings.Join(replaced, ", "), a.options.Format)
	}
	if len(names) > 0 {
		a.bytes = append(a.bytes, names...)
		a.warn("%s: some text is no UTF-8; CSV and TSV keep its bytes, JSON has � in their place, and Parquet and Arrow have \\xHH", strings.Join(names, ", "))
	}
}

// showStates has states of aggregate functions shown as the text that a document
// has of them: their bytes are lost.
func (a *Answer) showStates(columns []decode.Column) {
	for i, c := range columns {
		if isDocument(a.options.Format) && c.Field.Type.ID() == arrow.BINARY {
			columns[i].Field = connectors.Field(c.Field.Name, arrow.BinaryTypes.String, connectors.SourceType(c.Field), connectors.KindOther)
		}
	}
}
