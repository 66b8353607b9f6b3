package inspector

import (
	"strings"
	"unicode/utf8"

	"sonde/internal/cellwidth"
)

// pager shows a text of any size in lines of a width. It knows the byte at the
// top only: what is a line is found from the text around it, so that no step
// costs more than a screen does.
type pager struct {
	text          string
	top           int
	width, height int
}

// block bounds how far back the beginning of a line is looked for: a line begins
// behind each line break, and after each block of bytes.
const block = 8 << 10

const tab = "    "

// end returns where the line that begins at a byte ends, and where the next one
// begins.
func (p *pager) end(from int) (end, next int) {
	limit := min(len(p.text), p.aligned((from/block+1)*block))
	used := 0
	for end = from; end < limit; {
		if p.text[end] == '\n' {
			return end, end + 1
		}
		cluster, w := cellwidth.Next(p.text[end:min(len(p.text), end+clusterBytes)])
		if cluster == "\t" {
			w = len(tab)
		}
		if used+w > p.width && end > from {
			return end, end
		}
		end, used = end+len(cluster), used+w
	}
	return min(end, len(p.text)), min(end, len(p.text))
}

// clusterBytes is more than any sensible cluster of characters takes.
const clusterBytes = 256

// aligned returns the first byte at or after one that begins a character.
func (p *pager) aligned(at int) int {
	for n := 0; n < utf8.UTFMax-1 && at < len(p.text) && !utf8.RuneStart(p.text[at]); n++ {
		at++
	}
	return at
}

// before returns where the line before the one at a byte begins.
func (p *pager) before(from int) int {
	if from <= 0 {
		return 0
	}
	begin := p.aligned((from - 1) / block * block)
	if begin >= from {
		begin = p.aligned(max(0, (from-1)/block-1) * block)
	}
	if i := strings.LastIndexByte(p.text[begin:from-1], '\n'); i >= 0 {
		begin += i + 1
	}
	for {
		_, next := p.end(begin)
		if next >= from || next <= begin {
			return begin
		}
		begin = next
	}
}

// scroll moves by lines.
func (p *pager) scroll(lines int) {
	for ; lines < 0; lines++ {
		p.top = p.before(p.top)
	}
	for ; lines > 0 && p.more(); lines-- {
		_, p.top = p.end(p.top)
	}
}

// more reports whether there is text below the lines in sight.
func (p *pager) more() bool {
	at := p.top
	for range p.height {
		if at >= len(p.text) {
			return false
		}
		_, at = p.end(at)
	}
	return at < len(p.text)
}

func (p *pager) toTop() { p.top = 0 }

func (p *pager) page() int { return max(1, p.height) }

func (p *pager) fits() bool { return p.top == 0 && !p.more() }

func (p *pager) toEnd() {
	p.top = len(p.text)
	for range p.height {
		p.top = p.before(p.top)
	}
}

// reveal brings a byte into sight.
func (p *pager) reveal(at int) {
	_, bottom := p.lines()
	if at >= p.top && at < bottom {
		return
	}
	p.top = p.before(min(at+1, len(p.text)))
	p.scroll(-p.height / 3)
}

// lines are the lines in sight, and where the text after them begins.
func (p *pager) lines() (lines []span64, bottom int) {
	at := p.top
	for range p.height {
		if at >= len(p.text) && at > 0 {
			break
		}
		end, next := p.end(at)
		lines = append(lines, span64{at, end})
		if next <= at {
			break
		}
		at = next
	}
	return lines, at
}

// span64 is a part of a text of any size.
type span64 struct{ from, to int }

// resize sets the size of the pane.
func (p *pager) resize(width, height int) {
	if width == p.width {
		p.height = height
		return
	}
	p.width, p.height = max(1, width), height
	if p.top > 0 {
		p.top = p.before(p.top + 1)
	}
}

// shown is a piece of text as it is drawn.
func shown(s string) string {
	return strings.ReplaceAll(strings.TrimSuffix(s, "\r"), "\t", tab)
}
