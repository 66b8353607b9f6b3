package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const screenWidth, screenHeight = 200, 60

// terminal is a terminal with a program in it. It answers nothing and keeps
// everything that the program sends.
type terminal struct {
	tb  testing.TB
	pty *os.File
	cmd *exec.Cmd

	mu   sync.Mutex
	sent []byte
	last time.Time // when something was sent last
	more chan struct{}
}

// openTerminal starts a program, as a user without configuration and history.
func openTerminal(tb testing.TB, home, program string, args ...string) *terminal {
	cmd := exec.Command(program, args...)
	cmd.Env = environment(home)
	pty, err := startInTerminal(cmd, screenWidth, screenHeight)
	if errors.Is(err, errors.ErrUnsupported) {
		tb.Skip("terminals are measured on Linux only")
	}
	if err != nil {
		tb.Fatal(err)
	}
	t := &terminal{tb: tb, pty: pty, cmd: cmd, more: make(chan struct{}, 1)}
	go t.read()
	return t
}

// environment is that of a user of an ordinary terminal, whose files are all
// below home.
func environment(home string) []string {
	env := []string{"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "PATH=" + os.Getenv("PATH"), "HOME=" + home}
	for _, name := range []string{"CONFIG", "DATA", "STATE", "CACHE"} {
		env = append(env, fmt.Sprintf("XDG_%s_HOME=%s", name, filepath.Join(home, name)))
	}
	return env
}

func (t *terminal) read() {
	buffer := make([]byte, 1<<16)
	for {
		n, err := t.pty.Read(buffer)
		if err != nil {
			return
		}
		t.mu.Lock()
		t.sent, t.last = append(t.sent, buffer[:n]...), time.Now()
		t.mu.Unlock()
		select {
		case t.more <- struct{}{}:
		default:
		}
	}
}

// patience is how long a benchmark waits for what must come.
const patience = time.Minute

// await waits until a text has been sent and returns when the last of it came.
func (t *terminal) await(text string) time.Time {
	deadline := time.After(patience)
	for {
		t.mu.Lock()
		found, at := bytes.Contains(t.sent, []byte(text)), t.last
		t.mu.Unlock()
		if found {
			return at
		}
		select {
		case <-t.more:
		case <-deadline:
			t.tb.Fatalf("%q is not on the screen: %q", text, t.sent)
		}
	}
}

// quiet is how long nothing must come until a screen counts as settled.
const quiet = 200 * time.Millisecond

// settle waits until the screen is settled, and forgets what was sent.
func (t *terminal) settle() (bytes int) {
	for idle := time.NewTimer(quiet); ; {
		select {
		case <-t.more:
			idle.Reset(quiet)
		case <-idle.C:
			t.mu.Lock()
			defer t.mu.Unlock()
			n := len(t.sent)
			t.sent = nil
			return n
		}
	}
}

func (t *terminal) press(keys string) {
	if _, err := t.pty.WriteString(keys); err != nil {
		t.tb.Fatal(err)
	}
}

// end presses a key that ends the program, and waits for that.
func (t *terminal) end(key string) {
	t.press(key)
	if err := t.cmd.Wait(); err != nil {
		t.tb.Fatal(err)
	}
	_ = t.pty.Close() // Nobody is at its other end.
}

// buildProgram builds a program as `make build` does, but for the paths in it.
func buildProgram(tb testing.TB, pkg string) string {
	binary := filepath.Join(tb.TempDir(), filepath.Base(pkg))
	cmd := exec.Command("go", "build", "-ldflags", "-s -w", "-o", binary, pkg)
	if out, err := cmd.CombinedOutput(); err != nil {
		tb.Fatalf("%v: %s", err, out)
	}
	return binary
}

// BenchmarkFirstFrame measures from the start of a process to the first frame
// in its terminal. The floor is a Bubble Tea program with nothing in it.
func BenchmarkFirstFrame(b *testing.B) {
	for _, c := range []struct{ name, pkg, shown, end string }{
		{"floor", "./testdata/empty", "ready", "q"},
		{"sonde", "sonde/cmd/sonde", "Connections", "\x11"},
	} {
		binary := buildProgram(b, c.pkg)
		b.Run(c.name, func(b *testing.B) {
			home, total := b.TempDir(), time.Duration(0)
			for b.Loop() {
				start := time.Now()
				t := openTerminal(b, home, binary)
				total += t.await(c.shown).Sub(start)
				t.settle()
				t.end(c.end)
			}
			b.ReportMetric(float64(total.Microseconds())/1000/float64(b.N), "first-frame-ms")
		})
	}
}

// BenchmarkTerminal tells what keys in the results send to the terminal: the
// most bytes of all the frames of a key.
func BenchmarkTerminal(b *testing.B) {
	t := openTerminal(b, b.TempDir(), buildProgram(b, "sonde/cmd/sonde"))
	t.await("Connections")
	t.settle()
	t.press("\x01\x1b[200~SELECT * FROM events LIMIT 100000\x1b[201~") // Replaces the text.
	t.settle()
	t.press("\x1b[15~") // F5
	t.await("100,000 rows")
	t.press("\x1b3") // Alt+3
	t.settle()
	b.Run("bare", func(b *testing.B) { measureMoves(b, t) })
	turnOn(t, overRows)
	b.Run("full", func(b *testing.B) { measureMoves(b, t) })
	turnOn(t, belowRows)
	b.Run("below", func(b *testing.B) { measureMoves(b, t) })
	turnOn(t, besideRows)
	b.Run("beside", func(b *testing.B) { measureMoves(b, t) })
	t.end("\x11")
}

// step is keys, and what is sent to the screen because of them.
type step struct{ keys, shown string }

// anything is part of every frame.
const anything = "\x1b["

var (
	// overRows is what may be on among the rows: types, a frozen column, a sort,
	// fields of a struct, a filter, a search, and a selection with its figures.
	overRows = []step{
		{"g0", "row 1"}, {"t", "BIGINT"}, {"b", anything}, {"lls", "▲"}, {"$e", "context.referrer"}, {"0llllf", "kind = "},
		{"/mail\r", "mail"}, {"g0lllv", "selected"},
	}
	// belowRows is the profile, which follows the column of the cursor.
	belowRows = []step{{"\x7fg0", "row 1"}, {"p", "B beside"}, {"lllv", "selected"}}
	// besideRows is the same profile beside the rows.
	besideRows = []step{{"\x7fg0", "row 1"}, {"B", "B below"}, {"lllv", "selected"}}
)

func turnOn(t *terminal, steps []step) {
	for _, s := range steps {
		t.settle()
		t.press(s.keys)
		t.await(s.shown)
	}
	t.settle()
}

// measureMoves moves the cursor up and down first, while a selection that
// follows it is a part of one column.
func measureMoves(b *testing.B, t *terminal) {
	for _, move := range []struct{ name, before, key string }{
		{"move/down", "", down}, {"move/up", "", up},
		{"scroll/down", strings.Repeat(pageDown, 3) + strings.Repeat(down, screenHeight), down},
		{"scroll/up", strings.Repeat(up, screenHeight), up},
		{"page/down", "", pageDown}, {"page/up", "", pageUp},
		{"column/right", "", right}, {"column/left", "", left},
	} {
		b.Run(move.name, func(b *testing.B) { measureKey(b, t, move.before, move.key) })
	}
}

// Keys as terminals send them.
const (
	up, down, right, left = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
	pageUp, pageDown      = "\x1b[5~", "\x1b[6~"
)

// measureKey presses a key in a settled screen, again and again.
func measureKey(b *testing.B, t *terminal, before, key string) {
	t.press(before)
	t.settle()
	most := 0
	for b.Loop() {
		t.press(key)
		most = max(most, t.settle())
	}
	if most == 0 {
		b.Fatal("the key has done nothing")
	}
	b.ReportMetric(float64(most), "B/frame")
}
