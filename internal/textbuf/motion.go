package textbuf

import (
	"unicode"
	"unicode/utf8"

	"sonde/internal/cellwidth"
)

// Next returns the offset of the border behind the grapheme cluster at offset.
func (b *Buffer) Next(offset int) int {
	offset = b.clamp(offset)
	line, column := b.lines.find(offset)
	text := b.lines.at(line)
	if column == len(text) {
		return min(offset+1, b.Len())
	}
	cluster, _ := cellwidth.Next(text[column:])
	return offset + len(cluster)
}

// Prev returns the offset of the border before the grapheme cluster that ends
// at offset.
func (b *Buffer) Prev(offset int) int {
	offset = b.clamp(offset)
	line, column := b.lines.find(offset)
	if column == 0 {
		return max(0, offset-1)
	}
	return offset - column + Border(b.lines.at(line), column-1)
}

// ceil returns the first border between grapheme clusters of a line at or
// behind a byte column.
func ceil(line string, column int) int {
	at := Border(line, column)
	if at == column {
		return at
	}
	cluster, _ := cellwidth.Next(line[at:])
	return at + len(cluster)
}

// align returns the last cluster border at or before an offset.
func (b *Buffer) align(offset int) int {
	offset = b.clamp(offset)
	line, column := b.lines.find(offset)
	return offset - column + Border(b.lines.at(line), column)
}

// Border returns the last border between grapheme clusters of a line at or
// before a byte column.
func Border(line string, column int) int {
	if column >= len(line) {
		return len(line)
	}
	// Between two ASCII bytes there is always a border, so the clusters need
	// not be walked from the start of the line.
	at := column
	for at > 0 && (line[at] >= utf8.RuneSelf || line[at-1] >= utf8.RuneSelf) {
		at--
	}
	for at < column {
		cluster, _ := cellwidth.Next(line[at:])
		if at+len(cluster) > column {
			break
		}
		at += len(cluster)
	}
	return at
}

// Classes of runes for motion by words.
const (
	space = iota
	word
	other
)

func class(r rune) int {
	switch {
	case unicode.IsSpace(r):
		return space
	case r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
		return word
	}
	return other
}

// NextWord returns the offset behind the word that begins at or after offset,
// blanks before it skipped. A line's end is a stop of its own.
func (b *Buffer) NextWord(offset int) int {
	offset = b.clamp(offset)
	line, column := b.lines.find(offset)
	text := b.lines.at(line)
	if column == len(text) {
		return min(offset+1, b.Len())
	}
	end := run(text, run(text, column, space), -1)
	return offset - column + ceil(text, end)
}

// run returns the column behind the runes of one class from column on; with
// class -1, of the class of the first rune.
func run(text string, column, want int) int {
	for column < len(text) {
		r, n := utf8.DecodeRuneInString(text[column:])
		if want < 0 {
			want = class(r)
		}
		if class(r) != want {
			break
		}
		column += n
	}
	return column
}

// PrevWord returns the offset of the start of the word that ends at or before
// offset, blanks behind it skipped. A line's start is a stop of its own.
func (b *Buffer) PrevWord(offset int) int {
	offset = b.clamp(offset)
	line, column := b.lines.find(offset)
	if column == 0 {
		return max(0, offset-1)
	}
	text := b.lines.at(line)
	start := runBack(text, runBack(text, column, space), -1)
	return offset - column + Border(text, start)
}

// runBack is run to the left.
func runBack(text string, column, want int) int {
	for column > 0 {
		r, n := utf8.DecodeLastRuneInString(text[:column])
		if want < 0 {
			want = class(r)
		}
		if class(r) != want {
			break
		}
		column -= n
	}
	return column
}

// Word returns the run of one class of characters around an offset, within its
// line; at a word's end, that word.
func (b *Buffer) Word(offset int) (from, to int) {
	offset = b.clamp(offset)
	line, column := b.lines.find(offset)
	text, start := b.lines.at(line), offset-column
	if column > 0 {
		before, n := utf8.DecodeLastRuneInString(text[:column])
		here, _ := utf8.DecodeRuneInString(text[column:])
		if column == len(text) || class(before) == word && class(here) != word {
			column -= n
		}
	}
	end := run(text, column, -1)
	return start + Border(text, runBack(text, end, -1)), start + ceil(text, end)
}
