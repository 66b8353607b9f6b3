package chart

import (
	"math"
	"strconv"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/internal/value"
)

// reader gives the values of a column of one batch as numbers to draw by: times
// are seconds since 1970. ok is false for NULL and for what is no finite number.
type reader func(i int) (v float64, ok bool)

// readerOf is the reader of a column; None gives the number of the row, counted
// from first + 1.
func readerOf(b arrow.RecordBatch, column int, first int64) reader {
	if column == None {
		return func(i int) (float64, bool) { return float64(first + int64(i) + 1), true }
	}
	a := b.Column(column)
	get := floats(a)
	null := value.NewFormatter(b.Schema().Field(column))
	return func(i int) (float64, bool) {
		if null.IsNull(a, i) {
			return 0, false
		}
		v := get(i)
		return v, !math.IsNaN(v) && !math.IsInf(v, 0)
	}
}

// floats reads a value that is not NULL; what is no number is NaN.
func floats(a arrow.Array) func(i int) float64 {
	switch a := a.(type) {
	case *array.Int64:
		return func(i int) float64 { return float64(a.Value(i)) }
	case *array.Float64:
		return a.Value
	case *array.Int32:
		return func(i int) float64 { return float64(a.Value(i)) }
	case *array.Float32:
		return func(i int) float64 { return float64(a.Value(i)) }
	case *array.Decimal128:
		scale := a.DataType().(*arrow.Decimal128Type).Scale
		return func(i int) float64 { return a.Value(i).ToFloat64(scale) }
	case *array.Decimal256:
		scale := a.DataType().(*arrow.Decimal256Type).Scale
		return func(i int) float64 { return a.Value(i).ToFloat64(scale) }
	}
	if seconds := moments(a); seconds != nil {
		return seconds
	}
	return texts(a)
}

// moments reads times; nil for another array.
func moments(a arrow.Array) func(i int) float64 {
	switch a := a.(type) {
	case *array.Timestamp:
		unit := a.DataType().(*arrow.TimestampType).Unit.Multiplier().Seconds()
		return func(i int) float64 { return float64(a.Value(i)) * unit }
	case *array.Date32:
		return func(i int) float64 { return float64(a.Value(i)) * 86400 }
	case *array.Date64:
		return func(i int) float64 { return float64(a.Value(i)) / 1000 }
	case *array.Time32:
		unit := a.DataType().(*arrow.Time32Type).Unit.Multiplier().Seconds()
		return func(i int) float64 { return float64(a.Value(i)) * unit }
	case *array.Time64:
		unit := a.DataType().(*arrow.Time64Type).Unit.Multiplier().Seconds()
		return func(i int) float64 { return float64(a.Value(i)) * unit }
	}
	return nil
}

// texts reads the text of a value as a number: small integers, and numbers that
// came as text.
func texts(a arrow.Array) func(i int) float64 {
	return func(i int) float64 {
		v, err := strconv.ParseFloat(a.ValueStr(i), 64)
		if err != nil {
			return math.NaN()
		}
		return v
	}
}

// axisText writes a place on an axis: of a time as much as the span needs.
func axisText(f *arrow.Field, v, span float64) string {
	if f == nil || !hasTime(f.Type) {
		return short(v, span)
	}
	seconds, part := math.Modf(v)
	t := time.Unix(int64(seconds), int64(part*1e9)).UTC()
	clock := f.Type.ID() == arrow.TIME32 || f.Type.ID() == arrow.TIME64
	switch day := 86400.0; {
	case clock:
		return t.Format("15:04:05")
	case span > 3*365*day:
		return t.Format("2006-01")
	case span > 3*day:
		return t.Format("2006-01-02")
	case span > 600:
		return t.Format("01-02 15:04")
	}
	return t.Format("15:04:05")
}

// short writes a number with as many digits as tell places apart that lie a
// hundredth of the span from each other.
func short(v, span float64) string {
	if v == 0 {
		return "0"
	}
	digits := 3
	if span > 0 {
		digits = int(math.Log10(math.Abs(v)/span)) + 3
	}
	text := strconv.FormatFloat(v, 'g', max(3, min(digits, 17)), 64)
	if plain := strconv.FormatFloat(roundTo(v, digits), 'f', -1, 64); len(plain) <= 10 {
		return plain
	}
	return text
}

func roundTo(v float64, digits int) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', max(3, min(digits, 17)), 64), 64)
	if err != nil {
		return v
	}
	return rounded
}
