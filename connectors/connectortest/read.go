package connectortest

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/value"
)

// outcome is how a statement went.
type outcome struct {
	rows     []string
	columns  []string
	batches  int
	err      error // nil where the answer ended with io.EOF
	progress connectors.Progress
}

func (o *outcome) ended() bool { return o.err == nil }

// query runs an answer's statement to its end.
func (g *rig) query(ctx context.Context, a Answer) outcome {
	return g.run(ctx, ctx, g.statement(a), nil)
}

// run runs a statement to its end; each, where it is set, is told of the rows
// before the first batch and after every batch.
func (g *rig) run(ctx, nextCtx context.Context, s connectors.Statement, each func(connectors.Rows, *outcome)) outcome {
	read := make(chan outcome, 1)
	g.within("the query", func() { read <- g.read(ctx, nextCtx, s, each) })
	select {
	case o := <-read:
		return o
	default: // It still hangs.
		return outcome{}
	}
}

func (g *rig) read(ctx, nextCtx context.Context, s connectors.Statement, each func(connectors.Rows, *outcome)) outcome {
	rows, err := g.conn.Query(ctx, s)
	if err != nil {
		g.bareEOF(err)
		return outcome{err: err, progress: connectors.NoProgress("")}
	}
	if each == nil {
		each = func(connectors.Rows, *outcome) {}
	}
	return g.drain(nextCtx, rows, each)
}

// drain reads rows to their end and closes them.
func (g *rig) drain(ctx context.Context, rows connectors.Rows, each func(connectors.Rows, *outcome)) outcome {
	var o outcome
	each(rows, &o)
	var schema *arrow.Schema
	for o.err == nil {
		var batch arrow.RecordBatch
		batch, o.err = rows.Next(ctx)
		schema = g.stable(schema, rows.Schema())
		if o.err == nil {
			g.checkBatch(batch, schema)
			o.batches++
			o.rows = append(o.rows, texts(batch)...)
			each(rows, &o)
		}
	}
	o.progress, o.columns = rows.Progress(), names(schema)
	g.bareEOF(o.err)
	if errors.Is(o.err, io.EOF) {
		o.err = nil
		g.checkEnd(rows, schema, len(o.rows) > 0)
	}
	g.checkClose(rows)
	return o
}

// bareEOF finds an error with io.EOF below it, which callers would take for the
// end of the rows.
func (g *rig) bareEOF(err error) {
	var e *connectors.Error
	if errors.Is(err, io.EOF) && errors.As(err, &e) {
		g.Errorf("the error is io.EOF to its callers: %v", err)
	}
}

func (g *rig) checkClose(rows connectors.Rows) {
	if err := rows.Close(); err != nil {
		g.Errorf("Rows.Close: %v", err)
	}
	if err := rows.Close(); err != nil {
		g.Errorf("the second Rows.Close: %v", err)
	}
}

// stable compares the schema with the one that was told before.
func (g *rig) stable(before, now *arrow.Schema) *arrow.Schema {
	if before != nil && (now == nil || !before.Equal(now)) {
		g.Errorf("the schema has changed from %v to %v", before, now)
	}
	return now
}

// checkBatch holds a batch against the contract of Rows.Next.
func (g *rig) checkBatch(batch arrow.RecordBatch, schema *arrow.Schema) {
	switch {
	case schema == nil:
		g.Errorf("Schema is nil after Next has returned a batch")
		return
	case batch.NumRows() < 1:
		g.Errorf("a batch without rows")
	case int(batch.NumCols()) != schema.NumFields():
		g.Errorf("a batch of %d columns, and a schema of %d", batch.NumCols(), schema.NumFields())
		return
	}
	for i, column := range batch.Columns() {
		want, got := schema.Field(i), column.DataType()
		if !arrow.TypeEqual(want.Type, got) && got.ID() != arrow.STRING {
			g.Errorf("column %d of a batch is %v; the schema says %v, and only utf8 may stand instead", i, got, want.Type)
		}
		if name := batch.Schema().Field(i).Name; name != want.Name {
			g.Errorf("column %d of a batch is named %q, in the schema %q", i, name, want.Name)
		}
		if column.Len() != int(batch.NumRows()) {
			g.Errorf("column %d has %d values in a batch of %d rows", i, column.Len(), batch.NumRows())
		}
	}
}

// checkEnd looks at what is known after the last row; some says that there were
// rows.
func (g *rig) checkEnd(rows connectors.Rows, schema *arrow.Schema, some bool) {
	p := rows.Progress()
	if schema == nil {
		g.Errorf("Schema is nil after io.EOF")
	}
	if p.Phase != connectors.PhaseDone {
		g.Errorf("the phase after io.EOF is %q, not %q", p.Phase, connectors.PhaseDone)
	}
	if p.Completeness != connectors.Complete && p.Reason == "" {
		g.Errorf("the answer is %v without a reason", p.Completeness)
	}
	if g.server != nil && some && p.BytesRead <= 0 {
		g.Errorf("BytesRead is %d after rows over HTTP", p.BytesRead)
	}
	g.noSecret("Progress", progressText(p))
}

func names(schema *arrow.Schema) []string {
	if schema == nil {
		return nil
	}
	list := make([]string, schema.NumFields())
	for i := range list {
		list[i] = schema.Field(i).Name
	}
	return list
}

// texts are the rows of a batch as text, cells with | between them.
func texts(batch arrow.RecordBatch) []string {
	formatters := make([]*value.Formatter, batch.NumCols())
	for i := range formatters {
		formatters[i] = value.NewFormatter(batch.Schema().Field(i))
	}
	rows := make([]string, batch.NumRows())
	var line []byte
	for i := range rows {
		line = line[:0]
		for c, f := range formatters {
			if c > 0 {
				line = append(line, '|')
			}
			if f.IsNull(batch.Column(c), i) {
				line = append(line, "NULL"...)
			} else {
				line = f.Append(line, batch.Column(c), i)
			}
		}
		rows[i] = string(line)
	}
	return rows
}

func progressText(p connectors.Progress) string {
	parts := append([]string{p.QueryID, p.Operation, p.Reason}, p.Warnings...)
	for _, s := range p.Server {
		parts = append(parts, s.Name, s.Value)
	}
	return strings.Join(parts, "\n")
}
