package clickhouse

import (
	"cmp"
	"errors"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sonde/connectors"
	"sonde/internal/decode/clickhouse"
)

// checkParam refuses a value that the server would take as another one: it keeps the
// last bits of a number that is too large, the nearest day or moment of one that does
// not exist, and as many digits as a type has. What it refuses by itself is left to
// it. The zone is that of clocks without one of their own, nil where it is not known.
func checkParam(p connectors.Param, typeText string, zone *time.Location) error {
	t, err := clickhouse.ParseType(typeText)
	if err != nil {
		return nil //nolint:nilerr // the server knows types that sonde does not
	}
	misfit := ""
	clickhouse.Scalars(t, strings.TrimSpace(p.Value), func(t *clickhouse.Type, text string) {
		if !fits(t, text, zone) {
			misfit = cmp.Or(misfit, text+" does not fit "+t.String())
		}
	})
	if misfit == "" {
		return nil
	}
	return connectors.Errorf(connectors.ClassQuery, "the value of %s cannot be sent as it is: %s", p.Name, misfit)
}

// fits reports whether a scalar type holds the value that a text is. Texts that are
// none of the type's values are none of its concern.
func fits(t *clickhouse.Type, text string, zone *time.Location) bool {
	switch t.Name {
	case "Date":
		return fitsDay(text, "1970-01-01", "2149-06-06")
	case "Date32":
		return fitsDay(text, "1900-01-01", "2299-12-31")
	case "DateTime", "DateTime32", "DateTime64":
		return fitsClock(t, text, zone)
	case "Time64":
		_, fraction, _ := strings.Cut(text, ".")
		return len(strings.TrimRight(fraction, "0")) <= t.Digits()
	case "Float32", "BFloat16":
		return staysFinite(text, 32)
	case "Float64":
		return staysFinite(text, 64)
	}
	if precision, scale := t.Decimal(); precision > 0 {
		return fitsDecimal(text, scale)
	}
	least, most := rangeOf(t.Name)
	n, isNumber := new(big.Int).SetString(text, 10)
	return most == nil || !isNumber || n.Cmp(least) >= 0 && n.Cmp(most) < 0
}

var (
	dayText     = regexp.MustCompile(`^\d{4}-\d{1,2}-\d{1,2}$`)
	clockText   = regexp.MustCompile(`^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d)(?:\.(\d+))?)?$`)
	decimalText = regexp.MustCompile(`^[+-]?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$`)
)

func fitsDay(text, first, last string) bool {
	if !dayText.MatchString(text) {
		return true
	}
	day, err := time.Parse("2006-1-2", text)
	iso := day.Format(time.DateOnly)
	return err == nil && first <= iso && iso <= last
}

// staysFinite reports whether a number does not become infinite. One of more digits
// than a float has becomes the nearest float, as everywhere.
func staysFinite(text string, bits int) bool {
	_, err := strconv.ParseFloat(text, bits)
	return !errors.Is(err, strconv.ErrRange)
}

// fitsClock checks the calendar, that the clocks of the zone have shown the text and,
// where the zone is known or the text is farther from the ends of the type than any
// zone is from UTC, the range.
func fitsClock(t *clickhouse.Type, text string, zone *time.Location) bool {
	const most = 1<<32 - 1 // seconds since 1970
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return t.Name == "DateTime64" || len(text) < 5 || n <= most
	}
	m := clockText.FindStringSubmatch(text)
	if m == nil {
		return true
	}
	home, slack := homeOf(t, zone)
	shown := m[1] + " " + cmp.Or(m[2], "00:00:00")
	clock, err := time.ParseInLocation(time.DateTime, shown, home)
	skipped := clock.Unix() >= 0 && clock.Format(time.DateTime) != shown
	switch {
	case err != nil || skipped:
		return false
	case t.Name == "DateTime64":
		return len(strings.TrimRight(m[3], "0")) <= t.Digits()
	}
	return clock.Unix() >= -slack && clock.Unix() <= most+slack
}

// homeOf is the zone of a type of clocks, and how many seconds it may be off.
func homeOf(t *clickhouse.Type, zone *time.Location) (home *time.Location, slack int64) {
	if own := zoneOf(t); own != "" {
		zone, _ = time.LoadLocation(own)
	}
	if zone == nil {
		return time.UTC, 24 * 60 * 60
	}
	return zone, 0
}

// zoneOf is the name of the zone that a type of clocks has; empty for others.
func zoneOf(t *clickhouse.Type) string {
	n := len(t.Args)
	if n == 0 || t.Name == "DateTime64" && n == 1 {
		return ""
	}
	return t.Args[n-1].Value
}

// fitsDecimal reports whether no digit of a number stands behind those that a scale
// leaves.
func fitsDecimal(text string, scale int) bool {
	m := decimalText.FindStringSubmatch(text)
	if m == nil {
		return true
	}
	exponent, _ := strconv.Atoi(m[3])
	digits := m[1] + m[2]
	significant := strings.TrimRight(digits, "0")
	dropped := len(digits) - len(significant)
	return significant == "" || len(m[2])-dropped-exponent <= scale
}

// rangeOf returns the least value of an integer type and the first that is too
// large; nothing for other types.
func rangeOf(name string) (least, most *big.Int) {
	digits, signed := strings.CutPrefix(name, "Int")
	if !signed {
		digits, _ = strings.CutPrefix(name, "UInt")
	}
	width, err := strconv.ParseUint(digits, 10, 9)
	if err != nil {
		return nil, nil
	}
	least, most = new(big.Int), new(big.Int).Lsh(big.NewInt(1), uint(width))
	if signed {
		most.Rsh(most, 1)
		least.Neg(most)
	}
	return least, most
}
