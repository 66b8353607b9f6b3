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
