package cli

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"sonde/history"
	"sonde/internal/secrets"
)

// What another has written into a history runs nothing here, and reads no secrets.
func TestAnImportResolvesNoReferences(t *testing.T) {
	home(t, "")
	t.Setenv("FAKE_PW", "s3cret")
	for _, query := range []string{"database=${cmd:touch+pwned}", "database=%24%7Bcmd:touch+pwned%7D", "password=${env:FAKE_PW}"} {
		line := strings.ReplaceAll(`{"id":"f`+secrets.Mask+`","sql":"SELECT 1","connection":"fake://locked?`+query+`","kind":"fake","options":{"key":"${env:FAKE_PW}"},"status":"ok","start":"2026-01-01T00:00:00Z"}`, secrets.Mask, history.NewID())
		sonde(t, "history", "import", "--from", "sonde", file(t, "f.json", line)).expect(t, ExitOK, "", "1 entry added, 0 were there already\n")
		id, shown := last(t)
		if strings.Contains(shown, "${") || strings.Contains(shown, "cmd:") || !strings.Contains(shown, "="+secrets.Mask) {
			t.Errorf("%s", shown)
		}
		o := sonde(t, "history", "replay", id)
		o.fails(t, ExitUsage, "usage: "+secrets.Mask+" stands in the connection")
		o.advises(t, "-c gives the connection, such as its URL with the value in that place.")
		sonde(t, "history", "delete", id)
	}
	if _, err := os.Stat("pwned"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a command was run: %v", err)
	}
}

// A replay runs no command of a connection either, whoever wrote it.
func TestAReplayRunsNoCommands(t *testing.T) {
	home(t, "")
	write(t, "word", "fast")
	sonde(t, "query", "-c", "fake://h?mode=${cmd:tee+run+<+word}", "SELECT 1").expect(t, ExitOK, "mode\nfast\n", "")
	if err := os.Remove("run"); err != nil {
		t.Fatal(err)
	}
	id, _ := last(t)
	sonde(t, "history", "replay", id).fails(t, ExitUsage, "config: ")
	if _, err := os.Stat("run"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a command was run: %v", err)
	}
}

// A replay does not go without an option of the URL that is not stored.
func TestAReplayAsksForWhatIsNotStored(t *testing.T) {
	home(t, "")
	for _, c := range []struct{ option, kept string }{
		{"proxy=http://u:pw12345@127.0.0.1:1", "proxy=http://" + secrets.Mask + "%40127.0.0.1:1"},
		{"proxy=http://pw12345@127.0.0.1:1", "proxy=http://" + secrets.Mask + "%40127.0.0.1:1"},
		{"headers={+X-Key+%3D+'pw12345'+}", "headers=" + secrets.Mask},
	} {
		given := "fake://h?" + c.option
		sonde(t, "query", "-c", given, "SELECT 1")
		id, shown := last(t)
		if !strings.Contains(shown, `"connection": "fake://h?`+c.kept+`"`) || strings.Contains(shown, "pw12345") {
			t.Errorf("%s: %s", c.option, shown)
		}
		sonde(t, "history", "replay", id).fails(t, ExitUsage, "usage: "+secrets.Mask+" stands in the connection")
		if o := sonde(t, "history", "replay", id, "-c", given); strings.Contains(o.errors, "stands in the connection") {
			t.Errorf("with -c: %+v", o)
		}
	}
}
