package history

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// FilterHelp says which filters [ParseQuery] knows.
const FilterHelp = "status:failed kind:druid conn:PART-OF-NAME tag:WORD is:pinned is:saved since:7d until:2026-01-31 (that day too) took:>2s"

// filters take the value of a filter into a query; an error says what was
// expected.
var filters = map[string]func(q *Query, value string, now time.Time) error{
	"status": func(q *Query, v string, _ time.Time) error { return q.addStatus(v) },
	"kind":   func(q *Query, v string, _ time.Time) error { q.AnyKind = v; return nil },
	"conn":   func(q *Query, v string, _ time.Time) error { q.Conn = v; return nil },
	"tag":    func(q *Query, v string, _ time.Time) error { q.Tag = v; return nil },
	"is":     func(q *Query, v string, _ time.Time) error { return q.addState(v) },
	"took":   func(q *Query, v string, _ time.Time) error { return q.addDuration(v) },
	"since": func(q *Query, v string, now time.Time) (err error) {
		q.Since, err = moment(v, now)
		return err
	},
	"until": func(q *Query, v string, now time.Time) (err error) {
		q.Until, err = momentEnd(v, now)
		return err
	},
}

// ParseQuery reads words as the user types them: those such as status:failed
// are filters, see [FilterHelp], and the others are to be found. A filter that
// is not finished narrows nothing; the error says what is missing, beside a
// query that can be used.
func ParseQuery(text string, now time.Time) (q Query, problem error) {
	var words []string
	for _, word := range strings.Fields(text) {
		name, value, _ := strings.Cut(word, ":")
		filter, known := filters[strings.ToLower(name)]
		if !known || !strings.Contains(word, ":") || strings.HasPrefix(value, ":") {
			words = append(words, word)
			continue
		}
		if value == "" {
			continue
		}
		if err := filter(&q, value, now); err != nil {
			problem = fmt.Errorf("%s: %w", name, err)
		}
	}
	q.Text = strings.Join(words, " ")
	return q, problem
}

func (q *Query) addStatus(value string) error {
	found := false
	for _, s := range []Status{Running, OK, Limited, Failed, Cancelled, Incomplete, Interrupted, Imported} {
		if strings.HasPrefix(string(s), strings.ToLower(value)) {
			q.Statuses, found = append(q.Statuses, s), true
		}
	}
	if !found {
		return fmt.Errorf("running, ok, limited, failed, cancelled, incomplete, interrupted or imported, not %q", value)
	}
	return nil
}

func (q *Query) addState(value string) error {
	switch strings.ToLower(value) {
	case "pinned":
		q.Pinned = true
	case "saved":
		q.Named = true
	default:
		return fmt.Errorf("pinned or saved, not %q", value)
	}
	return nil
}

func (q *Query) addDuration(value string) error {
	bound := strings.TrimLeft(value, "<>=")
	d, err := time.ParseDuration(bound)
	if err != nil {
		return fmt.Errorf("more or less than a time, such as >2s or <100ms, not %q", value)
	}
	q.Timed = true
	if strings.HasPrefix(value, "<") {
		q.Longest = d
	} else {
		q.Shortest = d
	}
	return nil
}

// dates are the ways of writing one, with the years, months and days that it takes up.
var dates = []struct {
	layout              string
	years, months, days int
}{{time.DateOnly, 0, 0, 1}, {"2006-01-02T15:04", 0, 0, 0}, {"2006-01", 0, 1, 0}, {"2006", 1, 0, 0}}

// moment reads a date, or a time before now such as 90m, 12h, 7d or 2w.
func moment(value string, now time.Time) (time.Time, error) {
	start, _, err := period(value, now)
	return start, err
}

// momentEnd is moment, but the end of a day, a month or a year.
func momentEnd(value string, now time.Time) (time.Time, error) {
	_, end, err := period(value, now)
	return end, err
}

func period(value string, now time.Time) (start, end time.Time, err error) {
	for _, d := range dates {
		if start, err = time.ParseInLocation(d.layout, value, now.Location()); err == nil {
			return start, start.AddDate(d.years, d.months, d.days), nil
		}
	}
	age, err := ParseAge(value)
	if err != nil {
		return start, end, fmt.Errorf("a date or a time ago, such as 2026-01-31, 12h or 7d, not %q", value)
	}
	return now.Add(-age), now.Add(-age), nil
}

// ParseAge reads a span of time that is not negative: a number of days or weeks, 30d
// or 2w, or what [time.ParseDuration] reads.
func ParseAge(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	for unit, size := range map[string]time.Duration{"d": 24 * time.Hour, "w": 7 * 24 * time.Hour} {
		if number, has := strings.CutSuffix(text, unit); has {
			var n int
			n, err = strconv.Atoi(number)
			d = time.Duration(n) * size
		}
	}
	if err != nil || d < 0 {
		return 0, fmt.Errorf("a span of time, such as 12h, 7d or 2w, not %q", text)
	}
	return d, nil
}
