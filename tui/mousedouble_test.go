package tui

import (
	"testing"
)

// headed is a stage with rows, and where the heading of a column stands.
func headed(t *testing.T, column string) (s *stage, x, y int) {
	t.Helper()
	s = rowsStage(t, 100, 30, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	x, y, ok := s.WaitText("▸Results").Find(column)
	if !ok {
		t.Fatalf("%s has no heading", column)
	}
	return s, x, y
}

func TestAHeadingPressedTwiceSorts(t *testing.T) {
	s, x, y := headed(t, "score")
	s.DoubleClick(x, y)
	s.WaitText("score ▲")
	s.DoubleClick(x, y)
	s.WaitText("score ▼")
	s.DoubleClick(x, y)
	s.WaitGone("score ▼")
	x, y, _ = s.WaitText("name").Find("name")
	s.Click(x, y)
	if f := s.WaitText("4 × 1 selected"); f.Contains("name ▲") {
		t.Errorf("one click sorts, which selects the column:\n%s", f.Text())
	}
}

func TestCtrlSortsByAFurtherColumn(t *testing.T) {
	s, x, y := headed(t, "score")
	s.DoubleClick(x, y)
	x, _, _ = s.WaitText("score ▲").Find("name")
	s.CtrlClick(x, y)
	s.CtrlClick(x, y)
	s.WaitText("score ▲1", "name ▲2")
}

func TestARowNumberPressedTwiceIsARecord(t *testing.T) {
	s, _, y := headed(t, "name")
	x, cell, _ := s.Frame().Find("O'Neil")
	s.DoubleClick(x, cell)
	s.WaitText("name · row 2")
	s.Press("esc")
	s.WaitGone("name · row 2")
	x, _, _ = s.WaitText("id name").Find("id name")
	s.DoubleClick(x-4, y+2)
	s.WaitText("Row 2")
}

func TestTheBorderOfAHeadingFitsTheColumn(t *testing.T) {
	s, x, y := headed(t, "id name")
	border := x + len("id ") + len("O'Neil")
	s.Drag(border, y, border+10, y)
	s.WaitGone("name   score")
	s.WaitText("name             score")
	s.DoubleClick(border+10, y)
	s.WaitText("name   score")
}

// Only the left button acts.
func TestTheRightButtonDoesNothing(t *testing.T) {
	s, x, y := headed(t, "score")
	s.RightClick(x, y+2)
	s.Press("down")
	if f := s.WaitText("row 2 of 4"); !f.Contains("row 2 of 4 · column 1 of 3") {
		t.Errorf("the cursor went to the mouse:\n%s", f.Text())
	}
}

func TestTheHelpTellsWhatTheMouseDoes(t *testing.T) {
	s := open(t, 80, 28)
	s.Press("f1")
	s.WaitText("Keys and mouse")
	s.Type("mouse")
	s.WaitText("Double click on a heading", "Sort: up, then down", "Drag its border", "Wheel", "Drag with Shift")
	for range len("mouse") {
		s.Press("backspace")
	}
	s.Type("double click")
	s.WaitText("Show a whole cell", "Preview a table")
}
