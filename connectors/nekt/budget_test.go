package nekt

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"sonde/connectors"
)

// spender is what other programs have scanned, by hour.
type spender struct {
	asked []string
	bytes int64
	err   error
}

func (s *spender) spent(_ context.Context, since time.Time) (int64, error) {
	s.asked = append(s.asked, since.Format(time.DateTime))
	return s.bytes, s.err
}

func TestBudgetOfADay(t *testing.T) {
	now := time.Date(2026, 3, 31, 23, 0, 0, 0, time.UTC)
	s := &spender{bytes: 60}
	b := budget{ceiling: 100, period: perDay, spent: s.spent, now: func() time.Time { return now }}
	if err := b.affordable(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := b.add(30), (connectors.Stat{Name: "scanned_today_in_bytes", Value: "90"}); got != want {
		t.Errorf("%v, not %v", got, want)
	}
	s.bytes = 70 // Another program has gone on in the meantime.
	err := b.affordable(t.Context())
	if want := "budget: this connection's statements have scanned 100 bytes today, and its limit is 100"; err == nil || connectors.AsError(err).Error() != want {
		t.Errorf("%v, not %q", err, want)
	}
	now, s.bytes = now.Add(2*time.Hour), 5
	if err := b.affordable(t.Context()); err != nil {
		t.Errorf("on the next day: %v", err)
	}
	if got := b.add(1).Value; got != "6" {
		t.Errorf("the next day begins with %s bytes", got)
	}
	if want := []string{"2026-03-31 00:00:00", "2026-03-31 00:00:00", "2026-04-01 00:00:00"}; !slices.Equal(s.asked, want) {
		t.Errorf("asked for what was spent since %q", s.asked)
	}
}

func TestBudgetOfAMonth(t *testing.T) {
	s := &spender{bytes: 7}
	b := budget{ceiling: 100, period: perMonth, spent: s.spent, now: func() time.Time { return time.Date(2026, 2, 28, 9, 0, 0, 0, time.UTC) }}
	if err := b.affordable(t.Context()); err != nil || s.asked[0] != "2026-02-01 00:00:00" {
		t.Errorf("%v, %q", err, s.asked)
	}
	if got, want := b.add(1), (connectors.Stat{Name: "scanned_this_month_in_bytes", Value: "8"}); got != want {
		t.Errorf("%v, not %v", got, want)
	}
	if got := b.add(math.MaxInt64).Value; got != "9223372036854775807" {
		t.Errorf("the count passed its end: %s", got)
	}
}

// A session counts for itself, whatever others have done.
func TestBudgetOfASession(t *testing.T) {
	s := &spender{bytes: 1000}
	for _, b := range []*budget{{ceiling: 10, period: perSession, spent: s.spent, now: time.Now}, {ceiling: 10, period: perDay, now: time.Now}} {
		if err := b.affordable(t.Context()); err != nil || len(s.asked) > 0 {
			t.Errorf("%v, %q", err, s.asked)
		}
		if got, want := b.add(10), (connectors.Stat{Name: "scanned_since_opened_in_bytes", Value: "10"}); got != want {
			t.Errorf("%v, not %v", got, want)
		}
		if err := b.affordable(t.Context()); !connectors.IsClass(err, connectors.ClassBudget) {
			t.Errorf("%v", err)
		}
	}
}

// Where the history cannot be read, a limit is not passed over in silence, and
// without one nobody is disturbed.
func TestBudgetThatIsNotKnown(t *testing.T) {
	s := &spender{err: errors.New("the disk is gone")}
	b := budget{ceiling: 10, period: perDay, spent: s.spent, now: time.Now}
	if err := b.affordable(t.Context()); err == nil || !errors.Is(err, s.err) {
		t.Errorf("%v", err)
	}
	b.ceiling = 0
	if err := b.affordable(t.Context()); err != nil {
		t.Error(err)
	}
}
