package value

import (
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// Intervals are written as SQL reads them: 1 year 2 months -3 days 04:05:06.5.

func monthInterval(dst []byte, a arrow.Array, i, _ int) []byte {
	return appendInterval(dst, int64(a.(*array.MonthInterval).Value(i)), 0, 0, 1)
}

func dayTimeInterval(dst []byte, a arrow.Array, i, _ int) []byte {
	v := a.(*array.DayTimeInterval).Value(i)
	return appendInterval(dst, 0, int64(v.Days), int64(v.Milliseconds), 1e3)
}

func monthDayNanoInterval(dst []byte, a arrow.Array, i, _ int) []byte {
	v := a.(*array.MonthDayNanoInterval).Value(i)
	return appendInterval(dst, int64(v.Months), int64(v.Days), v.Nanoseconds, 1e9)
}

func duration(unit arrow.TimeUnit) appendFunc {
	ticks := ticksPerSecond(unit)
	return func(dst []byte, a arrow.Array, i, _ int) []byte {
		return appendTicks(dst, int64(a.(*array.Duration).Value(i)), ticks)
	}
}

// AppendInterval appends an interval of months, days and milliseconds as cells
// of intervals are written.
func AppendInterval(dst []byte, months, days, milliseconds int64) []byte {
	return appendInterval(dst, months, days, milliseconds, 1e3)
}

// appendInterval appends the parts that are not zero. The last one is counted
// in ticks of a second.
func appendInterval(dst []byte, months, days, span, ticks int64) []byte {
	start := len(dst)
	dst = appendPart(dst, start, months/12, " year")
	dst = appendPart(dst, start, months%12, " month")
	dst = appendPart(dst, start, days, " day")
	if span == 0 && len(dst) > start {
		return dst
	}
	if len(dst) > start {
		dst = append(dst, ' ')
	}
	return appendTicks(dst, span, ticks)
}

func appendPart(dst []byte, start int, n int64, unit string) []byte {
	if n == 0 {
		return dst
	}
	if len(dst) > start {
		dst = append(dst, ' ')
	}
	dst = append(strconv.AppendInt(dst, n, 10), unit...)
	if n != 1 && n != -1 {
		dst = append(dst, 's')
	}
	return dst
}
