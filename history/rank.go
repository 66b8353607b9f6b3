package history

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// rankedCandidates is how many of the newest statements that match are ranked.
const rankedCandidates = 2000

// phraseWorth is what it is worth that a statement has the words as they were typed:
// as much as sixteen times the runs.
const phraseWorth = 4

// candidates is how many hits a walk looks for.
func (q Query) candidates() int {
	if q.Near == nil || q.Limit == 0 {
		return q.Limit
	}
	return max(q.Limit, rankedCandidates)
}

// ranked returns the hits in their order, at most as many as are asked for.
func (w *walk) ranked() []hit {
	if w.q.Near == nil || len(w.words) == 0 {
		return w.first(w.hits)
	}
	scores := make(map[int64]float64, len(w.hits))
	near := record{connection: w.near(w.q.Near.Connection), folder: w.near(w.q.Near.Folder), session: w.near(w.q.Near.Session)}
	now := time.Now().UnixNano()
	pinned := w.pinned()
	for _, h := range w.hits {
		scores[h.seq] = score(h, near, now, pinned[h.record.statement])
		if w.phrase != "" && strings.Contains(w.x.statements[h.record.statement].text, w.phrase) {
			scores[h.seq] += phraseWorth
		}
	}
	slices.SortStableFunc(w.hits, func(a, b hit) int { return cmp.Compare(scores[b.seq], scores[a.seq]) })
	return w.first(w.hits)
}

func (w *walk) first(hits []hit) []hit {
	if w.q.Limit > 0 && len(hits) > w.q.Limit {
		return hits[:w.q.Limit]
	}
	return hits
}

// near is the place of a name that hits are compared with; none has noName.
func (w *walk) near(name string) int32 {
	if i := w.place(name); i != anyName {
		return i
	}
	return noName
}

func (w *walk) pinned() map[int32]bool {
	pinned := map[int32]bool{}
	for _, m := range w.marks {
		if i, known := w.x.find(m.SQL); known && m.Pinned {
			pinned[i] = true
		}
	}
	return pinned
}

// score weighs a hit: the doubling of its age costs as much as half as many
// runs, and the same connection is worth four times as many. A pin is worth
// more than any age.
func score(h hit, near record, now int64, pinned bool) float64 {
	r := h.record
	hours := max(0, float64(now-r.start)) / float64(time.Hour)
	s := math.Log2(float64(max(1, h.uses))) - math.Log2(1+hours)
	for _, weight := range []struct {
		is   bool
		more float64
	}{{r.connection == near.connection, 2}, {r.folder == near.folder, 1}, {r.session == near.session, 1}, {pinned, 100}} {
		if weight.is {
			s += weight.more
		}
	}
	return s
}
