package themes

import (
	"strings"
	"testing"
)

func TestEveryThemeGivesEveryRoleAStyle(t *testing.T) {
	for _, key := range roleNames {
		if !strings.Contains(string(sharedRoles()), "\n"+key+" = ") {
			t.Errorf("no theme has %s", key)
		}
	}
	if len(Names()) < 8 {
		t.Errorf("there are only %v", Names())
	}
}

func TestPairsFollowTheTerminal(t *testing.T) {
	for choice, want := range map[string][2]string{
		"": {"dark", "light"}, Auto: {"dark", "light"}, "tide": {"tide-dark", "tide-light"},
		"tide-dark": {"tide-dark", "tide-dark"}, "plum": {"plum", "plum"}, "light": {"light", "light"},
	} {
		for i, dark := range []bool{true, false} {
			got, err := Pick(choice, dark)
			if err != nil || got.Name != want[i] {
				t.Errorf("%q, dark %v: %v, %v, want %s", choice, dark, got, err, want[i])
			}
		}
	}
	for _, name := range Names() {
		if got, err := Load(name); err != nil || got.About == "" {
			t.Errorf("%s says nothing about itself: %v", name, err)
		}
	}
	for _, choice := range Choices() {
		for _, dark := range []bool{true, false} {
			got, err := Pick(choice, dark)
			if err != nil {
				t.Fatal(err)
			}
			if IsPair(choice) && got.Dark != dark {
				t.Errorf("%s on a dark terminal (%v) is %s", choice, dark, got.Name)
			}
		}
	}
	if _, err := Pick("nonesuch", true); err == nil || !strings.Contains(err.Error(), "tide") {
		t.Errorf("%v", err)
	}
}

// A theme that follows the terminal leaves it its background; one that was
// chosen by name can be read on any.
func TestOnlyChosenThemesHaveABackground(t *testing.T) {
	for _, name := range []string{"dark", "light", "tide-dark", "plum", "contrast-light"} {
		chosen, err := Load(name)
		if err != nil || chosen.Style(Base).BG == 0 || chosen.Style(Base).FG == 0 {
			t.Errorf("%s: %+v, %v", name, chosen, err)
		}
	}
	if got := Default(true).Style(Base); got != (Style{}) {
		t.Errorf("%+v", got)
	}
}

func TestMistakesInAThemeAreNamed(t *testing.T) {
	for text, want := range map[string]string{
		"[roles]\ntxt = \"ansi1\"":   `unknown role "txt"`,
		"[roles]\ntext = \"blu\"":    `role text: "blu" is no colour`,
		"[roles]\ntext = \"#12345\"": `"#12345" is no colour`,
		"[roles]\ntext = \"ansi16\"": `"ansi16" is no colour`,
		"roles = 4":                  "theme t:",
		"dark = true":                " is no colour", // The palette is needed.
	} {
		if _, err := Parse("t", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestStylesLieOverEachOther(t *testing.T) {
	base := Style{FG: ANSI(1), BG: RGB(1, 2, 3), Attr: Bold}
	if got := (Style{FG: ANSI(2), Attr: Italic}).Over(base); got != (Style{FG: ANSI(2), BG: RGB(1, 2, 3), Attr: Bold | Italic}) {
		t.Errorf("%+v", got)
	}
}

func TestColoursOfConnections(t *testing.T) {
	for text, want := range map[string]Color{"red": ANSI(1), "bright-red": ANSI(9), "#ff8000": RGB(255, 128, 0), "": 0, "nonsense": 0} {
		if got := NamedColor(text); got != want {
			t.Errorf("%q is %x, want %x", text, got, want)
		}
	}
}
