package local

import (
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/internal/value"
	"sonde/internal/workspace"
)

const (
	// topValues is how many of the most frequent values are told.
	topValues = 10
	// mostGroups is up to how many different values all of them are counted.
	mostGroups = 1_000_000
	// mostCounted is up to how many rows those of a column of numbers, moments or short
	// text are counted however many they are: the estimate may be a quarter off.
	mostCounted = 4_000_000
	// shortText is up to how many characters the values of a column of text have on
	// average that count as short: those of a UUID are.
	shortText = 40
	// mostMarked is the widest range of whole numbers in which each that is there is
	// marked, for which every thread of the engine takes a bit.
	mostMarked = 1 << 28
)

// frequent finds the most frequent values, and counts the different ones.
func (p *profiler) frequent() error {
	if !p.any() {
		return nil
	}
	if p.distinct > mostGroups && !p.countable() {
		return p.frequentAmongMany()
	}
	b, err := ask(p.ctx, p.conn, fmt.Sprintf(`WITH groups AS MATERIALIZED (
			SELECT %s AS v, k0 AS k, count(*) AS n FROM profiled WHERE k0 IS NOT NULL GROUP BY k0)
		SELECT v, n, (SELECT count(*) FROM groups) FROM groups ORDER BY n DESC, k LIMIT %d`, p.anyText(), topValues))
	if err != nil || b == nil {
		return err
	}
	p.column.Distinct = b.Column(2).(*array.Int64).Value(0)
	p.top(b)
	return nil
}

// countable reports whether groups of equal values cost little: they are few, and
// none takes much memory.
func (p *profiler) countable() bool {
	if p.column.Rows > mostCounted || p.form.keyed {
		return false
	}
	l := p.column.Lengths
	return p.form.double != "" || p.form.whole || p.form.class == value.Text && l != nil && l.Mean <= shortText
}

// anyText is the value of a group of equal ones, or where those are keys, their
// text.
func (p *profiler) anyText() string {
	if p.form.keyed {
		return "any_value(k1)"
	}
	return "k0"
}

// frequentAmongMany counts only values that an estimate takes for frequent.
func (p *profiler) frequentAmongMany() error {
	if err := p.estimate(); err != nil {
		return err
	}
	b, err := ask(p.ctx, p.conn, fmt.Sprintf(`WITH likely AS MATERIALIZED (SELECT unnest(approx_top_k(k0, %d)) AS k FROM profiled)
		SELECT %s AS v, count(*) AS n FROM profiled WHERE k0 IN (SELECT k FROM likely) GROUP BY k0 HAVING n > 1 ORDER BY n DESC, k0 LIMIT %d`,
		2*topValues, p.anyText(), topValues))
	if err != nil || b == nil {
		return err
	}
	p.top(b)
	return nil
}

// estimate takes the estimate for the number of different values, unless they are
// whole numbers in a range of which the engine can mark every one.
func (p *profiler) estimate() error {
	low, high, ok := p.wholeRange()
	if ok {
		high.Sub(high, low)
		ok = high.IsInt64() && high.Int64() < mostMarked
	}
	if !ok {
		p.column.Distinct, p.column.Approximate = min(p.distinct, p.column.Rows-p.column.Nulls), true
		return nil
	}
	b, err := p.figures(fmt.Sprintf("bit_count(bitstring_agg(%s, 0, %d))::BIGINT", p.distance(), high))
	if err == nil {
		p.column.Distinct = integer(b, 0)
	}
	return err
}

func (p *profiler) top(b arrow.RecordBatch) {
	counts := b.Column(1).(*array.Int64)
	for i := range counts.Len() {
		p.column.Top = append(p.column.Top, workspace.Count{Value: p.text(b.Column(0), i), Rows: counts.Value(i)})
	}
}
