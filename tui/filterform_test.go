package tui

import "testing"

// The form asks only for what counts with its comparison, and keeps what was typed
// where a value is refused.
func TestFilterFormFollowsItsComparison(t *testing.T) {
	s := rowsStage(t, 100, 30, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("right", "F")
	s.WaitText("Keep rows where it", "counts, except for")
	s.Press("right", "right", "right", "right", "right", "right")
	s.WaitText("contains", "ignored")
	s.WaitGone("counts, except for")
	s.Press("down")
	for range len("Ada") {
		s.Press("backspace")
	}
	s.Type("(")
	s.Press("enter")
	f := s.WaitText(`"(" is no value`, "Keep rows where it")
	if f.Contains("query: ") {
		t.Errorf("the class of the error is shown:\n%s", f.Text())
	}
}

func TestFilterFormOffersNullOnNull(t *testing.T) {
	s := rowsStage(t, 100, 30, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("right", "down", "down")
	s.WaitText("row 3 of 4")
	s.Press("F")
	s.WaitText("Keep rows where it", "is NULL", "none is needed")
}
