package cellwidth

import (
	"sync/atomic"
	"unicode/utf8"
)

// A simple rune has a shape, takes the same number of columns on every
// terminal, and never joins a simple neighbour to one cluster. Nearly all text
// consists of them, so what the segmenter says of a rune is kept, in pages of
// 256 runes that are filled when one of theirs is first met.

const simplePages = 0x20000 >> 8

type page [256]uint8

var pages [simplePages]atomic.Pointer[page]

// simpleWidth returns the width of a simple rune, and 0 for any other.
func simpleWidth(r rune) int {
	i := int(r >> 8)
	if i < 0 || i >= simplePages {
		return 0
	}
	p := pages[i].Load()
	if p == nil {
		p = fillPage(rune(i) << 8)
		pages[i].Store(p)
	}
	return int(p[r&0xff])
}

func fillPage(first rune) *page {
	p := new(page)
	for i := range p {
		if r := first + rune(i); utf8.ValidRune(r) && r != utf8.RuneError && !hidden(r) {
			if s := string(r); !joinsLeft(s) && !joinsRight(s) {
				p[i] = uint8(agreedWidth(s))
			}
		}
	}
	return p
}
