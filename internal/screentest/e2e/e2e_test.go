package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func TestExploreInATerminal(t *testing.T) {
	m := newMachine(t)
	m.start()
	streamAndCancel(t, m)
	recall(m)
	exportSelection(t, m)
	resize(t, m)
	pasteMuch(m)
	m.quit()
}

// streamAndCancel looks at rows while the query runs, and stops it.
func streamAndCancel(t *testing.T, m *machine) {
	m.query("SELECT * FROM events")
	m.wait("running", "rows/s", "add to cart")
	m.keys("M-3", "G")
	far := regexp.MustCompile(`row [\d,]{6,} of`)
	m.until("a row far down", func() bool { return far.MatchString(m.screen()) })
	m.keys("Escape")
	m.wait("✗ cancelled", "[incomplete]")
	if strings.Contains(m.screen(), "5,000,000") {
		t.Error("the query had ended before it was cancelled")
	}
}

func recall(m *machine) {
	m.keys("C-r")
	m.wait("History", "everything")
	m.typed("from events")
	m.wait("SELECT * FROM events", "cancelled · ")
	m.keys("Escape")
	m.waitGone("everything")
}

func exportSelection(t *testing.T, m *machine) {
	m.keys("M-3", "g", "v", "Down", "Down", "End")
	m.wait("3 × 10 selected")
	m.keys("C-e")
	m.wait("the selection", "3 × 10 cells")
	file := m.path("work", "picked.csv")
	m.keys("C-u")
	m.typed(file)
	m.wait("picked.csv")
	m.keys("Enter")
	m.wait("Exported 3 rows")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"event_id,happened_at,customer_id,product_id,kind,platform,amount,duration_ms,failed,context",
		`0,2025-01-01 00:00:03.931+00:00,,29,add to cart,kiosk,,22.4,false,"{""page"":""/p/40"",""referrer"":""mail""}"`,
		`1,2025-01-01 00:00:09.021+00:00,89,44,search,android,,36.2,false,"{""page"":""/p/71"",""referrer"":""search""}"`,
	}
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	if len(lines) != 4 || strings.Join(lines[:3], "\n") != strings.Join(want, "\n") {
		t.Errorf("the file holds\n%s\nand should begin with\n%s", data, strings.Join(want, "\n"))
	}
}

func resize(t *testing.T, m *machine) {
	m.keys("Escape") // The figures of what is selected leave the hints no room.
	m.waitGone("25 values")
	m.resize(80, 24)
	m.until("a screen of 24 rows with the hints in the last", func() bool {
		lines := strings.Split(strings.TrimRight(m.screen(), "\n"), "\n")
		return len(lines) == 24 && strings.Contains(lines[23], "F1 help") && strings.Contains(lines[0], "Connections")
	})
	m.resize(m.cols, m.rows)
	m.until("a screen of 36 rows again", func() bool {
		lines := strings.Split(strings.TrimRight(m.screen(), "\n"), "\n")
		return len(lines) == 36 && strings.Contains(lines[35], "F1 help")
	})
	if !strings.Contains(m.screen(), `{"page":`) {
		t.Errorf("the rows are gone after a resize:\n%s", m.screen())
	}
}

// pasteMuch pastes 200 KB of text, which must all be there at once.
func pasteMuch(m *machine) {
	m.keys("M-2", "C-a")
	m.paste(strings.Repeat("SELECT 1 AS one, 'a text of some length' AS two;\n", 4100))
	m.wait("line 4101, column 1")
	m.keys("C-z")
	m.wait("SELECT * FROM events")
}

// private is the name of a folder of a running program.
var private = regexp.MustCompile(`sonde-(\d+)-`)

// endless is a query of 100 million rows.
const endless = "SELECT events.*, range FROM events, range(20)"

func TestKillAndStartAgain(t *testing.T) {
	m := newMachine(t)
	m.start()
	m.keys("C-a")
	m.paste("-- This must not be lost.\n")
	m.typed(endless)
	m.wait(endless)
	m.keys("F5")
	pid := waitForSpill(t, m)
	m.until("the editor's text saved", func() bool { return saved(t, m, "This must not be lost.") })
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	m.until("the end of the killed program", func() bool { return syscall.Kill(pid, 0) != nil })
	m.shell()
	m.typed(binary)
	m.keys("Enter")
	m.wait("This must not be lost.", endless, "order_totals")
	if list := m.sonde("history", "list"); !regexp.MustCompile(`interrupted .*FROM events, range`).MatchString(list) {
		t.Errorf("the history does not show the run as interrupted:\n%s", list)
	}
	m.quit()
}

// saved reports whether a text stands in a file of the state folder.
func saved(t *testing.T, m *machine, text string) bool {
	t.Helper()
	files, err := filepath.Glob(m.path("state", "sonde", "history.db*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if data, err := os.ReadFile(f); err == nil && bytes.Contains(data, []byte(text)) {
			return true
		}
	}
	return false
}

// waitForSpill waits until the running program has moved rows to the disk, and
// returns its process id.
func waitForSpill(t *testing.T, m *machine) (pid int) {
	t.Helper()
	m.until("rows moved to the disk", func() bool {
		files, err := filepath.Glob(filepath.Join(m.temp, "sonde-*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if info, err := os.Stat(f); err == nil && info.Size() > 1<<20 {
				pid, _ = strconv.Atoi(private.FindStringSubmatch(strings.TrimPrefix(f, m.temp))[1]) // The pattern has digits only.
				return true
			}
		}
		return false
	})
	return pid
}

func TestQuitWhileRowsStreamIn(t *testing.T) {
	m := newMachine(t)
	m.start()
	m.query(endless)
	waitForSpill(t, m)
	m.quit()
}

// TestAnotherEditor edits the text in a program that $EDITOR names, on the
// terminal that the explorer leaves to it.
func TestAnotherEditor(t *testing.T) {
	m := newMachine(t)
	program := m.path("edit")
	script := "#!/bin/sh\nstat -c %a \"$1\" > \"$0.mode\"\necho in the editor\nread line\nprintf 'SELECT %s AS answer\\n' \"$line\" > \"$1\"\n"
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	m.typed("export EDITOR=" + program)
	m.keys("Enter")
	m.start()
	m.keys("M-o")
	m.wait("in the editor")
	m.typed("42")
	m.keys("Enter")
	m.wait("SELECT 42 AS answer")
	m.keys("F5")
	m.wait("✓ done", "[r2: SELECT 42 AS an…]")
	if mode, err := os.ReadFile(program + ".mode"); err != nil || string(mode) != "600\n" {
		t.Errorf("the file was open to others: mode %q, %v", mode, err)
	}
	m.until("no file left", func() bool {
		left, _ := filepath.Glob(m.path("tmp", "*", "statement.sql"))
		return len(left) == 0
	})
	m.quit()
}
