package chart

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/themes"
	"sonde/tui/canvas"
)

var (
	day   = arrow.Field{Name: "day", Type: arrow.FixedWidthTypes.Date32, Nullable: true}
	city  = arrow.Field{Name: "city", Type: arrow.BinaryTypes.String, Nullable: true}
	price = arrow.Field{Name: "price", Type: &arrow.Decimal128Type{Precision: 30, Scale: 2}, Nullable: true}
	count = arrow.Field{Name: "count", Type: arrow.PrimitiveTypes.Int64, Nullable: true}
	ratio = arrow.Field{Name: "ratio", Type: arrow.PrimitiveTypes.Float64, Nullable: true}
	tags  = arrow.Field{Name: "tags", Type: arrow.ListOf(arrow.BinaryTypes.String), Nullable: true}
)

// rowsOf are rows of texts; "-" is NULL.
func rowsOf(t testing.TB, fields []arrow.Field, lines ...string) Rows {
	t.Helper()
	schema := arrow.NewSchema(fields, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for _, line := range lines {
		for i, text := range strings.Split(line, " ") {
			if text == "-" {
				b.Field(i).AppendNull()
			} else if err := b.Field(i).AppendValueFromString(text); err != nil {
				t.Fatal(err)
			}
		}
	}
	batch := b.NewRecordBatch()
	return Rows{Schema: schema, Count: batch.NumRows(), Scan: func(context.Context) iter.Seq2[arrow.RecordBatch, error] {
		return func(yield func(arrow.RecordBatch, error) bool) { yield(batch, nil) }
	}}
}

func build(t testing.TB, rows Rows, s Spec) *Data {
	t.Helper()
	d, err := Build(t.Context(), rows, s, func(float64) {})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestOtherKindsTakeOtherColumns(t *testing.T) {
	schema, all := arrow.NewSchema([]arrow.Field{city, price, day}, nil), []int{0, 1, 2}
	s := Spec{Bar, 0, 1}
	if got := s.With(Scatter, schema, all); got != (Spec{Scatter, 1, 1}) {
		t.Error(got)
	}
	if got := s.With(Histogram, schema, all); got != (Spec{Histogram, 1, None}) {
		t.Error(got)
	}
	if got := s.Next(schema, all, true, 1); got != (Spec{Bar, 0, None}) {
		t.Error(got)
	}
	if got := s.Next(schema, all, false, -1); got != (Spec{Bar, 2, 1}) {
		t.Error(got)
	}
}

func TestBarsAreExactSums(t *testing.T) {
	rows := rowsOf(t, []arrow.Field{city, price}, "Rome 90071992547409930.10", "Oslo -1.00", "Rome 0.05", "- 2.00", "Oslo -")
	d := build(t, rows, Spec{Bar, 0, 1})
	want := []string{"Rome 90071992547409930.15", "NULL 2.00", "Oslo -1.00"}
	for i, p := range d.Points {
		if got := p.Label + " " + p.Value; got != want[i] {
			t.Errorf("%s, want %s", got, want[i])
		}
	}
	if d.YName != "sum of price" || d.LeftOut != "1 row left out (no number)" {
		t.Errorf("%q, %q", d.YName, d.LeftOut)
	}
	d = build(t, rows, Spec{Bar, 0, None})
	if d.Points[0].Label != "Rome" || d.Points[0].Value != "2" || d.YName != "rows" {
		t.Errorf("%+v %s", d.Points, d.YName)
	}
}

func TestBarsOfOneRowEachKeepTheirOrder(t *testing.T) {
	d := build(t, rowsOf(t, []arrow.Field{city, price}, "b 1.00", "a 3.00", "c 2.00"), Spec{Bar, 0, 1})
	if d.Points[0].Label != "b" || d.Points[2].Label != "c" || d.YName != "price" {
		t.Errorf("%+v", d.Points)
	}
}

func TestManyCategories(t *testing.T) {
	var lines []string
	for i := range mostBars + 5 {
		lines = append(lines, fmt.Sprintf("c%d 1.00", i))
	}
	d := build(t, rowsOf(t, []arrow.Field{city, price}, lines...), Spec{Bar, 0, 1})
	last := d.Points[len(d.Points)-1]
	if len(d.Points) != mostBars+1 || last.Label != "(others)" || last.Value != "5.00" || !strings.Contains(d.Note, "10,000 categories") {
		t.Errorf("%d bars, %+v, %s", len(d.Points), last, d.Note)
	}
}

func TestLineInOrder(t *testing.T) {
	d := build(t, rowsOf(t, []arrow.Field{day, price}, "2024-01-03 3.10", "2024-01-01 1.00", "- 9.00", "2024-01-02 -"), Spec{Line, 0, 1})
	if len(d.Points) != 2 || d.Points[0].Label != "2024-01-01" || d.Points[1].Value != "3.10" || !strings.Contains(d.LeftOut, "2 rows left out") {
		t.Errorf("%+v %s", d.Points, d.Note)
	}
}

func TestLineHasOneValueAtAPlace(t *testing.T) {
	d := build(t, rowsOf(t, []arrow.Field{day, price}, "2024-01-02 4.00", "2024-01-01 1.00", "2024-01-01 2.00", "2024-01-01 6.00"), Spec{Line, 0, 1})
	if len(d.Points) != 2 || d.Points[0].Y != 3 || d.Points[0].Rows != 3 || d.Points[1].Value != "4.00" {
		t.Errorf("%+v", d.Points)
	}
	if d.YName != "mean of price" || !strings.Contains(d.Note, "the mean of rows with the same day") {
		t.Errorf("%q, %q", d.YName, d.Note)
	}
}

func TestLongLineIsMeansOfIntervals(t *testing.T) {
	var lines []string
	for i := range 2 * mostPoints {
		lines = append(lines, fmt.Sprintf("%d %d", i, i%2))
	}
	d := build(t, rowsOf(t, []arrow.Field{count, ratio}, lines...), Spec{Line, 0, 1})
	var rows int64
	for _, p := range d.Points {
		rows += p.Rows
		if p.Low != 0 || p.High != 1 || math.Abs(p.Y-0.5) > 0.1 {
			t.Fatalf("%+v", p)
		}
	}
	if len(d.Points) != intervals || rows != 2*mostPoints || d.Note == "" {
		t.Errorf("%d points of %d rows, %q", len(d.Points), rows, d.Note)
	}
}

func TestHistogramCountsEveryRow(t *testing.T) {
	d := build(t, rowsOf(t, []arrow.Field{count}, "1", "2", "2", "3", "-"), Spec{Histogram, 0, None})
	if len(d.Points) != 3 || d.Points[1].Rows != 2 || d.Points[1].Label != "2" {
		t.Errorf("%+v", d.Points)
	}
	d = build(t, rowsOf(t, []arrow.Field{ratio}, "0", "0.5", "1", "NaN", "1"), Spec{Histogram, 0, None})
	if n := len(d.Points); n != bins || d.Points[n-1].Rows != 2 || !strings.Contains(d.LeftOut, "1 row left out") {
		t.Errorf("%+v %s", d.Points, d.LeftOut)
	}
	d = build(t, rowsOf(t, []arrow.Field{ratio}, "7"), Spec{Histogram, 0, None})
	if len(d.Points) != 1 || d.Points[0].Rows != 1 {
		t.Errorf("%+v", d.Points)
	}
}

func TestScatterCounts(t *testing.T) {
	d := build(t, rowsOf(t, []arrow.Field{count, ratio}, "1 1", "1 1", "5 2"), Spec{Scatter, 0, 1})
	if len(d.Points) != 2 || d.Points[0].Rows != 2 {
		t.Errorf("%+v", d.Points)
	}
}

func TestEveryKindFitsEverySize(t *testing.T) {
	rows := rowsOf(t, []arrow.Field{day, price, city}, "2024-01-03 3.10 a", "2024-01-01 -1.00 b", "2024-01-01 -1.00 限定版")
	for _, s := range []Spec{{Line, 0, 1}, {Bar, 2, 1}, {Histogram, 1, None}, {Scatter, 0, 1}, {Line, None, 1}} {
		d := build(t, rows, s)
		for _, size := range [][2]int{{0, 0}, {12, 3}, {13, 4}, {40, 10}, {200, 60}} {
			for _, ascii := range []bool{false, true} {
				c := &canvas.Canvas{ASCII: ascii}
				c.Resize(max(1, size[0]), max(1, size[1]))
				d.Draw(c, canvas.Rect{W: size[0], H: size[1]}, themes.Default(true), 1)
			}
		}
	}
	if got := build(t, rowsOf(t, []arrow.Field{price}, "-"), Spec{Histogram, 0, None}); len(got.Points) != 0 {
		t.Errorf("%+v", got.Points)
	}
}

func TestASCII(t *testing.T) {
	d := build(t, rowsOf(t, []arrow.Field{count, price}, "1 3.10", "2 -1.00"), Spec{Line, 0, 1})
	c := &canvas.Canvas{ASCII: true}
	c.Resize(40, 10)
	d.Draw(c, canvas.Rect{W: 40, H: 10}, themes.Default(true), 0)
	for _, r := range c.String() {
		if r >= 0x2500 && r < 0x2900 {
			t.Fatalf("%q in\n%s", r, c.String())
		}
	}
}

func TestCancel(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	rows := Rows{Schema: arrow.NewSchema([]arrow.Field{count}, nil), Scan: func(ctx context.Context) iter.Seq2[arrow.RecordBatch, error] {
		return func(yield func(arrow.RecordBatch, error) bool) { yield(nil, ctx.Err()) }
	}}
	if _, err := Build(ctx, rows, Spec{Histogram, 0, None}, func(float64) {}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestDialogAsksForOtherCharts(t *testing.T) {
	d := NewDialog(arrow.NewSchema([]arrow.Field{city, price}, nil), []int{0, 1}, Spec{Bar, 0, 1})
	answer, done := d.Update(tea.KeyPressMsg{Code: tea.KeyTab})
	if w, ok := answer.(Wanted); !ok || done || w.Spec != (Spec{Histogram, 1, None}) {
		t.Errorf("%+v", answer)
	}
	if _, done := d.Update(tea.KeyPressMsg{Code: tea.KeyEscape}); !done {
		t.Error("Esc does not leave")
	}
}

func TestKeysThatComeBeforeTheChartMoveInIt(t *testing.T) {
	rows, spec := rowsOf(t, []arrow.Field{city, price}, "Rome 3.00", "Oslo 2.00", "Bern 1.00"), Spec{Bar, 0, 1}
	d := NewDialog(rows.Schema, []int{0, 1}, spec)
	d.Update(tea.KeyPressMsg{Code: tea.KeyEnd})
	d.Update(tea.KeyPressMsg{Code: tea.KeyUp})
	d.Set(build(t, rows, spec))
	var c canvas.Canvas
	c.Resize(60, 12)
	d.Draw(&c, canvas.Rect{W: 60, H: 12}, themes.Default(true))
	if got := c.Line(10); !strings.Contains(got, "city Oslo") {
		t.Errorf("the cursor is at %q", got)
	}
}

// BenchmarkBuild draws a million rows; the floor reads both columns.
func BenchmarkBuild(b *testing.B) {
	x, y := array.NewFloat64Builder(memory.DefaultAllocator), array.NewFloat64Builder(memory.DefaultAllocator)
	for i := range 10_000 {
		x.Append(float64(i))
		y.Append(math.Sin(float64(i)))
	}
	schema := arrow.NewSchema([]arrow.Field{ratio, ratio}, nil)
	batch := array.NewRecordBatch(schema, []arrow.Array{x.NewArray(), y.NewArray()}, 10_000)
	rows := Rows{Schema: schema, Count: 1_000_000, Scan: func(context.Context) iter.Seq2[arrow.RecordBatch, error] {
		return func(yield func(arrow.RecordBatch, error) bool) {
			for range 100 {
				yield(batch, nil)
			}
		}
	}}
	b.Run("floor", func(b *testing.B) {
		var sum float64
		for b.Loop() {
			for batch := range rows.Scan(b.Context()) {
				for c := range 2 {
					for _, v := range batch.Column(c).(*array.Float64).Float64Values() {
						sum += v
					}
				}
			}
		}
	})
	for _, s := range []Spec{{Line, 0, 1}, {Scatter, 0, 1}, {Histogram, 0, None}} {
		b.Run("sonde/"+s.Kind.String(), func(b *testing.B) {
			for b.Loop() {
				build(b, rows, s)
			}
		})
	}
}

func TestTurningThroughTheKindsKeepsTheChosenColumns(t *testing.T) {
	d := NewDialog(arrow.NewSchema([]arrow.Field{count, city, price, ratio}, nil), []int{0, 1, 2, 3}, Spec{Scatter, 0, 2})
	d.Update(tea.KeyPressMsg{Code: 'y', Text: "y"})
	want := d.Spec()
	if want != (Spec{Scatter, 0, 3}) {
		t.Fatalf("%+v", want)
	}
	for range kinds {
		d.Update(tea.KeyPressMsg{Code: tea.KeyTab})
	}
	if d.Spec() != want {
		t.Errorf("%+v after all kinds", d.Spec())
	}
	if s := (Spec{Histogram, 2, None}).With(Scatter, arrow.NewSchema([]arrow.Field{city, price, price, ratio}, nil), []int{2, 3}); s.Y != 3 {
		t.Errorf("%+v draws a column by itself", s)
	}
}
