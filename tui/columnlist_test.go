package tui

import "testing"

func TestColumnList(t *testing.T) {
	s := rowsStage(t, 100, 30, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("|")
	s.WaitText("Columns", "✓ id", "✓ name", "✓ score")
	s.Type("nam")
	s.WaitGone("✓ score")
	s.Press("tab", "esc")
	s.WaitGone("hide or show")
	s.WaitGone("O'Neil")
	s.Press("|")
	s.Type("sco")
	s.Press("enter")
	s.WaitText("column 3 of 3")
	s.Press("|")
	s.Type("name")
	s.Press("enter")
	s.WaitText("O'Neil", "column 2 of 3")
}
