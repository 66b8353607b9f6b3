package scenes

import "testing"

func TestAProfileThatCoversTheRowsHasTheKeys(t *testing.T) {
	s := scene{width: 60, height: 20}.open(t)
	s.WaitText("✓ done", "India")
	s.query("SELECT i AS x FROM range(1, 241) t(i)")
	s.WaitText("✓ done  240 rows")
	s.Press("alt+3", "F")
	s.WaitText("Keep rows where it")
	s.Press("enter")
	s.WaitText("x = 1 ×")
	s.Press("p")
	s.WaitText("NULL", "Esc closes", "x = 1 ×")
	s.Press("j")
	s.WaitText("row 1 of")
	s.Press("esc")
	s.WaitGone("Esc closes")
}
