package canvas

import (
	"regexp"
	"slices"
	"strings"
)

// spot is a place that a hint stands at, with what it calls its key.
type spot struct {
	Rect
	name string
}

// single is what names one key, and not several or a word.
var single = regexp.MustCompile(`^(?i:esc|enter|tab|space|f\d{1,2}|(ctrl|alt)\+[a-z]|[a-z/?])$`)

// Spot notes that a rectangle of the frame stands for a key, if that is the name
// of one, such as Ctrl+S or y. Spots last until the next Resize.
func (c *Canvas) Spot(r Rect, name string) { c.spots = append(c.spots, spot{r, name}) }

// Cover forgets the spots that lie within a rectangle, because something else is
// drawn there.
func (c *Canvas) Cover(r Rect) {
	c.spots = slices.DeleteFunc(c.spots, func(s spot) bool { return r.Contains(s.X, s.Y) })
}

// KeyAt is the key that a cell stands for, such as ctrl+s or Y; ok is false for
// other cells.
func (c *Canvas) KeyAt(x, y int) (key string, ok bool) {
	i := slices.IndexFunc(c.spots, func(s spot) bool { return s.Contains(x, y) })
	if i < 0 || !single.MatchString(c.spots[i].name) {
		return "", false
	}
	if key = c.spots[i].name; len(key) > 1 {
		key = strings.ToLower(key)
	}
	return key, true
}
