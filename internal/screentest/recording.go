package screentest

import (
	"encoding/json"
	"fmt"
	"image/color"
	"io"
	"slices"
	"strings"
	"time"
)

// Recording is a film of the screen: frames, each with the time at which it
// appears, of one size.
type Recording struct {
	frames []Frame
	times  []time.Duration
}

// Add adds the frame that is shown from a time on. Times do not go back.
func (r *Recording) Add(f Frame, at time.Duration) {
	r.frames, r.times = append(r.frames, f), append(r.times, at)
}

// Cast writes the film in the second version of asciicast's format, to the end
// of the time that is given. Of each frame only the rows that differ from the
// one before are written.
func (r *Recording) Cast(w io.Writer, title string, end time.Duration) error {
	if len(r.frames) == 0 {
		return fmt.Errorf("there is nothing to write")
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	first := r.frames[0]
	err := out.Encode(map[string]any{"version": 2, "width": first.W, "height": first.H, "title": title})
	var last Frame
	for i, f := range r.frames {
		if text := f.changes(last); err == nil && text != "" {
			err = out.Encode([]any{r.times[i].Seconds(), "o", text})
		}
		last = f
	}
	if err != nil {
		return err
	}
	return out.Encode([]any{end.Seconds(), "o", ""})
}

// changes are the rows of a frame that differ from those of another one, and the
// cursor, as a terminal is told.
func (f Frame) changes(last Frame) string {
	var out strings.Builder
	for y := range f.H {
		row := f.Cells[y*f.W : (y+1)*f.W]
		if len(last.Cells) != len(f.Cells) || !slices.Equal(row, last.Cells[y*f.W:(y+1)*f.W]) {
			fmt.Fprintf(&out, "\x1b[%d;1H", y+1)
			writeRow(&out, row)
		}
	}
	if f.CursorX < 0 {
		return out.String() + "\x1b[?25l"
	}
	fmt.Fprintf(&out, "\x1b[%d;%dH\x1b[?25h", f.CursorY+1, f.CursorX+1)
	return out.String()
}

func writeRow(out *strings.Builder, row []Cell) {
	var style Style
	for i, c := range row {
		if c.Width == 0 {
			continue
		}
		if c.Style != style || i == 0 {
			style = c.Style
			out.WriteString(style.sequence())
		}
		out.WriteString(c.Text)
	}
	out.WriteString("\x1b[m")
}

// sequence sets the style, whatever was set before.
func (s Style) sequence() string {
	out := "\x1b[0"
	for _, a := range []struct {
		on   bool
		code string
	}{{s.Bold, ";1"}, {s.Italic, ";3"}, {s.Underline, ";4"}, {s.Undercurl, ";4:3"}} {
		if a.on {
			out += a.code
		}
	}
	channels := func(c color.RGBA) string { return fmt.Sprintf("%d;%d;%d", c.R, c.G, c.B) }
	return out + ";38;2;" + channels(s.FG) + ";48;2;" + channels(s.BG) + "m"
}
