// Package listing helps connectors that have no way to list what a source holds
// but to ask it with SQL: it reads small answers as text, and remembers them,
// since each may cost seconds and money.
package listing

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/value"
)

// Answer is a small result: rows of cells as text, NULL as the empty text.
type Answer struct {
	names []string
	rows  [][]string
}

// Ask runs a statement and reads its whole answer.
func Ask(ctx context.Context, conn connectors.Conn, s connectors.Statement) (*Answer, error) {
	rows, err := conn.Query(ctx, s)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	a := &Answer{}
	for {
		batch, err := rows.Next(ctx)
		if errors.Is(err, io.EOF) {
			return a, nil
		}
		if err != nil {
			return nil, err
		}
		a.add(batch)
	}
}

func (a *Answer) add(batch arrow.RecordBatch) {
	formatters := make([]*value.Formatter, batch.NumCols())
	a.names = a.names[:0]
	for j, f := range batch.Schema().Fields() {
		formatters[j] = value.NewFormatter(f)
		a.names = append(a.names, f.Name)
	}
	var text []byte
	for i := range int(batch.NumRows()) {
		row := make([]string, len(formatters))
		for j, f := range formatters {
			if !f.IsNull(batch.Column(j), i) {
				text = f.Append(text[:0], batch.Column(j), i)
				row[j] = string(text)
			}
		}
		a.rows = append(a.rows, row)
	}
}

// Rows returns the rows with the named columns in that order. Sources differ in
// the case of the names that they give, and so it makes no difference; a column
// that the answer does not have is empty.
func (a *Answer) Rows(names ...string) [][]string {
	at := make([]int, len(names))
	for i, name := range names {
		at[i] = a.column(name)
	}
	picked := make([][]string, len(a.rows))
	for i, row := range a.rows {
		picked[i] = make([]string, len(names))
		for j, from := range at {
			if from >= 0 {
				picked[i][j] = row[from]
			}
		}
	}
	return picked
}

func (a *Answer) column(name string) int {
	for i, have := range a.names {
		if strings.EqualFold(have, name) {
			return i
		}
	}
	return -1
}
