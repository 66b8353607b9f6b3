package e2e

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// configure writes the account's configuration.
func (m *machine) configure(text string) {
	m.t.Helper()
	if err := os.MkdirAll(m.path("config", "sonde"), 0o700); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(m.path("config", "sonde", "config.toml"), []byte(text), 0o600); err != nil {
		m.t.Fatal(err)
	}
}

// TestKeysAndLayoutOfAnAccount starts with a mistake among the user's own keys,
// uses another one of them, and finds the layout again at the next start.
func TestKeysAndLayoutOfAnAccount(t *testing.T) {
	m := newMachine(t)
	m.configure("[keys]\nrunn = \"f12\"\nexport = \"f12\"\n")
	m.start()
	m.wait(`unknown action "runn"; did you mean "run"?`, "Welcome")
	m.keys("F12")
	m.wait("Preview")
	m.keys("Escape")
	m.waitGone("Preview")
	plain := ground(m)
	m.keys("C-p")
	m.wait("Commands")
	m.typed("theme plum")
	m.wait("Theme plum")
	m.keys("Enter")
	m.waitGone("Commands")
	m.until("another background", func() bool { return ground(m) != plain })
	plum, edge := ground(m), divider(m)
	m.keys("M-1", "M-=")
	m.until("a wider sidebar", func() bool { return divider(m) > edge })
	wider := divider(m)
	m.keys("M-2", "C-End", "Enter")
	m.typed("written before")
	m.wait("written before")
	m.quit()
	m.typed("clear; " + binary)
	m.keys("Enter")
	m.wait("written before", "order_totals")
	m.until("the layout of the last time", func() bool { return divider(m) == wider })
	if screen := m.screen(); strings.Contains(screen, "Welcome") {
		t.Errorf("the welcome has come again:\n%s", screen)
	}
	m.until("the theme of the last time", func() bool { return ground(m) == plum })
	m.quit()
}

// ground is how the background of the first cell is set.
func ground(m *machine) string {
	coloured := m.tmux("capture-pane", "-p", "-e", "-t", m.session())
	first, _, _ := strings.Cut(coloured, "─")
	return backgrounds.FindString(first)
}

var backgrounds = regexp.MustCompile(`\b48;[\d;]+m`)

// divider is the column of the edge between the sidebar and the editor.
func divider(m *machine) int {
	first, _, _ := strings.Cut(m.screen(), "\n")
	before, _, ok := strings.Cut(first, "┬")
	if !ok {
		return -1
	}
	return len([]rune(before))
}
