package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/float16"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
	"sonde/internal/duck"
	"sonde/internal/value"
	"sonde/internal/workspace"
)

// ask returns the rows of a small answer in one batch, nil where there is none.
func ask(ctx context.Context, conn *duck.Conn, sql string) (arrow.RecordBatch, error) {
	rows, err := conn.Query(ctx, sql, nil)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var batches []arrow.RecordBatch
	for {
		b, err := rows.Next(ctx)
		switch {
		case errors.Is(err, io.EOF) && len(batches) == 0:
			return nil, nil
		case errors.Is(err, io.EOF):
			return joined(batches)
		case err != nil:
			return nil, err
		}
		batches = append(batches, b)
	}
}

// joined makes one batch of several.
func joined(batches []arrow.RecordBatch) (arrow.RecordBatch, error) {
	if len(batches) == 1 {
		return batches[0], nil
	}
	columns, rows := make([]arrow.Array, batches[0].NumCols()), int64(0)
	for i := range columns {
		parts := make([]arrow.Array, len(batches))
		for j, b := range batches {
			parts[j] = b.Column(i)
		}
		var err error
		if columns[i], err = array.Concatenate(parts, memory.DefaultAllocator); err != nil {
			return nil, err
		}
	}
	for _, b := range batches {
		rows += b.NumRows()
	}
	return array.NewRecordBatch(batches[0].Schema(), columns, rows), nil
}

// figures asks for the given expressions over the loaded column.
func (p *profiler) figures(expressions ...string) (arrow.RecordBatch, error) {
	b, err := ask(p.ctx, p.conn, "SELECT "+strings.Join(expressions, ", ")+" FROM profiled")
	if err == nil && b == nil {
		err = connectors.Errorf(connectors.ClassInternal, "the local engine gave no answer")
	}
	return b, err
}

func integer(b arrow.RecordBatch, column int) int64 {
	if a, ok := b.Column(column).(*array.Int64); ok && a.Len() > 0 && a.IsValid(0) {
		return a.Value(0)
	}
	return 0
}

func double(b arrow.RecordBatch, column int) (f float64, ok bool) {
	a, ok := b.Column(column).(*array.Float64)
	if !ok || a.Len() == 0 || a.IsNull(0) {
		return 0, false
	}
	return a.Value(0), true
}

// counts are those that every column has.
func (p *profiler) counts() error {
	expressions := []string{"count(*)", "count(*) - count(k0)", "approx_count_distinct(k0)"}
	if p.form.class == value.Bool && !p.form.keyed {
		expressions = append(expressions, "count(*) FILTER (k0 = true)", "count(*) FILTER (k0 = false)")
	}
	if l := p.form.length; l != "" {
		expressions = append(expressions, "min("+l+")", "max("+l+")", "avg("+l+")")
	}
	b, err := p.figures(expressions...)
	if err != nil {
		return err
	}
	c := &p.column
	c.Rows, c.Nulls, p.distinct = integer(b, 0), integer(b, 1), integer(b, 2)
	switch {
	case p.form.length != "" && c.Rows > c.Nulls:
		mean, _ := double(b, 5)
		c.Lengths = &workspace.Lengths{Min: integer(b, 3), Max: integer(b, 4), Mean: mean}
	case p.form.class == value.Bool && !p.form.keyed:
		c.True, c.False = integer(b, 3), integer(b, 4)
	}
	return nil
}

// any reports whether the column has values.
func (p *profiler) any() bool { return p.column.Rows > p.column.Nulls }

// extremes are the smallest and the largest value.
func (p *profiler) extremes() error {
	if !p.form.ranged || !p.any() {
		return nil
	}
	low, high := "min(k0)", "max(k0)"
	if p.form.keyed {
		low, high = "arg_min(k1, k0)", "arg_max(k1, k0)"
	}
	b, err := p.figures(low, high)
	if err != nil {
		return err
	}
	p.column.Min, p.column.Max, p.column.HasRange = p.text(b.Column(0), 0), p.text(b.Column(1), 0), true
	return nil
}

// text writes a value that the engine has returned as the screen shows it.
func (p *profiler) text(a arrow.Array, i int) string {
	f := arrow.Field{Type: a.DataType()}
	switch t := p.field.Type; {
	case p.form.keyed:
	case isMoment(t):
		d := a.Data()
		a = array.MakeFromData(array.NewData(t, d.Len(), d.Buffers(), nil, d.NullN(), d.Offset()))
		f = p.field
	case unpacked(t).ID() == arrow.FLOAT16:
		half := float16.New(a.(*array.Float32).Value(i))
		a, i = fixedArray(arrow.FixedWidthTypes.Float16, arrow.Float16Traits.CastToBytes([]float16.Num{half}), 1), 0
		f.Type = arrow.FixedWidthTypes.Float16
	}
	return string(value.NewFormatter(f).Append(nil, a, i))
}

// numbers are the mean and the deviation. That of very large numbers may be more
// than the engine can hold, which is no error of the profile.
func (p *profiler) numbers() error {
	switch {
	case !p.any():
		return nil
	case p.form.double == "" && p.form.whole:
		return p.meanMoment()
	case p.form.double == "":
		return nil
	}
	p.tellMean()
	if done, err := p.exactNumbers(); done || err != nil {
		return err
	}
	finite := " FILTER (isfinite(" + p.form.double + "))"
	b, err := p.figures("min("+p.form.double+")"+finite, "max("+p.form.double+")"+finite, "bool_and(isfinite("+p.form.double+"))", "count(*) FILTER (isnan("+p.form.double+"))")
	if err != nil {
		return err
	}
	p.low, _ = double(b, 0)
	p.high, _ = double(b, 1)
	p.column.NaNs = integer(b, 3)
	if allFinite := b.Column(2).(*array.Boolean); allFinite.IsNull(0) || !allFinite.Value(0) {
		return nil
	}
	return p.deviation()
}

// tellMean is the mean as the figures of a selection have it.
func (p *profiler) tellMean() {
	text, isRounded := p.mean.Text()
	if isRounded {
		text = rounded + text
	}
	p.column.Mean = text
}

func (p *profiler) deviation() error {
	b, err := p.figures("stddev_samp(" + p.form.double + ")")
	switch {
	case connectors.IsClass(err, connectors.ClassQuery):
		return nil
	case err != nil:
		return err
	}
	if f, ok := double(b, 0); ok {
		p.column.Deviation = floatFigure(f, deviationDigits)
	}
	return nil
}

// meanMoment is computed in whole numbers, because a count of nanoseconds is
// more than a float can hold.
func (p *profiler) meanMoment() error {
	b, err := p.figures(fmt.Sprintf("(sum(k0) // count(k0))::%s", p.engineType()))
	if err == nil {
		p.column.Mean = p.text(b.Column(0), 0)
	}
	return err
}

// engineType is the type of the counts of moments.
func (p *profiler) engineType() string {
	if p.readings[0].as.Type.ID() == arrow.INT32 {
		return "INTEGER"
	}
	return "BIGINT"
}
