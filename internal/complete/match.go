package complete

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"
)

// entry is a name that can be found by its letters.
type entry struct {
	mask        uint64 // of the letters that it has
	head        uint64 // the first eight bytes in lower case, the first one lowest
	name, lower string
}

func newEntry(name string) entry {
	lower := strings.ToLower(name)
	return entry{maskOf(lower), headOf(lower), name, lower}
}

// headOf packs the first eight bytes of a text.
func headOf(lower string) (head uint64) {
	for i := range min(len(lower), 8) {
		head |= uint64(lower[i]) << (8 * i)
	}
	return head
}

// maskOf has a bit for every letter and digit of a text in lower case, and one
// for all others.
func maskOf(lower string) (mask uint64) {
	for i := range len(lower) {
		switch c := lower[i]; {
		case c >= 'a' && c <= 'z':
			mask |= 1 << (c - 'a')
		case c >= '0' && c <= '9':
			mask |= 1 << (26 + c - '0')
		default:
			mask |= 1 << 40
		}
	}
	return mask
}

// query is what was typed.
type query struct {
	text string
	entry
	headMask uint64 // of the bytes of head that were typed
}

func newQuery(word string) query {
	q := query{text: word, entry: newEntry(word), headMask: ^uint64(0)}
	if n := len(q.lower); n < 8 {
		q.headMask = 1<<(8*n) - 1
	}
	return q
}

// isPrefix reports whether a name begins with what was typed, in any case.
func (q *query) isPrefix(e *entry) bool {
	return (e.head^q.head)&q.headMask == 0 && (len(q.lower) <= 8 || strings.HasPrefix(e.lower, q.lower))
}

// canFit reports quickly whether a name may fit at all.
func (q *query) canFit(e *entry) bool { return e.mask&q.mask == q.mask && len(e.lower) >= len(q.lower) }

// How well a name fits what was typed. Between two of them lies more than what
// else counts for a name of the same sort.
const (
	fitsExactly = 520
	fitsPrefix  = 480 // in the same letter case
	fitsFolded  = 460
	fitsWord    = 300 // the start of a word in the name: id in order_id
	fitsHumps   = 240 // the starts of words: oid in order_id
	fitsWithin  = 160
	fitsNot     = -1
)

// fit tells how well a name fits.
func (q *query) fit(e *entry) int {
	if !q.canFit(e) {
		return fitsNot
	}
	if q.isPrefix(e) {
		switch {
		case len(e.lower) == len(q.lower):
			return fitsExactly
		case strings.HasPrefix(e.name, q.text):
			return fitsPrefix
		}
		return fitsFolded
	}
	if len(q.lower) < 2 {
		return fitsNot
	}
	return q.fitInside(e)
}

func (q *query) fitInside(e *entry) int {
	if !isSubsequence(e.lower, q.lower) {
		return fitsNot // Whatever else fits has the letters in their order.
	}
	within := false
	for i := strings.Index(e.lower, q.lower); i >= 0; {
		if startsWord(e, i) {
			return fitsWord
		}
		within = true
		next := strings.Index(e.lower[i+1:], q.lower)
		if next < 0 {
			break
		}
		i += 1 + next
	}
	switch {
	case q.humps(e):
		return fitsHumps
	case within && len(q.lower) >= withinLetters:
		return fitsWithin
	}
	return fitsNot
}

// withinLetters is how many letters must be typed before names count that have
// them in the middle of a word: nearly every name has some two.
const withinLetters = 3

// startsWord reports whether a word of the name begins at byte i: behind an
// underscore or blank, or with a capital.
func startsWord(e *entry, i int) bool {
	if i == 0 {
		return true
	}
	before := e.lower[i-1]
	if before < utf8.RuneSelf && !isWordByte(before) {
		return true
	}
	if len(e.name) != len(e.lower) {
		return false
	}
	isUpper := func(c byte) bool { return c >= 'A' && c <= 'Z' }
	return isUpper(e.name[i]) && !isUpper(e.name[i-1])
}

func isWordByte(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }

