package local

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/result"
	"sonde/internal/workspace"
)

func profile(t testing.TB, s *result.Snapshot, rows []int64, columns ...int) []workspace.Column {
	t.Helper()
	paths := make([]result.Path, len(columns))
	for i, c := range columns {
		paths[i] = result.Path{c}
	}
	out, err := open(t).Profile(context.Background(), s, rows, paths, nil)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestProfileOfEveryType(t *testing.T) {
	s := answer(t, everyType)
	for i, f := range s.Schema().Fields() {
		c := profile(t, s, nil, i)[0]
		if c.Rows != 3 || c.Nulls != 1 || c.Distinct < 1 || c.Distinct > 2 || c.Approximate {
			t.Errorf("%s (%s): %+v", f.Name, f.Type, c)
		}
		seen := map[string]bool{}
		for row := range s.NumRows() {
			seen[shown(t, s, row, i)] = true
		}
		for _, v := range c.Top {
			if !seen[v.Value] {
				t.Errorf("%s (%s): %q is none of its values", f.Name, f.Type, v.Value)
			}
		}
		if c.HasRange && (!seen[c.Min] || !seen[c.Max]) {
			t.Errorf("%s (%s): from %q to %q", f.Name, f.Type, c.Min, c.Max)
		}
		for _, q := range c.Quantiles {
			if isMoment(f.Type) && !seen[q] {
				t.Errorf("%s (%s): the quantile %q is none of its values", f.Name, f.Type, q)
			}
		}
	}
}

// summary writes a profile on one line.
func summary(c workspace.Column) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d-%d d%d", c.Rows, c.Nulls, c.Distinct)
	if c.HasRange {
		fmt.Fprintf(&b, " %s…%s", c.Min, c.Max)
	}
	fmt.Fprintf(&b, " m%s s%s q%v", c.Mean, c.Deviation, c.Quantiles)
	for _, v := range c.Top {
		fmt.Fprintf(&b, " %s×%d", v.Value, v.Rows)
	}
	return b.String()
}

func TestProfiles(t *testing.T) {
	text := arrow.BinaryTypes.String
	for _, c := range []struct {
		field arrow.Field
		list  string
		want  string
	}{
		{arrow.Field{Type: arrow.PrimitiveTypes.Int64}, `[1, 2, 2, 3, null]`, "5-1 d3 1…3 m2 s≈0.816496580928 q[1.15 1.75 2 2.25 2.85] 2×2 1×1 3×1"},
		{arrow.Field{Type: arrow.PrimitiveTypes.Float64}, `[1.5, "NaN", null]`, "3-1 d2 1.5…NaN mNaN s q[NaN NaN NaN NaN NaN] 1.5×1 NaN×1"},
		{arrow.Field{Type: &arrow.Decimal128Type{Precision: 20, Scale: 2}}, `["0.10", "0.10", "12345678901234567.80"]`,
			"3-0 d2 0.10…12345678901234567.80 m≈4115226300411522.666667 s≈7127781036960000 q[0.10 0.10 0.10 6172839450617283.95 11111111011111111.03] 0.10×2 12345678901234567.80×1"},
		{connectors.Field("n", text, "UInt256", connectors.KindNumber), `["99999999999999999999999999999999999999999999", "5", "0.50"]`,
			"3-0 d3 0.50…99999999999999999999999999999999999999999999 m≈33333333333333333333333333333333333333333334.833333 s≈5.7735026919e+43 q[0.95 2.75 5 50000000000000000000000000000000000000000002 89999999999999999999999999999999999999999999.6]" +
				" 0.50×1 5×1 99999999999999999999999999999999999999999999×1"},
		{arrow.Field{Type: arrow.FixedWidthTypes.Date32}, `["2024-01-01", "2024-01-03", "2024-01-03"]`,
			"3-0 d2 2024-01-01…2024-01-03 m2024-01-02 s q[2024-01-01 2024-01-01 2024-01-03 2024-01-03 2024-01-03] 2024-01-03×2 2024-01-01×1"},
		{arrow.Field{Type: text}, `["b", "a", "b", "", null]`, "5-1 d3 …b m s q[] b×2 ×1 a×1"},
		{arrow.Field{Type: arrow.ListOf(arrow.PrimitiveTypes.Int8)}, `[[1], [1], [2]]`, "3-0 d2 m s q[] [1]×2 [2]×1"},
		{arrow.Field{Type: arrow.PrimitiveTypes.Int8}, `[]`, "0-0 d0 m s q[]"},
		{arrow.Field{Type: arrow.PrimitiveTypes.Int8}, `[null]`, "1-1 d0 m s q[]"},
		{arrow.Field{Type: arrow.Null}, `[null]`, "1-1 d0 m s q[]"},
	} {
		if got := summary(profile(t, column(t, c.field, c.list), nil, 0)[0]); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.field.Type, got, c.want)
		}
	}
}

