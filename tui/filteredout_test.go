package tui

import "testing"

// A filter that leaves no row says what takes it off, and that key does.
func TestAFilterWithoutRowsNamesItsKey(t *testing.T) {
	s := rowsStage(t, 100, 30, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("right", "F")
	s.WaitText("Keep rows where it")
	s.Press("down")
	s.Type("nobody")
	s.Press("enter")
	s.WaitText("0 of 4 rows", `No row matches name = nobody; \ removes filters`)
	s.Press("\\")
	s.WaitText("Remove: name = nobody")
	s.Press("enter")
	s.WaitGone("No row matches")
}
