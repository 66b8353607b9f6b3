package value

import (
	"math"
	"time"
	_ "time/tzdata" // zones are known on machines without a zone database too

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// timestamp writes the wall clock and, for a type with a zone, the offset that
// the zone had at that moment. In JSON a T stands between date and time.
func timestamp(t *arrow.TimestampType) Formatter {
	ticks := ticksPerSecond(t.Unit)
	z := zoneOf(t.TimeZone)
	at := func(separator byte) appendFunc {
		return func(dst []byte, a arrow.Array, i, _ int) []byte {
			v := int64(a.(*array.Timestamp).Value(i))
			if sign := endOfTime(v, math.MaxInt64); sign != 0 {
				return appendInfinity(dst, sign)
			}
			seconds, rest := floorDivide(v, ticks)
			return z.append(dst, seconds, uint32(rest*(1e9/ticks)), separator)
		}
	}
	m := quoted(Temporal, at('T'))
	m.text = at(' ')
	return m
}

// zone is the time zone of a timestamp's type.
type zone struct {
	zoned    bool
	fixed    int            // offset in seconds, where location is nil
	location *time.Location // rules of a zone whose offset changes
}

// zoneOf reads "UTC", an offset such as +02:00, or a name of the IANA database.
// The clock of a zone that is not known is shown in UTC, which names the same
// moment.
func zoneOf(name string) zone {
	if name == "" {
		return zone{}
	}
	if offset, ok := parseOffset(name); ok {
		return zone{zoned: true, fixed: offset}
	}
	location, err := time.LoadLocation(name)
	if err != nil || location == time.UTC {
		return zone{zoned: true}
	}
	return zone{zoned: true, location: location}
}

// parseOffset reads ±HH, ±HHMM and ±HH:MM into seconds.
func parseOffset(s string) (seconds int, ok bool) {
	for _, layout := range []string{"-07:00", "-0700", "-07"} {
		if t, err := time.Parse(layout, s); err == nil {
			_, seconds = t.Zone()
			return seconds, true
		}
	}
	return 0, false
}

func (z zone) offset(seconds int64) int {
	if z.location == nil {
		return z.fixed
	}
	_, offset := time.Unix(seconds, 0).In(z.location).Zone()
	return offset
}

func (z zone) append(dst []byte, seconds int64, nanoseconds uint32, separator byte) []byte {
	offset := z.offset(seconds)
	days, second := floorDivide(seconds, secondsPerDay)
	carry, second := floorDivide(second+int64(offset), secondsPerDay)
	dst = appendDate(dst, days+carry)
	dst = appendClock(append(dst, separator), uint64(second), nanoseconds)
	if !z.zoned {
		return dst
	}
	return appendOffset(dst, offset)
}

// appendOffset appends ±HH:MM, and the seconds that offsets of old times have.
func appendOffset(dst []byte, seconds int) []byte {
	sign := byte('+')
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	dst = appendTwo(append(dst, sign), seconds/3600)
	dst = appendTwo(append(dst, ':'), seconds/60%60)
	if rest := seconds % 60; rest != 0 {
		dst = appendTwo(append(dst, ':'), rest)
	}
	return dst
}
