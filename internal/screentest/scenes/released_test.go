package scenes

import (
	"strings"
	"testing"
)

func TestAResultThatIsReleasedIsTold(t *testing.T) {
	s := scene{width: 160}.open(t)
	s.ready()
	s.query(strings.Repeat("SELECT 1 AS n;\n", 21))
	s.Press("f9")
	s.WaitText("results were released: a tab keeps 20")
	s.query("SELECT * FROM r1")
	s.WaitText("the result r1 is not there any more")
}
