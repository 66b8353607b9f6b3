package tui

import (
	"path/filepath"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"sonde/internal/remember"
	"sonde/internal/screentest"
	"sonde/themes"
)

// command runs an action by its title in the palette.
func (s *stage) command(title string) {
	s.t.Helper()
	s.Press("ctrl+p")
	s.WaitText("Commands")
	s.Type(title)
	s.WaitText(title)
	s.Press("enter")
}

// waitBackground waits until an empty corner of the editor has the background of
// a theme.
func (s *stage) waitBackground(theme string) {
	s.t.Helper()
	t, err := themes.Load(theme)
	if err != nil {
		s.t.Fatal(err)
	}
	s.WaitFor("the background of "+theme, func(f screentest.Frame) bool {
		bg := f.At(f.W-2, 3).Style.BG
		return themes.RGB(bg.R, bg.G, bg.B) == t.Style(themes.Base).BG
	})
}

func TestThemesAreShownWhileTheyAreChosen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "layout.json")
	s := openWith(t, screentest.Options{Width: 100, Height: 30}, Options{Layout: path})
	s.command("Choose a theme")
	s.WaitText("on its background")
	s.Type("tide-l")
	s.waitBackground("tide-light")
	s.Press("backspace", "d")
	s.waitBackground("tide-dark")
	s.Press("esc")
	s.WaitFor("the terminal's background", func(f screentest.Frame) bool { return f.At(f.W-2, 3).Style.BG == f.Background })
	s.command("Choose a theme")
	s.WaitText("on its background")
	s.Type("plum")
	s.WaitGone("on its background")
	s.Press("enter")
	s.waitBackground("plum")
	s.eventually("a theme in the file", func() bool { return remember.Load(path).Theme == "plum" })
}

func TestTheChosenThemeComesBack(t *testing.T) {
	for _, c := range []struct {
		configured, at, want string
	}{{"", "", "plum"}, {"light", "light", "plum"}, {"light", "dark", "light"}} {
		l := look{}
		a := &App{opts: Options{Theme: c.configured}}
		a.recall(remember.State{Theme: "plum", Configured: c.at})
		l.choice, l.profile = a.look.choice, colorprofile.TrueColor
		if got, err := l.theme(); err != nil || got.Name != c.want {
			t.Errorf("configured %q, at the choice %q: %s, %v, want %s", c.configured, c.at, got.Name, err, c.want)
		}
	}
}

// With few colours or none, the cursor, the selection and the focus are in sight
// all the same.
func TestFewColoursShowTheSameThings(t *testing.T) {
	for _, c := range []struct {
		name    string
		profile colorprofile.Profile
		light   bool
	}{{"none", colorprofile.Ascii, false}, {"sixteen", colorprofile.ANSI, false}, {"sixteen, light", colorprofile.ANSI, true}} {
		t.Run(c.name, func(t *testing.T) {
			o := screentest.Options{Width: 100, Height: 30, Program: []tea.ProgramOption{tea.WithColorProfile(c.profile)}}
			if c.light {
				o.Background, o.Foreground = screentest.LightBackground, screentest.LightForeground
			}
			s := openWith(t, o, Options{})
			s.run("SELECT 5")
			s.WaitText("✓ done")
			s.Press("alt+3", "v", "down", "down")
			s.WaitText("▸Results", "▸  3")
			f := s.WaitFor("a selection that differs from its cursor and from other cells", func(f screentest.Frame) bool {
				x, y, ok := f.Find("▸  3")
				if !ok {
					return false
				}
				cursor, selected, other := f.At(x+6, y).Style, f.At(x+6, y-1).Style, f.At(x+6, y+1).Style
				return cursor != selected && selected != other && selected.FG != selected.BG && cursor.FG != cursor.BG
			})
			if colours := coloursOf(f); c.profile == colorprofile.Ascii && len(colours) > 3 {
				t.Errorf("%d colours without colours: %v", len(colours), colours)
			}
		})
	}
}

// coloursOf are the colours of a frame; faint text makes one of its own.
func coloursOf(f screentest.Frame) map[[3]uint8]bool {
	seen := map[[3]uint8]bool{}
	for _, c := range f.Cells {
		seen[[3]uint8{c.Style.FG.R, c.Style.FG.G, c.Style.FG.B}] = true
		seen[[3]uint8{c.Style.BG.R, c.Style.BG.G, c.Style.BG.B}] = true
	}
	return seen
}
