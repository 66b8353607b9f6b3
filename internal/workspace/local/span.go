package local

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
)

// The parts of an interval: months do not have days, and days do not have hours,
// until two intervals are compared.
type span struct{ months, days, micros int64 }

const (
	microsPerSecond = 1_000_000
	microsPerDay    = 86_400 * microsPerSecond
	daysPerMonth    = 30
)

// spanUnits are the words for parts of an interval, without the s of their plural.
var spanUnits = map[string]span{
	"millennium": {months: 12_000}, "century": {months: 1200}, "decade": {months: 120}, "year": {months: 12}, "quarter": {months: 3},
	"month": {months: 1}, "mon": {months: 1}, "week": {days: 7}, "day": {days: 1},
	"hour": {micros: 3600 * microsPerSecond}, "minute": {micros: 60 * microsPerSecond}, "second": {micros: microsPerSecond},
	"millisecond": {micros: 1000}, "microsecond": {micros: 1},
}

// parseSpan reads an interval such as "1 year 2 months -3 days 04:05:06.7".
func parseSpan(text string) (s span, ok bool) {
	words := strings.Fields(text)
	for len(words) > 0 {
		if strings.Contains(words[0], ":") {
			micros, ok := parseTicks(words[0], microsPerSecond)
			if !ok || !s.add(span{micros: 1}, micros) {
				return s, false
			}
			words = words[1:]
			continue
		}
		if len(words) < 2 {
			return s, false
		}
		n, err := strconv.ParseInt(words[0], 10, 64)
		unit, known := spanUnits[strings.TrimSuffix(strings.ToLower(words[1]), "s")]
		if err != nil || !known || !s.add(unit, n) {
			return s, false
		}
		words = words[2:]
	}
	return s, strings.TrimSpace(text) != ""
}

// add adds n units; false where that is more than an interval holds.
func (s *span) add(unit span, n int64) bool {
	ok := true
	part := func(sum *int64, each, limit int64) {
		if each == 0 {
			return
		}
		total := float64(*sum) + float64(each)*float64(n)
		if math.Abs(total) > float64(limit) {
			ok = false
			return
		}
		*sum += each * n
	}
	part(&s.months, unit.months, math.MaxInt32)
	part(&s.days, unit.days, math.MaxInt32)
	part(&s.micros, unit.micros, math.MaxInt64)
	return ok
}

// appendKey appends bytes that sort as DuckDB compares intervals: 30 days become a
// month and 24 hours a day, each part with its own sign, and the months decide first.
func (s span) appendKey(dst []byte) []byte {
	const microsPerMonth = daysPerMonth * microsPerDay
	months := s.months + s.days/daysPerMonth + s.micros/microsPerMonth
	days := s.days%daysPerMonth + s.micros%microsPerMonth/microsPerDay
	for _, part := range []int64{months, days, s.micros % microsPerDay} {
		dst = binary.BigEndian.AppendUint64(dst, uint64(part)^1<<63)
	}
	return dst
}

// spanKey makes keys of intervals; text that is none stands after them.
func spanKey(dst, text []byte) []byte {
	s, ok := parseSpan(string(text))
	if !ok {
		return append(append(dst, 1), text...)
	}
	return s.appendKey(append(dst, 0))
}

const ticksPerSecond = 1_000_000_000

// clockKey makes keys of times of day with an offset, which sort by the moment and
// then from east to west, and of times that a clock does not show.
func clockKey(dst, text []byte) []byte {
	ticks, offset, ok := parseClock(string(text))
	if !ok {
		return append(append(dst, 1), text...)
	}
	dst = binary.BigEndian.AppendUint64(append(dst, 0), uint64(ticks-offset*ticksPerSecond)^1<<63)
	return binary.BigEndian.AppendUint64(dst, uint64(-offset)^1<<63)
}

// parseClock reads a time of day in nanoseconds and its offset in seconds.
func parseClock(text string) (ticks, offset int64, ok bool) {
	const epoch = "1970-01-01 "
	rest, offset, _ := cutOffset(epoch + text)
	ticks, ok = parseTicks(strings.TrimPrefix(rest, epoch), ticksPerSecond)
	return ticks, offset, ok && offset > -86400 && offset < 86400 && ticks > math.MinInt64/2 && ticks < math.MaxInt64/2
}

// bitKey makes keys of strings of bits in DuckDB's order, in which those that leave
// more of their first byte empty come later.
func bitKey(dst, text []byte) []byte {
	if !isBits(string(text)) {
		return append(append(dst, 8), text...)
	}
	return append(append(dst, byte((8-len(text)%8)%8)), text...)
}

func isBits(text string) bool { return text != "" && strings.Trim(text, "01") == "" }
