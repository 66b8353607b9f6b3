package duck

import (
	"math/big"
	"slices"
	"strconv"
)

// The functions of this file append values as DuckDB itself would print them.

// interval is an INTERVAL as DuckDB lays it out.
type interval struct {
	months, days int32
	micros       int64
}

// appendInterval writes such as "1 year 2 months -3 days 04:05:06.7".
func appendInterval(dst []byte, v *interval) []byte {
	start := len(dst)
	part := func(n int32, unit string) {
		if n == 0 {
			return
		}
		if len(dst) > start {
			dst = append(dst, ' ')
		}
		dst = strconv.AppendInt(dst, int64(n), 10)
		dst = append(append(dst, ' '), unit...)
		if n != 1 && n != -1 {
			dst = append(dst, 's')
		}
	}
	part(v.months/12, "year")
	part(v.months%12, "month")
	part(v.days, "day")
	if v.micros == 0 && len(dst) > start {
		return dst
	}
	if len(dst) > start {
		dst = append(dst, ' ')
	}
	return appendSpan(dst, v.micros)
}

// appendSpan writes a signed number of microseconds as hours, minutes and
// seconds; the hours have as many digits as they need.
func appendSpan(dst []byte, micros int64) []byte {
	rest := uint64(micros)
	if micros < 0 {
		dst = append(dst, '-')
		rest = -rest
	}
	const second, minute, hour = 1_000_000, 60_000_000, 3_600_000_000
	dst = append(appendPadded(dst, rest/hour, 2), ':')
	dst = append(appendPadded(dst, rest%hour/minute, 2), ':')
	dst = appendPadded(dst, rest%minute/second, 2)
	if fraction := rest % second; fraction > 0 {
		dst = appendPadded(append(dst, '.'), fraction, 6)
		for dst[len(dst)-1] == '0' {
			dst = dst[:len(dst)-1]
		}
	}
	return dst
}

// appendPadded writes n with at least width digits, of which there are up to six.
func appendPadded(dst []byte, n uint64, width int) []byte {
	start := len(dst)
	dst = strconv.AppendUint(dst, n, 10)
	if missing := width - (len(dst) - start); missing > 0 {
		dst = slices.Insert(dst, start, []byte("000000")[:missing]...)
	}
	return dst
}

// appendTimeTZ writes a TIMETZ, whose upper 40 bits are the time in microseconds
// and whose lower 24 bits are the offset, counted down from its largest value.
func appendTimeTZ(dst []byte, v *uint64) []byte {
	const largestOffset = 16*60*60 - 1
	dst = appendSpan(dst, int64(*v>>24))
	offset := largestOffset - int64(*v&(1<<24-1))
	sign := byte('+')
	if offset < 0 {
		sign, offset = '-', -offset
	}
	dst = appendPadded(append(dst, sign), uint64(offset/3600), 2)
	if offset%3600 != 0 {
		dst = appendPadded(append(dst, ':'), uint64(offset/60%60), 2)
	}
	if offset%60 != 0 {
		dst = appendPadded(append(dst, ':'), uint64(offset%60), 2)
	}
	return dst
}

const hexDigits = "0123456789abcdef"

// appendUUID writes a UUID, which DuckDB stores with the highest bit flipped so
// that it sorts as a signed number.
func appendUUID(dst []byte, v *hugeBits) []byte {
	text := [...]byte{8: '-', 13: '-', 18: '-', 23: '-', 35: 0}
	putHex(text[:8], (v.upper^1<<63)>>32)
	putHex(text[9:13], v.upper>>16)
	putHex(text[14:18], v.upper)
	putHex(text[19:23], v.lower>>48)
	putHex(text[24:], v.lower)
	return append(dst, text[:]...)
}

// putHex fills dst with the lowest digits of v.
func putHex(dst []byte, v uint64) {
	for i := len(dst) - 1; i >= 0; i-- {
		dst[i] = hexDigits[v&15]
		v >>= 4
	}
}

// appendBits writes a BIT: a byte that says how many leading bits of the rest are
// padding, and the bits.
func appendBits(dst, blob []byte) []byte {
	if len(blob) < 2 {
		return dst
	}
	for i := int(blob[0]); i < 8*(len(blob)-1); i++ {
		dst = append(dst, '0'+blob[1+i/8]>>(7-i%8)&1)
	}
	return dst
}

// bignumHeader is the length of a BIGNUM's header. Its highest bit is set where
// the number is positive; all bytes of a negative one are complemented.
const bignumHeader = 3

func appendBignum(dst, blob []byte) []byte {
	if len(blob) <= bignumHeader {
		return append(dst, '0')
	}
	magnitude := blob[bignumHeader:]
	negative := blob[0]&0x80 == 0
	if negative {
		magnitude = slices.Clone(magnitude)
		for i := range magnitude {
			magnitude[i] = ^magnitude[i]
		}
	}
	n := new(big.Int).SetBytes(magnitude)
	if negative {
		n.Neg(n)
	}
	return n.Append(dst, 10)
}
