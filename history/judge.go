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
		if w.q.wantsMark(m) && hasAll(w.x.statements[i].text+" "+strings.ToLower(m.Name+" "+strings.Join(m.Tags, " ")), w.words) {
			w.verdicts[i] = matches
		}
	}
}

func (q Query) wantsMark(m Mark) bool {
	return (!q.Pinned || m.Pinned) && (!q.Named || m.Name != "") && (q.Tag == "" || slices.ContainsFunc(m.Tags, func(tag string) bool { return strings.EqualFold(tag, q.Tag) }))
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

// firstWave is how many statements are judged at once at first, on all processors.
// Every wave is twice as large as the one before, so that a search that finds
// enough among the newest does not look at the others.
const firstWave = 1 << 12

// judge finds out whether a statement has every word, and whether those after it
// have.
func (w *walk) judge(statement int32) bool {
	from := w.judged
	if int(statement) >= from+w.wave {
		return w.judgeOne(statement) // It was noted after the start of the reading.
	}
	w.judged = min(from+w.wave, len(w.verdicts))
	w.wave *= 2
	first, last := from/64, (w.judged+63)/64
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
	return w.verdicts[statement] == matches
}

// judgeBlock judges 64 statements, but not those before from. The signatures pass
// over most of them.
func (w *walk) judgeBlock(block, from int) {
	mask := w.x.signatures.block(block, w.bits)
	for i := max(from, 64*block); i < min(64*block+64, w.judged); i++ {
		switch {
		case w.verdicts[i] != unread:
		case mask>>(i%64)&1 == 0:
			w.verdicts[i] = passed
		default:
			w.judgeOne(int32(i))
		}
	}
}

// judgeOne reads a statement.
func (w *walk) judgeOne(statement int32) bool {
	w.verdicts[statement] = passed
	if !hasAll(w.x.statements[statement].text, w.words) {
		return false
	}
	w.verdicts[statement] = matches
	return true
}

func hasAll(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