// humps reports whether every letter goes on with a word of the name or begins
// a later one, the first letter the first word.
func (q *query) humps(e *entry) bool {
	starts, set := startsOf(e), uint64(0)
	for k := range len(q.lower) {
		if set = q.nextHumps(e, k, starts, set); set == 0 {
			return false
		}
	}
	return set != 0
}

// humpBytes is how much of a name is looked at for the starts of its words: a bit
// of a number stands for each byte.
const humpBytes = 64

// startsOf has a bit for every byte that begins a word of the name.
func startsOf(e *entry) (starts uint64) {
	for i := range min(len(e.lower), humpBytes) {
		if startsWord(e, i) {
			starts |= 1 << i
		}
	}
	return starts
}

// nextHumps has a bit for every byte of the name that the letter k may stand for
// where the one before it stands for one of set.
func (q *query) nextHumps(e *entry, k int, starts, set uint64) uint64 {
	may := uint64(1)
	if k > 0 {
		first := set & -set
		may = set<<1 | starts&^(first|(first-1))
	}
	next := uint64(0)
	for may != 0 {
		i := bits.TrailingZeros64(may)
		if may &= may - 1; i < len(e.lower) && e.lower[i] == q.lower[k] {
			next |= 1 << i
		}
	}
	return next
}

// humpsAt are the bytes of the name that the letters stand for, as far to the left
// as may be; nil where they do not fit.
func (q *query) humpsAt(e *entry) []int {
	starts, sets := startsOf(e), make([]uint64, len(q.lower)+1)
	for k := range q.lower {
		sets[k+1] = q.nextHumps(e, k, starts, sets[k])
	}
	if sets[len(q.lower)] == 0 {
		return nil
	}
	list := make([]int, len(q.lower))
	for k, below := len(list)-1, humpBytes; k >= 0; k-- {
		set := sets[k+1] & (1<<below - 1)
		if k+1 < len(list) && starts>>below&1 == 0 {
			set &= 1 << (below - 1)
		}
		below = bits.TrailingZeros64(set)
		list[k] = below
	}
	return list
}

func isSubsequence(s, letters string) bool {
	for i := range len(letters) {
		at := strings.IndexByte(s, letters[i])
		if at < 0 {
			return false
		}
		s = s[at+1:]
	}
	return true
}

// Matched returns the byte offsets of the letters of a label that fit what was
// typed, for a screen that shows them.
func Matched(label, word string) []int {
	e, q := newEntry(label), newQuery(word)
	if len(e.lower) != len(label) || len(q.lower) == 0 {
		return nil
	}
	if i := strings.Index(e.lower, q.lower); i >= 0 {
		for j := i; j >= 0 && !startsWord(&e, i); {
			next := strings.Index(e.lower[j+1:], q.lower)
			if next < 0 {
				break
			}
			if j += 1 + next; startsWord(&e, j) {
				i = j
			}
		}
		return offsets(i, len(q.lower))
	}
	return q.humpsAt(&e)
}

func offsets(from, n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = from + i
	}
	return list
}

// Narrow keeps those of some items that fit a longer word, in their order.
func Narrow(items []Item, word string) []Item {
	q := newQuery(word)
	if i := strings.LastIndexByte(word, '/'); i >= 0 {
		q = newQuery(word[i+1:])
	}
	var kept []Item
	for _, it := range items {
		e := newEntry(it.Label)
		if q.lower == "" || q.fit(&e) != fitsNot || q.fitLast(it.Label) {
			kept = append(kept, it)
		}
	}
	return kept
}

// fitLast reports whether what stands behind a label's dot fits.
func (q *query) fitLast(label string) bool {
	_, last, ok := strings.Cut(label, ".")
	e := newEntry(last)
	return ok && q.fit(&e) != fitsNot
}

// inCase writes a word in the letter case of what was typed; upper decides where
// nothing was.
func inCase(word, typed string, upper bool) string {
	for _, r := range typed {
		if unicode.IsLetter(r) {
			upper = unicode.IsUpper(r)
			break
		}
	}
	if upper {
		return strings.ToUpper(word)
	}
	return strings.ToLower(word)
}
