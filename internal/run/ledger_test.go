package run

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Programs count for each other; what a program has counted since it opened its
// connection, the connection counts itself.
func TestLedger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "scanned.jsonl")
	opened := time.Now()
	one, two := &Ledger{Path: path}, &Ledger{Path: path}
	for _, n := range []int64{100, 0, -5, 20} {
		if err := one.Add("lake", "prod", n); err != nil {
			t.Fatal(err)
		}
	}
	if err := one.Add("lake", "other", 1000); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		ledger        *Ledger
		since, opened time.Time
		want          int64
	}{
		{two, opened, opened, 120}, {one, opened, opened, 0}, {one, opened, time.Now().Add(time.Hour), 120}, {two, time.Now().Add(time.Hour), opened, 0},
	} {
		if got, err := c.ledger.scanned("lake", "prod", c.since, c.opened); got != c.want || err != nil {
			t.Errorf("%d, %v, not %d", got, err, c.want)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

// A long file loses the lines that count no longer, and a line that was cut
// costs no other one.
func TestLedgerIsShortened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "scanned.jsonl")
	old := `{"at":"2020-01-01T00:00:00Z","program":"x","kind":"lake","connection":"prod","bytes":7}` + "\n"
	if err := os.WriteFile(path, []byte(strings.Repeat(old, ledgerBytes/len(old)+1)+"{\"at\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	l := &Ledger{Path: path}
	if err := l.Add("lake", "prod", 5); err != nil {
		t.Fatal(err)
	}
	if got, err := (&Ledger{Path: path}).scanned("lake", "prod", time.Time{}, time.Now()); got != 5 || err != nil {
		t.Errorf("%d, %v", got, err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() > 1000 {
		t.Errorf("%v, %v", info, err)
	}
}
