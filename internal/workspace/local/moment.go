package local

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// isMoment reports whether a type is a date, a time or a span of ticks. Such
// values are compared as the counts that they are: the engine's own types would
// cut some of them.
func isMoment(t arrow.DataType) bool {
	switch t.ID() {
	case arrow.DATE32, arrow.DATE64, arrow.TIME32, arrow.TIME64, arrow.TIMESTAMP, arrow.DURATION:
		return true
	}
	return false
}

// momentReading hands over counts: days, or ticks of the type's unit.
func momentReading(t arrow.DataType) reading {
	count, engineType := arrow.PrimitiveTypes.Int64, "BIGINT"
	if t.(arrow.FixedWidthDataType).BitWidth() == 32 {
		count, engineType = arrow.PrimitiveTypes.Int32, "INTEGER"
	}
	parse := momentParser(t)
	return reading{
		as: arrow.Field{Type: count, Nullable: true},
		convert: func(_ arrow.Field, a arrow.Array) arrow.Array {
			d := a.Data()
			return array.MakeFromData(array.NewData(count, d.Len(), d.Buffers(), nil, d.NullN(), d.Offset()))
		},
		literals: func(text string) ([]string, error) {
			counts, ok := parse(text)
			if !ok {
				return nil, unreadable(text, momentExample(t))
			}
			out := make([]string, len(counts))
			for i, n := range counts {
				out[i] = cast(strconv.FormatInt(n, 10), engineType)
			}
			return out, nil
		},
	}
}

func momentExample(t arrow.DataType) string {
	switch t := t.(type) {
	case *arrow.Date32Type, *arrow.Date64Type:
		return "a date, such as 2024-01-31"
	case *arrow.TimestampType:
		if t.TimeZone != "" {
			return "a moment, such as 2024-01-31 13:45:00+00:00"
		}
		return "a moment, such as 2024-01-31 13:45:00"
	}
	return "a time, such as 13:45:00"
}

// momentKey makes keys of text in a column of moments: those that read as the
// type by their count, and the rest after them.
func momentKey(t arrow.DataType) func(dst, text []byte) []byte {
	parse := momentParser(t)
	return func(dst, text []byte) []byte {
		counts, ok := parse(string(text))
		if !ok {
			return append(append(dst, 1), text...)
		}
		return binary.BigEndian.AppendUint64(append(dst, 0), uint64(counts[0])^1<<63)
	}
}

// momentParser reads the text of a type's values, as the screen shows it, into
// the counts that have this text: two of them mean the infinite past.
func momentParser(t arrow.DataType) func(text string) ([]int64, bool) {
	switch t := t.(type) {
	case *arrow.Date32Type:
		return endless(math.MaxInt32, parseDate)
	case *arrow.Date64Type:
		return endless(math.MaxInt64, func(text string) (int64, bool) { return parsePlain(text, 1000) })
	case *arrow.TimestampType:
		ticks := ticksOf(t.Unit)
		if t.TimeZone == "" {
			return endless(math.MaxInt64, func(text string) (int64, bool) { return parsePlain(text, ticks) })
		}
		zone := zoneOf(t.TimeZone)
		return endless(math.MaxInt64, func(text string) (int64, bool) { return parseZoned(text, ticks, zone) })
	}
	ticks := ticksOf(t.(arrow.TemporalWithUnit).TimeUnit())
	return func(text string) ([]int64, bool) {
		n, ok := parseTicks(text, ticks)
		return []int64{n}, ok
	}
}

func ticksOf(u arrow.TimeUnit) int64 { return int64(time.Second / u.Multiplier()) }

// endless adds the words for the ends of time.
func endless(largest int64, parse func(string) (int64, bool)) func(string) ([]int64, bool) {
	return func(text string) ([]int64, bool) {
		switch text {
		case "infinity":
			return []int64{largest}, true
		case "-infinity":
			return []int64{-largest, -largest - 1}, true
		}
		n, ok := parse(text)
		return []int64{n}, ok
	}
}

// parseDate reads 2024-01-31, also with more digits of the year, and with (BC)
// behind it, into days since 1970-01-01.
func parseDate(text string) (int64, bool) {
	text, before := strings.CutSuffix(text, " (BC)")
	parts := strings.Split(text, "-")
	if len(parts) != 3 || len(parts[1]) != 2 || len(parts[2]) != 2 {
		return 0, false
	}
	year, err := strconv.ParseUint(parts[0], 10, 40)
	month, monthErr := strconv.ParseUint(parts[1], 10, 8)
	day, dayErr := strconv.ParseUint(parts[2], 10, 8)
	if err != nil || monthErr != nil || dayErr != nil || month < 1 || month > 12 || day < 1 {
		return 0, false
	}
	y := int64(year)
	if before {
		y = 1 - y
	}
	if day > monthDays(y, month) {
		return 0, false
	}
	return days(y, int64(month), int64(day)), true
}

