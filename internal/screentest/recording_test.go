package screentest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
)

// filmed are two frames: the first row changes, the second stays.
func filmed() (*Recording, [2]Frame) {
	var frames [2]Frame
	for i, text := range []string{"\x1b[31mone\x1b[m\r\nstays", "\x1b[1;44mtwo\x1b[m\r\nstays"} {
		e := vt.NewEmulator(12, 2)
		e.SetDefaultBackgroundColor(DarkBackground)
		e.SetDefaultForegroundColor(DarkForeground)
		_, _ = e.WriteString(text) // It takes everything.
		frames[i] = snapshot(e, true)
	}
	r := &Recording{}
	r.Add(frames[0], 0)
	r.Add(frames[1], 2*time.Second)
	return r, frames
}

func TestTheCastShowsTheFrames(t *testing.T) {
	r, frames := filmed()
	var out bytes.Buffer
	if err := r.Cast(&out, "a film", 5*time.Second); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(&out)
	var head struct{ Version, Width, Height int }
	if !lines.Scan() || json.Unmarshal(lines.Bytes(), &head) != nil || head.Version != 2 || head.Width != 12 || head.Height != 2 {
		t.Fatalf("it begins with %q", lines.Text())
	}
	e := vt.NewEmulator(12, 2)
	e.SetDefaultBackgroundColor(DarkBackground)
	e.SetDefaultForegroundColor(DarkForeground)
	var times []float64
	for i := 0; lines.Scan(); i++ {
		var event []any
		if err := json.Unmarshal(lines.Bytes(), &event); err != nil || len(event) != 3 || event[1] != "o" {
			t.Fatalf("%q: %v", lines.Text(), err)
		}
		times = append(times, event[0].(float64))
		if i == 1 && strings.Contains(event[2].(string), "stays") {
			t.Errorf("a row that stays is written again: %q", event[2])
		}
		_, _ = e.WriteString(event[2].(string))
		if i < 2 && snapshot(e, true).Text() != frames[i].Text() {
			t.Errorf("frame %d is\n%s\nwant\n%s", i, snapshot(e, true).Text(), frames[i].Text())
		}
	}
	if len(times) != 3 || times[0] != 0 || times[1] != 2 || times[2] != 5 {
		t.Errorf("at %v", times)
	}
}

func TestTheFilmIsAPictureThatDrawsWhatStaysOnce(t *testing.T) {
	r, _ := filmed()
	var out bytes.Buffer
	if err := r.SVG(&out, 4*time.Second); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for what, n := range map[string]int{">one<": 1, ">two<": 1, "@keyframes": 3, "50.000%{visibility:hidden}": 1, "4.00s": 1} {
		if got := strings.Count(text, what); got < n {
			t.Errorf("%q stands %d times in it, want %d", what, got, n)
		}
	}
	d := xml.NewDecoder(&out)
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if err := (&Recording{}).SVG(io.Discard, time.Second); err == nil {
		t.Error("nothing was drawn")
	}
}
