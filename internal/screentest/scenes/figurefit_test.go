package scenes

import "testing"

func TestASmallScreenSumsUpWhatIsSelected(t *testing.T) {
	s := scene{width: 80, height: 24}.open(t)
	s.WaitText("✓ done", "India", "products")
	s.query("SELECT i + 0.5::DOUBLE AS x FROM range(2000) t(i)")
	s.WaitText("✓ done  2,000 rows")
	s.Press("alt+3", "ctrl+a")
	s.WaitText("✓ done  2,000 rows", "2,000 × 1 selected", "sum 2000000 · average 1000 · min 0.5 · max 1999.5 · 2,000 values")
}
