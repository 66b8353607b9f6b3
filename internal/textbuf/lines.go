package textbuf

import (
	"slices"
	"strings"
)

// chunkLines is the number of lines that a full chunk holds.
const chunkLines = 256

// chunk is a run of lines without their newlines. bytes counts every line with
// one newline.
type chunk struct {
	text  []string
	bytes int
}

func newChunk(text []string) chunk {
	c := chunk{text: slices.Clone(text)}
	for _, l := range text {
		c.bytes += len(l) + 1
	}
	return c
}

// lines is a list of lines in chunks: finding a line or an offset and splicing
// touch the list of chunks and one or two chunks, never the whole text. It
// always holds at least one line.
type lines struct {
	chunks []chunk
	count  int
	bytes  int
}

// locate returns the chunk that holds a line and the line's place in it. One
// past the last line is the end of the last chunk.
func (l *lines) locate(line int) (c, i int) {
	for c = range l.chunks {
		n := len(l.chunks[c].text)
		if line < n {
			return c, line
		}
		line -= n
	}
	return c, line + len(l.chunks[c].text)
}

// at returns a line's text.
func (l *lines) at(line int) string {
	c, i := l.locate(line)
	return l.chunks[c].text[i]
}

// start returns the offset of a line's first byte.
func (l *lines) start(line int) int {
	offset := 0
	for _, c := range l.chunks {
		if line >= len(c.text) {
			line -= len(c.text)
			offset += c.bytes
			continue
		}
		for _, t := range c.text[:line] {
			offset += len(t) + 1
		}
		break
	}
	return offset
}

// find returns the line and the byte column of an offset within the text.
func (l *lines) find(offset int) (line, column int) {
	for _, c := range l.chunks {
		if offset >= c.bytes {
			line += len(c.text)
			offset -= c.bytes
			continue
		}
		for _, t := range c.text {
			if offset <= len(t) {
				return line, offset
			}
			offset -= len(t) + 1
			line++
		}
	}
	return line, offset
}

// splice replaces n lines from a line on by others.
func (l *lines) splice(line, n int, insert []string) {
	first, from := l.locate(line)
	if n == 1 && len(insert) == 1 {
		l.set(first, from, insert[0])
		return
	}
	last, to := l.locate(line + n)
	head, tail := l.chunks[first].text[:from], l.chunks[last].text[to:]
	if last+1 < len(l.chunks) && len(head)+len(insert)+len(tail) < chunkLines/2 {
		last++
		tail = slices.Concat(tail, l.chunks[last].text)
	}
	l.replace(first, last+1, slices.Concat(head, insert, tail))
}

func (l *lines) set(c, i int, text string) {
	k := &l.chunks[c]
	delta := len(text) - len(k.text[i])
	k.text[i] = text
	k.bytes += delta
	l.bytes += delta
}

// replace puts new chunks with the given lines in the place of chunks first to
// end, end excluded.
func (l *lines) replace(first, end int, text []string) {
	for _, c := range l.chunks[first:end] {
		l.count -= len(c.text)
		l.bytes -= c.bytes
	}
	fresh := make([]chunk, 0, len(text)/chunkLines+1)
	for part := range slices.Chunk(text, chunkLines) {
		c := newChunk(part)
		l.count += len(c.text)
		l.bytes += c.bytes
		fresh = append(fresh, c)
	}
	l.chunks = slices.Replace(l.chunks, first, end, fresh...)
}

// slice returns the text between two positions.
func (l *lines) slice(line, column, endLine, endColumn int) string {
	c, i := l.locate(line)
	if line == endLine {
		return l.chunks[c].text[i][column:endColumn]
	}
	var b strings.Builder
	b.Grow(l.start(endLine) + endColumn - l.start(line) - column)
	b.WriteString(l.chunks[c].text[i][column:])
	for line++; line < endLine; line++ {
		if i++; i == len(l.chunks[c].text) {
			c, i = c+1, 0
		}
		b.WriteByte('\n')
		b.WriteString(l.chunks[c].text[i])
	}
	b.WriteByte('\n')
	b.WriteString(l.at(endLine)[:endColumn])
	return b.String()
}
