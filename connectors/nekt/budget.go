package nekt

import (
	"context"
	"math"
	"strconv"
	"sync"
	"time"

	"sonde/connectors"
)

// Periods over which scanned bytes are counted.
const (
	perDay     = "day"
	perMonth   = "month"
	perSession = "session"
)

// budget counts what the statements of a connection scan in a period, those of
// the sidebar included, and refuses more once a limit is reached.
type budget struct {
	ceiling int64 // bytes; 0 is none
	period  string
	spent   func(ctx context.Context, since time.Time) (int64, error) // may be nil
	now     func() time.Time
	// unrecorded counts statements that no history has. It may be nil.
	unrecorded func(bytes int64) error

	mu     sync.Mutex
	since  time.Time // when the period began, of which the counts are
	before int64     // by other programs, and before the connection was opened
	own    int64     // by this connection
}

// affordable refuses a statement once the limit is reached. What other programs
// have scanned is asked for before every statement.
func (b *budget) affordable(ctx context.Context) error {
	since := b.began()
	before, err := b.elsewhere(ctx, since)
	if err != nil {
		if b.ceiling == 0 {
			return nil // Without a limit it would only have been told.
		}
		e := connectors.AsError(err)
		return connectors.Errorf(e.Class, "what the connection has scanned is not known, and its max_scanned_bytes is %d: %w", b.ceiling, err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.enter(since)
	b.before = before
	if b.ceiling == 0 || b.total() < b.ceiling {
		return nil
	}
	return connectors.Errorf(connectors.ClassBudget, "this connection's statements have scanned %s bytes %s, and its limit is %s", connectors.Count(b.total()), said[b.span()].words, connectors.Count(b.ceiling)).
		WithHint("The limit is the option max_scanned_bytes, and scan_period the time over which it counts.")
}

func (b *budget) elsewhere(ctx context.Context, since time.Time) (int64, error) {
	if b.span() == perSession {
		return 0, nil
	}
	return b.spent(ctx, since)
}

// add counts the bytes of a statement and returns the total as a statistic.
func (b *budget) add(n int64) connectors.Stat {
	since := b.began()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.enter(since)
	b.own = sum(b.own, max(0, n))
	return connectors.Stat{Name: "scanned_" + said[b.span()].name + "_in_bytes", Value: strconv.FormatInt(b.total(), 10)}
}

// note counts the bytes of a statement for other programs. Without a limit they
// would only be told.
func (b *budget) note(n int64) error {
	if b.unrecorded == nil {
		return nil
	}
	if err := b.unrecorded(n); err != nil && b.ceiling > 0 {
		return connectors.Errorf(connectors.AsError(err).Class, "what was scanned is not counted, and the connection's max_scanned_bytes is %d: %w", b.ceiling, err)
	}
	return nil
}

// enter begins to count anew where a period has begun.
func (b *budget) enter(since time.Time) {
	if since.After(b.since) {
		b.since, b.before, b.own = since, 0, 0
	}
}

func (b *budget) total() int64 { return sum(b.before, b.own) }

// sum stays at the largest number instead of passing it.
func sum(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

// span is the period that can be counted: without a history, the session.
func (b *budget) span() string {
	if b.spent == nil {
		return perSession
	}
	return b.period
}

// began is when the current period began; zero for the session.
func (b *budget) began() time.Time {
	now := b.now()
	switch b.span() {
	case perDay:
		return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	case perMonth:
		return time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, now.Location())
	}
	return time.Time{}
}

// said are the words for a period, in a sentence and in a statistic's name.
var said = map[string]struct{ words, name string }{
	perDay: {"today", "today"}, perMonth: {"this month", "this_month"}, perSession: {"since it was opened", "since_opened"},
}
