package tui

import "testing"

// A template is named as the statement that it becomes, not by its mark.
func TestTitlesOfResults(t *testing.T) {
	for sql, want := range map[string]string{
		"%\nSELECT day FROM events WHERE a = {{String(a)}}":             "events",
		" % SELECT {{Int32(a, 1)}}":                                     "SELECT",
		"%\n{% if defined(a) %} SELECT 1 {% end %} FROM `top pages`":    "top pages",
		"%\nSELECT 1 FROM {% if defined(a) %} b {% else %} c {% end %}": "b",
		"SELECT 5 % 3 FROM numbers":                                     "numbers",
		"GET /v0/pipes/top.csv?a=1":                                     "top.csv",
	} {
		if got := resultTitle("tinybird", sql); got != want {
			t.Errorf("%q: %q", sql, got)
		}
	}
}
