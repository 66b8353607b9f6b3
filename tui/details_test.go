package tui

import (
	"strings"
	"testing"

	"sonde/internal/screentest"
)

func TestDetailsOfARun(t *testing.T) {
	s := open(t, 120, 50)
	s.run("DONE 1")
	s.WaitText("1,000 rows", "[limited]", "rows_read 12,345,678")
	s.Press("alt+3", "d")
	f := s.WaitText("Run details")
	for _, want := range []string{"web (Web service)", "limited: the service cut the answer at 1,000 rows", "query id", "q-DONE", "3,250,000 bytes",
		"12345678 (12,345,678)", "987654321 (942 MiB)", "Warnings", "The answer came from a cache."} {
		if !f.Contains(want) {
			t.Errorf("no %q in\n%s", want, f.Text())
		}
	}
	s.Press("y", "esc")
	s.WaitGone("Run details")
}

func TestDetailsFollowARunThatGoesOn(t *testing.T) {
	s := open(t, 120, 40)
	s.run("STREAM x")
	s.Press("alt+3")
	s.WaitText("1,000 rows")
	s.Press("d")
	first := s.WaitText("Run details", "downloading")
	s.WaitFor("other figures", func(f screentest.Frame) bool {
		return f.Contains("Run details") && elapsedLine(f) != elapsedLine(first)
	})
	s.Press("esc")
	s.WaitGone("Run details")
	s.Press("esc")
	s.WaitText("✗ cancelled", "[incomplete]")
}

func elapsedLine(f screentest.Frame) string {
	_, y, _ := f.Find("elapsed ")
	return f.Line(y)
}

func TestAWaitOfTheServiceIsInSight(t *testing.T) {
	s := open(t, 80, 24)
	s.run("RETRY 1")
	s.WaitText("waiting 9s before trying again: Too many requests")
	s.Press("esc")
	s.WaitText("✗ cancelled")
}

func TestTheRunThatIsShownIsCancelled(t *testing.T) {
	s := open(t, 120, 40)
	s.run("STREAM x")
	s.WaitText("downloading")
	s.Press("f5")
	s.WaitFor("a second result", func(f screentest.Frame) bool { return strings.Count(f.Text(), ": STREAM x…") == 2 })
	s.Press("esc")
	f := s.WaitText("✗ cancelled")
	if strings.Count(f.Text(), ": STREAM x…") != 1 {
		t.Errorf("the other run goes on no longer:\n%s", f.Text())
	}
	s.Press("ctrl+c")
	s.WaitFor("no run", func(f screentest.Frame) bool { return !f.Contains(": STREAM x…") })
}
