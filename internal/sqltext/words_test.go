package sqltext

import (
	"slices"
	"testing"
)

func TestKeywords(t *testing.T) {
	for name, d := range dialects {
		words := d.Keywords()
		if !slices.Contains(words, "SELECT") || !slices.IsSorted(words) {
			t.Errorf("%s: keywords %v", name, words)
		}
		for word := range d.words {
			if len(word) > maxWord {
				t.Errorf("%s: the word %q is too long to be found", name, word)
			}
		}
	}
	for word := range knownWords {
		if len(word) > maxWord {
			t.Errorf("the word %q is too long to be found", word)
		}
	}
	if !slices.Contains(ForName("tinybird").Keywords(), "PREWHERE") {
		t.Error("tinybird lacks the keywords of ClickHouse")
	}
}
