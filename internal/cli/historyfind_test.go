package cli

import (
	"strings"
	"testing"

	"sonde/history"
)

// Flags stand in the help of the commands that obey them.
func TestOnlyListsHaveANumber(t *testing.T) {
	home(t, "")
	for range 3 {
		sonde(t, "query", "SELECT 1")
	}
	for _, args := range [][]string{{"history", "-n", "2"}, {"history", "list", "-n", "2"}, {"history", "search", "-n", "2", "select"}} {
		if o := sonde(t, args...); o.code != ExitOK || strings.Count(o.out, "\n") != 2 {
			t.Errorf("%q: %+v", args, o)
		}
	}
	sonde(t, "history", "export", "-n", "2").fails(t, ExitUsage, "usage: unknown shorthand flag: 'n' in -n")
	if o := sonde(t, "history", "export", "--help"); strings.Contains(o.out, "--number") {
		t.Error(o.out)
	}
}

func TestAnEntryIsFoundByTheBeginningOfItsID(t *testing.T) {
	home(t, "")
	sonde(t, "query", "SELECT 42 AS a")
	sonde(t, "query", "SELECT 43 AS a")
	first, second := entries(t)[1].ID, entries(t)[0].ID
	same := 0
	for first[same] == second[same] {
		same++
	}
	if o := sonde(t, "history", "show", first[:max(4, same+1)]); o.code != ExitOK || !strings.Contains(o.out, "SELECT 42") {
		t.Errorf("%+v", o)
	}
	sonde(t, "history", "show", first[:same]).fails(t, ExitUsage, "usage: several entries have an id that begins with this: ")
	sonde(t, "history", "show", first[:3]).fails(t, ExitFailed, "not found: ")
	sonde(t, "history", "delete", first[:same]).fails(t, ExitUsage, "usage: several entries have an id that begins with this: ")
	sonde(t, "history", "delete", second[:same+1]).expect(t, ExitOK, "", "1 entry deleted\n")
}

// An unknown connection is told from one that has nothing stored, or is gone from
// the configuration.
func TestClearingNamesAnUnknownConnection(t *testing.T) {
	home(t, "[connections.idle]\nkind = \"fake\"\nurl = \"http://x\"\n")
	sonde(t, "history", "clear-results", "-c", "idel").fails(t, ExitUsage, "config: unknown connection \"idel\"; did you mean \"idle\"?")
	sonde(t, "history", "clear-results", "-c", "idle").expect(t, ExitOK, "", "0 stored results removed (0 bytes)\n")
	sonde(t, "query", "-c", "idle", "SELECT 1")
	write(t, ".config/sonde/config.toml", "")
	if o := sonde(t, "history", "clear-results", "-c", "idle"); o.code != ExitOK || !strings.HasPrefix(o.errors, "1 stored result removed") {
		t.Errorf("%+v", o)
	}
	sonde(t, "history", "clear-results", "-c", "idle").expect(t, ExitOK, "", "0 stored results removed (0 bytes)\n")
}

func TestADurationThatIsNotKnownIsNotShown(t *testing.T) {
	home(t, "")
	s, _ := explorer(t)
	store, err := s.history()
	if err != nil {
		t.Fatal(err)
	}
	if err := store.End(history.Entry{ID: "cut-off", SQL: "SELECT 1", Status: history.Interrupted}); err != nil {
		t.Fatal(err)
	}
	o := sonde(t, "history", "show", "cut-off")
	if o.code != ExitOK || strings.Contains(o.out, "duration") || strings.Contains(o.out, "first row") || strings.Contains(o.out, "\nrows") {
		t.Errorf("%+v", o)
	}
	o = sonde(t, "history", "list", "--json")
	if !strings.Contains(o.out, `"duration_ms":null,"first_row_ms":null,"rows":null,`) {
		t.Errorf("%+v", o)
	}
	if o = sonde(t, "history", "list"); strings.Contains(o.out, "0 rows") {
		t.Errorf("%+v", o)
	}
}
