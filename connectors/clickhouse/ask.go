package clickhouse

import (
	"context"
	"crypto/rand"
	"errors"
	"io"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// ask runs a query of sonde's own and returns the text of its cells, with
// nothing for NULL. The arguments are pairs of a parameter's name and value.
func (c *Conn) ask(ctx context.Context, sql string, arguments ...string) ([][]string, error) {
	s := connectors.Statement{ID: "sonde-" + rand.Text(), SQL: sql}
	for i := 0; i+1 < len(arguments); i += 2 {
		s.Params = append(s.Params, connectors.Param{Name: arguments[i], Value: arguments[i+1]})
	}
	q, err := c.query(s)
	if err != nil {
		return nil, err
	}
	q.database, q.settings = "", nil
	return readAll(ctx, c.start(ctx, q))
}

// readAll returns the text of all cells of an answer, and closes it.
func readAll(ctx context.Context, r *rows) ([][]string, error) {
	defer r.Close()
	var cells [][]string
	for {
		batch, err := r.Next(ctx)
		if errors.Is(err, io.EOF) {
			return cells, nil
		}
		if err != nil {
			return nil, err
		}
		for row := range int(batch.NumRows()) {
			cells = append(cells, texts(batch, row))
		}
	}
}

func texts(batch arrow.RecordBatch, row int) []string {
	out := make([]string, batch.NumCols())
	for i, column := range batch.Columns() {
		if column.IsValid(row) {
			out[i] = column.ValueStr(row)
		}
	}
	return out
}
