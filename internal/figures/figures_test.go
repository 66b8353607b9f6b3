package figures

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
	"sonde/internal/result"
)

func viewOf(t testing.TB, batches ...arrow.RecordBatch) *result.View {
	t.Helper()
	p := result.NewPool(result.Options{})
	t.Cleanup(func() { _ = p.Close() })
	s := p.NewStore()
	for _, b := range batches {
		if err := s.Append(b); err != nil {
			t.Fatal(err)
		}
	}
	return s.Snapshot().View(nil)
}

// column is a batch of one column, of values as JSON.
func column(t testing.TB, f arrow.Field, values string) arrow.RecordBatch {
	t.Helper()
	f.Name, f.Nullable = "v", true
	rows := strings.Split(values, " ")
	for i, v := range rows {
		rows[i] = `{"v": ` + v + `}`
	}
	b, _, err := array.RecordFromJSON(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{f}, nil), strings.NewReader("["+strings.Join(rows, ",")+"]"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func of(t testing.TB, batches ...arrow.RecordBatch) Figures {
	t.Helper()
	v := viewOf(t, batches...)
	f, err := Of(t.Context(), v, 0, v.NumRows(), []int{0}, new(atomic.Int64))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFigures(t *testing.T) {
	money := &arrow.Decimal128Type{Precision: 10, Scale: 2}
	wide := &arrow.Decimal128Type{Precision: 38, Scale: 1}
	number := connectors.Field("v", arrow.BinaryTypes.String, "UInt256", connectors.KindNumber)
	for _, c := range []struct {
		name, values string
		field        arrow.Field
		want         Figures
	}{
		{"integers", "3 null 1 2", arrow.Field{Type: arrow.PrimitiveTypes.Int32}, Figures{4, 1, 3, "6", "2", false, "1", "3", 1}},
		{"past 64 bits", "9223372036854775807 9223372036854775807 -1", arrow.Field{Type: arrow.PrimitiveTypes.Int64},
			Figures{3, 0, 3, "18446744073709551613", "6148914691236517204.3333", true, "-1", "9223372036854775807", 1}},
		{"unsigned", "18446744073709551615 1", arrow.Field{Type: arrow.PrimitiveTypes.Uint64},
			Figures{2, 0, 2, "18446744073709551616", "9223372036854775808", false, "1", "18446744073709551615", 1}},
		{"money", `"0.10" "0.20" "-1234.50"`, arrow.Field{Type: money}, Figures{3, 0, 3, "-1234.20", "-411.40", false, "-1234.50", "0.20", 1}},
		{"wide decimals", `"9999999999999999999999999999999999999.9" "0.1"`, arrow.Field{Type: wide},
			Figures{2, 0, 2, "10000000000000000000000000000000000000.0", "5000000000000000000000000000000000000.0", false, "0.1", "9999999999999999999999999999999999999.9", 1}},
		{"text of numbers", `"115792089237316195423570985008687907853269984665640564039457584007913129639935" "10" "9"`, number,
			Figures{3, 0, 3, "115792089237316195423570985008687907853269984665640564039457584007913129639954", "38597363079105398474523661669562635951089994888546854679819194669304376546651.3333", true, "9", "115792089237316195423570985008687907853269984665640564039457584007913129639935", 1}},
		{"floats", "0.1 0.2 0.3", arrow.Field{Type: arrow.PrimitiveTypes.Float64}, Figures{3, 0, 3, "0.6", "0.2", false, "0.1", "0.3", 1}},
		{"no number is the greatest", `1.5 "NaN" 9.5 "+Inf"`, arrow.Field{Type: arrow.PrimitiveTypes.Float64}, Figures{4, 0, 4, "NaN", "NaN", false, "1.5", "NaN", 1}},
		{"no numbers at all", `"NaN" null`, arrow.Field{Type: arrow.PrimitiveTypes.Float64}, Figures{2, 1, 1, "NaN", "NaN", false, "NaN", "NaN", 1}},
		{"text", `"b" null "a"`, arrow.Field{Type: arrow.BinaryTypes.String}, Figures{Cells: 3, Nulls: 1}},
		{"dates", `"2024-02-01" null "2024-01-31"`, arrow.Field{Type: arrow.FixedWidthTypes.Date32}, Figures{Cells: 3, Nulls: 1, Min: "2024-01-31", Max: "2024-02-01"}},
		{"nothing", "null null", arrow.Field{Type: arrow.PrimitiveTypes.Int64}, Figures{Cells: 2, Nulls: 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := of(t, column(t, c.field, c.values)); got != c.want {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestColumnsOfSeveralTypes(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "a", Type: arrow.PrimitiveTypes.Int8}, {Name: "b", Type: &arrow.Decimal128Type{Precision: 20, Scale: 3}},
		{Name: "c", Type: arrow.BinaryTypes.String}}, nil)
	b, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader(`[{"a": 2, "b": "1.005", "c": "x"}, {"a": 3, "b": "-7.000", "c": "y"}]`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Of(t.Context(), viewOf(t, b), 0, 2, []int{2, 0, 1}, new(atomic.Int64))
	if want := (Figures{6, 0, 4, "-0.995", "-0.24875", false, "-7.000", "3", 2}); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}

// The digits of exact numbers are not lost to the floats that are selected with them.
func TestExactNumbersBesideFloatsKeepTheirDigits(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "a", Type: &arrow.Decimal128Type{Precision: 38}}, {Name: "b", Type: arrow.PrimitiveTypes.Float64}}, nil)
	b, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader(`[{"a": "2808123456789012345678901", "b": 0.25}, {"a": "2", "b": 1.5}]`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Of(t.Context(), viewOf(t, b), 0, 2, []int{0, 1}, new(atomic.Int64))
	if err != nil || got.Sum != "2808123456789012345678905" || got.Columns != 2 {
		t.Errorf("%+v, %v", got, err)
	}
}

// A column whose values did not fit comes as text: they are values, but none of
// the numbers.
func TestMisfits(t *testing.T) {
	got := of(t, column(t, arrow.Field{Type: arrow.PrimitiveTypes.Int64}, "1 2"))
	if got.Numbers != 2 {
		t.Errorf("%+v", got)
	}
	text := of(t, column(t, arrow.Field{Type: arrow.BinaryTypes.String}, `"1" "2"`))
	if text.Numbers != 0 || text.Cells != 2 || text.Sum != "" {
		t.Errorf("%+v", text)
	}
}

// The sum of floats is exact, whatever their order, and rounded once.
func TestFloatsAreSummedUpExactly(t *testing.T) {
	for values, want := range map[string]string{
		"1e308 1 1e308 -1e308 -1e308": "1 0.2",
		"1e16 1 -1e16 1e-300":         "1 0.25",
		"5e-324 5e-324":               "1e-323 5e-324",
		"1e308 1e308":                 "Infinity 1e+308",
		"0.1 0.1 0.1 0.2":             "0.5 0.125",
		"1.5 2.25 10":                 "13.75 4.583333333333333",
	} {
		if got := of(t, column(t, arrow.Field{Type: arrow.PrimitiveTypes.Float64}, values)); got.Sum+" "+got.Average != want {
			t.Errorf("%s: got %s %s, want %s", values, got.Sum, got.Average, want)
		}
	}
}

// A mean is the average of the figures of the same cells.
func TestMeanIsTheAverage(t *testing.T) {
	for _, c := range []struct {
		values string
		field  arrow.Field
		want   string
	}{
		{"1 1 2 null", arrow.Field{Type: arrow.PrimitiveTypes.Int64}, "1.3333 true"},
		{`"0.10" "0.20"`, arrow.Field{Type: &arrow.Decimal128Type{Precision: 10, Scale: 2}}, "0.15 false"},
		{"0.1 0.7 0.1", arrow.Field{Type: arrow.PrimitiveTypes.Float64}, "0.3 false"},
		{`"7" "x" "9"`, connectors.Field("v", arrow.BinaryTypes.String, "UInt256", connectors.KindNumber), "8 false"},
		{"1 " + strings.Repeat("0 ", 29_999) + "0", arrow.Field{Type: arrow.PrimitiveTypes.Int8}, "0.00003333 true"},
		{"null", arrow.Field{Type: arrow.PrimitiveTypes.Int64}, " false"},
	} {
		b := column(t, c.field, c.values)
		var m Mean
		m.Add(b.Schema().Field(0), b.Column(0))
		text, rounded := m.Text()
		if got := text + " " + strconv.FormatBool(rounded); got != c.want {
			t.Errorf("%s: got %s, want %s", c.field.Type, got, c.want)
		}
		if f := of(t, b); f.Average != text || f.Rounded != rounded {
			t.Errorf("%s: the average is %s, %v, and the mean %s, %v", c.field.Type, f.Average, f.Rounded, text, rounded)
		}
	}
}

func TestNotANumber(t *testing.T) {
	b := array.NewFloat64Builder(memory.DefaultAllocator)
	zero := 0.0
	b.AppendValues([]float64{zero / (zero + 1), 1 / zero, 2}, nil)
	got := of(t, array.NewRecordBatch(arrow.NewSchema([]arrow.Field{{Name: "v", Type: arrow.PrimitiveTypes.Float64}}, nil), []arrow.Array{b.NewArray()}, 3))
	if got.Min != "0" || got.Max != "Infinity" || got.Sum != "Infinity" {
		t.Errorf("%+v", got)
	}
}

func TestCancelled(t *testing.T) {
	v := viewOf(t, column(t, arrow.Field{Type: arrow.PrimitiveTypes.Int64}, "1 2"))
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Of(ctx, v, 0, 2, []int{0}, new(atomic.Int64)); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

// BenchmarkOf sums up a column of ten million integers. The floor adds them up.
func BenchmarkOf(b *testing.B) {
	const rows, batches = 10_000, 1000
	builder := array.NewInt64Builder(memory.DefaultAllocator)
	for i := range rows {
		builder.Append(int64(i) * 7919)
	}
	a := builder.NewInt64Array()
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			sum := int64(0)
			for range batches {
				for _, v := range a.Int64Values() {
					sum += v
				}
			}
			_ = sum
		}
	})
	sonde := func(b *testing.B, order []int64) {
		batch := array.NewRecordBatch(arrow.NewSchema([]arrow.Field{{Name: "v", Type: arrow.PrimitiveTypes.Int64}}, nil), []arrow.Array{a}, rows)
		all := make([]arrow.RecordBatch, batches)
		for i := range all {
			all[i] = batch
		}
		v := viewOf(b, all...).Snapshot().View(order)
		for b.Loop() {
			if _, err := Of(b.Context(), v, 0, v.NumRows(), []int{0}, new(atomic.Int64)); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("sonde", func(b *testing.B) { sonde(b, nil) })
	b.Run("sorted", func(b *testing.B) {
		order := make([]int64, rows*batches)
		for i := range order {
			order[i] = int64(i) * 7919 % int64(len(order))
		}
		sonde(b, order)
	})
}
