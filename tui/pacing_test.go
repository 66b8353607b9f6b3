package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// numberedLines are lines of text that say which they are.
func numberedLines(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "line number %d \n", i)
	}
	return b.String()
}

// frames counts those that are composed while messages come one after another.
func frames(a *App, msgs ...tea.Msg) (n int) {
	for _, msg := range msgs {
		before := a.composed
		a.Update(msg)
		if a.composed != before {
			n++
		}
	}
	return n
}

func repeated(msg tea.Msg, n int) []tea.Msg {
	out := make([]tea.Msg, n)
	for i := range out {
		out[i] = msg
	}
	return out
}

// rested is an app whose last frame is long ago.
func rested(t *testing.T) *App {
	a := anew(t, Options{})
	a.Update(tea.WindowSizeMsg{Width: 110, Height: 34})
	a.composed = time.Now().Add(-time.Hour)
	return a
}

func TestNotchesOfTheWheelShareAFrame(t *testing.T) {
	a := rested(t)
	a.tab().load(numberedLines(500), 0)
	r := a.layout.panes[paneEditor]
	notch := tea.MouseWheelMsg{X: r.X + 5, Y: r.Y + 1, Button: tea.MouseWheelDown}
	if n := frames(a, repeated(notch, 40)...); n != 0 || !a.framePending {
		t.Errorf("%d frames before the last notch, one to come: %v", n, a.framePending)
	}
	if n := frames(a, frameMsg{}); n != 1 {
		t.Errorf("%d frames", n)
	}
}

func TestAKeyHasItsFrameAtOnceAndAFloodOne(t *testing.T) {
	a, key := rested(t), tea.KeyPressMsg{Code: 'x', Text: "x"}
	if n := frames(a, key); n != 1 {
		t.Errorf("%d frames", n)
	}
	p := pacing{lastKey: time.Now().Add(-time.Hour)}
	if got := p.interval(key); got != keyInterval {
		t.Errorf("a key waits for a frame that is %s old", got)
	}
	p.lastKey = time.Now().Add(time.Hour) // However slow the machine is, no time has passed.
	if got := p.interval(key); got != frameInterval {
		t.Errorf("a key of a flood waits for a frame that is %s old", got)
	}
}

func TestEveryNotchScrolls(t *testing.T) {
	s := open(t, 110, 34)
	s.write(numberedLines(300))
	s.Press("alt+2", "ctrl+home")
	x, y, _ := s.WaitText("line number 1").Find("line number 1")
	s.Wheel(x, y, 60)
	s.WaitText("line number 180")
	s.Wheel(x, y, -60)
	s.WaitGone("line number 180")
	s.WaitText("line number 1")
}

// BenchmarkFlood is what each of many events costs that come at once, frames
// among them. The floor is one frame for each.
func BenchmarkFlood(b *testing.B) {
	wheel := tea.MouseWheelMsg{X: 20, Y: 50, Button: tea.MouseWheelDown}
	b.Run("floor", func(b *testing.B) {
		a := benchApp(b)
		benchResult(b, a, 1_000_000, 10)
		for b.Loop() {
			a.Update(wheel)
			a.compose()
		}
	})
	for name, msg := range map[string]tea.Msg{"wheel": wheel, "key": tea.KeyPressMsg{Code: tea.KeyDown}} {
		b.Run("sonde/"+name, func(b *testing.B) {
			a := benchApp(b)
			benchResult(b, a, 1_000_000, 10)
			for b.Loop() {
				a.Update(msg)
				a.View()
			}
		})
	}
}
