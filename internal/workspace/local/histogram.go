package local

import (
	"fmt"
	"math/big"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/internal/value"
	"sonde/internal/workspace"
)

// bins is how many parts a range is divided into at most.
const bins = 20

// histogram counts the values of equal parts of the range.
func (p *profiler) histogram() error {
	switch {
	case !p.column.HasRange || p.column.Min == p.column.Max:
		return nil
	case p.form.whole:
		return p.wholeHistogram()
	case p.form.double != "" && p.low < p.high:
		return p.fractionHistogram()
	}
	return nil
}

// wholeHistogram divides a range of whole numbers, exactly.
func (p *profiler) wholeHistogram() error {
	b, err := p.figures("min(k0)::HUGEINT::VARCHAR", "max(k0)::HUGEINT::VARCHAR")
	if err != nil {
		return err
	}
	low, high := whole(b.Column(0)), whole(b.Column(1))
	width := new(big.Int).Sub(high, low)
	width.Div(width, big.NewInt(bins)).Add(width, big.NewInt(1))
	n := int(new(big.Int).Div(new(big.Int).Sub(high, low), width).Int64()) + 1
	engineType := "BIGINT"
	if !new(big.Int).Sub(high, low).IsInt64() || !high.IsInt64() {
		engineType = "HUGEINT"
	}
	counts, err := p.binned(fmt.Sprintf("(k0::%s - %s) // %s", engineType, low, width), n)
	if err != nil {
		return err
	}
	from := p.column.Min
	for i, rows := range counts {
		low.Add(low, width)
		to := p.column.Max
		if i < n-1 {
			to = p.edge(low)
		}
		p.column.Bins = append(p.column.Bins, workspace.Bin{From: from, To: to, Rows: rows})
		from = to
	}
	return nil
}

func whole(a arrow.Array) *big.Int {
	n, _ := new(big.Int).SetString(a.(*array.String).Value(0), 10)
	return n
}

// edge writes the beginning of a part. It lies within the column's range.
func (p *profiler) edge(n *big.Int) string {
	switch p.readings[0].as.Type.ID() {
	case arrow.INT32:
		return p.text(fixedArray(arrow.PrimitiveTypes.Int32, arrow.Int32Traits.CastToBytes([]int32{int32(n.Int64())}), 1), 0)
	case arrow.INT64:
		return p.text(fixedArray(arrow.PrimitiveTypes.Int64, arrow.Int64Traits.CastToBytes([]int64{n.Int64()}), 1), 0)
	}
	return n.String()
}

// fractionHistogram divides the range of the finite numbers. Halves of numbers
// are compared, because a range may be wider than the largest number.
func (p *profiler) fractionHistogram() error {
	low, width := p.low/2, p.high/2-p.low/2
	part := fmt.Sprintf("CASE WHEN isfinite(%[1]s) THEN least(floor((%[1]s / 2 - %[2]s) / %[3]s * %[4]d), %[4]d - 1)::BIGINT END",
		p.form.double, cast(floatText(low, 64), "DOUBLE"), cast(floatText(width, 64), "DOUBLE"), bins)
	counts, err := p.binned(part, bins)
	if err != nil {
		return err
	}
	from := p.bound(p.low)
	for i, rows := range counts {
		to := p.bound(p.high)
		if i < bins-1 {
			to = p.bound(2 * (low + width*(float64(i+1)/bins)))
		}
		p.column.Bins = append(p.column.Bins, workspace.Bin{From: from, To: to, Rows: rows})
		from = to
	}
	return nil
}

func (p *profiler) bound(f float64) string { return string(value.AppendFloat(nil, f, 64)) }

// binned counts the rows of each of n parts.
func (p *profiler) binned(part string, n int) ([]int64, error) {
	b, err := ask(p.ctx, p.conn, "SELECT ("+part+")::BIGINT AS part, count(*) FROM profiled WHERE k0 IS NOT NULL GROUP BY part HAVING part IS NOT NULL")
	if err != nil || b == nil {
		return nil, err
	}
	counts := make([]int64, n)
	parts, rows := b.Column(0).(*array.Int64), b.Column(1).(*array.Int64)
	for i := range parts.Len() {
		if at := parts.Value(i); at >= 0 && at < int64(n) {
			counts[at] = rows.Value(i)
		}
	}
	return counts, nil
}
