package scenes

import "testing"

func TestAPreviewThatItsLimitCutSaysSo(t *testing.T) {
	s := scene{width: 140}.open(t)
	s.ready()
	s.Press("alt+1")
	s.WaitText("order_items")
	s.Press("/")
	s.Type("order_items")
	s.WaitGone("▸ products")
	s.Press("enter", "enter")
	s.WaitText("[limited]  1,000 rows", "only the first 1,000 rows")
	s.Press("alt+3", "d")
	s.WaitText("the first 1,000 rows, which its own LIMIT asks for", `order_items LIMIT 1000`)
	s.Press("esc")
	s.WaitGone("Run details")
	s.Press("A")
	s.WaitText("Fetch every row?", "without the preview's LIMIT")
	s.Press("y")
	s.WaitText("✓ done  1,250 rows")
	s.WaitGone("[limited]")
}
