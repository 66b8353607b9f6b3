package tui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sonde/themes"
	"sonde/tui/canvas"
)

func drawn(l *jobList) string {
	c := &canvas.Canvas{}
	c.Resize(100, 20)
	l.Draw(c, canvas.Rect{W: 100, H: 20}, themes.Default(true))
	var lines []string
	for y := range 20 {
		lines = append(lines, c.Line(y))
	}
	return strings.Join(lines, "\n")
}

func threeExports() (*App, []*job) {
	const folder = "/home/somebody/with/a/folder/that/is/so/deep/that/its/name/fills/the/line/"
	a := &App{}
	for _, name := range []string{"one.csv", "two.csv", "three.csv"} {
		a.jobs = append(a.jobs, &job{name: name, what: "the whole query, run again to " + folder + name, started: time.Now()})
	}
	return a, append([]*job(nil), a.jobs...)
}

// Exports into one folder are told apart, however deep it is.
func TestExportsAreToldApart(t *testing.T) {
	a, _ := threeExports()
	l := &jobList{app: a, chosen: a.jobs[0]}
	for _, want := range []string{" one.csv  0 rows", " two.csv  0 rows", " three.csv  0 rows", "the whole query, run again to /home/somebody"} {
		if frame := drawn(l); !strings.Contains(frame, want) {
			t.Errorf("%q is missing in\n%s", want, frame)
		}
	}
}

// When an export ends, the keys mean the one that was chosen, and none where that
// is the one that has ended.
func TestChosenExportStaysChosen(t *testing.T) {
	a, jobs := threeExports()
	l := &jobList{app: a, chosen: a.jobs[0]}
	stopped := func() *job {
		answer, _ := l.Update(tea.KeyPressMsg{Code: 'x', Text: "x"})
		msg, _ := answer.(stopJobMsg)
		return msg.job
	}
	l.Update(tea.KeyPressMsg{Code: tea.KeyDown})
	a.jobs = jobs[1:]
	if stopped() != jobs[1] {
		t.Error("another export was stopped than was chosen")
	}
	a.jobs = jobs[2:]
	if j := stopped(); j != nil {
		t.Errorf("the chosen export has ended, and %s was stopped", j.name)
	}
	if frame := drawn(l); strings.Contains(frame, "x stop") || strings.Contains(frame, "two.csv") {
		t.Errorf("there is nothing to stop in\n%s", frame)
	}
	l.Update(tea.KeyPressMsg{Code: tea.KeyDown})
	if stopped() != jobs[2] {
		t.Error("the last export cannot be chosen")
	}
	a.jobs = nil
	l.Update(tea.KeyPressMsg{Code: tea.KeyUp})
	if !strings.Contains(drawn(l), "All exports have ended") {
		t.Error("the end is not told")
	}
}
