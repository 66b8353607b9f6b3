package tui

import (
	"context"
	"errors"
	"io"
	"iter"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/export"
	"sonde/internal/result"
	"sonde/tui/grid"
	"sonde/tui/statusbar"
)

var (
	errTooMuch = errors.New("the selection is larger than a clipboard should hold; export it to a file instead")
	errNoRow   = errors.New("that is no row number")
)

// extract is a part of a result, to be read on another goroutine than the
// screen's.
type extract struct {
	view      *result.View
	selection grid.Selection
}

// selected is what is selected in a result, or the cell under its cursor.
func (a *App) selected(r *resultTab) extract {
	return extract{r.grid.View(), r.grid.Selection()}
}

func (e extract) cells() int64 { return e.selection.Rows * int64(len(e.selection.Columns)) }

func (e extract) describe() string {
	if e.cells() == 1 {
		return "1 cell"
	}
	return sprintf("%s × %s cells", statusbar.Count(e.selection.Rows), statusbar.Count(int64(len(e.selection.Columns))))
}

func (e extract) schema() *arrow.Schema { return e.selection.Schema(e.view.Schema()) }

// batches yields the part batch by batch.
func (e extract) batches(ctx context.Context) iter.Seq2[arrow.RecordBatch, error] {
	return func(yield func(arrow.RecordBatch, error) bool) {
		for b, err := range e.view.Scan(ctx, e.selection.First, e.selection.Rows) {
			if err == nil {
				b = e.selection.Project(b)
			}
			if !yield(b, err) {
				return
			}
		}
	}
}

// source is the part as what an export reads; stop must be called.
func (e extract) source(ctx context.Context) (src export.Source, stop func()) {
	next, stop := iter.Pull2(e.batches(ctx))
	return &pulled{e, e.schema(), next}, stop
}

// pulled takes batches from an iterator one at a time.
type pulled struct {
	from   extract
	schema *arrow.Schema
	next   func() (arrow.RecordBatch, error, bool)
}

// Misfits implements [export.Foreteller].
func (p *pulled) Misfits(ctx context.Context) ([]bool, error) {
	if !p.from.view.Deviates() && !export.Narrows(p.schema) {
		return make([]bool, p.schema.NumFields()), nil
	}
	return export.Misfits(p.schema, p.from.batches(ctx))
}

func (p *pulled) Schema() *arrow.Schema { return p.schema }

func (p *pulled) Next(context.Context) (arrow.RecordBatch, error) {
	b, err, ok := p.next()
	if !ok {
		return nil, io.EOF
	}
	return b, err
}
