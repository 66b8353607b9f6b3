package grid

import (
	"bytes"
	"strconv"
	"testing"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"

	"sonde/themes"
	"sonde/tui/canvas"
)

// terminal stands for Bubble Tea's renderer, and counts what it sends.
type terminal struct {
	out    bytes.Buffer
	scr    *uv.TerminalRenderer
	buffer uv.ScreenBuffer
	sheet  canvas.Canvas
}

func newTerminal() *terminal {
	t := &terminal{buffer: uv.NewScreenBuffer(benchWidth, benchHeight)}
	t.scr = uv.NewTerminalRenderer(&t.out, []string{"TERM=xterm-256color"})
	t.scr.SetColorProfile(colorprofile.TrueColor)
	t.scr.SetFullscreen(true)
	t.scr.SetRelativeCursor(false)
	t.scr.SetTabStops(-1)
	t.scr.SetScrollOptim(true)
	t.scr.Resize(benchWidth, benchHeight)
	return t
}

// show sends a frame of the grid, drawn into r, and returns its bytes.
func (t *terminal) show(b *testing.B, g *Grid, r canvas.Rect) int {
	t.sheet.Resize(benchWidth, benchHeight)
	for y := range r.H {
		t.sheet.Text(0, y, r.X, "sidebar line "+strconv.Itoa(y), dark.Style(themes.Text))
	}
	g.Draw(&t.sheet, r, dark, true)
	t.buffer.Clear()
	uv.NewStyledString(t.sheet.String()).Draw(t.buffer, t.buffer.Bounds())
	t.scr.Render(t.buffer.RenderBuffer)
	if err := t.scr.Flush(); err != nil {
		b.Fatal(err)
	}
	n := t.out.Len()
	t.out.Reset()
	return n
}

// BenchmarkTerminal tells what moves of the cursor send to the terminal, in
// bytes per frame, where the grid has the whole width and beside a sidebar.
func BenchmarkTerminal(b *testing.B) {
	view := benchStore(b, 1_000_000, 20).Snapshot().View(nil)
	for name, area := range map[string]canvas.Rect{
		"wide": {W: benchWidth, H: benchHeight - 2}, "beside": {X: 30, W: benchWidth - 30, H: benchHeight - 2},
	} {
		for _, move := range []string{"right", "up", "down", "page-down"} {
			b.Run(name+"/"+move, func(b *testing.B) {
				g, t := New(), newTerminal()
				g.SetView(view)
				g.GoTo(500_000)
				t.show(b, g, area)
				if move == "up" {
					g.Wheel(0, -30)
				}
				t.show(b, g, area)
				frames, sent := 0, 0
				for b.Loop() {
					if frames%9 == 8 && move == "right" {
						g.Do("grid.row-start")
						t.show(b, g, area)
					}
					g.Do("grid." + move)
					sent += t.show(b, g, area)
					frames++
				}
				b.ReportMetric(float64(sent)/float64(frames), "B/frame")
			})
		}
	}
}
