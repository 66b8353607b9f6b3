package config

import (
	"slices"
	"strings"
	"testing"
)

var someActions = []Action{
	{ID: "run", Types: true, Keys: []string{"f5", "ctrl+j"}},
	{ID: "quit", Types: true, Keys: []string{"ctrl+q"}, Reserved: true},
	{ID: "run-all", Types: true, Keys: []string{"f9"}},
	{ID: "zoom", Types: true, Keys: []string{"f11"}},
	{ID: "zoom", Place: "grid", Keys: []string{"z"}},
	{ID: "editor.up", Place: "editor", Types: true, Keys: []string{"up"}},
	{ID: "grid.next-page", Place: "grid", Keys: []string{"n"}},
	{ID: "grid.top", Place: "grid", Keys: []string{"g"}},
}

func TestCheckKeys(t *testing.T) {
	for text, want := range map[string][]string{
		`grid.next-pag = "n"`:                   {`unknown action "grid.next-pag"; did you mean "grid.next-page"?`},
		`run = ["contrl+j"]`:                    {`keys.run: "contrl+j": unknown modifier "contrl"; did you mean "ctrl"?`},
		`run = "control+j"`:                     {`keys.run: "control+j": unknown modifier "control"; did you mean "ctrl"?`},
		`run = "Ctrl+j"`:                        {`keys.run: "Ctrl+j": unknown modifier "Ctrl"; did you mean "ctrl"?`},
		`run = "ctrl+R"`:                        {`keys.run: "ctrl+R": this key is written "ctrl+r"`},
		`run = "shift+ctrl+f7"`:                 {`keys.run: "shift+ctrl+f7": this key is written "ctrl+shift+f7"`},
		`run = "ctrl+ctrl+f7"`:                  {`keys.run: "ctrl+ctrl+f7": this key is written "ctrl+f7"`},
		`run = "ctrl+entr"`:                     {`keys.run: "ctrl+entr": unknown key "entr"; did you mean "enter"?`},
		`run = "PageUp"`:                        {`keys.run: "PageUp": unknown key "PageUp"; did you mean "pgup"?`},
		`run = "f64"`:                           {`keys.run: "f64": unknown key "f64"; did you mean "f4"?`},
		`run = ""`:                              {`keys.run: "": unknown key ""`},
		`run = "ctrl+"`:                         {`keys.run: "ctrl+": unknown key "ctrl+"`},
		`run = "x"`:                             {`keys.run: "x" can no longer be typed into the editor`},
		`run = "shift+space"`:                   {`keys.run: "shift+space" can no longer be typed into the editor`},
		`editor.up = "k"`:                       {`keys.editor.up: "k" can no longer be typed into the editor`},
		`run = "f9"`:                            {`keys.run: "f9" is a key of "run-all" too; the binding is not used unless keys.run-all is other keys, or [] for none`},
		`zoom = "f9"`:                           {`keys.zoom: "f9" is a key of "run-all" too; the binding is not used unless keys.run-all is other keys, or [] for none`},
		`grid.top = "n"`:                        {`keys.grid.top: "n" is a key of "grid.next-page" too; the binding is not used unless keys.grid.next-page is other keys, or [] for none`},
		"grid.top = \"n\"\ngrid.next-page = []": nil,
		"run = \"f9\"\nrun-all = \"f10\"":       nil,
		`run = ["ctrl++", "alt+.", "ctrl+alt+shift+up", "f63", "ctrl+space"]`: nil,
		`grid.top = ["G", "space", "+", "é", "up"]`:                           nil,
		`editor.up = "f5"`:     nil,
		`editor.up = "ctrl+q"`: {`keys.editor.up: "ctrl+q" is a key of "quit" too; the binding is not used unless keys.quit is other keys, or [] for none`},
		// Of two bindings the first is used.
		"run = [\"f5\", \"alt+g\"]\nzoom = [\"f12\", \"f5\"]": {`config.toml:3: keys.zoom: "f5" is a key of "run" too; the binding is not used unless keys.run is other keys, or [] for none`},
		"quit = \"f10\"\ngrid.top = \"ctrl+q\"":               nil,
	} {
		c, err := Load(write(t, "[keys]\n"+text))
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, p := range listed(c.CheckKeys(someActions)) {
			got = append(got, strings.TrimPrefix(p, "config.toml:2: "))
		}
		if len(want) == 0 && len(got) == 0 {
			continue
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
