package textbuf

import "strings"

// Kind says how an edit joins the one before it in the undo history.
type Kind uint8

// Kinds of edits. Typed words and runs of erased characters are undone as one;
// everything else by itself.
const (
	Other Kind = iota
	Typing
	Erasing
)

// historyBytes bounds the text that the undo history keeps. The last step can
// always be undone, whatever its size.
const historyBytes = 256 << 20

// edit is a replacement of removed by inserted.
type edit struct {
	at                int
	removed, inserted string
}

// selection is the ends of a selection.
type selection struct{ anchor, cursor int }

// group is what one undo takes back.
type group struct {
	kind          Kind
	edits         []edit
	before, after selection
}

// history is the groups of edits; those from done on have been undone.
type history struct {
	groups []group
	done   int
	// bytes is the text that is kept, limit its bound.
	bytes, limit int
	// open is set while the next edit may join the last group.
	open bool
	// depth counts the calls of Group that are under way.
	depth int
}

// Edit replaces the text between two offsets and puts the cursor behind the new
// text. An edit that changes nothing is not recorded.
func (b *Buffer) Edit(kind Kind, from, to int, text string) {
	from, to = b.clamp(from), b.clamp(to)
	if from > to {
		from, to = to, from
	}
	e := edit{from, b.Slice(from, to), text}
	if e.removed == e.inserted {
		b.Select(to, to)
		return
	}
	b.record(kind, e)
	b.splice(from, to, text)
	line, column := b.lines.find(from + len(text))
	// A combining mark may follow: the cursor goes behind it.
	end := from + len(text) - column + ceil(b.lines.at(line), column)
	b.anchor, b.cursor = end, end
	b.history.groups[b.history.done-1].after = selection{end, end}
}

// Group makes every edit of f one step of the undo history. Groups nest.
func (b *Buffer) Group(f func()) {
	h := &b.history
	if h.depth == 0 {
		b.push(Other)
	}
	h.depth++
	f()
	h.depth--
	if h.depth > 0 {
		return
	}
	last := &h.groups[h.done-1]
	last.after = selection{b.anchor, b.cursor}
	h.open = false
	if len(last.edits) == 0 {
		h.groups = h.groups[:h.done-1]
		h.done--
	}
}

// push starts a group and forgets what was undone.
func (b *Buffer) push(kind Kind) {
	h := &b.history
	for _, g := range h.groups[h.done:] {
		h.bytes -= g.size()
	}
	clear(h.groups[h.done:])
	h.groups = append(h.groups[:h.done], group{kind: kind, before: selection{b.anchor, b.cursor}})
	h.done++
	h.open = kind != Other
}

// record adds an edit to the last group, or to a new one.
func (b *Buffer) record(kind Kind, e edit) {
	h := &b.history
	h.bytes += len(e.removed) + len(e.inserted)
	defer h.trim()
	if h.depth == 0 {
		if h.open && h.done == len(h.groups) && h.done > 0 && h.groups[h.done-1].join(kind, e) {
			return
		}
		b.push(kind)
	}
	last := &h.groups[h.done-1]
	last.edits = append(last.edits, e)
}

// trim forgets the oldest groups where the history holds too much text.
func (h *history) trim() {
	drop := 0
	for h.bytes > h.limit && drop < h.done-1 {
		h.bytes -= h.groups[drop].size()
		drop++
	}
	if drop > 0 {
		h.groups = append([]group(nil), h.groups[drop:]...)
		h.done -= drop
	}
}

func (g *group) size() int {
	n := 0
	for _, e := range g.edits {
		n += len(e.removed) + len(e.inserted)
	}
	return n
}

// join adds an edit to the group's last one where both are of one word or of
// one run of erasing, and reports whether it did.
func (g *group) join(kind Kind, e edit) bool {
	last := &g.edits[len(g.edits)-1]
	if kind != g.kind {
		return false
	}
	if kind == Typing {
		ok := e.removed == "" && e.at == last.at+len(last.inserted) && sameWord(last.inserted, e.inserted)
		if ok {
			last.inserted += e.inserted
		}
		return ok
	}
	switch {
	case e.inserted != "" || last.inserted != "":
		return false
	case e.at+len(e.removed) == last.at && sameWord(e.removed, last.removed):
		last.at, last.removed = e.at, e.removed+last.removed
		return true
	case e.at == last.at && sameWord(last.removed, e.removed):
		last.removed += e.removed
		return true
	}
	return false
}

// sameWord reports whether text continues what was typed before: no new line
// lies between them, and no blank is followed by something else.
func sameWord(before, text string) bool {
	if before == "" || text == "" || strings.Contains(before, "\n") || strings.Contains(text, "\n") {
		return false
	}
	return !blank(before[len(before)-1]) || blank(text[0])
}

func blank(c byte) bool { return c == ' ' || c == '\t' }

// Undo takes back the last group of edits and its selection. It reports whether
// there was one.
func (b *Buffer) Undo() bool {
	h := &b.history
	if h.done == 0 || h.depth > 0 {
		return false
	}
	h.done--
	g := h.groups[h.done]
	for i := len(g.edits) - 1; i >= 0; i-- {
		e := g.edits[i]
		b.splice(e.at, e.at+len(e.inserted), e.removed)
	}
	b.Select(g.before.anchor, g.before.cursor)
	return true
}

// Redo makes the last undone group again. It reports whether there was one.
func (b *Buffer) Redo() bool {
	h := &b.history
	if h.done == len(h.groups) || h.depth > 0 {
		return false
	}
	g := h.groups[h.done]
	h.done++
	for _, e := range g.edits {
		b.splice(e.at, e.at+len(e.removed), e.inserted)
	}
	b.Select(g.after.anchor, g.after.cursor)
	return true
}
