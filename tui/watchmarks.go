package tui

import (
	"time"

	"sonde/internal/result"
)

// shownAnswer is one of a watch that was shown until a time.
type shownAnswer struct {
	store *result.Store
	keys  map[string]int64 // of its rows
	until time.Time
}

// steadyMark is how long what changed is marked at least. Where answers come
// faster, an answer is compared with the one that was shown so long ago, so that
// marks do not come and go with each of them.
const steadyMark = time.Second

// longestMark is how long what changed is marked at most. The marks go before the
// next answer, so that the same cells are seen to change again.
const longestMark = 5 * time.Second

// markTime is how long an answer is marked while there is no other one.
func markTime(every time.Duration) time.Duration {
	if every < steadyMark {
		return steadyMark
	}
	return min(longestMark, every*3/4)
}

// past are the answers that marks can be about, the oldest first.
type past []shownAnswer

// replaced adds the answer whose place another one takes, and returns which of
// those before are not needed any more. The first that is left is what was shown
// steadyMark ago.
func (p *past) replaced(a shownAnswer) (over []shownAnswer) {
	all := append(*p, a)
	n := 0
	for n < len(all)-1 && !all[n].until.After(a.until.Add(-steadyMark)) {
		n++
	}
	*p = all[n:]
	return all[:n]
}

// earlierKeys are the keys of the answers that the next one can be compared with,
// the oldest first.
func (w *watching) earlierKeys() []map[string]int64 {
	var all []map[string]int64
	for _, a := range w.before {
		all = append(all, a.keys)
	}
	return append(all, w.keys)
}

// sharing reports which of some earlier answers have a row with one of the keys.
// Where none is shared, the first column is no key but a value that changes, such
// as the time: the rows are the same ones, by their places.
func sharing(keys map[string]int64, earlier []map[string]int64) []bool {
	shared := make([]bool, len(earlier))
	for i, old := range earlier {
		for key := range keys {
			if _, shared[i] = old[key]; shared[i] {
				break
			}
		}
	}
	return shared
}
