package clickhouse

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/decode/clickhouse"
	"sonde/internal/httpapi"
)

// rows is the answer to a statement, with the rows that it has changed.
type rows struct {
	*httpapi.Rows
	write   bool
	lost    string       // the verb of a statement whose effect ends with it; empty for others
	ended   func()       // called once the server has nothing more to say
	written atomic.Int64 // negative where it is not known
}

// Next returns the next batch.
func (r *rows) Next(ctx context.Context) (arrow.RecordBatch, error) {
	batch, err := r.Rows.Next(ctx)
	var told *clickhouse.Exception
	if errors.Is(err, io.EOF) || errors.As(err, &told) {
		r.ended()
	}
	return batch, err
}

// Progress tells how far the run is.
func (r *rows) Progress() connectors.Progress {
	p := r.Rows.Progress()
	if r.write {
		p.RowsAffected = r.written.Load()
	}
	if r.lost != "" {
		p.Warnings = append(p.Warnings, r.lost+" does not reach later statements, each of which is a request of its own: set the connection's database or settings, or a session_id among them")
	}
	return p
}

// made is how many rows the answer has by a summary; 0 where it was sent before that
// was known.
func made(summary string) int64 {
	var told struct {
		Rows string `json:"result_rows"`
	}
	if json.Unmarshal([]byte(summary), &told) != nil {
		return 0
	}
	n, err := strconv.ParseInt(told.Rows, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// noteWritten takes the number of rows written from a summary.
func noteWritten(summary string, written *atomic.Int64) {
	var told struct {
		Rows string `json:"written_rows"`
	}
	if json.Unmarshal([]byte(summary), &told) != nil {
		return
	}
	if n, err := strconv.ParseInt(told.Rows, 10, 64); err == nil && n > 0 {
		written.Store(n)
	}
}
