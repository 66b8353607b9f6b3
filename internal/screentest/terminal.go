// Package screentest runs a Bubble Tea program against an emulated terminal and
// looks at it as a person does: it types, pastes, clicks and resizes, waits
// until the screen shows something, and keeps frames as text or draws them as
// SVG. It knows nothing of the program but that it is a [tea.Model].
//
// The emulator loses a combining mark after an ASCII letter: such text is seen
// without it.
//
// The way of a byte:
//
//	Type, Press, Paste, Click → keyboard → program → emulator → Frame
//	                               ↑ answers to the program's questions ┘
package screentest

import (
	"cmp"
	"flag"
	"image/color"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// Options are what the terminal is like: where nothing is said, dark, and of 120
// columns × 36 rows.
type Options struct {
	Width, Height int
	// Background and Foreground are the terminal's own colours, which the
	// program can ask for.
	Background, Foreground color.Color
	// Program is added to the options of the program, but for a filter.
	Program []tea.ProgramOption
	// Filter is the program's filter of messages; nil takes all.
	Filter func(tea.Model, tea.Msg) tea.Msg
}

// Own colours of a dark and of a light terminal.
var (
	DarkBackground  = color.RGBA{0x16, 0x18, 0x1d, 0xff}
	DarkForeground  = color.RGBA{0xcd, 0xd3, 0xe0, 0xff}
	LightBackground = color.RGBA{0xff, 0xff, 0xff, 0xff}
	LightForeground = color.RGBA{0x2c, 0x32, 0x42, 0xff}
)

func (o Options) filled() Options {
	o.Width, o.Height = cmp.Or(o.Width, 120), cmp.Or(o.Height, 36)
	if o.Background == nil || o.Foreground == nil {
		o.Background, o.Foreground = DarkBackground, DarkForeground
	}
	return o
}

// Terminal is an emulated terminal and the program that runs in it. Its methods
// are for the test's own goroutine; what goes wrong fails the test.
type Terminal struct {
	tb       testing.TB
	program  *tea.Program
	keyboard *keyboard
	changed  chan struct{} // a mailbox: something was drawn since the last look
	ended    chan struct{}
	answers  chan struct{}
	err      error // of the program, once ended is closed

	mu     sync.Mutex
	screen *vt.Emulator
	cursor bool
	modes  map[ansi.Mode]bool
}

// Start runs a model in a terminal until the test ends or [Terminal.Close].
func Start(tb testing.TB, model tea.Model, o Options) *Terminal {
	tb.Helper()
	o = o.filled()
	t := &Terminal{
		tb:       tb,
		keyboard: newKeyboard(),
		changed:  make(chan struct{}, 1),
		ended:    make(chan struct{}),
		answers:  make(chan struct{}),
		screen:   newScreen(o),
		cursor:   true,
		modes:    map[ansi.Mode]bool{},
	}
	t.screen.SetCallbacks(t.callbacks())
	h := &host{model, t}
	t.program = tea.NewProgram(h, append([]tea.ProgramOption{
		tea.WithInput(t.keyboard),
		tea.WithOutput(output{t}),
		tea.WithWindowSize(o.Width, o.Height),
		tea.WithColorProfile(colorprofile.TrueColor),
		tea.WithEnvironment([]string{"TERM=xterm-256color", "COLORTERM=truecolor"}),
		tea.WithoutSignals(),
		tea.WithFilter(h.filter(o.Filter)),
	}, o.Program...)...)
	go t.answer()
	go t.run()
	tb.Cleanup(t.Close)
	return t
}

func newScreen(o Options) *vt.Emulator {
	s := vt.NewEmulator(o.Width, o.Height)
	s.SetDefaultBackgroundColor(o.Background)
	s.SetDefaultForegroundColor(o.Foreground)
	// A program without a terminal device of its own leaves it to that to turn
	// a line feed into a new line.
	_, _ = s.WriteString(ansi.SetModeLineFeedNewLine)
	return s
}

// callbacks note what the emulator does not tell when asked. They are called
// while mu is held.
func (t *Terminal) callbacks() vt.Callbacks {
	return vt.Callbacks{
		CursorVisibility: func(visible bool) { t.cursor = visible },
		EnableMode:       func(m ansi.Mode) { t.modes[m] = true },
		DisableMode:      func(m ansi.Mode) { delete(t.modes, m) },
	}
}

func (t *Terminal) run() {
	defer close(t.ended)
	_, t.err = t.program.Run()
}

// answer carries the terminal's answers to the program. The keyboard takes them
// at once whatever the program does, so that neither waits for the other.
func (t *Terminal) answer() {
	defer close(t.answers)
	_, _ = io.Copy(t.keyboard, t.screen) // The pipe's end is no error.
}

// output is the side of the terminal that the program writes to.
type output struct{ t *Terminal }

func (o output) Write(p []byte) (int, error) {
	o.t.mu.Lock()
	n, err := o.t.screen.Write(p)
	o.t.mu.Unlock()
	select {
	case o.t.changed <- struct{}{}:
	default:
	}
	return n, err
}

// Resize changes the size of the window.
func (t *Terminal) Resize(width, height int) {
	t.mu.Lock()
	t.screen.Resize(width, height)
	t.mu.Unlock()
	t.program.Send(tea.WindowSizeMsg{Width: width, Height: height})
}

// Recolour gives the terminal other colours of its own and, as after a visit to its
// settings, the focus.
func (t *Terminal) Recolour(background, foreground color.Color) {
	t.tb.Helper()
	t.mu.Lock()
	t.screen.SetDefaultBackgroundColor(background)
	t.screen.SetDefaultForegroundColor(foreground)
	t.mu.Unlock()
	t.send(ansi.Focus)
}

// Frame is what the screen shows now.
func (t *Terminal) Frame() Frame {
	t.mu.Lock()
	defer t.mu.Unlock()
	return snapshot(t.screen, t.cursor)
}

// Modes tells whether the terminal still shows the alternate screen, hides the
// cursor or reports the mouse and pastes; a program that has ended must have
// left none of it.
func (t *Terminal) Modes() (altScreen, hiddenCursor, reports bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, m := range []ansi.Mode{ansi.ModeMouseButtonEvent, ansi.ModeMouseAnyEvent, ansi.ModeMouseExtSgr, ansi.ModeBracketedPaste} {
		reports = reports || t.modes[m]
	}
	return t.screen.IsAltScreen(), !t.cursor, reports
}

// patience is how long a wait lasts before the test fails: long enough for a
// loaded machine, since a wait that is fulfilled takes no longer than it must.
var patience = flag.Duration("patience", time.Minute, "how long a screen may take to show what is waited for")

// WaitFor waits until the screen is as ok wants it, and returns that frame.
func (t *Terminal) WaitFor(what string, ok func(Frame) bool) Frame {
	t.tb.Helper()
	f, met := t.wait(ok, *patience)
	if !met {
		t.tb.Fatalf("the screen never showed %s; it shows\n%s", what, f.Text())
	}
	return f
}

// wait waits until ok holds, the program ends, or the time is over, and reports
// whether ok held.
func (t *Terminal) wait(ok func(Frame) bool, limit time.Duration) (Frame, bool) {
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	for {
		f := t.Frame()
		if ok(f) {
			return f, true
		}
		select {
		case <-t.changed:
		case <-t.ended:
			f = t.Frame()
			return f, ok(f)
		case <-deadline.C:
			return f, false
		}
	}
}

// WaitText waits until the screen shows all of the texts at once.
func (t *Terminal) WaitText(texts ...string) Frame {
	t.tb.Helper()
	return t.WaitFor(strings.Join(texts, " and "), func(f Frame) bool { return f.Contains(texts...) })
}

// WaitGone waits until the screen does not show a text any more.
func (t *Terminal) WaitGone(text string) Frame {
	t.tb.Helper()
	return t.WaitFor("a screen without "+text, func(f Frame) bool { return !f.Contains(text) })
}

// WaitEnd waits until the program has ended by itself, and returns its error.
func (t *Terminal) WaitEnd() error {
	t.tb.Helper()
	select {
	case <-t.ended:
	case <-time.After(*patience):
		t.tb.Fatalf("the program has not ended; the screen shows\n%s", t.Frame().Text())
	}
	return t.err
}

// Close ends the program, if it still runs, and everything around it.
func (t *Terminal) Close() {
	t.tb.Helper()
	go t.program.Quit()
	select {
	case <-t.ended:
	case <-time.After(*patience):
		t.program.Kill()
		t.tb.Errorf("the program did not quit; the screen shows\n%s", t.Frame().Text())
	}
	t.keyboard.Close()
	if pipe, ok := t.screen.InputPipe().(io.Closer); ok {
		_ = pipe.Close() // It has no error.
	}
	<-t.answers
}

// colorOf is c as 8-bit channels, or the fallback where a cell has none.
func colorOf(c, fallback color.Color) color.RGBA {
	if c == nil {
		c = fallback
	}
	r, g, b, _ := c.RGBA()
	return color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 0xff}
}
