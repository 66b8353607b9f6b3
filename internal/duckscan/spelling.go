package duckscan

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"sonde/internal/value"
)

// The functions of this file read texts of values as DuckDB writes them.

// parseUUID reads a UUID, which DuckDB keeps with the highest bit flipped.
func parseUUID(text string) (huge, bool) {
	high, low, ok := value.ParseUUID(text)
	return huge{low: low, high: int64(high ^ 1<<63)}, ok
}

// interval is an INTERVAL as DuckDB lays it out.
type interval struct {
	months, days int32
	micros       int64
}

// parseInterval reads such as "1 year 2 months -3 days 04:05:06.7".
func parseInterval(text string) (v interval, ok bool) {
	if text == "" {
		return v, false
	}
	var months, days int64
	for rest := text; rest != ""; {
		var word, unit string
		word, rest, _ = strings.Cut(rest, " ")
		if strings.IndexByte(word, ':') >= 0 {
			v.micros, ok = parseSpan(word)
			if !ok {
				return v, false
			}
			continue
		}
		n, err := strconv.ParseInt(word, 10, 32)
		unit, rest, _ = strings.Cut(rest, " ")
		switch strings.TrimSuffix(unit, "s") {
		case "year":
			months += 12 * n
		case "month":
			months += n
		case "day":
			days += n
		default:
			return v, false
		}
		if err != nil {
			return v, false
		}
	}
	v.months, v.days = int32(months), int32(days)
	return v, int64(v.months) == months && int64(v.days) == days
}

// parseSpan reads [-]HH:MM:SS[.ffffff], its hours with any number of digits, as
// microseconds.
func parseSpan(text string) (int64, bool) {
	clock, negative := strings.CutPrefix(text, "-")
	hours, rest, _ := strings.Cut(clock, ":")
	minutes, seconds, found := strings.Cut(rest, ":")
	seconds, fraction, _ := strings.Cut(seconds, ".")
	h, hourErr := strconv.ParseUint(hours, 10, 32)
	m, minuteErr := strconv.ParseUint(minutes, 10, 8)
	s, secondErr := strconv.ParseUint(seconds, 10, 8)
	if hourErr != nil || minuteErr != nil || secondErr != nil || !found || m > 59 || s > 59 || len(fraction) > 6 {
		return 0, false
	}
	f := uint64(0)
	if fraction != "" {
		var err error
		if f, err = strconv.ParseUint((fraction + "00000")[:6], 10, 32); err != nil {
			return 0, false
		}
	}
	micros := ((h*60+m)*60+s)*1_000_000 + f
	if negative {
		return -int64(micros), micros <= -math.MinInt64
	}
	return int64(micros), micros <= math.MaxInt64
}

// parseTimeTZ reads HH:MM:SS[.ffffff]±HH[:MM[:SS]]. DuckDB keeps the time in
// microseconds in the upper 40 bits, and below it the offset, counted down from
// its largest value.
func parseTimeTZ(text string) (uint64, bool) {
	const largestOffset, largestTime = 16*60*60 - 1, 24 * 60 * 60 * 1_000_000
	at := strings.LastIndexAny(text, "+-")
	if at <= 0 {
		return 0, false
	}
	zone := text[at+1:]
	for len(zone) == 2 || len(zone) == 5 {
		zone += ":00"
	}
	micros, ok := parseSpan(text[:at])
	offset, zoneOK := parseSpan(zone)
	offset /= 1_000_000
	if !ok || !zoneOK || micros < 0 || micros > largestTime || offset > largestOffset {
		return 0, false
	}
	if text[at] == '-' {
		offset = -offset
	}
	return uint64(micros)<<24 | uint64(largestOffset-offset), true
}

// appendBits appends a BIT: a byte that says how many leading bits of the rest are
// padding, which are ones, and the bits.
func appendBits(dst []byte, text string) ([]byte, bool) {
	padding := (8 - len(text)%8) % 8
	dst = append(dst, byte(padding))
	bits := byte(1<<padding - 1)
	for i, c := range []byte(text) {
		if c != '0' && c != '1' {
			return dst, false
		}
		bits = bits<<1 | (c - '0')
		if (padding+i)%8 == 7 {
			dst, bits = append(dst, bits), 0
		}
	}
	return dst, text != ""
}

// appendBignum appends a BIGNUM: three bytes with the length and, where the number
// is positive, the highest bit, and the magnitude; all bytes of a negative one are
// complemented.
func appendBignum(dst []byte, text string) ([]byte, bool) {
	n, ok := new(big.Int).SetString(text, 10)
	if !ok {
		return dst, false
	}
	magnitude := new(big.Int).Abs(n).Bytes()
	if len(magnitude) == 0 {
		magnitude = []byte{0}
	}
	start, length := len(dst), len(magnitude)
	if length >= 1<<23 {
		return dst, false
	}
	dst = append(dst, 0x80|byte(length>>16), byte(length>>8), byte(length))
	dst = append(dst, magnitude...)
	if n.Sign() < 0 {
		for i := start; i < len(dst); i++ {
			dst[i] = ^dst[i]
		}
	}
	return dst, true
}
