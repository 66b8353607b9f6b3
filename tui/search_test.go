package tui

import (
	"testing"

	"sonde/internal/screentest"
)

func TestSearch(t *testing.T) {
	s := rowsStage(t, 120, 30, tableOf(t, nil, peopleSchema, numbered(1, 200)))
	s.results("row 5")
	s.Press("/")
	s.WaitText("Search ", "Alt+R regex off")
	s.Type("ROW 15")
	s.WaitText("1 of 11", "row 15 of 200 · column 2 of 3")
	s.Press("enter")
	s.WaitText("ROW 15: 1 of 11")
	s.Press("n")
	s.WaitText("2 of 11", "row 150 of 200")
	s.Press("N", "N")
	s.WaitText("11 of 11", "row 159 of 200")
	s.Press("n")
	s.WaitText("1 of 11", "row 15 of 200")
	s.Press("s", "s")
	s.WaitText("name ▼", "of 11")
	s.Press("esc")
	s.WaitGone("of 11")
}

func TestMatchesAreHighlighted(t *testing.T) {
	s := rowsStage(t, 120, 30, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	plain, _ := s.Frame().StyleOf("Neil")
	s.Press("/")
	s.Type("nei")
	s.WaitText("1 of 1")
	s.Press("enter", "up")
	s.WaitFor("a highlight", func(f screentest.Frame) bool {
		style, ok := f.StyleOf("Nei")
		return ok && style != plain
	})
}

func TestSearchByRegexp(t *testing.T) {
	s := rowsStage(t, 120, 30, tableOf(t, nil, peopleSchema, numbered(1, 50)))
	s.results("row 5")
	s.Press("/")
	s.Type("^row .$")
	s.WaitText("no match")
	s.Press("alt+r")
	s.WaitText("1 of 9", "regex on")
	s.Type("(")
	s.WaitText("missing closing ): `^row .$(`")
}

// Esc ends the search and goes back to where it began.
func TestSearchIsLeft(t *testing.T) {
	s := rowsStage(t, 120, 30, tableOf(t, nil, peopleSchema, numbered(1, 50)))
	s.results("row 5")
	s.Press("down", "/")
	s.Type("row 33")
	s.WaitText("row 33 of 50")
	s.Press("esc")
	s.WaitText("row 2 of 50")
	s.Press("n")
	s.WaitText("Nothing is searched for; / searches")
}

// While rows arrive, what was there is searched; at the end, all of it.
func TestSearchOfAGrowingResult(t *testing.T) {
	gate := make(chan struct{})
	s := rowsStage(t, 120, 30, tableOf(t, gate, peopleSchema, numbered(1, 10), numbered(11, 10)))
	s.run("SELECT * FROM people")
	s.WaitText("row 10")
	s.Press("alt+3", "/")
	s.Type("row 1")
	s.Press("enter")
	s.WaitText("row 1: 1 of 2")
	close(gate)
	s.WaitText("row 1: 1 of 11")
}
