package canvas

import (
	"regexp"
	"strings"
)

// spot is a place that stands for a key: a hint that can be clicked.
type spot struct {
	Rect
	key string
}

// single is what names one key, and not several or a word.
var single = regexp.MustCompile(`^(?i:esc|enter|tab|space|f\d{1,2}|(ctrl|alt)\+[a-z]|[a-z/?])$`)

// Spot notes that a rectangle of the frame stands for a key, if that is the name
// of one, such as Ctrl+S or y. Spots last until the next Resize.
func (c *Canvas) Spot(r Rect, key string) {
	switch {
	case !single.MatchString(key):
		return
	case len(key) > 1:
		key = strings.ToLower(key)
	}
	c.spots = append(c.spots, spot{r, key})
}

// Cover forgets the spots that lie within a rectangle, because something else is
// drawn there.
func (c *Canvas) Cover(r Rect) {
	kept := c.spots[:0]
	for _, s := range c.spots {
		if !r.Contains(s.X, s.Y) {
			kept = append(kept, s)
		}
	}
	c.spots = kept
}

// KeyAt is the key that a cell stands for; ok is false for other cells.
func (c *Canvas) KeyAt(x, y int) (key string, ok bool) {
	for _, s := range c.spots {
		if s.Contains(x, y) {
			return s.key, true
		}
	}
	return "", false
}