func monthDays(year int64, month uint64) uint64 {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// days counts from 1970-01-01 in the proleptic Gregorian calendar, in eras of
// 400 years that begin on 1 March.
func days(year, month, day int64) int64 {
	if month <= 2 {
		year, month = year-1, month+12
	}
	era := year / 400
	if year < 0 {
		era = (year - 399) / 400
	}
	yearOfEra := year - era*400
	dayOfYear := (153*(month-3)+2)/5 + day - 1
	return era*146097 + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear - 719468
}

// wall is what calendar and clock show: days since 1970-01-01, and ticks of the
// day.
type wall struct{ day, clock int64 }

// parseWall reads a date, or a date and a time of day.
func parseWall(text string, ticks int64) (w wall, ok bool) {
	date, clock := cutClock(text)
	if w.day, ok = parseDate(date); !ok || clock == "" {
		return w, ok
	}
	w.clock, ok = parseTicks(clock, ticks)
	return w, ok && w.clock >= 0 && w.clock < 86400*ticks
}

// cutClock splits at the space or the T between date and time; a date before
// our era has a space of its own.
func cutClock(text string) (date, clock string) {
	from := 0
	if i := strings.Index(text, ") "); i >= 0 {
		from = i + 1
	} else if strings.HasSuffix(text, "(BC)") {
		return text, ""
	}
	i := strings.IndexAny(text[from:], " T")
	if i < 0 {
		return text, ""
	}
	return text[:from+i], text[from+i+1:]
}

// count returns the ticks since 1970 where the offset of the clock is so many
// seconds, unless that is more than 64 bits hold. A day before 1970 is counted
// from its end, for its beginning alone may lie below the smallest count.
func (w wall) count(ticks, offset int64) (int64, bool) {
	perDay := 86400 * ticks
	w.clock -= offset * ticks
	for ; w.clock < 0; w.clock += perDay {
		w.day--
	}
	for ; w.clock >= perDay; w.clock -= perDay {
		w.day++
	}
	if w.day < 0 {
		w.day, w.clock = w.day+1, w.clock-perDay
	}
	total := w.day*perDay + w.clock
	inRange := w.day <= math.MaxInt64/perDay && w.day >= math.MinInt64/perDay
	return total, inRange && (w.day <= 0 || total >= w.clock) && (w.day > 0 || total <= w.clock)
}

// parsePlain reads a moment without a zone.
func parsePlain(text string, ticks int64) (int64, bool) {
	w, ok := parseWall(text, ticks)
	if !ok {
		return 0, false
	}
	return w.count(ticks, 0)
}

// parseZoned reads a moment with its offset, or by the clock of the zone.
func parseZoned(text string, ticks int64, zone *time.Location) (int64, bool) {
	text, offset, found := cutOffset(text)
	w, ok := parseWall(text, ticks)
	if !ok || offset <= -86400 || offset >= 86400 {
		return 0, false
	}
	if !found {
		offset = w.offset(ticks, zone)
	}
	return w.count(ticks, offset)
}

// cutOffset takes ±HH, ±HH:MM or ±HH:MM:SS, or Z, off the end.
func cutOffset(text string) (rest string, offset int64, found bool) {
	if rest, found = strings.CutSuffix(text, "Z"); found {
		return rest, 0, true
	}
	_, clock := cutClock(text)
	i := strings.LastIndexAny(clock, "+-")
	if i <= 0 {
		return text, 0, false
	}
	at := len(text) - len(clock) + i
	value := text[at+1:]
	for len(value) == 2 || len(value) == 5 {
		value += ":00"
	}
	offset, found = parseTicks(value, 1)
	if text[at] == '-' {
		offset = -offset
	}
	return text[:at], offset, found
}

// offset is the offset in seconds that a zone has when its clock shows w.
func (w wall) offset(ticks int64, zone *time.Location) int64 {
	clock := time.Unix(w.day*86400+w.clock/ticks, 0).UTC()
	there := time.Date(clock.Year(), clock.Month(), clock.Day(), clock.Hour(), clock.Minute(), clock.Second(), 0, zone)
	_, offset := there.Zone()
	return int64(offset)
}

// zoneOf reads an offset such as +02:00 or a name of the IANA database; UTC
// where it is neither, as on the screen.
func zoneOf(name string) *time.Location {
	for _, layout := range []string{"-07:00", "-0700", "-07"} {
		if t, err := time.Parse(layout, name); err == nil {
			_, offset := t.Zone()
			return time.FixedZone(name, offset)
		}
	}
	if zone, err := time.LoadLocation(name); err == nil {
		return zone
	}
	return time.UTC
}

// parseTicks reads [-]HH:MM:SS[.fraction], its hours without an end, or HH:MM.
func parseTicks(text string, ticks int64) (int64, bool) {
	clock, negative := strings.CutPrefix(text, "-")
	clock, fraction, _ := strings.Cut(clock, ".")
	parts := strings.Split(clock, ":")
	if len(parts) == 2 {
		parts = append(parts, "00")
	}
	if len(parts) != 3 || len(parts[0]) < 2 || len(parts[1]) != 2 || len(parts[2]) != 2 {
		return 0, false
	}
	var seconds uint64
	for i, p := range parts {
		n, err := strconv.ParseUint(p, 10, 62)
		if err != nil || i > 0 && n > 59 || n > math.MaxInt64/3600 {
			return 0, false
		}
		seconds = seconds*60 + n
	}
	rest, ok := parseFraction(fraction, uint64(ticks))
	if !ok || seconds > (math.MaxInt64+1-rest)/uint64(ticks) {
		return 0, false
	}
	total := seconds*uint64(ticks) + rest
	if negative {
		return -int64(total), true
	}
	return int64(total), total <= math.MaxInt64
}

// parseFraction reads the digits of a fraction of a second as ticks; digits
// finer than a tick must be zeros.
func parseFraction(digits string, ticks uint64) (uint64, bool) {
	var n uint64
	for _, c := range digits {
		ticks /= 10
		switch {
		case c < '0' || c > '9' || ticks == 0 && c != '0':
			return 0, false
		default:
			n += uint64(c-'0') * ticks
		}
	}
	return n, true
}
