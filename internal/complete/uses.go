package complete

import (
	"maps"
	"math/bits"
	"strings"
	"sync"
	"sync/atomic"

	"sonde/internal/sqltext"
)

// Uses counts how often names were used. Its zero value is ready, and it may be
// used from many goroutines.
type Uses struct {
	mu     sync.Mutex // of those who add
	counts atomic.Pointer[uses]
}

// uses are counts by names in lower case; they never change.
type uses struct {
	counts map[string]int
	maybe  [1 << 12]bool // by hash: false for names that have no count
}

// hash is quick rather than good.
func hash(e *entry) uint64 { return (e.head ^ uint64(len(e.lower))<<7) * 0x9e3779b97f4a7c15 >> 52 }

// Bounds of what is counted: how much of a statement is read, and how many names
// are kept.
const (
	longestUse = 1 << 14
	mostUses   = 20_000
)

// Add counts the names of statements. It reads their texts, and so is nothing
// for the goroutine that draws.
func (u *Uses) Add(d *sqltext.Dialect, statements ...string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	next := &uses{counts: map[string]int{}}
	if old := u.now(); old != nil && len(old.counts) < mostUses {
		next.counts, next.maybe = maps.Clone(old.counts), old.maybe
	}
	for _, statement := range statements {
		names := map[string]bool{}
		for _, p := range cut(d, statement[:min(len(statement), longestUse)]) {
			if p.isName() {
				names[strings.ToLower(unquote(p))] = true
			}
		}
		for name := range names {
			next.counts[name]++
			e := newEntry(name)
			next.maybe[hash(&e)] = true
		}
	}
	u.counts.Store(next)
}

// now are the counts of this moment; nil where there are none.
func (u *Uses) now() *uses {
	if u == nil {
		return nil
	}
	return u.counts.Load()
}

// mostWeight bounds what use counts for: it orders names that fit as well.
const mostWeight = 8

// weight is what the use of a name counts for, from 0: it grows by one each time
// that the use doubles.
func (u *uses) weight(e *entry) int {
	if u == nil || !u.maybe[hash(e)] {
		return 0
	}
	return min(bits.Len(uint(u.counts[e.lower])), mostWeight)
}
