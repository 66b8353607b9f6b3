package decode

import (
	"bytes"
	"fmt"
	"math/bits"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
)

// moment is a date and a time of day as they are written.
type moment struct {
	days        int64 // since 1970-01-01
	seconds     int64 // of the day
	nanoseconds int64
	offset      int  // seconds east of UTC
	zoned       bool // the text says where the clock stands
}

// twoDigits reads two digits at i; negative where there are none.
func twoDigits(s []byte, i int) int {
	if i+2 > len(s) {
		return -1
	}
	a, b := s[i]-'0', s[i+1]-'0'
	if a > 9 || b > 9 {
		return -1
	}
	return int(a)*10 + int(b)
}

// parseDay reads YYYY-MM-DD at the start of s.
func parseDay(s []byte) (days int64, ok bool) {
	if len(s) < 10 || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	century, year, month, day := twoDigits(s, 0), twoDigits(s, 2), twoDigits(s, 5), twoDigits(s, 8)
	if century < 0 || year < 0 || month < 1 || month > 12 || day < 1 {
		return 0, false
	}
	year += century * 100
	if day > daysIn(year, month) {
		return 0, false
	}
	return civil(year, month, day), true
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// civil counts the days from 1970-01-01 in the proleptic Gregorian calendar.
// Years begin in March here, so that a leap day is the last of its year.
func civil(year, month, day int) int64 {
	if month <= 2 {
		year, month = year-1, month+12
	}
	y := int64(year) + 400 // no year is negative
	return y*365 + y/4 - y/100 + y/400 + int64((month*153-457)/5+day) - 719_469 - 146_097
}

// parseClock reads hh:mm:ss and up to nine digits of a fraction at the start of
// s, and returns what follows. Further digits must be zeros.
func parseClock(s []byte) (seconds, nanoseconds int64, rest []byte, ok bool) {
	h, m, sec := twoDigits(s, 0), twoDigits(s, 3), twoDigits(s, 6)
	if h < 0 || h > 23 || m < 0 || m > 59 || sec < 0 || sec > 59 || s[2] != ':' || s[5] != ':' {
		return 0, 0, nil, false
	}
	seconds, rest = int64(h)*3600+int64(m)*60+int64(sec), s[8:]
	if len(rest) < 2 || rest[0] != '.' {
		return seconds, 0, rest, true
	}
	rest = rest[1:]
	n, unit := 0, int64(1e9)
	for ; n < len(rest) && rest[n]-'0' <= 9; n++ {
		unit /= 10
		if unit == 0 && rest[n] != '0' {
			return 0, 0, nil, false
		}
		nanoseconds += int64(rest[n]-'0') * unit
	}
	return seconds, nanoseconds, rest[n:], n > 0
}

// parseZone reads Z, UTC, ±hh:mm, ±hhmm or ±hh.
func parseZone(s []byte) (offset int, ok bool) {
	switch string(s) {
	case "Z", " UTC", "UTC":
		return 0, true
	}
	if len(s) < 3 || (s[0] != '+' && s[0] != '-') {
		return 0, false
	}
	h, m := twoDigits(s, 1), 0
	switch len(s) {
	case 5:
		m = twoDigits(s, 3)
	case 6:
		if m = twoDigits(s, 4); s[3] != ':' {
			return 0, false
		}
	}
	if h < 0 || h > 23 || m < 0 || m > 59 || len(s) == 4 || len(s) > 6 {
		return 0, false
	}
	offset = h*3600 + m*60
	if s[0] == '-' {
		offset = -offset
	}
	return offset, true
}

// parseMoment reads a date and, where one follows behind a T or a space, a time.
func parseMoment(s []byte) (m moment, ok bool) {
	if m.days, ok = parseDay(s); !ok || len(s) == 10 {
		return m, ok
	}
	if (s[10] != 'T' && s[10] != ' ') || len(s) < 19 {
		return m, false
	}
	var rest []byte
	if m.seconds, m.nanoseconds, rest, ok = parseClock(s[11:]); !ok || len(rest) == 0 {
		return m, ok
	}
	m.zoned = true
	m.offset, ok = parseZone(rest)
	return m, ok
}

// date fits a date, and a date with midnight behind it. A JSON number counts
// days since 1970.
func date(c cell) (arrow.Date32, bool) {
	if c.kind == number {
		n, ok := signed[int32](c)
		return arrow.Date32(n), ok
	}
	if c.kind != plain {
		return 0, false
	}
	m, ok := parseMoment(c.text)
	return arrow.Date32(m.days), ok && m.seconds == 0 && m.nanoseconds == 0
}

// clock returns a parser of times of day.
func clock[T arrow.Time32 | arrow.Time64](unit arrow.TimeUnit) func(cell) (T, bool) {
	perSecond := ticksPerSecond(unit)
	return func(c cell) (T, bool) {
		if c.kind != plain || len(c.text) < 8 {
			return 0, false
		}
		seconds, nanoseconds, rest, ok := parseClock(c.text)
		per := 1e9 / perSecond
		return T(seconds*perSecond + nanoseconds/per), ok && len(rest) == 0 && nanoseconds%per == 0
	}
}

func ticksPerSecond(unit arrow.TimeUnit) int64 {
	return [...]int64{arrow.Second: 1, arrow.Millisecond: 1e3, arrow.Microsecond: 1e6, arrow.Nanosecond: 1e9}[unit]
}

// timestamps returns a parser of timestamps. A JSON number counts units since
// 1970. Text is a wall clock: without a zone in the type it must not name one,
// since that would be lost; with a zone in the type, a text that names none is
// meant in the zone of the type.
func timestamps(t *arrow.TimestampType) func(cell) (arrow.Timestamp, bool) {
	perSecond := ticksPerSecond(t.Unit)
	home, known := homeOf(t.TimeZone)
	return func(c cell) (arrow.Timestamp, bool) {
		if c.kind == number {
			n, ok := parseInt(c.text)
			return arrow.Timestamp(n), ok
		}
		if c.kind != plain {
			return 0, false
		}
		m, ok := parseMoment(c.text)
		if !ok || (m.zoned && t.TimeZone == "") {
			return 0, false
		}
		seconds := m.days*86400 + m.seconds - int64(m.offset)
		if !m.zoned && home != nil {
			seconds, ok = instant(seconds, home)
		}
		if !ok || (!m.zoned && !known) {
			return 0, false
		}
		return ticks(seconds, m.nanoseconds, perSecond)
	}
}

// timestampText returns what writes a timestamp of a column that had a misfit as
// those of its neighbours are written that have a type: without zeros at the end
// of the fraction, and with the offset of the zone. What is no timestamp, or
// shows a time that the zone does not have once, stays as it is.
func timestampText(t *arrow.TimestampType) func(dst, text []byte) []byte {
	home, known := homeOf(t.TimeZone)
	if home == nil {
		home = time.UTC
	}
	return func(dst, text []byte) []byte {
		m, ok := parseMoment(text)
		if !ok || m.zoned || len(text) < 19 {
			return append(dst, text...)
		}
		day, clock := text[:10], text[11:]
		if len(clock) > 8 {
			clock = bytes.TrimSuffix(bytes.TrimRight(clock, "0"), []byte{'.'})
		}
		dst = append(append(append(dst, day...), ' '), clock...)
		wall := m.days*86400 + m.seconds
		if at, once := instant(wall, home); t.TimeZone != "" && known && once {
			dst = appendOffset(dst, wall-at)
		}
		return dst
	}
}

// appendOffset writes seconds east of UTC as +hh:mm, with seconds where there
// are any.
func appendOffset(dst []byte, offset int64) []byte {
	sign := byte('+')
	if offset < 0 {
		sign, offset = '-', -offset
	}
	dst = fmt.Appendf(append(dst, sign), "%02d:%02d", offset/3600, offset/60%60)
	if seconds := offset % 60; seconds != 0 {
		dst = fmt.Appendf(dst, ":%02d", seconds)
	}
	return dst
}

// homeOf is the location of a type's zone; nil for UTC and for no zone.
func homeOf(name string) (home *time.Location, known bool) {
	if name == "" || name == "UTC" {
		return nil, true
	}
	if offset, ok := parseZone([]byte(name)); ok {
		return time.FixedZone(name, offset), true
	}
	home, err := time.LoadLocation(name)
	return home, err == nil
}

// instant is the moment at which the clocks of a location show what UTC's show
// at the given second. It fails where they never did, or did twice.
func instant(wall int64, home *time.Location) (int64, bool) {
	const day = 24 * 60 * 60
	found, matches := int64(0), 0
	_, before := time.Unix(wall-day, 0).In(home).Zone()
	_, after := time.Unix(wall+day, 0).In(home).Zone()
	for i, offset := range [2]int{before, after} {
		if i == 1 && before == after {
			break
		}
		at := wall - int64(offset)
		if _, actual := time.Unix(at, 0).In(home).Zone(); actual == offset {
			found, matches = at, matches+1
		}
	}
	return found, matches == 1
}

// ticks counts units since 1970; it fails where the unit is too coarse or the
// count too large.
func ticks(seconds, nanoseconds, perSecond int64) (arrow.Timestamp, bool) {
	per := 1e9 / perSecond
	magnitude := uint64(max(seconds, -seconds))
	if hi, lo := bits.Mul64(magnitude+1, uint64(perSecond)); hi != 0 || lo > 1<<63-1 {
		return 0, false
	}
	return arrow.Timestamp(seconds*perSecond + nanoseconds/per), nanoseconds%per == 0
}
