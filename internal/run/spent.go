package run

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"

	"sonde/connectors"
	"sonde/history"
)

// Scanned is what the runs of a connection have scanned since a time, in bytes,
// as far as its source told it and the history has it.
func Scanned(ctx context.Context, store *history.Store, d *connectors.Driver, connection string, since time.Time) (int64, error) {
	return scanned(ctx, store, d, connection, since, func(history.Entry) bool { return true })
}

func scanned(ctx context.Context, store *history.Store, d *connectors.Driver, connection string, since time.Time, counts func(history.Entry) bool) (sum int64, err error) {
	entries, err := store.Search(ctx, history.Query{Kind: d.Kind, Since: since, EachRun: true})
	for _, e := range entries {
		if account(e.Connection) == account(connection) && counts(e) {
			sum = add(sum, scannedIn(e.Server, d.Scanned))
		}
	}
	return sum, err
}

// account is under which name the scans of a connection are counted: a URL with other
// options is no other account.
func account(connection string) string {
	if scheme, rest, isURL := strings.Cut(connection, "://"); isURL {
		rest, _, _ = strings.Cut(rest, "?")
		return scheme + "://" + rest
	}
	return connection
}

// WasBilled reports whether the source has told that a run scanned something,
// whatever came of its rows.
func WasBilled(d *connectors.Driver, s Status) bool {
	return d.Billed && d.Scanned != "" && scannedIn(s.Progress.Server, d.Scanned) > 0
}

// scannedIn is the figure of one run; 0 where it is not known.
func scannedIn(stats []connectors.Stat, name string) int64 {
	for _, stat := range stats {
		if n, err := strconv.ParseInt(stat.Value, 10, 64); stat.Name == name && err == nil {
			return max(0, n)
		}
	}
	return 0
}

// add stays at the largest number instead of passing it.
func add(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

// spent is what a connection that is opened now is told of earlier runs; nil
// where there is nothing to tell.
func (c *Connections) spent(d *connectors.Driver, name string) func(context.Context, time.Time) (int64, error) {
	if d.Scanned == "" || c.History == nil && c.Ledger == nil {
		return nil
	}
	opened := time.Now()
	return func(ctx context.Context, since time.Time) (int64, error) {
		recorded, err := c.recorded(ctx, d, name, since, opened)
		if err != nil || c.Ledger == nil {
			return recorded, err
		}
		others, err := c.Ledger.scanned(d.Kind, name, since, opened)
		return add(recorded, others), err
	}
}

// recorded is the part of it that the history has.
func (c *Connections) recorded(ctx context.Context, d *connectors.Driver, name string, since, opened time.Time) (int64, error) {
	if c.History == nil {
		return 0, nil
	}
	store, err := c.History()
	if err != nil {
		return 0, err
	}
	return scanned(ctx, store, d, name, since, func(e history.Entry) bool {
		return e.Session != store.Session() || e.Start.Before(opened)
	})
}

// unrecorded counts what the history does not have; nil where it is not counted.
func (c *Connections) unrecorded(d *connectors.Driver, name string) func(int64) error {
	if d.Scanned == "" || c.Ledger == nil {
		return nil
	}
	return func(n int64) error { return c.Ledger.Add(d.Kind, name, n) }
}
