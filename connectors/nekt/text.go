package nekt

import (
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

// maxText bounds the text of a statement that is no query, in bytes.
const maxText = 64 << 20

// textRows are the lines that Athena writes for SHOW, DESCRIBE, EXPLAIN and the
// like: fields with tabs between them, without names, quotes or escapes, and not
// as many in every line.
type textRows struct {
	schema *arrow.Schema
	batch  arrow.RecordBatch // nil once it was given
}

func readText(o *opened) (batches, error) {
	defer o.Close()
	text, err := io.ReadAll(io.LimitReader(o, maxText+1))
	switch {
	case err != nil:
		return nil, o.stream.object.explain(err)
	case len(text) > maxText:
		return nil, connectors.Errorf(connectors.ClassCapacity, "the text that describes something is larger than %d MB", maxText>>20)
	}
	return newTextRows(string(text)), nil
}

func newTextRows(text string) *textRows {
	var lines [][]string
	width := 0
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		lines = append(lines, strings.Split(line, "\t"))
		width = max(width, len(lines[len(lines)-1]))
	}
	fields, columns := make([]arrow.Field, width), make([]arrow.Array, width)
	for i := range fields {
		fields[i] = connectors.Field("col"+strconv.Itoa(i+1), arrow.BinaryTypes.String, "", connectors.KindText)
		columns[i] = column(lines, i)
	}
	schema := arrow.NewSchema(fields, nil)
	return &textRows{schema, array.NewRecordBatch(schema, columns, int64(len(lines)))}
}

// column takes the fields at one place; shorter lines have NULL there.
func column(lines [][]string, i int) arrow.Array {
	b := array.NewStringBuilder(memory.NewGoAllocator())
	for _, line := range lines {
		if i < len(line) {
			b.Append(line[i])
		} else {
			b.AppendNull()
		}
	}
	return b.NewArray()
}

// Schema has one column of text for each field of the longest line.
func (t *textRows) Schema() *arrow.Schema { return t.schema }

// Next returns all lines, then io.EOF.
func (t *textRows) Next(ctx context.Context) (arrow.RecordBatch, error) {
	batch := t.batch
	if t.batch = nil; batch == nil {
		return nil, io.EOF
	}
	return batch, ctx.Err()
}

// Close has nothing to do.
func (t *textRows) Close() error { return nil }
