package local

import (
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/workspace"
)

// A number that a column's type cannot hold is compared exactly.
func TestFinerAndLargerNumbersAreCompared(t *testing.T) {
	w := open(t)
	money := column(t, arrow.Field{Type: &arrow.Decimal128Type{Precision: 12, Scale: 2}}, `["1.10", "1.11", null, "-5.00"]`)
	for _, c := range []struct {
		op    workspace.Op
		value string
		want  string
	}{
		{workspace.Less, "1.1000000001", "1.10 -5.00"}, {workspace.LessOrEqual, "1.1099", "1.10 -5.00"}, {workspace.Greater, "1.1000000001", "1.11"},
		{workspace.GreaterOrEqual, "-5.001", "1.10 1.11 -5.00"}, {workspace.Equal, "1.101", ""}, {workspace.NotEqual, "1.101", "1.10 1.11 -5.00"},
		{workspace.Less, "1e30", "1.10 1.11 -5.00"}, {workspace.Greater, "99999999999999999999", ""},
	} {
		where := workspace.Condition{Op: c.op, Values: []string{c.value}}
		if err := w.Check(money, where); err != nil {
			t.Errorf("%s %s: %v", c.op, c.value, err)
		}
		if got := cells(t, money, arrange(t, w, money, []workspace.Condition{where})); got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.op, c.value, got, c.want)
		}
	}
	whole := column(t, arrow.Field{Type: arrow.PrimitiveTypes.Int8}, `[1, 2, -128]`)
	if got := cells(t, whole, arrange(t, w, whole, []workspace.Condition{{Op: workspace.Less, Values: []string{"1.5"}}})); got != "1 -128" {
		t.Errorf("< 1.5: %q", got)
	}
}

// What no filter takes is found without reading a value.
func TestConditionsAreChecked(t *testing.T) {
	w := open(t)
	days := column(t, arrow.Field{Type: arrow.FixedWidthTypes.Date32}, `["2024-01-31"]`)
	for _, c := range []workspace.Condition{
		{Op: workspace.Matches, Values: []string{"("}}, {Op: workspace.Less, Values: []string{"2024-13-45"}}, {Op: workspace.Greater, Values: []string{"soon"}},
	} {
		if err := w.Check(days, c); err == nil {
			t.Errorf("%s %q is taken", c.Op, c.Values)
		}
	}
	if err := w.Check(days, workspace.Condition{Op: workspace.Less, Values: []string{"2024-12-31"}}); err != nil {
		t.Error(err)
	}
}
