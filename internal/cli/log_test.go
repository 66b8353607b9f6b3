package cli

import (
	"os"
	"strings"
	"testing"
)

func TestLog(t *testing.T) {
	home(t, "")
	sonde(t, "--log", "log.txt", "query", "-c", "fake://ann:open%20sesame@h", "SELECT locked")
	sonde(t, "query", "--log", "log.txt", "SELECT 'two\nlines' AS a")
	log := read(t, "log.txt")
	for _, want := range []string{
		`msg="connection opened" connection=fake://ann@h`, `msg="run started"`, `sql="SELECT locked"`, `msg="run failed"`, `error="auth: no: •••"`,
		`msg=ended "exit code"=3`, `sql="SELECT 'two\nlines' AS a"`, "rows=1", `msg=ended "exit code"=0`,
	} {
		if !strings.Contains(log, want) {
			t.Errorf("no %s in\n%s", want, log)
		}
	}
	if strings.Contains(log, "sesame") {
		t.Errorf("a secret in\n%s", log)
	}
	if info, err := os.Stat("log.txt"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read it: %v %v", info.Mode(), err)
	}
	sonde(t, "--log", "no/where.txt", "query", "SELECT 1").fails(t, ExitUsage, "config: the log cannot be written: ")
}
