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

// match tells how well an item fits a text in lower case, 0 where it does not,
// and which bytes of its title do: its beginning, any part of it, all words
// somewhere in title and note, the beginnings of its words, or its letters close
// to each other.
func match(it Item, text string) (rank int, found []int) {
	title := strings.ToLower(it.Title)
	if len(title) != len(it.Title) {
		title = it.Title // In a few scripts a lower-case letter has another length.
	}
	if i := strings.Index(strings.TrimLeft(title, " "), text); i >= 0 {
		at := i + len(title) - len(strings.TrimLeft(title, " "))
		rank = 5
		if i > 0 {
			rank = 4
		}
		return rank, stretch(at, len(text))
	}
	words := strings.Fields(text)
	both := title + " " + strings.ToLower(it.Note)
	if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(both, w) }) {
		for _, w := range words {
			if i := strings.Index(title, w); i >= 0 {
				found = append(found, stretch(i, len(w))...)
			}
		}
		return 3, found
	}
	letters := strings.ReplaceAll(text, " ", "")
	if found = initials(title, letters); found != nil {
		return 2, found
	}
	if found = near(title, letters); found != nil {
		return 1, found
	}
	return 0, nil
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
