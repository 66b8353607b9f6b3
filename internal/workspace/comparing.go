package workspace

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/result"
)

// Side is one of two results that are compared.
type Side struct {
	Name string
	Rows *result.Snapshot
	// Incomplete says why these are not all rows; empty where they are.
	Incomplete string
}

// Comparison is a connection with a single statement, whatever its text: its
// rows are what differs between two results. So a comparison is run, shown and
// cancelled as a query is.
type Comparison struct {
	Engine      Engine
	Left, Right Side
	Key         []string

	changed atomic.Pointer[func(int64, int) bool]
}

// Changed returns what tells of a value, by its row and its column, whether it
// differs from the other one of a modified row; nil before the first row is there.
func (c *Comparison) Changed() func(row int64, column int) bool {
	if f := c.changed.Load(); f != nil {
		return *f
	}
	return nil
}

// Query begins the comparison.
func (c *Comparison) Query(ctx context.Context, _ connectors.Statement) (connectors.Rows, error) {
	ctx, cancel := context.WithCancel(ctx)
	return &comparedRows{comparison: c, ctx: ctx, cancel: cancel}, nil
}

// Close has nothing to close.
func (c *Comparison) Close() error { return nil }

// comparedRows are the rows of a comparison.
type comparedRows struct {
	comparison *Comparison
	ctx        context.Context
	cancel     context.CancelFunc
	at         int // the first pair that has not been delivered

	mu         sync.Mutex // guards what follows
	difference *Difference
	fraction   float64
	ended      bool
}

func (r *comparedRows) Schema() *arrow.Schema {
	if d := r.found(); d != nil {
		return d.Schema()
	}
	return nil
}

func (r *comparedRows) found() *Difference {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.difference
}

// Next compares, the first time, and then delivers the rows that differ.
func (r *comparedRows) Next(ctx context.Context) (arrow.RecordBatch, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(r.ctx, cancel)()
	d := r.found()
	if d == nil {
		var err error
		if d, err = r.compare(ctx); err != nil {
			return nil, err
		}
	}
	if r.at == len(d.Pairs) {
		r.end()
		return nil, io.EOF
	}
	b, err := d.Page(ctx, r.at)
	if err != nil {
		return nil, connectors.AsError(err)
	}
	r.at += int(b.NumRows())
	return b, nil
}

func (r *comparedRows) compare(ctx context.Context) (*Difference, error) {
	c := r.comparison
	d, err := c.Engine.Compare(ctx, c.Left.Rows, c.Right.Rows, c.Key, func(f float64) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.fraction = f
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	if d != nil {
		d.LeftName, d.RightName = c.Left.Name, c.Right.Name
		changed := d.Changed()
		c.changed.Store(&changed)
	}
	r.difference = d
	return d, err
}

func (r *comparedRows) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
}

// Progress tells how far the comparison is, at its end what was counted, and
// what has to be known of it.
func (r *comparedRows) Progress() connectors.Progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := connectors.NoProgress(connectors.PhaseRunning)
	p.Fraction = r.fraction
	if !r.ended {
		return p
	}
	p.Phase, p.Fraction = connectors.PhaseDone, 1
	for _, kind := range []string{Added, Removed, Modified, Repeated, Keyless} {
		p.Server = append(p.Server, connectors.Stat{Name: kind, Value: strconv.FormatInt(r.difference.Counts[kind], 10)})
	}
	p.Server = append(p.Server, connectors.Stat{Name: "equal", Value: strconv.FormatInt(r.difference.Equal, 10)})
	p.Warnings = r.comparison.notes(r.difference)
	for _, s := range []Side{r.comparison.Left, r.comparison.Right} {
		if s.Incomplete != "" && p.Completeness == connectors.Complete {
			p.Completeness, p.Reason = connectors.Incomplete, s.Name+" is incomplete: "+s.Incomplete
		} else if s.Incomplete != "" {
			p.Reason += "; " + s.Name + " is incomplete: " + s.Incomplete
		}
	}
	return p
}

// Close ends the comparison.
func (r *comparedRows) Close() error {
	r.cancel()
	return nil
}

// notes are what a reader of a comparison has to know: keys that tell nothing,
// columns that only one side has, and values of different types.
func (c *Comparison) notes(d *Difference) []string {
	var out, left, right []string
	for _, kind := range []struct{ name, what string }{{Repeated, "a key that is not theirs alone"}, {Keyless, "NULL in the key"}} {
		if n, l := d.Counts[kind.name], d.LeftCounts[kind.name]; n > 0 {
			out = append(out, fmt.Sprintf("%s rows of %s and %s of %s have %s, and are not compared", connectors.Count(l), c.Left.Name, connectors.Count(n-l), c.Right.Name, kind.what))
		}
	}
	for _, m := range append(append([]Match(nil), d.Keys...), d.Columns...) {
		switch {
		case m.Note != "":
			out = append(out, m.Note)
		case m.Right < 0:
			left = append(left, d.Left.Schema().Field(m.Left).Name)
		case m.Left < 0:
			right = append(right, d.Right.Schema().Field(m.Right).Name)
		}
	}
	if len(left) > 0 {
		out = append(out, "only "+c.Left.Name+" has "+strings.Join(left, ", "))
	}
	if len(right) > 0 {
		out = append(out, "only "+c.Right.Name+" has "+strings.Join(right, ", "))
	}
	return out
}
