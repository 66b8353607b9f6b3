package listing

import (
	"context"
	"errors"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
)

// Batches is what gives the batches of an answer, and then io.EOF.
type Batches interface {
	Next(ctx context.Context) (arrow.RecordBatch, error)
}

// Cells reads a whole answer as the texts of its cells, empty for NULL.
func Cells(ctx context.Context, from Batches) ([][]string, error) {
	var cells [][]string
	for {
		batch, err := from.Next(ctx)
		if errors.Is(err, io.EOF) {
			return cells, nil
		}
		if err != nil {
			return nil, err
		}
		for i := range int(batch.NumRows()) {
			cells = append(cells, texts(batch, i))
		}
	}
}

func texts(batch arrow.RecordBatch, row int) []string {
	out := make([]string, batch.NumCols())
	for j, column := range batch.Columns() {
		if column.IsValid(row) {
			out[j] = column.ValueStr(row)
		}
	}
	return out
}
