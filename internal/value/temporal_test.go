package value

import (
	"math"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

func expectQuoted(t *testing.T, a arrow.Array, text ...string) {
	t.Helper()
	expect(t, a, "", text, quoteAll(text))
}

func TestDates(t *testing.T) {
	a := build(arrow.FixedWidthTypes.Date32, func(b *array.Date32Builder) {
		b.AppendValues([]arrow.Date32{19753, 0, -719162, -719163, -735160, 2932897, math.MaxInt32, -math.MaxInt32, math.MinInt32, math.MaxInt32 - 1}, nil)
	})
	expectQuoted(t, a, "2024-01-31", "1970-01-01", "0001-01-01", "0001-12-31 (BC)", "0044-03-15 (BC)", "10000-01-01", "infinity", "-infinity", "-infinity", "5881580-07-10")
	wide := build(arrow.FixedWidthTypes.Date64, func(b *array.Date64Builder) {
		b.AppendValues([]arrow.Date64{86400000, -1, math.MaxInt64}, nil)
	})
	expectQuoted(t, wide, "1970-01-02", "1969-12-31 23:59:59.999", "infinity")
}

func TestTimes(t *testing.T) {
	micro := build(arrow.FixedWidthTypes.Time64us, func(b *array.Time64Builder) {
		b.AppendValues([]arrow.Time64{49500123456, 0, 86400000000, 500000, -1}, nil)
	})
	expectQuoted(t, micro, "13:45:00.123456", "00:00:00", "24:00:00", "00:00:00.5", "-00:00:00.000001")
	nano := build(arrow.FixedWidthTypes.Time64ns, func(b *array.Time64Builder) { b.Append(1) })
	expectQuoted(t, nano, "00:00:00.000000001")
	milli := build(arrow.FixedWidthTypes.Time32ms, func(b *array.Time32Builder) { b.Append(3723010) })
	expectQuoted(t, milli, "01:02:03.01")
}

func stamps(unit arrow.TimeUnit, zone string, values ...arrow.Timestamp) arrow.Array {
	return build(&arrow.TimestampType{Unit: unit, TimeZone: zone}, func(b *array.TimestampBuilder) { b.AppendValues(values, nil) })
}

func TestTimestamps(t *testing.T) {
	expect(t, stamps(arrow.Microsecond, "", 1706708700500000, -1, math.MaxInt64, -math.MaxInt64, -62167219200000000-1),
		"", []string{"2024-01-31 13:45:00.5", "1969-12-31 23:59:59.999999", "infinity", "-infinity", "0002-12-31 (BC) 23:59:59.999999"},
		[]string{`"2024-01-31T13:45:00.5"`, `"1969-12-31T23:59:59.999999"`, `"infinity"`, `"-infinity"`, `"0002-12-31 (BC)T23:59:59.999999"`})
	expect(t, stamps(arrow.Second, "", 0), "", []string{"1970-01-01 00:00:00"}, []string{`"1970-01-01T00:00:00"`})
	expect(t, stamps(arrow.Nanosecond, "", 1000000001), "", []string{"1970-01-01 00:00:01.000000001"}, []string{`"1970-01-01T00:00:01.000000001"`})
	text, _ := textAndJSON(stamps(arrow.Second, "", math.MaxInt64-1, math.MinInt64+2), "")
	if text[0] != "292277026596-12-04 15:30:06" || text[1] != "292277022658-01-27 (BC) 08:29:54" {
		t.Errorf("the ends of time are %q", text)
	}
}

func TestZonedTimestampsShowTheWallClockAndTheOffset(t *testing.T) {
	for zone, want := range map[string]string{
		"UTC": "2024-01-31 13:45:00+00:00", "Etc/UTC": "2024-01-31 13:45:00+00:00", "+02:00": "2024-01-31 15:45:00+02:00",
		"-0930": "2024-01-31 04:15:00-09:30", "Europe/Berlin": "2024-01-31 14:45:00+01:00", "Asia/Kathmandu": "2024-01-31 19:30:00+05:45",
		"Pacific/Kiritimati": "2024-02-01 03:45:00+14:00", "no such zone": "2024-01-31 13:45:00+00:00",
	} {
		if text, _ := textAndJSON(stamps(arrow.Second, zone, 1706708700), ""); text[0] != want {
			t.Errorf("in %s: %s, want %s", zone, text[0], want)
		}
	}
	expect(t, stamps(arrow.Second, "Europe/Berlin", 1719835200), "", []string{"2024-07-01 14:00:00+02:00"}, []string{`"2024-07-01T14:00:00+02:00"`})
	if text, _ := textAndJSON(stamps(arrow.Second, "Asia/Kolkata", -3000000000), ""); text[0] != "1874-12-08 00:01:10+05:21:10" {
		t.Errorf("an offset with seconds is shown as %s", text[0])
	}
}

func TestIntervals(t *testing.T) {
	months := build(arrow.FixedWidthTypes.MonthInterval, func(b *array.MonthIntervalBuilder) {
		b.AppendValues([]arrow.MonthInterval{14, -12, 0, 1}, nil)
	})
	expectQuoted(t, months, "1 year 2 months", "-1 year", "00:00:00", "1 month")
	days := build(arrow.FixedWidthTypes.DayTimeInterval, func(b *array.DayTimeIntervalBuilder) {
		b.Append(arrow.DayTimeInterval{Days: -3, Milliseconds: 1500})
	})
	expectQuoted(t, days, "-3 days 00:00:01.5")
	all := build(arrow.FixedWidthTypes.MonthDayNanoInterval, func(b *array.MonthDayNanoIntervalBuilder) {
		b.Append(arrow.MonthDayNanoInterval{Months: 25, Days: 1, Nanoseconds: -3600000000001})
	})
	expectQuoted(t, all, "2 years 1 month 1 day -01:00:00.000000001")
	spans := build(arrow.FixedWidthTypes.Duration_ms, func(b *array.DurationBuilder) {
		b.AppendValues([]arrow.Duration{90061001, math.MinInt64}, nil)
	})
	expectQuoted(t, spans, "25:01:01.001", "-2562047788015:12:55.808")
}

func FuzzTimestampMatchesTheCalendar(f *testing.F) {
	f.Add(int64(0))
	f.Add(int64(-62135596800))
	f.Add(int64(253402300800))
	f.Fuzz(func(t *testing.T, seconds int64) {
		seconds %= 253402300800
		when := time.Unix(seconds, 0).UTC()
		if when.Year() < 1 {
			return
		}
		text, _ := textAndJSON(stamps(arrow.Second, "", arrow.Timestamp(seconds)), "")
		if want := when.Format("2006-01-02 15:04:05"); text[0] != want {
			t.Errorf("%d is shown as %s, want %s", seconds, text[0], want)
		}
	})
}
