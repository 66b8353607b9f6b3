package themes

import "testing"

// xterm are the 16 colours as xterm shows them.
var xterm = [16]Color{
	RGB(0, 0, 0), RGB(205, 0, 0), RGB(0, 205, 0), RGB(205, 205, 0), RGB(0, 0, 238), RGB(205, 0, 205), RGB(0, 205, 205), RGB(229, 229, 229),
	RGB(127, 127, 127), RGB(255, 0, 0), RGB(0, 255, 0), RGB(255, 255, 0), RGB(92, 92, 255), RGB(255, 0, 255), RGB(0, 255, 255), RGB(255, 255, 255),
}

// shown are the colours that a style has on the screen of a theme.
func (t *Theme) shown(s Style) (fg, bg Color) {
	own := Style{FG: RGB(0, 0, 0), BG: RGB(255, 255, 255)}
	if t.Dark {
		own = Style{FG: RGB(229, 229, 229), BG: RGB(0, 0, 0)}
	}
	s = s.Over(t.Style(Base)).Over(own)
	for _, c := range []*Color{&s.FG, &s.BG} {
		if *c>>24 == 2 {
			*c = xterm[*c&15]
		}
	}
	if s.Attr&Reverse != 0 {
		return s.BG, s.FG
	}
	return s.FG, s.BG
}

// Where a role is read, and how well it must be.
const (
	plain      = 7
	readable   = 4.5
	noticeable = 3.5
)

var (
	values = []Role{Text, Bright, Number, TextValue, Date, Bool, Binary, Nested, Control, Key}
	sql    = []Role{SQLKeyword, SQLFunction, SQLType, SQLString, SQLNumber, SQLOperator, SQLIdentifier, SQLParam, SQLError}
	states = []Role{Accent, Good, Warn, Bad}
	faint  = []Role{Dim, Null, RowNumber, SQLComment}
)

func TestEveryTextIsReadableOnItsBackground(t *testing.T) {
	for _, name := range Names() {
		theme, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, place := range []struct {
			on    Role
			texts [][]Role
		}{
			{Base, [][]Role{values, sql, states, {Title, TitleFocused}}},
			{CurrentLine, [][]Role{values, sql, states}},
			{Selection, [][]Role{values, sql, {Accent, Header}}},
			{Dialog, [][]Role{{Text, Bright, TitleFocused, Title}, sql, states}},
			{Bar, [][]Role{{Text}, states}},
			{Header, [][]Role{{Text, Accent}}},
			{Input, [][]Role{{Text, Accent}}},
		} {
			for _, roles := range place.texts {
				check(t, theme, place.on, roles, readable)
			}
			check(t, theme, place.on, []Role{Text}, plain)
			check(t, theme, place.on, faint, noticeable)
		}
		for _, r := range []Role{Cursor, Match, Bar, BarKey, Header, Input, Added, Removed, Changed, Dialog} {
			checkStyle(t, theme, r, r, theme.Style(r), readable)
		}
		checkStyle(t, theme, BarDim, Bar, theme.Style(BarDim), noticeable)
	}
}

func check(t *testing.T, theme *Theme, on Role, roles []Role, least float64) {
	t.Helper()
	for _, r := range roles {
		checkStyle(t, theme, r, on, theme.On(r, on), least)
	}
}

func checkStyle(t *testing.T, theme *Theme, r, on Role, s Style, least float64) {
	t.Helper()
	fg, bg := theme.shown(s)
	if got := contrast(fg, bg); got < least {
		t.Errorf("%s: %s on %s has a contrast of %.2f, less than %g", theme.Name, roleNames[r], roleNames[on], got, least)
	}
}

// What is under the cursor, selected or found must differ from what is not, by
// colour or by attribute.
func TestMarksDifferFromPlainText(t *testing.T) {
	for _, name := range Names() {
		theme, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[Style]Role{}
		for _, r := range []Role{Base, Cursor, Selection, Match} {
			if other, twice := seen[theme.Style(r)]; twice {
				t.Errorf("%s: %s looks like %s", name, roleNames[r], roleNames[other])
			}
			seen[theme.Style(r)] = r
		}
	}
}

// A box or a list above a text must not look like part of it, in a theme that has a
// background of its own.
func TestWhatIsAboveDiffersFromWhatIsBelow(t *testing.T) {
	for _, name := range Names() {
		theme, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		_, above := theme.shown(theme.Style(Dialog))
		_, below := theme.shown(theme.Style(Base))
		if own := theme.Style(Dialog).BG>>24 == 1; own && contrast(above, below) < 1.05 {
			t.Errorf("%s: a box has a contrast of %.3f with what is below", name, contrast(above, below))
		}
	}
}
