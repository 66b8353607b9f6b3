package history

import (
	"runtime"
	"slices"
	"strings"
	"sync"
)

// marked reports whether only marked statements are asked for.
func (q Query) marked() bool { return q.Pinned || q.Named || q.Tag != "" }

// judgeMarks finds out which marked statements match, by their names and tags
// as well: from is the first statement that was not looked at before.
func (w *walk) judgeMarks(from int) {
	if w.q.SQL != "" {
		return
	}
	for _, m := range w.marks {
		i, known := w.x.find(m.SQL)
		if !known || int(i) < from {
			continue
		}
		w.verdicts[i] = passed
		if w.wantsMark(m) && hasAll(w.x.statements[i].text+" "+strings.ToLower(m.Name+" "+strings.Join(m.Tags, " ")), w.words) {
			w.verdicts[i] = matches
		}
	}
}

func (w *walk) wantsMark(m Mark) bool {
	return (!w.q.Pinned || m.Pinned) && (!w.q.Named || m.Name != "") && (w.q.Tag == "" || slices.Contains(m.Tags, w.q.Tag))
}

// refuseRest passes over all statements but those that are marked so, or the one
// that is asked for.
func (w *walk) refuseRest(from int) {
	if i, known := w.x.find(w.q.SQL); known && w.q.SQL != "" && int(i) >= from {
		w.verdicts[i] = matches
	}
	for i, v := range w.verdicts[from:] {
		if v == unread {
			w.verdicts[from+i] = passed
		}
	}
}

// manyStatements is how many are judged one by one: a search that finds enough
// among the newest need not look at the others. More are judged beforehand, on
// all processors.
const manyStatements = 1 << 14

func (w *walk) judgeAll(from int) {
	total := len(w.verdicts) - from
	if total <= manyStatements || w.likely(from) {
		return
	}
	first, last := from/64, (len(w.verdicts)+63)/64
	size := (last - first + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0)
	var wait sync.WaitGroup
	for start := first; start < last; start += size {
		wait.Go(func() {
			for block := start; block < min(start+size, last); block++ {
				w.judgeBlock(block, from)
			}
		})
	}
	wait.Wait()
}

// judgeBlock judges 64 statements, but not those before from. The signatures pass
// over most of them.
func (w *walk) judgeBlock(block, from int) {
	mask := w.x.signatures.block(block, w.bits)
	for i := max(from, 64*block); i < min(64*block+64, len(w.verdicts)); i++ {
		switch {
		case w.verdicts[i] != unread:
		case mask>>(i%64)&1 == 0:
			w.verdicts[i] = passed
		default:
			w.judge(int32(i))
		}
	}
}

// likely reports whether enough statements are likely to match for a walk that
// ends early, by a sample of those that are to be looked at.
func (w *walk) likely(from int) bool {
	if w.limit == 0 {
		return false
	}
	const sample = 256
	step, found := (len(w.verdicts)-from)/sample, 0
	for i := range sample {
		at := from + i*step
		if w.verdicts[at] == matches || w.verdicts[at] == unread && w.judge(int32(at)) {
			found++
		}
	}
	return found*step > 4*w.limit
}
