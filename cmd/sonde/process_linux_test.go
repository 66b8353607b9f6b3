package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// process is the real program with folders of its own.
type process struct {
	*exec.Cmd
	folder string
	errors strings.Builder
}

func newProcess(t *testing.T, program string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(program, args...), folder: t.TempDir()}
	temp := filepath.Join(p.folder, "tmp")
	if err := os.Mkdir(temp, 0o700); err != nil {
		t.Fatal(err)
	}
	p.Env = append(os.Environ(), "XDG_STATE_HOME="+p.folder, "XDG_CONFIG_HOME="+p.folder, "TMPDIR="+temp)
	p.Stderr = &p.errors
	return p
}

// patience is how long a loaded machine may take.
const patience = 3 * time.Minute

// ends waits for the end and checks the exit code and what is left behind.
func (p *process) ends(t *testing.T, code int) {
	t.Helper()
	hung := time.AfterFunc(patience, func() { p.Process.Kill() })
	defer hung.Stop()
	p.Wait()
	if got := p.ProcessState.ExitCode(); got != code {
		t.Errorf("%q: exit code %d, want %d: %s", p.Args[1:], got, code, p.errors.String())
	}
	if left, err := os.ReadDir(filepath.Join(p.folder, "tmp")); err != nil || len(left) > 0 {
		t.Errorf("%q: left in the temporary folder: %v, %v", p.Args[1:], left, err)
	}
}

// firstRows starts the program and waits until rows arrive.
func (p *process) firstRows(t *testing.T) io.Closer {
	t.Helper()
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "range\n" {
		t.Fatalf("%q, %v: %s", line, err, p.errors.String())
	}
	return out
}

const endless = "FROM range(1000000000000)"

func TestSignalsEndAQuery(t *testing.T) {
	program := build(t, ".")
	for signal, code := range map[os.Signal]int{os.Interrupt: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		p := newProcess(t, program, "query", endless)
		p.firstRows(t) // Nobody reads the others: the pipe is full.
		if err := p.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		p.ends(t, code)
		list := exec.Command(program, "history")
		list.Env = p.Env
		if history, err := list.Output(); err != nil || !strings.Contains(string(history), "cancelled") {
			t.Errorf("%v: the history says %q, %v", signal, history, err)
		}
	}
}

func TestReaderThatHasEnough(t *testing.T) {
	p := newProcess(t, build(t, "."), "query", endless)
	p.firstRows(t).Close()
	p.ends(t, 0)
	if p.errors.String() != "" {
		t.Errorf("%q", p.errors.String())
	}
}

func TestKilledQueryIsInterruptedInTheHistory(t *testing.T) {
	program := build(t, ".")
	p := newProcess(t, program, "query", endless)
	p.firstRows(t)
	history := func() string {
		list := exec.Command(program, "history")
		list.Env = p.Env
		text, err := list.Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	// The history is written beside the query.
	for limit := time.Now().Add(patience); !strings.Contains(history(), "running") && time.Now().Before(limit); {
		time.Sleep(20 * time.Millisecond)
	}
	if err := p.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	p.Wait()
	if text := history(); !strings.Contains(text, "interrupted") {
		t.Errorf("the history says %q", text)
	}
}

// Rows go through at constant memory: a hundred times as many need no more.
func TestMemoryDoesNotGrowWithTheRows(t *testing.T) {
	program := build(t, ".")
	few, many := peakMemory(t, program, "100000"), peakMemory(t, program, "10000000")
	t.Logf("peak memory: %d kB for 100,000 rows, %d kB for 10 million", few, many)
	if many > few+64<<10 {
		t.Errorf("peak memory grew from %d kB to %d kB", few, many)
	}
}

// peakMemory is the most memory that printing n rows took, in kB.
func peakMemory(t *testing.T, program, n string) int64 {
	t.Helper()
	p := newProcess(t, program, "query", "SELECT range, range * 0.5 AS half, 'name ' || range AS name FROM range("+n+")")
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	p.ends(t, 0)
	return p.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
}
