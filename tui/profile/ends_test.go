package profile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/workspace"
)

// The ends of a histogram of times differ, whatever room they have.
func TestEndsOfTimesDifferInLittleRoom(t *testing.T) {
	for _, c := range []struct {
		from, to string
		room     int
		want     string
	}{
		{"2025-01-01 00:00:00", "2025-12-31 00:00:00", 60, "2025-01-01 00:00:00 2025-12-31 00:00:00"},
		{"2025-01-01 00:00:00", "2025-12-31 00:00:00", 35, "2025-01-01 00:00 2025-12-31 00:00"},
		{"2025-01-01 00:00:00", "2025-12-31 00:00:00", 24, "2025-01-01 2025-12-31"},
		{"2025-01-01 00:00:00", "2025-12-31 00:00:00", 20, "01-01 12-31"},
		{"2024-01-01", "2025-12-31", 20, "2024-01 2025-12"},
		{"2025-01-01 08:00:00.125", "2025-01-01 09:30:00.5", 30, "08:00:00.125 09:30:00.5"},
		{"2025-01-01 08:00:00.125", "2025-01-01 09:30:00.5", 20, "08:00:00 09:30:00"},
		{"2025-01-01 08:00:00", "2025-01-01 09:30:00", 12, "08:00 09:30"},
		{"2025-01-01 08:00:00.1", "2025-01-01 08:00:00.2", 12, "2025-01-01 08:00:00.1 2025-01-01 08:00:00.2"},
		{"a long text that is no time", "another one", 12, "a long text that is no time another one"},
		{"2025-01-01x", "", 4, "2025-01-01x "},
	} {
		from, to := shortEnds(c.from, c.to, c.room)
		if got := from + " " + to; got != c.want {
			t.Errorf("in %d cells: %q, want %q", c.room, got, c.want)
		}
	}
}

// Of values that are there once each, none is more frequent than the others.
func TestValuesThatAllDifferAreExamples(t *testing.T) {
	p := sample()
	c := workspace.Column{Column: 0, Rows: 1000, Distinct: 1000}
	for i := range 10 {
		c.Top = append(c.Top, workspace.Count{Value: fmt.Sprintf("name-%d", i), Rows: 1})
	}
	p.Set(c)
	p.Show(0)
	for where, screen := range map[string]string{"beside": draw(p, 40, 40, false), "below": drawStrip(p, 120, 12, false)} {
		expect(t, screen, "All values differ, such as", "name-0", "name-2")
		if strings.Contains(screen, "Top values") || strings.Contains(screen, "<0.1 %") || strings.Contains(screen, "name-3") {
			t.Errorf("%s: they are counted:\n%s", where, screen)
		}
	}
	p.Move(10)
	if text, ok := p.Value(); !ok || text != "name-2" {
		t.Errorf("the last value is %q", text)
	}
	p.ShowAll(0)
	expect(t, draw(p, 40, 20, false), "all values differ")
	expect(t, drawStrip(p, 120, 12, false), "all values differ")
}

// What is scrolled away is marked at the end at which it is.
func TestAStripTellsThatThereIsMoreAbove(t *testing.T) {
	var fields []arrow.Field
	var columns []int
	for i := range 13 {
		fields, columns = append(fields, connectors.Field(fmt.Sprintf("c%d", i), arrow.PrimitiveTypes.Int64, "BIGINT", connectors.KindText)), append(columns, i)
	}
	p := New(arrow.NewSchema(fields, nil), columns)
	p.ShowAll(0)
	if s := drawStrip(p, 120, 9, true); strings.Contains(s, "↑") || !strings.Contains(s, "↓") {
		t.Errorf("at the first column:\n%s", s)
	}
	p.ShowAll(12)
	if s := drawStrip(p, 120, 9, true); !strings.Contains(s, "↑") || strings.Contains(s, "↓") {
		t.Errorf("at the last column:\n%s", s)
	}
}
