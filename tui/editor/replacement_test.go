package editor

import (
	"testing"

	"sonde/internal/sqltext"
)

func TestReplacementsNameGroups(t *testing.T) {
	for with, want := range map[string]string{
		"$2_$1": "12_aa", "${2}x$1": "12xaa", "$$1": "$1", "${digits}!": "12!", "$0$0": "aa12aa12", "$": "$", "a$ b": "a$ b", "${": "${", "$2é": "12é",
	} {
		e := New(sqltext.ForName("duckdb"))
		e.SetText("aa12")
		if err := e.Find(`([a-c]+)(?P<digits>\d+)`, FindOptions{Regexp: true}); err != nil {
			t.Fatal(err)
		}
		if n := e.ReplaceAll(with); n != 1 || e.Text() != want {
			t.Errorf("%s: %d replaced, %q, not %q", with, n, e.Text(), want)
		}
	}
}

func TestReplacementsOfUnknownGroupsChangeNothing(t *testing.T) {
	e := New(sqltext.ForName("duckdb"))
	e.SetText("aa12")
	if err := e.Find(`(a+)`, FindOptions{Regexp: true}); err != nil {
		t.Fatal(err)
	}
	for _, with := range []string{"$2", "${name}", "$99999999999999999999"} {
		if e.CheckReplacement(with) == nil || e.Replace(with) || e.ReplaceAll(with) != 0 || e.Text() != "aa12" {
			t.Errorf("%s makes %q", with, e.Text())
		}
	}
	if err := e.Find("a", FindOptions{}); err != nil || e.CheckReplacement("$2") != nil {
		t.Error("in plain text a reference is one too")
	}
}
