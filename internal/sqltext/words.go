package sqltext

import (
	"slices"
	"strings"
)

// wordClass is what an unquoted word may be.
type wordClass uint8

const (
	wordKeyword  wordClass = 1 << iota
	wordType               // the name of a type
	wordCallable           // a keyword or type that is a function directly before "("
	wordReserved           // no name without quotes
)

// maxWord is the length of the longest word in the lists, in bytes.
const maxWord = 24

// lookup finds an unquoted word in a table whose keys are in lower case,
// whatever the case of the word, without allocating.
func lookup[V any](table map[string]V, word string) (v V, ok bool) {
	var lower [maxWord]byte
	if len(word) > maxWord {
		return v, false
	}
	for i := range len(word) {
		c := word[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		lower[i] = c
	}
	v, ok = table[string(lower[:len(word)])]
	return v, ok
}

// colour returns the kind of a token as a reader sees it: a word may be a
// keyword, a type or a function.
func (s *scanner) colour(t Token) Kind {
	if t.Kind != Identifier {
		return t.Kind
	}
	call := t.End < len(s.src) && s.src[t.End] == '('
	w, _ := lookup(s.d.words, s.src[t.Start:t.End])
	switch {
	case call && (w&(wordKeyword|wordType) == 0 || w&wordCallable != 0):
		return Function
	case s.dot > 0 && t.Start == s.dot:
		return Identifier
	case w&wordKeyword != 0:
		return Keyword
	case w&wordType != 0:
		return Type
	}
	return Identifier
}

// Keywords returns the dialect's keywords and types in upper case, sorted.
func (d *Dialect) Keywords() []string {
	list := make([]string, 0, len(d.words))
	for word, w := range d.words {
		if w&(wordKeyword|wordType) != 0 {
			list = append(list, strings.ToUpper(word))
		}
	}
	slices.Sort(list)
	return list
}

// wordClasses builds the table of a dialect from the lists.
func wordClasses(name string) map[string]wordClass {
	table := map[string]wordClass{}
	add := func(list string, w wordClass) {
		for _, word := range strings.Fields(list) {
			table[word] |= w
		}
	}
	own := ownWords[name]
	if name == "tinybird" {
		own = ownWords["clickhouse"]
	}
	add(commonKeywords, wordKeyword)
	add(commonTypes, wordType)
	add(commonReserved, wordReserved)
	add(callables, wordCallable)
	add(own.keywords, wordKeyword)
	add(own.types, wordType)
	add(own.reserved, wordReserved)
	return table
}
