package dialog

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// section is a heading and what of its items fits, the best first.
type section struct {
	heading []Item
	items   []ranked
	best    int
}

type ranked struct {
	item Item
	rank int
}

// filter keeps the items that fit a text, each below its heading: the better the
// match, the higher within its section, of equal ones the shorter, and the section with the best one comes
// first. Without a text, those that do not wait for one stand in their order.
func filter(items []Item, text string) []Item {
	text = strings.ToLower(strings.TrimSpace(text))
	sections := []section{{}}
	for _, it := range items {
		last := &sections[len(sections)-1]
		switch rank, found := match(it, text); {
		case it.Heading:
			sections = append(sections, section{heading: []Item{it}})
		case text == "" && !it.Later, text != "" && rank > 0:
			it.found = found
			last.items = append(last.items, ranked{it, rank})
			last.best = max(last.best, rank)
		}
	}
	if text != "" {
		byRank := func(a, b ranked) int {
			return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(len(a.item.Title), len(b.item.Title)))
		}
		for _, s := range sections {
			slices.SortStableFunc(s.items, byRank)
		}
		slices.SortStableFunc(sections, func(a, b section) int { return cmp.Compare(b.best, a.best) })
	}
	var out []Item
	for _, s := range sections {
		if len(s.items) == 0 {
			continue
		}
		out = append(out, s.heading...)
		for _, r := range s.items {
			out = append(out, r.item)
		}
	}
	return out
}

// How well an item may fit, at least: between two of them lies what tells better
// fits of a kind from worse ones.
const (
	fitsBeginning = 500 // of the title
	fitsWord      = 450 // the beginning of a word
	fitsPart      = 400 // any part
	fitsWords     = 300 // all words somewhere in title and note
	fitsLetters   = 250 // letters of one word, from its first
	fitsInitials  = 200 // beginnings of words
	fitsNear      = 100 // letters close to each other
)

// match tells how well an item fits a text in lower case, 0 where it does not,
// and which bytes of its title do.
func match(it Item, text string) (rank int, found []int) {
	title := strings.ToLower(it.Title)
	if len(title) != len(it.Title) {
		title = it.Title // In a few scripts a lower-case letter has another length.
	}
	if rank, at := part(title, text); rank > 0 {
		return rank, stretch(at, len(text))
	}
	if rank, found = allWords(title, strings.ToLower(it.Note)+" "+it.Words, strings.Fields(text)); rank > 0 {
		return rank, found
	}
	letters := strings.ReplaceAll(text, " ", "")
	for _, way := range []struct {
		rank int
		find func(s, letters string) []int
	}{{fitsLetters, inWord}, {fitsInitials, initials}, {fitsNear, near}} {
		if found = way.find(title, letters); found != nil {
			return way.rank - min(gaps(found), 49), found
		}
	}
	return 0, nil
}

// part finds a text in a title: at its beginning, else at that of a word, else
// anywhere; rank is 0 where it is not there.
func part(title, text string) (rank, at int) {
	blanks := len(title) - len(strings.TrimLeft(title, " "))
	at = strings.Index(title[blanks:], text) + blanks
	if at < blanks {
		return 0, 0
	}
	if at == blanks {
		return fitsBeginning, at
	}
	if word := wordWith(title, text); word >= 0 {
		return fitsWord, word
	}
	return fitsPart, at
}

// wordWith is where a word of a title begins with a text; negative where none
// does.
func wordWith(title, text string) int {
	for at := 0; at < len(title); at++ {
		i := strings.Index(title[at:], text)
		if i < 0 {
			break
		}
		if at += i; beginsWord(title, at) {
			return at
		}
	}
	return -1
}

// allWords finds every word in title or note. The more of them words of the title
// begin with, the better; those in the note count least.
func allWords(title, note string, words []string) (rank int, found []int) {
	points := 0
	for _, w := range words {
		at := wordWith(title, w)
		if at >= 0 {
			points++
		} else {
			at = strings.Index(title, w)
		}
		switch {
		case at >= 0:
			points++
			found = append(found, stretch(at, len(w))...)
		case !strings.Contains(note, w):
			return 0, nil
		}
	}
	return fitsWords + 40*points/max(1, len(words)), found
}

// gaps is how many bytes lie between those that were found.
func gaps(found []int) int { return found[len(found)-1] - found[0] + 1 - len(found) }

// inWord finds letters in their order within one word that begins with the first;
// nil where there is no such word.
func inWord(s, letters string) []int {
	if letters == "" {
		return nil
	}
	for start := range len(s) {
		if s[start] != letters[0] || !beginsWord(s, start) {
			continue
		}
		found := []int{start}
		for i := start + 1; i < len(s) && len(found) < len(letters) && !beginsWord(s, i); i++ {
			if s[i] == letters[len(found)] {
				found = append(found, i)
			}
		}
		if len(found) == len(letters) {
			return found
		}
	}
	return nil
}

func stretch(at, n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = at + i
	}
	return out
}

// initials finds letters each of which follows the one before it or else begins
// a later word; nil where there are no such ones.
func initials(s, letters string) []int {
	var found []int
	at := 0
	for i := range len(letters) {
		for at < len(s) && (s[at] != letters[i] || i > 0 && at > found[i-1]+1 && !beginsWord(s, at) || i == 0 && !beginsWord(s, at)) {
			at++
		}
		if at == len(s) {
			return nil
		}
		found = append(found, at)
		at++
	}
	return found
}

func beginsWord(s string, i int) bool {
	return i == 0 || !unicode.IsLetter(rune(s[i-1])) && !unicode.IsDigit(rune(s[i-1]))
}

// looseness is how many times its length a text may be spread over.
const looseness = 2

// near finds letters in their order within a short stretch; nil where there is
// none.
func near(s, letters string) []int {
	for start := range len(s) {
		if letters == "" || s[start] != letters[0] {
			continue
		}
		var found []int
		for i := start; i < min(len(s), start+looseness*len(letters)) && len(found) < len(letters); i++ {
			if s[i] == letters[len(found)] {
				found = append(found, i)
			}
		}
		if len(found) == len(letters) {
			return found
		}
	}
	return nil
}
