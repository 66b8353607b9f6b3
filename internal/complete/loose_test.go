package complete

import (
	"slices"
	"testing"
)

func TestScatteredLettersCountOnlyWhereNoWordFits(t *testing.T) {
	items := func(word string) (labels []string) {
		q := newQuery(word)
		for _, it := range q.withoutLoose([]Item{{Label: "amount"}, {Label: "sum_amounts"}, {Label: "dayofmonth"}}) {
			labels = append(labels, it.Label)
		}
		return labels
	}
	if got := items("amo"); !slices.Equal(got, []string{"amount", "sum_amounts"}) {
		t.Errorf("amo offers %v", got)
	}
	if got := items("ymh"); len(got) != 3 {
		t.Errorf("nothing has a word with ymh, but %v is left", got)
	}
}
