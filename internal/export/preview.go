package export

import (
	"bytes"
	"context"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
)

// Preview is the beginning of what would be written: the first rows of a source. Of
// formats that cannot be shown as they are it is a table with the types that the file
// will have, decided as by the writer. Where source is not the whole of what will be
// written, it says which types that may still change. The source is read no further
// than its first batch, but for its [Foreteller].
func Preview(ctx context.Context, format string, src Source, rows int64, whole bool, o Options) (string, error) {
	if plans[format] != nil || format == "xlsx" {
		return previewTyped(ctx, format, src, rows, whole, o)
	}
	var out bytes.Buffer
	first := &beginning{Source: src, left: rows}
	_, err := writeTo(ctx, &out, format, first, o, func(int64) {})
	return out.String(), err
}

// beginning yields the first rows of a source.
type beginning struct {
	Source
	left int64
}

func (b *beginning) Next(ctx context.Context) (arrow.RecordBatch, error) {
	if b.left <= 0 {
		return nil, io.EOF
	}
	batch, err := b.Source.Next(ctx)
	if err != nil {
		return nil, err
	}
	batch = batch.NewSlice(0, min(b.left, batch.NumRows()))
	b.left -= batch.NumRows()
	return batch, nil
}
