package cli

import (
	"testing"

	"github.com/charmbracelet/colorprofile"
)

func TestATerminalOfSixteenColoursGetsNoMore(t *testing.T) {
	for _, c := range []struct {
		term, colorTerm, tmux string
		none                  bool
		want                  colorprofile.Profile
		told                  bool
	}{
		{term: "screen-16color", want: colorprofile.ANSI, told: true},
		{term: "xterm-16color", want: colorprofile.ANSI, told: true},
		{term: "xterm-16color", none: true, want: colorprofile.ASCII, told: true},
		{term: "dumb", want: colorprofile.ASCII, told: true},
		{term: "xterm-16color", colorTerm: "truecolor"},
		{term: "screen-16color", tmux: "/tmp/tmux-0/default,1,0"},
		{term: "screen-256color"},
	} {
		env := map[string]string{"TERM": c.term, "COLORTERM": c.colorTerm, "TMUX": c.tmux}
		got, told := colorProfile(c.none, func(name string) string { return env[name] })
		if told != c.told || told && got != c.want {
			t.Errorf("%+v: %v, %v", c, got, told)
		}
	}
}
