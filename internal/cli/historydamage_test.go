package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sonde/history"
)

func damage(t *testing.T, at, size int64) {
	t.Helper()
	file, err := os.OpenFile(filepath.Join(os.Getenv("XDG_STATE_HOME"), "sonde", "history.db"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if at < 0 {
		info, err := file.Stat()
		if err != nil {
			t.Fatal(err)
		}
		at = info.Size() / 2 / 4096 * 4096
	}
	if _, err := file.WriteAt(slices.Repeat([]byte{0xa5}, int(size)), at); err != nil {
		t.Fatal(err)
	}
}

func TestDamagedHistoryIsToldOfByEveryCommand(t *testing.T) {
	home(t, "")
	sonde(t, "query", "SELECT 7 AS old")
	damage(t, 0, 16)
	o := sonde(t, "query", "SELECT 1 AS a")
	if o.code != ExitOK || o.out != "a\n1\n" || strings.Count(o.errors, "the history was damaged") != 1 || !strings.Contains(o.errors, ".damaged-") {
		t.Errorf("%+v", o)
	}
	if all := entries(t); len(all) != 2 || all[1].SQL != "SELECT 7 AS old" {
		t.Errorf("%+v", all)
	}
}

// threeHundred makes a history of 300 entries, which takes its time, and returns its
// folder and the id of an entry.
func threeHundred(t *testing.T) (folder fs.FS, id string) {
	t.Helper()
	home(t, "")
	var script strings.Builder
	for i := range 300 {
		fmt.Fprintf(&script, "SELECT %d AS %s;", i, strings.Repeat("x", 300))
	}
	sonde(t, "query", script.String())
	return os.DirFS(os.Getenv("XDG_STATE_HOME")), entries(t)[0].ID
}

// damaged begins with a whole history, with a damaged page in its middle.
func damaged(t *testing.T, whole fs.FS) {
	t.Helper()
	home(t, "")
	if err := os.CopyFS(os.Getenv("XDG_STATE_HOME"), whole); err != nil {
		t.Fatal(err)
	}
	damage(t, -1, 4096)
}

// Whatever meets damage has the file mended, and goes on with what was saved.
func TestDamageThatACommandMeetsIsMendedAtOnce(t *testing.T) {
	whole, _ := threeHundred(t)
	for name, args := range map[string][]string{"list": {"history", "list", "-n", "0"}, "search": {"history", "search", "-n", "0", "select"}, "export": {"history", "export"}} {
		t.Run(name, func(t *testing.T) {
			damaged(t, whole)
			o := sonde(t, args...)
			if n := strings.Count(o.out, "\n"); o.code != ExitOK || n < 100 || strings.Count(o.errors, "the history was damaged") != 1 {
				t.Errorf("exit code %d, %d entries, %s", o.code, n, o.errors)
			}
			seen := map[string]bool{}
			for line := range strings.Lines(o.out) {
				if seen[line] {
					t.Errorf("twice: %s", line)
				}
				seen[line] = true
			}
			again := sonde(t, args...)
			if again.out != o.out || again.errors != "" {
				t.Errorf("another call gives %d lines, %s", strings.Count(again.out, "\n"), again.errors)
			}
		})
	}
}

// Every page but the first may be the damaged one.
func TestEntriesAreShownWhateverIsDamaged(t *testing.T) {
	whole, id := threeHundred(t)
	for page := range int64(12) {
		damaged(t, whole)
		damage(t, (2+3*page)*4096, 4096)
		for _, args := range [][]string{{"history", "show", id}, {"history", "replay", id}, {"history", "delete", "--matching", "299"}} {
			if o := sonde(t, args...); o.code != ExitOK && !strings.Contains(o.errors, "no such entry") {
				t.Errorf("page %d: %q: %+v", 2+3*page, args, o)
			}
		}
	}
}

// What is behind the entry that was printed last goes on; nothing is left out
// without a word where that one is gone.
func TestAnExportGoesOnBehindItsLastEntry(t *testing.T) {
	all := func(yield func(history.Entry, error) bool) {
		for _, id := range []string{"1", "2", "3"} {
			if !yield(history.Entry{ID: id}, nil) {
				return
			}
		}
	}
	for last, want := range map[string]string{"": " 1 2 3", "1": " 2 3", "3": "", "gone": " lost"} {
		got := ""
		for e, err := range behind(last, all) {
			if err != nil {
				e.ID = "lost"
			}
			got += " " + e.ID
		}
		if got != want {
			t.Errorf("behind %q:%s, want%s", last, got, want)
		}
	}
}
