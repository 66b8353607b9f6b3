package local

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/duck"
	"sonde/internal/figures"
	"sonde/internal/result"
	"sonde/internal/value"
	"sonde/internal/workspace"
)

// Profile describes columns, see [workspace.Engine]. A column is loaded into the
// engine, asked about, and thrown away before the next one.
func (e *Engine) Profile(ctx context.Context, s *result.Snapshot, rows []int64, columns []result.Path, progress workspace.Progress) ([]workspace.Column, error) {
	var done progressOf
	defer watch(progress, func() float64 { return done.fraction() / float64(max(1, len(columns))) })()
	return promptly(ctx, func() ([]workspace.Column, error) { return e.profiles(ctx, s, rows, columns, &done) })
}

func (e *Engine) profiles(ctx context.Context, s *result.Snapshot, rows []int64, columns []result.Path, done *progressOf) ([]workspace.Column, error) {
	conn, err := e.session(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	wanted := selected(rows)
	var out []workspace.Column
	for i, c := range columns {
		p, err := newProfiler(ctx, s, c)
		if err != nil {
			return nil, err
		}
		p.conn = conn
		t := newTable(ctx, s, wanted, p.readings)
		done.next(i, t)
		if err := p.load(e, t); err != nil {
			return nil, err
		}
		if err := p.describe(); err != nil {
			return nil, err
		}
		out = append(out, p.column)
	}
	return out, nil
}

// progressOf is how many columns have been profiled, of which the current one is
// being read.
type progressOf struct{ current atomic.Pointer[profiling] }

type profiling struct {
	before int
	table  *table
}

func (p *progressOf) next(before int, t *table) { p.current.Store(&profiling{before, t}) }

// loadShare is about how much of a profile's time goes into loading.
const loadShare = 0.5

func (p *progressOf) fraction() float64 {
	c := p.current.Load()
	if c == nil {
		return 0
	}
	return float64(c.before) + loadShare*c.table.fraction()
}

// profiler describes one column. In the engine it is the table "profiled" with
// the values as k0, or keys of them, and then their text as k1.
type profiler struct {
	ctx      context.Context
	conn     *duck.Conn
	readings []reading
	field    arrow.Field
	form     form
	column   workspace.Column
	mean     figures.Mean // of the numbers
	distinct int64        // about
	low      float64      // of the finite numbers
	high     float64
}

// form is what can be asked about a column.
type form struct {
	class value.Class
	// keyed says that the engine has keys of the values and their text.
	keyed bool
	// ranged says that the order of the values means something.
	ranged bool
	// whole says that values are counts without a fraction.
	whole bool
	// double is the number as DOUBLE; empty where values are none.
	double string
	// length measures a value; empty where there is nothing to measure.
	length string
}

func newProfiler(ctx context.Context, s *result.Snapshot, path result.Path) (*profiler, error) {
	r, err := readingOf(s, path)
	if err != nil {
		return nil, err
	}
	p := &profiler{ctx: ctx, readings: []reading{r}, field: r.declared, form: formOf(r)}
	p.column.Column = path[0]
	if p.form.class == value.Number {
		p.readings[0].see = p.mean.Add
	}
	if p.form.keyed {
		shown, err := shownReading(s, path)
		if err != nil {
			return nil, err
		}
		p.readings = append(p.readings, shown)
	}
	return p, nil
}

func formOf(r reading) form {
	f := form{class: value.ClassOf(r.declared), ranged: true}
	f.keyed = r.as.Type.ID() == arrow.LARGE_BINARY && r.convert != nil
	moment := isMoment(r.declared.Type)
	switch {
	case f.class == value.Number && f.keyed:
		f.double = "TRY_CAST(k1 AS DOUBLE)"
	case f.class == value.Number:
		f.double = "k0::DOUBLE"
		f.whole = arrow.IsInteger(unpacked(r.declared.Type).ID())
	case moment:
		f.whole = !f.keyed
	case f.class == value.Binary && isBytes(unpacked(r.declared.Type)):
		f.length = "octet_length(k0)"
	case f.class == value.Text && !f.keyed:
		f.length = "length(k0)"
	case f.class == value.Bool && !f.keyed:
	default:
		kind := connectors.FieldKind(r.declared)
		f.ranged = kind == connectors.KindTime || kind == connectors.KindBit || f.keyed
	}
	return f
}

// load fills the table.
func (p *profiler) load(e *Engine, t *table) error {
	call, release := e.lend(t)
	defer release()
	columns := keyName(0)
	if p.form.keyed {
		columns += ", " + keyName(1)
	}
	return p.conn.Exec(p.ctx, fmt.Sprintf("CREATE OR REPLACE TEMP TABLE profiled AS SELECT %s FROM %s", columns, call))
}

// describe asks one question after the other.
func (p *profiler) describe() error {
	for _, ask := range []func() error{p.counts, p.extremes, p.numbers, p.quantiles, p.histogram, p.frequent} {
		if err := ask(); err != nil {
			return err
		}
	}
	return nil
}
