// Package e2e runs the real program in a real terminal: tmux, with a server of
// its own.
package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// binary is the program, built once for all tests.
var binary string

func TestMain(m *testing.M) {
	os.Exit(testMain(m))
}

func testMain(m *testing.M) int {
	if _, err := exec.LookPath("tmux"); err != nil {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "sonde-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "sonde")
	if out, err := exec.Command("go", "build", "-o", binary, "sonde/cmd/sonde").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// machine is a user's account: folders that outlive a program, and a terminal.
type machine struct {
	t            *testing.T
	home, temp   string
	socket       string
	environment  []string
	cols, rows   int
	sessionCount int
}

const prompt = "ready$ "

// newMachine opens a terminal of 120 × 36 with a shell.
func newMachine(t *testing.T) *machine {
	t.Helper()
	if binary == "" {
		t.Skip("tmux is not installed; the run in a real terminal needs it (Debian: tmux)")
	}
	// A socket's path has to be short, and so has a line of the shell.
	home, err := os.MkdirTemp("/tmp", "sonde-e2e-")
	if err != nil {
		t.Fatal(err)
	}
	m := &machine{t: t, home: home, temp: filepath.Join(home, "tmp"), socket: filepath.Join(home, "tmux"), cols: 120, rows: 36}
	for _, d := range []string{m.temp, m.path("state"), m.path("config"), m.path("work")} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	m.environment = []string{
		"HOME=" + home, "TMPDIR=" + m.temp, "TZ=UTC", "PATH=" + os.Getenv("PATH"), "PS1=" + prompt, "LANG=C.UTF-8", "SHELL=/bin/sh",
		"XDG_STATE_HOME=" + m.path("state"), "XDG_CONFIG_HOME=" + m.path("config"), "TERM=xterm-256color",
	}
	t.Cleanup(func() {
		_ = m.command("kill-server").Run() // It may have ended with its last shell.
		if err := os.RemoveAll(home); err != nil {
			t.Error(err)
		}
	})
	m.shell()
	return m
}

func (m *machine) path(parts ...string) string {
	return filepath.Join(append([]string{m.home}, parts...)...)
}

func (m *machine) command(args ...string) *exec.Cmd {
	c := exec.Command("tmux", append([]string{"-S", m.socket, "-f", "/dev/null"}, args...)...)
	c.Env = m.environment
	return c
}

func (m *machine) tmux(args ...string) string {
	m.t.Helper()
	out, err := m.command(args...).CombinedOutput()
	if err != nil {
		m.t.Fatalf("tmux %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// shell opens a new terminal window with a shell; keys go there from now on.
func (m *machine) shell() {
	m.t.Helper()
	m.sessionCount++
	m.tmux("new-session", "-d", "-s", m.session(), "-x", strconv.Itoa(m.cols), "-y", strconv.Itoa(m.rows), "-c", m.path("work"), "/bin/sh")
	m.wait(strings.TrimSpace(prompt))
}

func (m *machine) session() string { return fmt.Sprint("terminal", m.sessionCount) }

// start types the program's name and waits for its first rows.
func (m *machine) start() {
	m.t.Helper()
	m.typed(binary)
	m.keys("Enter")
	m.wait("✓ done", "India", "order_totals")
}

// keys sends keys by tmux's names, typed sends text.
func (m *machine) keys(names ...string) {
	m.t.Helper()
	m.tmux(append([]string{"send-keys", "-t", m.session()}, names...)...)
}

func (m *machine) typed(text string) {
	m.t.Helper()
	m.tmux("send-keys", "-t", m.session(), "-l", text)
}

// paste pastes a text as a terminal does that marks pastes.
func (m *machine) paste(text string) {
	m.t.Helper()
	file := m.path("paste")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		m.t.Fatal(err)
	}
	m.tmux("load-buffer", "-b", "pasted", file)
	m.tmux("paste-buffer", "-p", "-d", "-b", "pasted", "-t", m.session())
}

func (m *machine) resize(cols, rows int) {
	m.t.Helper()
	m.tmux("resize-window", "-t", m.session(), "-x", strconv.Itoa(cols), "-y", strconv.Itoa(rows))
}

func (m *machine) screen() string {
	m.t.Helper()
	return m.tmux("capture-pane", "-p", "-t", m.session())
}

// patience is how long a loaded machine may take to show something.
const patience = time.Minute

// until waits until ok holds. Nothing tells when tmux has drawn, so it looks
// again and again.
func (m *machine) until(what string, ok func() bool) {
	m.t.Helper()
	for deadline := time.Now().Add(patience); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			m.t.Fatalf("never seen: %s; the screen shows\n%s", what, m.screen())
		}
	}
}

// wait waits until the screen shows all of the texts at once.
func (m *machine) wait(texts ...string) {
	m.t.Helper()
	m.until(strings.Join(texts, " and "), func() bool {
		screen := m.screen()
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

func (m *machine) waitGone(text string) {
	m.t.Helper()
	m.until("a screen without "+text, func() bool { return !strings.Contains(m.screen(), text) })
}

// query puts a statement in the place of the editor's text and runs it.
func (m *machine) query(sql string) {
	m.t.Helper()
	m.keys("M-2", "C-a")
	m.typed(sql)
	m.wait(sql)
	m.keys("F5")
}

// quit leaves the program and checks that the shell is there again, with the
// terminal as the shell left it, and that no temporary file is left.
func (m *machine) quit() {
	m.t.Helper()
	m.keys("C-q")
	// What is typed before the shell has the terminal again may be lost.
	m.until("the shell's prompt", func() bool { return strings.HasSuffix(strings.TrimSpace(m.screen()), strings.TrimSpace(prompt)) })
	m.typed(`stty -a | grep -cE '[^-](icanon|echo) '; echo back-$((40+2))-$?`)
	m.keys("Enter")
	m.wait("back-42-0")
	m.wantTemp()
	for _, mode := range []string{"alternate_on", "mouse_any_flag", "mouse_sgr_flag"} {
		if on := strings.TrimSpace(m.tmux("display-message", "-p", "-t", m.session(), "#{"+mode+"}")); on != "0" {
			m.t.Errorf("the terminal is left with %s = %s", mode, on)
		}
	}
}

// wantTemp checks what is in the temporary folder.
func (m *machine) wantTemp(names ...string) {
	m.t.Helper()
	if got := m.inTemp(); strings.Join(got, " ") != strings.Join(names, " ") {
		m.t.Errorf("in the temporary folder there is %q, want %q", got, names)
	}
}

func (m *machine) inTemp() []string {
	m.t.Helper()
	entries, err := os.ReadDir(m.temp)
	if err != nil {
		m.t.Fatal(err)
	}
	names := []string{}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// sonde runs the program outside the terminal.
func (m *machine) sonde(args ...string) string {
	m.t.Helper()
	c := exec.Command(binary, args...)
	c.Env = m.environment
	out, err := c.CombinedOutput()
	if err != nil {
		m.t.Fatalf("sonde %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}
