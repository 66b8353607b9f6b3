package tui

import (
	"sonde/internal/screentest/source"
	"strings"
	"testing"
)

func TestCopyAs(t *testing.T) {
	s := open(t, 120, 36, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("ctrl+a")
	for _, c := range []struct{ typed, want string }{
		{"tsv, rows", "1\tAda\t0.10\n2\tO'Neil\t0.20\n3\t\t7.00\n4\tAda\t"},
		{"csv", "id,name,score\n1,Ada,0.10\n2,O'Neil,0.20\n3,,7.00\n4,Ada,"},
		{"sql values", "(1, 'Ada', 0.10),\n(2, 'O''Neil', 0.20),\n(3, NULL, 7.00),\n(4, 'Ada', NULL)"},
		{"in-list", "((1, 'Ada', 0.10), (2, 'O''Neil', 0.20))"},
	} {
		s.Press("C")
		s.WaitText("Copy 4 × 3 cells as")
		s.Type(c.typed)
		s.Press("enter")
		s.eventually(c.typed, func() bool { return s.lastCopy() == c.want })
	}
	s.WaitText("Copied 4 × 3 cells as IN-list, 2 rows with NULL left out")
}

// The key that copies uses the form of the last time, also in another run of the
// program.
func TestLastCopyFormIsRemembered(t *testing.T) {
	s := open(t, 120, 36, tableOf(t, nil, peopleSchema, people))
	if err := s.store.Remember(t.Context(), copyKey, "in"); err != nil {
		t.Fatal(err)
	}
	s.results("O'Neil")
	s.Press("right", "c", "y")
	s.eventually("a copy", func() bool { return s.lastCopy() == "('Ada', 'O''Neil')" })
	s.Press("C")
	s.WaitText("Copy 4 × 1 cells as")
	s.Type("json")
	s.Press("enter")
	s.eventually("another form", func() bool { return strings.Contains(s.lastCopy(), `"O'Neil"`) && strings.HasPrefix(s.lastCopy(), "[") })
	s.eventually("the form in the history", func() bool {
		form, err := s.store.Remembered(t.Context(), copyKey)
		return err == nil && form == "json"
	})
}

// Values that are copied are read by the source that the result came from, whose
// dialect may have shown with its answer only.
func TestCopyAsInTheDialectThatIsLearnt(t *testing.T) {
	s := open(t, 120, 36, source.Warehouse())
	s.run("SELECT path FROM sales")
	s.WaitText("Run on web?")
	s.Press("y")
	s.WaitText(`C:\sales`)
	s.Press("alt+3")
	s.Press("C")
	s.WaitText("Copy ")
	s.Type("sql values")
	s.Press("enter")
	s.eventually("a copy", func() bool { return s.lastCopy() == `('C:\\sales')` })
}

// A list that holds nothing but NULL says so, and not that the NULL was left out.
func TestListOfNothingButNull(t *testing.T) {
	s := open(t, 120, 36, tableOf(t, nil, peopleSchema, people))
	s.results("O'Neil")
	s.Press("right", "down", "down", "C")
	s.WaitText("Copy 1 cell as")
	s.Type("in-list")
	s.Press("enter")
	s.eventually("a copy", func() bool { return s.lastCopy() == "(NULL)" })
	s.WaitText("(NULL), which finds no row")
}
