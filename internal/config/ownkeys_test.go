package config

import (
	"maps"
	"slices"
	"testing"
)

func TestOwnKeysLeaveDefaultsWhereTheyAreWrong(t *testing.T) {
	for text, want := range map[string]map[string][]string{
		`run = "contrl+j"`:                                 {},
		`run = ["ctrl+k", "contrl+j"]`:                     {},
		`grid.top = "ctrl+q"`:                              {},
		`run = "f9"`:                                       {},
		`run = "ctrl+k"`:                                   {"run": {"ctrl+k"}},
		`run = "x"`:                                        {"run": {"x"}},
		`run = []`:                                         {"run": {}},
		"run = \"f9\"\nrun-all = \"f5\"":                   {"run": {"f9"}, "run-all": {"f5"}},
		"run = \"f9\"\nrun-all = \"contrl+j\"":             {},
		"run = \"alt+q\"\nrun-all = \"alt+q\"":             {"run": {"alt+q"}},
		"grid.top = \"n\"\ngrid.next-page = \"z\"":         {},
		"grid.top = \"ctrl+k\"\nrun-all = [\"F9\", \"x\"]": {"grid.top": {"ctrl+k"}},
	} {
		c, err := Load(write(t, "[keys]\n"+text))
		if err != nil {
			t.Fatal(err)
		}
		if got := c.OwnKeys(someActions); !maps.EqualFunc(got, want, slices.Equal) {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
