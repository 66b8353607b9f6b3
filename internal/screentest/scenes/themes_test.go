package scenes

import (
	"github.com/charmbracelet/colorprofile"

	"sonde/internal/screentest"
)

// The same screen in every kind of colours.
func init() {
	scenes = append(scenes,
		scene{name: "theme-none", profile: colorprofile.Ascii, play: selection},
		scene{name: "theme-sixteen", profile: colorprofile.ANSI, play: selection},
		scene{name: "theme-sixteen-light", profile: colorprofile.ANSI, light: true, play: selection},
		scene{name: "theme-none-palette", profile: colorprofile.Ascii, play: commanded},
		scene{name: "theme-tide", theme: "tide", play: selection},
		scene{name: "theme-ember-light", theme: "ember", light: true, play: selection},
		scene{name: "theme-plum", theme: "plum", light: true, play: selection},
		scene{name: "themes", screenshot: true, play: themesListed},
	)
}

func themesListed(s *stage) {
	s.ready()
	s.Press("ctrl+p")
	s.WaitText("Commands")
	s.Type("Choose a theme")
	s.WaitText("Choose a theme")
	s.Press("enter")
	s.WaitText("on its background")
	s.Press("down", "down", "down")
	s.WaitFor("the background of a theme", func(f screentest.Frame) bool { return f.At(f.W-2, 3).Style.BG != f.Background })
}
