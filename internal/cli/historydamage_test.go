package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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

func TestDamageThatASearchMeetsIsMendedAtOnce(t *testing.T) {
	home(t, "")
	var script strings.Builder
	for i := range 300 {
		fmt.Fprintf(&script, "SELECT %d AS %s;", i, strings.Repeat("x", 300))
	}
	sonde(t, "query", script.String())
	damage(t, -1, 4096)
	o := sonde(t, "history", "list", "-n", "0")
	if n := strings.Count(o.out, "\n"); o.code != ExitOK || n < 100 || strings.Count(o.errors, "the history was damaged") != 1 {
		t.Errorf("exit code %d, %d entries, %s", o.code, n, o.errors)
	}
}
