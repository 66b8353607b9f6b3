package themes

import "testing"

func loaded(t *testing.T) []*Theme {
	t.Helper()
	var all []*Theme
	for _, name := range Names() {
		theme, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, theme)
	}
	return all
}

// What is added, removed or changed, selected, found or under the cursor differs in
// 256 colours too.
func TestMarksDifferIn256Colours(t *testing.T) {
	for _, theme := range loaded(t) {
		few := theme.In256()
		for r := range roleCount {
			if s := few.Style(r); s.FG>>24 == 1 || s.BG>>24 == 1 {
				t.Errorf("%s: %s has a colour of 24 bits", theme.Name, roleNames[r])
			}
		}
		marks := []Role{Added, Removed, Changed, Base, Selection, Cursor, Match}
		for i, r := range marks {
			for _, other := range marks[:i] {
				if theme.Style(r).BG>>24 == 1 && few.Style(r).BG == few.Style(other).BG && theme.Style(r).BG != theme.Style(other).BG {
					t.Errorf("%s: %s has the background of %s", theme.Name, roleNames[r], roleNames[other])
				}
			}
		}
	}
}

func TestTextIsLegibleIn256Colours(t *testing.T) {
	for _, theme := range loaded(t) {
		few := theme.In256()
		for _, r := range []Role{Text, Bright, Cursor, Match, Bar, BarKey, Header, Input, Added, Removed, Changed, Dialog} {
			checkStyle(t, few, r, r, few.Style(r), readable-0.001)
		}
		check(t, few, Dialog, []Role{Text, Bright, TitleFocused}, readable-0.4)
		check(t, few, Selection, []Role{Text, Bright}, readable-0.4)
	}
}

// A dark blue-grey is a grey, and not the navy that is its nearest in the cube.
func TestNearGreysAreGreys(t *testing.T) {
	for _, c := range []Color{RGB(0x23, 0x27, 0x33), RGB(0x1c, 0x1f, 0x26), RGB(0xf5, 0xf7, 0xfa)} {
		if l := labOf(nearest(c)); l.chroma() >= nearGrey {
			t.Errorf("%06x becomes %d", c&0xffffff, nearest(c)&0xff)
		}
	}
}
