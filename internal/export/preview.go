package export

import (
	"bytes"
	"context"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
)

// Preview is the beginning of what would be written: the first rows of a source
// in a text format. The source is read no further than its first batch.
func Preview(ctx context.Context, format string, src Source, rows int64, o Options) (string, error) {
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
