package screentest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// echo shows what it was sent.
type echo struct {
	keys          []string
	pasted        int
	mouse         string
	width, height int
	dark          string
}

func (e *echo) Init() tea.Cmd { return tea.RequestBackgroundColor }

func (e *echo) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if msg.String() == "q" {
			return e, tea.Quit
		}
		e.keys = append(e.keys, msg.Keystroke())
	case tea.PasteMsg:
		e.pasted += len(msg.Content)
	case tea.MouseClickMsg:
		e.mouse += fmt.Sprintf("click %d,%d ", msg.X, msg.Y)
	case tea.MouseMotionMsg:
		e.mouse += fmt.Sprintf("motion %d,%d ", msg.X, msg.Y)
	case tea.MouseReleaseMsg:
		e.mouse += fmt.Sprintf("release %d,%d ", msg.X, msg.Y)
	case tea.MouseWheelMsg:
		e.mouse += fmt.Sprintf("wheel %s ", msg.Button)
	case tea.BackgroundColorMsg:
		e.dark = fmt.Sprintf("dark=%v", msg.IsDark())
	case tea.WindowSizeMsg:
		e.width, e.height = msg.Width, msg.Height
	}
	return e, nil
}

func (e *echo) View() tea.View {
	v := tea.NewView(fmt.Sprintf("keys %s\npasted %d\nmouse %s\nsize %d×%d %s\n\x1b[1;31mred\x1b[m \x1b[7mreversed\x1b[m 日本 né",
		strings.Join(e.keys, " "), e.pasted, e.mouse, e.width, e.height, e.dark))
	v.AltScreen = true
	v.MouseMode = tea.MouseModeCellMotion
	return v
}

func startEcho(t *testing.T, o Options) *Terminal {
	t.Helper()
	return Start(t, &echo{}, o)
}

func TestKeysArriveAsTheirNames(t *testing.T) {
	names := []string{
		"a", "G", "enter", "tab", "shift+tab", "backspace", "space", "up", "shift+down", "ctrl+right", "home", "end",
		"pgdown", "ctrl+pgup", "delete", "f1", "f5", "f9", "f11", "ctrl+r", "ctrl+a", "alt+1", "alt+enter", "ctrl+shift+end", "shift+f6",
	}
	term := startEcho(t, Options{Width: 250, Height: 10})
	for i, name := range names {
		term.Press(name)
		want := strings.ReplaceAll(strings.Join(names[:i+1], " "), " G", " shift+g")
		term.WaitFor(name, func(f Frame) bool {
			seen := strings.ReplaceAll(strings.TrimPrefix(f.Line(0), "keys "), " G", " shift+g")
			return seen == want
		})
	}
	term.Press("esc")
	term.WaitText(" esc")
}

func TestUnknownKeysHaveNoBytes(t *testing.T) {
	for _, name := range []string{"", "f99", "hyper+x", "ctrl+shift+a"} {
		if bytes, err := Key(name); err == nil {
			t.Errorf("%q: %q", name, bytes)
		}
	}
}

func TestPasteMouseAndSize(t *testing.T) {
	term := startEcho(t, Options{})
	term.WaitText("size 120×36", "dark=true")
	term.Paste(strings.Repeat("select 1;\n", 20_000))
	term.WaitText("pasted 200000")
	term.Click(3, 4)
	term.Drag(1, 1, 5, 6)
	term.Wheel(2, 2, -1)
	term.WaitText("mouse click 3,4 release 3,4 click 1,1 motion 5,6 release 5,6 wheel wheelup")
	term.Resize(80, 24)
	if f := term.WaitText("size 80×24"); f.W != 80 || f.H != 24 {
		t.Errorf("the frame has %d×%d cells", f.W, f.H)
	}
}

func TestStylesAndWideCharacters(t *testing.T) {
	term := startEcho(t, Options{Background: LightBackground, Foreground: LightForeground})
	f := term.WaitText("reversed", "dark=false")
	red, _ := f.StyleOf("red")
	if !red.Bold || red.FG == LightForeground || red.BG != LightBackground {
		t.Errorf("red is %+v", red)
	}
	if s, _ := f.StyleOf("reversed"); s.FG != LightBackground || s.BG != LightForeground {
		t.Errorf("reversed is %+v", s)
	}
	x, y, ok := f.Find("本")
	if !ok || x != 15 || f.At(x, y).Width != 2 || f.At(x+1, y).Width != 0 {
		t.Errorf("the wide character is at %d,%d, %v", x, y, ok)
	}
	if got := f.At(18, y).Text; got != "n" {
		t.Errorf("after the wide characters there is %q", got)
	}
	if _, ok := f.StyleOf("nowhere"); ok {
		t.Error("a text that is not there has a style")
	}
}

func TestTheProgramLeavesTheTerminalAsItWas(t *testing.T) {
	term := startEcho(t, Options{})
	term.WaitText("keys")
	if alt, _, reports := term.Modes(); !alt || !reports {
		t.Fatalf("the program asked for the alternate screen and the mouse: %v, %v", alt, reports)
	}
	term.Press("q")
	if err := term.WaitEnd(); err != nil {
		t.Fatal(err)
	}
	if alt, hidden, reports := term.Modes(); alt || hidden || reports {
		t.Errorf("left behind: alternate screen %v, hidden cursor %v, reports %v", alt, hidden, reports)
	}
}

func TestAWaitSeesTheEndOfTheProgram(t *testing.T) {
	term := startEcho(t, Options{})
	term.Press("q")
	if _, ok := term.wait(func(Frame) bool { return false }, *patience); ok {
		t.Error("a wait for what never comes was fulfilled")
	}
	term = startEcho(t, Options{})
	if _, ok := term.wait(func(Frame) bool { return false }, time.Millisecond); ok {
		t.Error("a wait outlasted its patience")
	}
}
