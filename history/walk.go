package history

import (
	"context"
	"math"
	"slices"
	"strings"
)

// hit is an entry that was found.
type hit struct {
	seq    int64
	uses   int32 // of its text; 0 where each run was asked for, or not all is read
	record *record
}

// walk is a search on its way through the index. The index is locked for
// reading while it goes.
type walk struct {
	x            *index
	q            Query
	limit        int
	marks        []Mark
	epoch        int
	words        []string
	phrase       string   // the words as they were typed, where there are several
	bits         wordBits // of all words
	since, until int64
	longest      int64  // nanoseconds
	wanted       record // the names that are asked for; any where it is anyName
	statuses     []int32
	untimed      []int32   // statuses of runs whose duration of 0 is not known
	connections  []int32   // that have a part of their name in common; any where it is not asked for
	kinds        []int32   // as connections
	verdicts     []verdict // of each statement
	judged, wave int       // statements before judged are, and wave is how many are next
	recent, at   int       // the places reached in x.recent, from its end, and x.older
	hits         []hit
}

// verdict is what is known of a statement.
type verdict uint8

const (
	unread verdict = iota
	matches
	passed // it does not match, or an entry of it was found already
)

// anyName stands for a name that is not asked for, noName for one that no
// record has.
const (
	anyName int32 = -1
	noName  int32 = -2
)

func newWalk(x *index, q Query, marks []Mark) *walk {
	w := &walk{x: x, q: q, limit: q.candidates(), marks: marks, epoch: x.epoch, wave: firstWave, recent: len(x.recent), since: math.MinInt64, until: math.MaxInt64}
	w.words = strings.Fields(strings.ToLower(q.Text))
	if len(w.words) > 1 {
		w.phrase = strings.Join(w.words, " ")
	}
	// The longest word is the rarest, as a rule.
	slices.SortFunc(w.words, func(a, b string) int { return len(b) - len(a) })
	w.bits = bitsOf(w.words)
	if !q.Since.IsZero() {
		w.since = q.Since.UnixNano()
	}
	if !q.Until.IsZero() {
		w.until = q.Until.UnixNano()
	}
	w.longest = math.MaxInt64
	if q.Longest > 0 {
		w.longest = int64(q.Longest)
	}
	return w
}

// on walks as far as the index goes or the limit allows.
func (w *walk) on(ctx context.Context) error {
	w.lookUp()
	for ; w.recent > 0 && !w.full(); w.recent-- {
		w.look(&w.x.recent[w.recent-1])
	}
	for ; w.at < len(w.x.older) && !w.full(); w.at++ {
		if w.at%partSize == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if w.verdicts[w.x.olderTexts[w.at]] != passed {
			w.look(&w.x.older[w.at])
		}
	}
	return nil
}

// lookUp finds the places of the names, which may have come with the last
// entries that were read, and makes room for the statements that have.
func (w *walk) lookUp() {
	w.wanted.connection = w.place(w.q.Connection)
	w.wanted.session = w.place(w.q.Session)
	w.wanted.folder = w.place(w.q.Folder)
	w.wanted.kind = w.place(w.q.Kind)
	w.statuses = w.places(w.statuses, w.q.Statuses)
	w.untimed = w.places(w.untimed, untimed)
	w.connections, w.kinds = w.named(w.q.Conn, strings.Contains), w.named(w.q.AnyKind, func(a, b string) bool { return a == b })
	from := len(w.verdicts)
	w.verdicts = append(w.verdicts, make([]verdict, len(w.x.statements)-from)...)
	w.judgeMarks(from)
	if w.q.marked() || w.q.SQL != "" {
		w.refuseRest(from)
	}
}

// places are those of statuses, in a list that may be used again.
func (w *walk) places(list []int32, statuses []Status) []int32 {
	list = list[:0]
	for _, status := range statuses {
		list = append(list, w.place(string(status)))
	}
	return list
}

// named are the places of the names that are as wanted, in any letter case; nil where
// nothing is.
func (w *walk) named(wanted string, as func(name, wanted string) bool) []int32 {
	if wanted == "" {
		return nil
	}
	list := []int32{noName}
	for name, place := range w.x.names {
		if as(strings.ToLower(name), strings.ToLower(wanted)) {
			list = append(list, place)
		}
	}
	return list
}

func (w *walk) place(name string) int32 {
	if name == "" {
		return anyName
	}
	if i, ok := w.x.names[name]; ok {
		return i
	}
	return noName
}

func (w *walk) full() bool { return w.limit > 0 && len(w.hits) >= w.limit }

// look takes a record into the hits where it is asked for.
func (w *walk) look(r *record) {
	if r.statement < 0 || w.verdicts[r.statement] == passed || !w.inScope(r) {
		return
	}
	if w.verdicts[r.statement] == unread && !w.judge(r.statement) {
		return
	}
	h := hit{seq: r.seq, record: r}
	if !w.q.EachRun {
		w.verdicts[r.statement] = passed
		if w.x.complete || w.limit != w.q.Limit {
			h.uses = w.x.statements[r.statement].uses
		}
	}
	w.hits = append(w.hits, h)
}

func (w *walk) inScope(r *record) bool {
	return is(w.wanted.connection, r.connection) && is(w.wanted.session, r.session) && is(w.wanted.folder, r.folder) && is(w.wanted.kind, r.kind) &&
		int64(w.q.Shortest) <= r.duration && r.duration <= w.longest &&
		(!w.q.Timed || r.duration > 0 || !slices.Contains(w.untimed, r.status)) &&
		(w.connections == nil || slices.Contains(w.connections, r.connection)) && (w.kinds == nil || slices.Contains(w.kinds, r.kind)) &&
		(len(w.statuses) == 0 || slices.Contains(w.statuses, r.status)) && w.since <= r.start && r.start < w.until
}

func is(wanted, name int32) bool { return wanted == anyName || wanted == name }
