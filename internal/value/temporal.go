package value

import (
	"math"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

const secondsPerDay = 86400

func date32(dst []byte, a arrow.Array, i, _ int) []byte {
	days := a.(*array.Date32).Value(i)
	if sign := endOfTime(int64(days), math.MaxInt32); sign != 0 {
		return appendInfinity(dst, sign)
	}
	return appendDate(dst, int64(days))
}

// date64 counts milliseconds; a time of day in them is shown, not dropped.
func date64(dst []byte, a arrow.Array, i, _ int) []byte {
	ms := int64(a.(*array.Date64).Value(i))
	if sign := endOfTime(ms, math.MaxInt64); sign != 0 {
		return appendInfinity(dst, sign)
	}
	days, rest := floorDivide(ms, secondsPerDay*1000)
	dst = appendDate(dst, days)
	if rest == 0 {
		return dst
	}
	return appendClock(append(dst, ' '), uint64(rest/1000), uint32(rest%1000)*1e6)
}

// endOfTime tells the values that stand for infinity (1) and -infinity (-1)
// from dates and timestamps (0). Sources use both of the smallest numbers.
func endOfTime(v, largest int64) int {
	switch v {
	case largest:
		return 1
	case -largest, -largest - 1:
		return -1
	}
	return 0
}

func appendInfinity(dst []byte, sign int) []byte {
	if sign < 0 {
		dst = append(dst, '-')
	}
	return append(dst, "infinity"...)
}

func floorDivide(v, by int64) (quotient, rest int64) {
	quotient, rest = v/by, v%by
	if rest < 0 {
		quotient, rest = quotient-1, rest+by
	}
	return quotient, rest
}

// appendDate appends a day counted from 1970-01-01 in the proleptic Gregorian
// calendar. The year before 0001 is 0001 (BC).
func appendDate(dst []byte, days int64) []byte {
	year, month, day := civil(days)
	before := year < 1
	if before {
		year = 1 - year
	}
	if year < 1000 {
		dst = append(dst, "000"[:4-digitCount(year)]...)
	}
	dst = strconv.AppendInt(dst, year, 10)
	dst = appendTwo(append(dst, '-'), month)
	dst = appendTwo(append(dst, '-'), day)
	if before {
		dst = append(dst, " (BC)"...)
	}
	return dst
}

func digitCount(year int64) int {
	switch {
	case year < 10:
		return 1
	case year < 100:
		return 2
	}
	return 3
}

func appendTwo(dst []byte, n int) []byte {
	return append(dst, '0'+byte(n/10), '0'+byte(n%10))
}

// civil splits days since 1970-01-01. It counts in eras of 400 years that begin
// on 1 March, so that the leap day is the last day of a year.
func civil(days int64) (year int64, month, day int) {
	const perEra = 146097
	era, inEra := floorDivide(days+719468, perEra)
	yearOfEra := (inEra - inEra/1460 + inEra/36524 - inEra/(perEra-1)) / 365
	dayOfYear := inEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	fromMarch := (5*dayOfYear + 2) / 153
	day = int(dayOfYear-(153*fromMarch+2)/5) + 1
	year, month = era*400+yearOfEra, int(fromMarch)+3
	if month > 12 {
		year, month = year+1, month-12
	}
	return year, month, day
}

func clock[A values[T], T arrow.Time32 | arrow.Time64](unit arrow.TimeUnit) appendFunc {
	ticks := ticksPerSecond(unit)
	return func(dst []byte, a arrow.Array, i, _ int) []byte {
		return appendTicks(dst, int64(a.(A).Value(i)), ticks)
	}
}

func ticksPerSecond(unit arrow.TimeUnit) int64 { return int64(1e9 / unit.Multiplier()) }

// appendTicks appends a signed span or time of day, its hours without an end.
func appendTicks(dst []byte, v, ticks int64) []byte {
	magnitude := uint64(v)
	if v < 0 {
		dst, magnitude = append(dst, '-'), -magnitude
	}
	per := uint64(ticks)
	return appendClock(dst, magnitude/per, uint32(magnitude%per*(1e9/per)))
}

func appendClock(dst []byte, seconds uint64, nanoseconds uint32) []byte {
	hours, rest := seconds/3600, int(seconds%3600)
	if hours < 100 {
		dst = appendTwo(dst, int(hours))
	} else {
		dst = strconv.AppendUint(dst, hours, 10)
	}
	dst = appendTwo(append(dst, ':'), rest/60)
	dst = appendTwo(append(dst, ':'), rest%60)
	return appendFraction(dst, nanoseconds)
}

// appendFraction appends as many digits as are not zero.
func appendFraction(dst []byte, nanoseconds uint32) []byte {
	if nanoseconds == 0 {
		return dst
	}
	var digits [9]byte
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i] = '0' + byte(nanoseconds%10)
		nanoseconds /= 10
	}
	n := len(digits)
	for digits[n-1] == '0' {
		n--
	}
	return append(append(dst, '.'), digits[:n]...)
}
