package history

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// What a search finds is what looking at every text finds, whatever pieces the
// words are, and however many waves of statements are judged.
func TestSearchFindsWhatIsThere(t *testing.T) {
	s := open(t, newPath(t))
	all := fill(t, s, 5*firstWave)
	texts(t, s, Query{Text: "not there"}) // What follows is noted after the reading.
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 50 {
		all = append(all, put(t, s, Entry{ID: fmt.Sprint("late", i), SQL: "late " + someSQL(r, len(all)), Status: OK}).SQL)
	}
	for range 60 {
		text := someWords(r, all)
		want := matching(all, text)
		if got := places(t, s, Query{Text: text}); !slices.Equal(got, want) {
			t.Errorf("%q: %d found, %d are there", text, len(got), len(want))
		}
		if few := places(t, s, Query{Text: text, Limit: 7}); !slices.Equal(few, want[:min(7, len(want))]) {
			t.Errorf("%q: the newest are %v, want %v", text, few, want[:min(7, len(want))])
		}
	}
}

// places are the numbers of the entries that are found, without loading them.
func places(t *testing.T, s *Store, q Query) []int64 {
	t.Helper()
	hits, err := s.hits(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	var all []int64
	for _, h := range hits {
		all = append(all, h.seq)
	}
	return all
}

// someWords are one to three pieces of texts, without regard to where words end,
// so that most are of frequent pieces and some are nowhere together.
func someWords(r *rand.Rand, all []string) string {
	var pieces []string
	for range 1 + r.IntN(3) {
		text := all[r.IntN(len(all))]
		start := r.IntN(len(text) - 1)
		pieces = append(pieces, text[start:min(len(text), start+1+r.IntN(8))])
	}
	return strings.Join(pieces, " ")
}

// matching are the numbers, from 1, of the texts that have every word, the newest
// first.
func matching(all []string, text string) []int64 {
	words := strings.Fields(strings.ToLower(text))
	var found []int64
	for i, sql := range slices.Backward(all) {
		if hasAll(strings.ToLower(sql), words) {
			found = append(found, int64(i)+1)
		}
	}
	return found
}
