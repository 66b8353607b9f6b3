package themes

import "math"

// rgb are the parts of a colour from 0 to 1, and those of a colour that has none
// black.
func rgb(c Color) (r, g, b float64) {
	n := uint8(c)
	switch {
	case c>>24 != 3:
	case n >= 232: // the ramp of greys
		level := Color(8 + 10*(n-232))
		c = level<<16 | level<<8 | level
	default: // a cube of 6 × 6 × 6
		levels := [6]Color{0, 95, 135, 175, 215, 255}
		n -= 16
		c = levels[n/36]<<16 | levels[n/6%6]<<8 | levels[n%6]
	}
	return float64(c>>16&0xff) / 255, float64(c>>8&0xff) / 255, float64(c&0xff) / 255
}

// linear is the light of a part of a colour.
func linear(x float64) float64 {
	if x <= 0.04045 {
		return x / 12.92
	}
	return math.Pow((x+0.055)/1.055, 2.4)
}

// luminance is the relative luminance as WCAG 2 defines it, from 0 to 1.
func luminance(c Color) float64 {
	r, g, b := rgb(c)
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// contrast is the ratio of two colours as WCAG 2 defines it, from 1 to 21.
func contrast(a, b Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// lab is a colour in Oklab, in which distances are those that the eye sees.
type lab struct{ l, a, b float64 }

func labOf(c Color) lab {
	r, g, b := rgb(c)
	r, g, b = linear(r), linear(g), linear(b)
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	return lab{
		0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
}

func (x lab) chroma() float64 { return math.Hypot(x.a, x.b) }

// distance is the square of how far two colours are apart.
func (x lab) distance(y lab) float64 {
	return (x.l-y.l)*(x.l-y.l) + (x.a-y.a)*(x.a-y.a) + (x.b-y.b)*(x.b-y.b)
}

// turned is how far the hues of two colours are apart, from 0 to 1.
func (x lab) turned(y lab) float64 {
	return (1 - (x.a*y.a+x.b*y.b)/max(1e-9, x.chroma()*y.chroma())) / 2
}
