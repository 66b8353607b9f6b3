package chart

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/themes"
	"sonde/tui/canvas"
)

// A histogram of few rows has whole numbers of rows at its axis.
func TestAnAxisOfRowsHasWholeNumbers(t *testing.T) {
	d := &Data{Spec: Spec{Kind: Histogram, X: 0, Y: None}, MaxX: 3, MaxY: 1, Points: []Point{{X: 0.5, Y: 1, High: 1, Rows: 1}, {X: 2.5, Y: 1, High: 1, Rows: 1}}}
	d.xField = &arrow.Field{Name: "v", Type: arrow.PrimitiveTypes.Float64}
	c := &canvas.Canvas{}
	c.Resize(60, 20)
	p := painter{Canvas: c, d: d, th: themes.Default(true)}
	p.axes(canvas.Rect{W: 60, H: 20})
	for y := range 18 {
		if left, _, _ := strings.Cut(c.Line(y), "┤"); strings.Contains(c.Line(y), "┤") && strings.Contains(left, ".") {
			t.Errorf("line %d: %q", y, left)
		}
	}
}

// The histogram of a number over time is that of the number.
func TestHistogramIsOfTheNumber(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{{Name: "day", Type: arrow.FixedWidthTypes.Date32}, {Name: "v", Type: arrow.PrimitiveTypes.Float64}}, nil)
	if got := (Spec{Line, 0, 1}).With(Histogram, schema, []int{0, 1}); got != (Spec{Histogram, 1, None}) {
		t.Errorf("got %+v", got)
	}
	if got := (Spec{Bar, 0, None}).With(Histogram, schema, []int{0, 1}); got != (Spec{Histogram, 0, None}) {
		t.Errorf("without a number: %+v", got)
	}
}
