package themes

import "sync"

// Indexed is one of the fixed colours of a terminal that has 256, 16 to 255.
func Indexed(n uint8) Color { return 3<<24 | Color(n) }

// In256 returns the theme for a terminal of 256 colours. A colour becomes the one
// that looks nearest, and a near-grey a grey; text stays legible on its background
// where it was, and what tells the rows of a comparison apart keeps its hue.
func (t *Theme) In256() *Theme {
	few := *t
	own := Style{FG: RGB(0, 0, 0), BG: RGB(255, 255, 255)}
	if t.Dark {
		own = Style{FG: RGB(229, 229, 229), BG: RGB(0, 0, 0)}
	}
	under := t.styles[Base].Over(own)
	for r, s := range t.styles {
		find := nearest
		switch Role(r) {
		case Added, Removed, Changed:
			find = nearestHue
		}
		few.styles[r] = s.in256(s.Over(under), find)
	}
	return &few
}

// legible is the contrast that text keeps where it had it.
const legible = 4.5

// in256 converts a style that is shown with these colours.
func (s Style) in256(shown Style, background func(Color) Color) Style {
	least := min(legible, contrast(shown.FG, shown.BG))
	behind := nearest(shown.BG)
	if s.BG != 0 {
		s.BG = background(s.BG)
		behind = s.BG
	}
	s.FG = nearestOf(s.FG, func(c Color) bool { return contrast(c, behind) >= least })
	return s
}

func nearest(c Color) Color { return nearestOf(c, func(Color) bool { return true }) }

// nearGrey is the chroma below which a colour is taken for a grey.
const nearGrey = 0.035

// nearestOf is the colour of 256 that looks most like another one, among those that
// suit. Colours that are none of 24 bits stay.
func nearestOf(c Color, suits func(Color) bool) Color {
	want := labOf(c)
	return best(c, func(i uint8, l lab) (float64, bool) {
		grey := want.chroma() >= nearGrey || l.chroma() < nearGrey
		return want.distance(l), grey && suits(Indexed(i))
	})
}

// nearestHue is the colour of 256 whose hue is most like that of another one, and
// that is as dark or light as there is one.
func nearestHue(c Color) Color {
	const lightness, hue = 2, 3
	want := labOf(c)
	return best(c, func(_ uint8, l lab) (float64, bool) {
		return lightness*(want.l-l.l)*(want.l-l.l) + hue*want.turned(l) + want.distance(l), l.chroma() >= nearGrey
	})
}

// indexed are the fixed colours, from 16 on.
var indexed = sync.OnceValue(func() (all [240]lab) {
	for i := range all {
		all[i] = labOf(Indexed(uint8(i + 16)))
	}
	return all
})

// best is the colour with the least score among those that suit; c where none does.
func best(c Color, score func(i uint8, l lab) (far float64, suits bool)) Color {
	if c>>24 != 1 {
		return c
	}
	found, least := c, -1.0
	for i, l := range indexed() {
		far, suits := score(uint8(i+16), l)
		if suits && (least < 0 || far < least) {
			found, least = Indexed(uint8(i+16)), far
		}
	}
	return found
}
