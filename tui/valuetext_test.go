package tui

import "testing"

func TestTextsThatCouldBeMistakenStandInQuotes(t *testing.T) {
	for value, want := range map[string]string{"": "''", "NULL": "'NULL'", "null": "'null'", " a": "' a'", "a b": "a b", "12": "12"} {
		if got := valueText(value, 40); got != want {
			t.Errorf("%q is %s, not %s", value, got, want)
		}
	}
}
