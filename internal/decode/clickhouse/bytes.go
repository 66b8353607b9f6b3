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
// file can hold them, and no JSON, which is the text of what is nested.
func (a *Answer) tellOfBytes(batch arrow.RecordBatch) {
	var top, nested, replaced []string
	for i, c := range batch.Columns() {
		name := batch.ColumnName(i)
		if slices.Contains(a.bytes, name) {
			continue
		}
		switch _, isTop := c.(*array.String); a.bytesOf(batch.Schema().Field(i), c) {
		case foreignBytes:
			if isTop {
				top = append(top, name)
			} else {
				nested = append(nested, name)
			}
		case replacedBytes:
			replaced = append(replaced, name)
		}
	}
	a.warnOfBytes(replaced, "the format "+a.options.Format+" has � in the place of bytes that are no UTF-8; FORMAT CSVWithNames keeps them")
	a.warnOfBytes(top, "some text is no UTF-8; CSV and TSV keep its bytes, JSON has � in their place, and Parquet and Arrow have \\xHH")
	a.warnOfBytes(nested, "some text in the values is no UTF-8; � stands in the place of its bytes, and Parquet and Arrow have \\xHH; hex() shows them")
}

func (a *Answer) warnOfBytes(names []string, warning string) {
	if len(names) > 0 {
		a.bytes = append(a.bytes, names...)
		a.warn("%s: %s", strings.Join(names, ", "), warning)
	}
}

// soundness is whether the texts of a column are as the source has them.
type soundness uint8

const (
	sound soundness = iota
	replacedBytes
	foreignBytes
)

func (a *Answer) bytesOf(f arrow.Field, c arrow.Array) (found soundness) {
	eachText(f, c, func(_ arrow.Field, text *array.String) {
		values := text.ValueBytes()
		switch {
		case !utf8.Valid(values):
			found = foreignBytes
		case isDocument(a.options.Format) && bytes.Contains(values, []byte("\ufffd")):
			found = max(found, replacedBytes)
		}
	})
	return found
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
