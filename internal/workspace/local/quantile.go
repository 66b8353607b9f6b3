package local

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/value"
	"sonde/internal/workspace"
)

// rank is the place of a quantile among the sorted values, counted from 0: at low,
// or past it by a part of the way to the next one.
type rank struct {
	low  int64
	part *big.Rat
}

// ranks are the places of the quantiles of n values.
func ranks(n int64) []rank {
	out := make([]rank, len(workspace.Levels))
	for i, level := range workspace.Levels {
		at, _ := new(big.Rat).SetString(strconv.FormatFloat(level, 'f', -1, 64))
		at.Mul(at, new(big.Rat).SetInt64(n-1))
		low := new(big.Int).Quo(at.Num(), at.Denom())
		out[i] = rank{low.Int64(), at.Sub(at, new(big.Rat).SetInt(low))}
	}
	return out
}

// high is the place of the value that the quantile lies below, or at.
func (r rank) high() int64 { return r.low + int64(r.part.Sign()) }

// quantiles are exact: of numbers between the values on both sides of their
// place, of moments values of the column itself.
func (p *profiler) quantiles() error {
	number := p.form.double != ""
	if !p.any() || !p.form.ranged || !number && !isMoment(p.field.Type) {
		return nil
	}
	if !number {
		var err error
		p.column.Quantiles, err = p.discrete(workspace.Levels)
		return err
	}
	n := p.column.Rows - p.column.Nulls
	places := ranks(n)
	var levels []float64
	for _, r := range places {
		levels = append(levels, levelOf(r.low, n), levelOf(r.high(), n))
	}
	values, err := p.discrete(levels)
	if err != nil || len(values) != len(levels) {
		return err
	}
	isFloat := arrow.IsFloating(unpacked(p.field.Type).ID())
	for i, r := range places {
		p.column.Quantiles = append(p.column.Quantiles, between(values[2*i], values[2*i+1], r.part, isFloat))
	}
	return nil
}

// levelOf is a level whose discrete quantile of n values is the one at a place.
func levelOf(place, n int64) float64 { return (float64(place) + 0.5) / float64(n) }

// discrete are the values of the column at some levels.
func (p *profiler) discrete(levels []float64) ([]string, error) {
	list := strings.ReplaceAll(strings.Trim(fmt.Sprint(levels), "[]"), " ", ", ")
	sql := "SELECT unnest(quantile_disc(k0, [" + list + "])) FROM profiled"
	if p.form.keyed {
		sql = "WITH q AS (SELECT unnest(quantile_disc(k0, [" + list + "])) AS k, generate_subscripts([" + list + `], 1) AS i FROM profiled)
			SELECT (SELECT any_value(k1) FROM profiled WHERE k0 = k) FROM q ORDER BY i`
	}
	b, err := ask(p.ctx, p.conn, sql)
	if err != nil || b == nil {
		return nil, err
	}
	var out []string
	for i := range int(b.NumRows()) {
		out = append(out, p.text(b.Column(0), i))
	}
	return out, nil
}

// between is the number that lies a part of the way from one to another. What is
// no finite number is added up as floats are.
func between(low, high string, part *big.Rat, isFloat bool) string {
	if low == high {
		return low
	}
	from, fromOK := new(big.Rat).SetString(low)
	to, toOK := new(big.Rat).SetString(high)
	if !fromOK || !toOK {
		return string(value.AppendFloat(nil, edge(low, high), 64))
	}
	at := to.Sub(to, from)
	at.Add(at.Mul(at, part), from)
	if f, _ := at.Float64(); isFloat {
		return floatFigure(f, meanDigits)
	}
	return rationalText(at)
}

// edge is what lies between two numbers of which one at least is not finite.
func edge(low, high string) float64 {
	from, err := strconv.ParseFloat(low, 64)
	to, also := strconv.ParseFloat(high, 64)
	if err != nil || also != nil {
		return math.NaN()
	}
	return from + (to - from)
}