func TestPartsOfTheRangeHoldEveryValue(t *testing.T) {
	for _, c := range []struct{ sql, first, last string }{
		{"SELECT i::INTEGER AS x FROM range(1000) r(i)", "0 50 50", "950 999 50"},
		{"SELECT (i % 3)::UTINYINT AS x FROM range(9) r(i)", "0 1 3", "2 2 3"},
		{"SELECT i / 10 AS x FROM range(1001) r(i)", "0 5 50", "95 100 51"},
		{"SELECT DATE '2024-01-01' + i::INTEGER AS x FROM range(40) r(i)", "2024-01-01 2024-01-03 2", "2024-02-08 2024-02-09 2"},
		{"SELECT unnest([-9223372036854775808, 9223372036854775807]) AS x", "-9223372036854775808 -8301034833169298227 1", "8301034833169298231 9223372036854775807 1"},
		{"SELECT unnest([-1.7e308, 1.7e308, 'Infinity', 'NaN']::DOUBLE[]) AS x", "-1.7e+308 -1.5299999999999998e+308 1", "1.5299999999999998e+308 1.7e+308 1"},
		{"SELECT (i * 100)::DECIMAL(9,2) AS x FROM range(21) r(i)", "0 100 1", "1900 2000 2"},
	} {
		column := profile(t, answer(t, c.sql), nil, 0)[0]
		var total int64
		for _, b := range column.Bins {
			total += b.Rows
		}
		if len(column.Bins) == 0 {
			t.Errorf("%s: no parts", c.sql)
			continue
		}
		text := func(b workspace.Bin) string { return fmt.Sprint(b.From, " ", b.To, " ", b.Rows) }
		if first, last := text(column.Bins[0]), text(column.Bins[len(column.Bins)-1]); first != c.first || last != c.last {
			t.Errorf("%s: from %s to %s, want from %s to %s", c.sql, first, last, c.first, c.last)
		}
		if finite := column.Rows - column.Nulls; total != finite && !strings.Contains(c.sql, "NaN") {
			t.Errorf("%s: the parts hold %d of %d values", c.sql, total, finite)
		}
	}
}

func TestProfileOfSomeRows(t *testing.T) {
	s := answer(t, "SELECT i AS x, i::VARCHAR AS y, i % 2 = 0 AS z FROM range(100_000) r(i)")
	got := profile(t, s, []int64{70_000, 5, 99_999, 12}, 0, 1, 2)
	if got[0].Min != "5" || got[0].Max != "99999" || got[0].Rows != 4 || got[0].Distinct != 4 {
		t.Errorf("numbers: %+v", got[0])
	}
	if got[1].Min != "12" || *got[1].Lengths != (workspace.Lengths{Min: 1, Max: 5, Mean: 3.25}) {
		t.Errorf("texts: %+v", got[1])
	}
	if got[2].True != 2 || got[2].False != 2 {
		t.Errorf("booleans: %+v", got[2])
	}
	if none := profile(t, s, []int64{}, 0)[0]; none.Rows != 0 {
		t.Errorf("no rows: %+v", none)
	}
}

func TestDifferentNumbersOfSomeMillionRowsAreCounted(t *testing.T) {
	s := answer(t, "SELECT if(i % 4 = 0, 7, i) AS x FROM range(3_000_000) r(i)")
	c := profile(t, s, nil, 0)[0]
	if c.Approximate || c.Distinct != 2_250_000 {
		t.Errorf("%d different values of 2,250,000, estimated: %v", c.Distinct, c.Approximate)
	}
}

func TestManyDifferentValuesAreEstimated(t *testing.T) {
	s := answer(t, "SELECT repeat('-', 40) || if(i % 4 = 0, 7, i) AS x FROM range(2_000_000) r(i)")
	c := profile(t, s, nil, 0)[0]
	if !c.Approximate || c.Distinct < 1_200_000 || c.Distinct > 1_800_000 {
		t.Errorf("%d different values of 1,500,000, estimated: %v", c.Distinct, c.Approximate)
	}
	if len(c.Top) == 0 || c.Top[0] != (workspace.Count{Value: strings.Repeat("-", 40) + "7", Rows: 500_001}) {
		t.Errorf("the most frequent: %v", c.Top)
	}
}

func TestACancelEndsAProfile(t *testing.T) {
	s := answer(t, "SELECT hash(i)::VARCHAR AS x FROM range(2_000_000) r(i)")
	w := open(t)
	ctx, cancel := context.WithCancel(context.Background())
	_, err := w.Profile(ctx, s, nil, []result.Path{{0}, {0}, {0}}, func(float64) { cancel() })
	if !connectors.IsClass(err, connectors.ClassCancelled) {
		t.Errorf("got %v", err)
	}
	cancel()
}
