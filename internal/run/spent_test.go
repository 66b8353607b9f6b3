package run

import (
	"context"
	"math"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/config"
)

// scannedRun writes the entry of a run that has scanned a number of bytes.
func scannedRun(t *testing.T, store *history.Store, connection, kind, stat string, bytes int64, start time.Time) {
	t.Helper()
	e := history.Entry{
		ID: history.NewID(), Connection: connection, Kind: kind, SQL: "SELECT 1", Start: start, Status: history.OK,
		Server: []connectors.Stat{{Name: "other", Value: "9"}, {Name: stat, Value: strconv.FormatInt(bytes, 10)}},
	}
	if err := store.End(e); err != nil {
		t.Fatal(err)
	}
}

// Two programs with one history: each is told what the other has scanned, and
// what was scanned before it opened the connection, but not what its connection
// counts by itself.
func TestConnectionsAreToldWhatWasSpent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	var stores [2]*history.Store
	for i := range stores {
		store, err := history.Open(t.Context(), path, history.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { store.Close() })
		stores[i] = store
	}
	mine, other := stores[0], stores[1]
	now := time.Now()
	scannedRun(t, mine, "lake", "lake", "scanned", 1, now.Add(-time.Minute))
	scannedRun(t, other, "lake", "lake", "scanned", 20, now.Add(-48*time.Hour))
	scannedRun(t, other, "pond", "lake", "scanned", 300, now)
	scannedRun(t, other, "lake", "lake", "unknown", 4000, now)

	var told func(context.Context, time.Time) (int64, error)
	d := &connectors.Driver{Kind: "lake", Title: "Lake", Scanned: "scanned", Open: func(_ context.Context, c connectors.Config) (connectors.Conn, error) {
		told = c.Spent
		return &fakeConn{}, nil
	}}
	all := NewConnections(connectors.NewRegistry(d), &config.Config{Connections: []config.Connection{{Name: "lake", Kind: "lake"}}})
	all.History = func() (*history.Store, error) { return mine, nil }
	t.Cleanup(func() { all.Close() })
	if _, err := all.Open(t.Context(), "lake"); err != nil {
		t.Fatal(err)
	}
	later := time.Now()
	scannedRun(t, mine, "lake", "lake", "scanned", 50_000, later)
	scannedRun(t, other, "lake", "lake", "scanned", 600_000, later)
	for _, c := range []struct {
		since time.Duration
		want  int64
	}{{time.Hour, 600_001}, {72 * time.Hour, 600_021}} {
		if got, err := told(t.Context(), now.Add(-c.since)); got != c.want || err != nil {
			t.Errorf("since %s: %d, %v; want %d", c.since, got, err, c.want)
		}
	}
	if got, err := Scanned(t.Context(), mine, d, "lake", now.Add(-time.Hour)); got != 650_001 || err != nil {
		t.Errorf("all of it: %d, %v", got, err)
	}
}

func TestNobodyIsToldWhatIsNotKnown(t *testing.T) {
	d := &connectors.Driver{Kind: "fake"}
	c := &Connections{History: func() (*history.Store, error) { return nil, nil }}
	if c.spent(d, "x") != nil {
		t.Error("a source that does not say what it scans is told")
	}
	if d.Scanned = "scanned"; (&Connections{}).spent(d, "x") != nil {
		t.Error("without a history something is told")
	}
	if got := add(math.MaxInt64-1, 2); got != math.MaxInt64 {
		t.Errorf("the sum passed its end: %d", got)
	}
}

// The options of a URL make no other account of it.
func TestOptionsOfAURLAreNoOtherAccount(t *testing.T) {
	for name, want := range map[string]string{
		"lake://h:1?mode=csv": "lake://h:1", "lake+http://h": "lake+http://h", "lake?": "lake?",
	} {
		if got := account(name); got != want {
			t.Errorf("%s counts as %s, want %s", name, got, want)
		}
	}
}
