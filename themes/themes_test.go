package themes

import (
	"strings"
	"testing"
)

func TestEveryThemeGivesEveryRoleAStyle(t *testing.T) {
	for _, name := range Names() {
		theme, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		data, err := files.ReadFile(name + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		for role, key := range roleNames {
			if !strings.Contains(string(data), "\n"+key+" = ") || theme.Style(Role(role)) == (Style{}) {
				t.Errorf("theme %s leaves %s open", name, key)
			}
		}
	}
}

func TestMistakesInAThemeAreNamed(t *testing.T) {
	for text, want := range map[string]string{
		"[roles]\ntxt = \"ansi1\"":   `unknown role "txt"`,
		"[roles]\ntext = \"blu\"":    `role text: "blu" is no colour`,
		"[roles]\ntext = \"#12345\"": `"#12345" is no colour`,
		"[roles]\ntext = \"ansi16\"": `"ansi16" is no colour`,
		"roles = 4":                  "theme t:",
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
