package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// await waits until a file is there, and returns its text.
func await(t *testing.T, path string) string {
	t.Helper()
	for limit := time.Now().Add(time.Minute); time.Now().Before(limit); time.Sleep(5 * time.Millisecond) {
		if text, err := os.ReadFile(path); err == nil {
			return string(text)
		}
	}
	t.Fatalf("%s never was there", path)
	return ""
}

func TestTheLastExportIsRemembered(t *testing.T) {
	s := open(t, 120, 40)
	s.run("SELECT 1 AS one")
	s.WaitText("✓ done")
	path := filepath.Join(t.TempDir(), "rows.ndjson")
	s.Press("ctrl+e")
	s.WaitText("Export", "the result", "Preview", "1,000 × ")
	s.Type(path)
	s.WaitText("Big numbers", `{"`)
	s.Press("enter")
	s.WaitText("Exported 1,000 rows")
	if text := await(t, path); strings.Count(text, "\n") != 1000 || !strings.HasPrefix(text, "{") {
		t.Errorf("%.200s", text)
	}
	s.Press("ctrl+e")
	s.WaitText("JSON lines", "rows.ndjson")
	s.Press("enter")
	s.WaitText("exists already", "y overwrite")
	s.Press("y")
	s.WaitText("Exported 1,000 rows")
	for limit := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		text, err := s.store.Remembered(t.Context(), lastChoiceKey)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(text, "rows.ndjson") {
			break
		}
		if time.Now().After(limit) {
			t.Fatalf("remembered is %q", text)
		}
	}
}

func TestRowsGoToTheClipboardAndToCommands(t *testing.T) {
	s := open(t, 120, 40)
	s.run("SELECT 1 AS one")
	s.WaitText("✓ done")
	s.Press("ctrl+e")
	s.WaitText("Preview", "1,000 × ")
	s.Press("up", "right")
	s.WaitText("clipboard")
	s.Press("enter")
	s.WaitText("Copied 1,000 rows")
	if text := s.lastCopy(); strings.Count(text, "\n") != 1000 {
		t.Errorf("%.200q", text)
	}
	s.Press("ctrl+e")
	s.WaitText("clipboard", "1,000 × ")
	s.Press("right")
	s.WaitText("Run command")
	s.Press("down")
	s.Type("wc -l")
	s.Press("enter")
	s.WaitText("Sent 1,000 rows", "to the command: 1001")
}

// The keys after the one that opens the dialog are the dialog's.
func TestTheExportTakesKeysAtOnce(t *testing.T) {
	s := open(t, 120, 40)
	s.run("SELECT 1 AS one")
	s.WaitText("✓ done")
	s.Press("alt+3", "ctrl+e")
	s.Type("odd.md")
	s.WaitText("Export", "odd.md", "Markdown")
}
