//go:build !windows

package cli

import (
	"os"
	"syscall"
	"testing"
)

// A named pipe is written to, and waits for who reads it.
func TestOutputToANamedPipe(t *testing.T) {
	home(t, "")
	if err := syscall.Mkfifo("pipe", 0o600); err != nil {
		t.Skip(err)
	}
	got := make(chan string)
	go func() {
		data, err := os.ReadFile("pipe")
		if err != nil {
			t.Error(err)
		}
		got <- string(data)
	}()
	sonde(t, "query", "-o", "pipe", "FROM range(3) t(n)").expect(t, ExitOK, "", "")
	if text := <-got; text != "n\n0\n1\n2\n" {
		t.Errorf("%q", text)
	}
	sonde(t, "query", "-o", "pipe", "--timeout", "300ms", "SELECT 1").fails(t, ExitFailed, "timeout")
	if info, err := os.Stat("pipe"); err != nil || info.Mode().IsRegular() {
		t.Errorf("the pipe became %v, %v", info, err)
	}
}
