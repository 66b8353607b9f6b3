package scenes

import (
	"testing"

	"sonde/internal/screentest"
)

// A first column that changes with every answer tells no rows apart: what is the
// same in its place is not marked.
func TestWatchMarksOnlyWhatChangesWhereNoKeyStays(t *testing.T) {
	s := scene{}.open(t)
	s.ready()
	s.query("SELECT epoch_us(now()) AS at, 'same' AS v, 'turn' || epoch_us(now()) AS w")
	s.WaitText("✓ done", "same")
	plain, _ := s.Frame().StyleOf("same")
	s.Press("alt+w")
	s.WaitText("Enter watch")
	s.Type("1")
	s.Press("enter")
	for range 2 {
		s.WaitFor("a mark on what turned alone", func(f screentest.Frame) bool {
			turn, found := f.StyleOf("turn1")
			same, _ := f.StyleOf("same")
			return found && turn.BG != plain.BG && same.BG == plain.BG
		})
		s.WaitFor("the mark to fade", func(f screentest.Frame) bool {
			turn, found := f.StyleOf("turn1")
			return found && turn.BG == plain.BG
		})
	}
	s.Press("alt+w")
	s.WaitText("The watch has ended")
}
