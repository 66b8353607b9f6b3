package config

import (
	"os"
	"strings"
	"testing"

	"sonde/connectors"
)

// changed runs an edit on a file and returns its text then.
func changed(t *testing.T, text string, edit func(path string) error) (string, error) {
	t.Helper()
	path := write(t, text)
	err := edit(path)
	data, readErr := os.ReadFile(path)
	if readErr != nil {
		t.Fatal(readErr)
	}
	return string(data), err
}

func TestRemoveTakesOnlyTheConnection(t *testing.T) {
	const own = "[connections.wiki] # Druid\n# behind the gateway\nkind = \"druid\"\nurl = \"http://localhost:8888\" # the router\n" +
		"password = \"${env:PASSWORD}\"\n  context = { sqlTimeZone = \"Etc/UTC\" }   # zone\n"
	want := strings.Replace(strings.Replace(commented, own, "", 1), "default = \"wiki\"   # the one for every day\n", "", 1)
	got, err := changed(t, commented, func(path string) error { return RemoveConnection(path, "wiki") })
	if err != nil || got != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
	for name, text := range map[string]string{
		"dotted":    "connections.a.kind = 'duckdb'\nconnections.a.path = 'x'\nascii = true\n",
		"inline":    "ascii = true\n[connections]\na = { kind = 'duckdb' }\n",
		"sub-table": "ascii = true\n[connections.a]\nkind = 'druid'\n[connections.a.context]\nb = 'c'\n# end\n",
	} {
		got, err := changed(t, text, func(path string) error { return RemoveConnection(path, "a") })
		if err != nil || strings.Contains(got, "kind") || !strings.Contains(got, "ascii = true") {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}

func TestRenameKeepsEverythingElse(t *testing.T) {
	want := strings.NewReplacer(`default = "wiki"`, `default = "the wiki"`, "[connections.wiki]", `[connections."the wiki"]`).Replace(commented)
	got, err := changed(t, commented, func(path string) error { return RenameConnection(path, "wiki", "the wiki") })
	if err != nil || got != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
	for text, want := range map[string]string{
		"connections.a.kind = 'duckdb'\n":                                       "connections.b.kind = 'duckdb'\n",
		"[connections]\na.kind = 'duckdb'\na.path = 'a'\n":                      "[connections]\nb.kind = 'duckdb'\nb.path = 'a'\n",
		"[connections]\na = { kind = 'duckdb' }\n":                              "[connections]\nb = { kind = 'duckdb' }\n",
		"[connections.'a'.context]\nx = 'y'\n[connections.a]\nkind = 'druid'\n": "[connections.b.context]\nx = 'y'\n[connections.b]\nkind = 'druid'\n",
	} {
		got, err := changed(t, text, func(path string) error { return RenameConnection(path, "a", "b") })
		if err != nil || got != want {
			t.Errorf("%v\n%s\nwant\n%s", err, got, want)
		}
	}
}

func TestWhatCannotBeChangedStaysAsItIs(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		edit func(path string) error
		want string
	}{
		"unknown":       {commented, func(path string) error { return RemoveConnection(path, "wikis") }, `no connection "wikis"`},
		"taken":         {commented, func(path string) error { return RenameConnection(path, "wiki", "my file") }, "already"},
		"no name":       {commented, func(path string) error { return RenameConnection(path, "wiki", "") }, "needs a name"},
		"all in one":    {"connections = { a = { kind = 'duckdb' } }\n", func(path string) error { return RemoveConnection(path, "a") }, "only you can change"},
		"broken":        {"connections = {\n", func(path string) error { return RemoveConnection(path, "a") }, ""},
		"all, to a new": {"connections = { a = { kind = 'duckdb' } }\n", func(path string) error { return RenameConnection(path, "a", "b") }, "only you can change"},
	} {
		got, err := changed(t, c.text, c.edit)
		if !connectors.IsClass(err, connectors.ClassConfig) || !strings.Contains(err.Error(), c.want) || got != c.text {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}
