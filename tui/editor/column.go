package editor

import "sonde/internal/cellwidth"

// tabWidth is the distance of tab stops in columns.
const tabWidth = 4

// plainRun returns the number of bytes, at most limit, that text begins with and
// of which each is one column by itself.
func plainRun(text string, limit int) int {
	for i := range min(len(text), limit+1) {
		c := text[i]
		if c >= ' ' && c < 0x7f {
			continue
		}
		if c < 0x80 {
			return i
		}
		// What follows may join the byte before it.
		return max(0, i-1)
	}
	return min(len(text), limit)
}

// glyph returns the bytes and columns of the first glyph of a text that begins
// at a screen column of its line.
func glyph(text string, column int) (bytes, width int) {
	if text[0] == '\t' {
		return 1, tabWidth - column%tabWidth
	}
	source, width := cellwidth.Next(text)
	return len(source), width
}

// columnAt returns the screen column of a byte of a line.
func columnAt(line string, at int) int {
	column := 0
	for i := 0; i < at; {
		if n := plainRun(line[i:], at-i); n > 0 {
			i += n
			column += n
			continue
		}
		bytes, width := glyph(line[i:], column)
		i += bytes
		column += width
	}
	return column
}

// byteAt returns the byte of the glyph at a screen column of a line, the line's
// length behind its end.
func byteAt(line string, column int) int {
	at, i := 0, 0
	for i < len(line) && at < column {
		if n := plainRun(line[i:], column-at); n > 0 {
			i += n
			at += n
			continue
		}
		bytes, width := glyph(line[i:], at)
		if at+width > column {
			break
		}
		i += bytes
		at += width
	}
	return i
}
