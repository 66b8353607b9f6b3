package config

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"sonde/connectors"
	"sonde/internal/secrets"
)

var registry = connectors.NewRegistry(
	&connectors.Driver{Kind: "druid", Title: "Apache Druid", Options: []connectors.Option{
		{Name: "url", Type: connectors.TypeString, Required: true, Help: "Address of the router."},
		{Name: "password", Type: connectors.TypeString, Secret: true, Help: "Password."},
		{Name: "context", Type: connectors.TypeTable, Help: "Query context."},
		{Name: "mode", Type: connectors.TypeChoice, Choices: []string{"native", "sql"}, Default: "sql", Help: "Engine."},
	}},
	&connectors.Driver{Kind: "duckdb", Title: "DuckDB", Options: []connectors.Option{
		{Name: "path", Type: connectors.TypeString, Help: "File."},
	}},
)

// write puts a configuration into a file and returns its path.
func write(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// listed are problems without the folder of the file.
func listed(problems []Problem) []string {
	list := []string{}
	for _, p := range problems {
		p.File = filepath.Base(p.File)
		list = append(list, p.String())
	}
	return list
}

const sound = `version = 1
default = "wiki"
theme = "light"

[connections.wiki]
kind = "druid"
url = "http://localhost:8888"
context = { sqlTimeZone = "Etc/UTC", n = 4 }

[connections."my file"]
kind = "duckdb"
path = "shop.duckdb"

[keys]
grid.next-page = ["n", "pgdown"]
"editor.run" = "f9"
"app.quit" = []

[results]
memory_mb = 64

[history]
enabled = false
`

func TestLoad(t *testing.T) {
	path := write(t, sound)
	c, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.Connections {
		c.Connections[i].lines = nil
	}
	want := &Config{
		Path: path, Default: "wiki", Theme: "light", Completion: "auto", MemoryMB: 64, StoredMB: 512, StoredDays: 30,
		Connections: []Connection{
			{Name: "wiki", Kind: "druid", File: path, Line: 5, Values: map[string]any{
				"url": "http://localhost:8888", "context": map[string]any{"sqlTimeZone": "Etc/UTC", "n": int64(4)},
			}},
			{Name: "my file", Kind: "duckdb", File: path, Line: 10, Values: map[string]any{"path": "shop.duckdb"}},
		},
		Keys: []Binding{
			{"grid.next-page", []string{"n", "pgdown"}, 15},
			{"editor.run", []string{"f9"}, 16},
			{"app.quit", []string{}, 17},
		},
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("\n got %+v\nwant %+v", c, want)
	}
	if problems := Check(t.Context(), path, registry); len(problems) > 0 {
		t.Errorf("a sound file has problems: %v", problems)
	}
}

func TestLoadWithoutAFile(t *testing.T) {
	for _, path := range []string{"", filepath.Join(t.TempDir(), "config.toml")} {
		c, err := Load(path)
		want := &Config{Path: path, Theme: "auto", Completion: "auto", MemoryMB: 256, History: true, StoredMB: 512, StoredDays: 30}
		if err != nil || !reflect.DeepEqual(c, want) {
			t.Errorf("%q: %+v, %v", path, c, err)
		}
	}
}

func TestMistakesAreNamedAndTheRestWorks(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"\nthme = \"dark\"", []string{`config.toml:2: unknown setting "thme"; did you mean "theme"?`}},
		{"theme = \"drak\"", []string{`config.toml:1: theme: expected one of auto, ansi, contrast, ember, tide, ansi-dark, ansi-light, contrast-dark, contrast-light, dark, ember-dark, ember-light, light, mono, plum, tide-dark, tide-light, not "drak"`}},
		{"[results]\n\nmemory_md = 4", []string{`config.toml:3: unknown setting "results.memory_md"; did you mean "memory_mb"?`}},
		{"[results]\nmemory_mb = true", []string{`config.toml:2: results.memory_mb: expected a whole number from 0, not true`}},
		{"results = 4", []string{`config.toml:1: results: expected a table, not 4`}},
		{"version = 2", []string{`config.toml:1: version 2 is newer than this sonde knows (1); what it does not know is passed over`}},
		{"version = \"x\"", []string{`config.toml:1: version: expected a whole number from 1`}},
		{"default = 4", []string{`config.toml:1: default: expected text, not 4`}},
		{"default = \"whole\"", []string{`config.toml:1: default: no connection "whole"; did you mean "whole2"?`}},
		{"connections = []", []string{`config.toml:1: connections: expected a table, not a list`}},
		{"[connections]\nx = 4", []string{`config.toml:2: connections.x: expected a table, not 4`}},
		{"[connections.x]\nurl = \"u\"", []string{`config.toml:1: connection "x" has no kind`}},
		{"[connections.x]\nkind = 3", []string{`config.toml:2: connections.x.kind: expected text, not 3`}},
		{"[keys]\nrun = 4\ngrid = { up = [1] }", []string{
			`config.toml:2: keys.run: expected a key such as "ctrl+r" or a list of keys, not 4`,
			`config.toml:3: keys.grid.up: expected a key such as "ctrl+r" or a list of keys, not a list`,
		}},
	} {
		rest := "\n[connections.whole2]\nkind = \"duckdb\"\n"
		if strings.HasPrefix(c.text, "connections =") || strings.HasPrefix(c.text, "[connections]") {
			rest = ""
		}
		config, err := Load(write(t, c.text+rest))
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if got := listed(config.Warnings); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
		if _, err := config.Connection("whole2"); rest != "" && err != nil {
			t.Errorf("%q: the rest does not work: %v", c.text, err)
		}
	}
}

func TestBrokenSyntaxIsShown(t *testing.T) {
	for _, c := range []struct{ text, place, line string }{
		{"a = 1\n  theme = = 3\n", "config.toml:2:11: ", "\n  theme = = 3"},
		{"theme = \"dark", "config.toml:1:", "\n  theme = \"dark"},
		{"a = 1\na = 2", "config.toml:2:1: ", "\n  a = 2"},
		{"[a]\n[a]", "config.toml:2:", "\n  [a]"},
		{"theme = \"\xff\"", "config.toml:1:", ""},
	} {
		path := write(t, c.text)
		config, err := Load(path)
		if config == nil || config.Theme != "auto" || config.DefaultUnknown {
			t.Errorf("%q: %+v", c.text, config)
		}
		if p := Check(t.Context(), path, registry); len(p) != 1 || strings.Count(p[0].String(), path) != 1 {
			t.Errorf("%q: %v", c.text, p)
		}
		if !connectors.IsClass(err, connectors.ClassConfig) || !strings.Contains(err.Error(), c.place) || !strings.HasSuffix(err.Error(), c.line) {
			t.Errorf("%q: %v", c.text, err)
		}
	}
}

func TestDefaultThatMayBeMeant(t *testing.T) {
	for text, want := range map[string]bool{
		"default = \"a\"\nx = = 1":      true,
		"x = = 1\n \"default\" = \"a\"": true,
		"x = = 1\n# a default":          false,
		"default = 4":                   true,
		"default = \"nope\"":            false,
		"theme = \"light\"":             false,
	} {
		c, _ := Load(write(t, text))
		if c.DefaultUnknown != want {
			t.Errorf("%q: %v", text, c.DefaultUnknown)
		}
	}
	if c, _ := Load(t.TempDir()); !c.DefaultUnknown {
		t.Error("nobody knows what an unreadable file has")
	}
	if c, _ := Load(write(t, "default = \"nope\"")); c.Default != "nope" {
		t.Errorf("%q", c.Default)
	}
}

func TestUnreadableFile(t *testing.T) {
	folder := t.TempDir()
	if _, err := Load(folder); !connectors.IsClass(err, connectors.ClassConfig) || !strings.Contains(err.Error(), folder) {
		t.Errorf("a folder gives %v", err)
	}
}

func TestCheckFindsWhatDoesNotFit(t *testing.T) {
	t.Setenv("SONDE_TEST_SET", "x")
	keyring.MockInit()
	path := write(t, `[connections.a]
kind = "druid"
pasword = "x"
password = "${env:SONDE_TEST_UNSET}"
mode = "fast"
read_only = "${env:SONDE_TEST_SET}"
context = { a = "${keyring:sonde/nobody}" }
[connections.b]
kind = "drud"
[connections.c]
kind = "druid"
url = "${cmd:exit 1}${env:SONDE_TEST_SET"
timeout = "soon"
limit = -5
color = "rde"
`)
	want := []string{
		`config.toml:1: connection "a": option "url" is missing: Address of the router.`,
		`config.toml:3: connection "a": unknown option "pasword"; did you mean "password"?`,
		`config.toml:4: connection "a": option "password": ${env:SONDE_TEST_UNSET}: the environment variable is not set`,
		`config.toml:5: connection "a": option "mode": expected one of native, sql, not "fast"`,
		`config.toml:7: connection "a": option "context": ${keyring:sonde/nobody}: the keyring has no such entry`,
		`config.toml:9: connection "b": unknown kind "drud"; did you mean "druid"?`,
		`config.toml:12: connection "c": option "url": a reference ${… has no closing brace; write $${ for the characters themselves`,
		`config.toml:13: connection "c": option "timeout": expected a duration such as 30s or 5m, not "soon"`,
		`config.toml:14: connection "c": option "limit": expected a whole number from 0, not -5`,
		`config.toml:15: connection "c": option "color": expected a colour such as red, bright-blue or #ff8800, not "rde"; did you mean "red"?`,
	}
	if got := listed(Check(t.Context(), path, registry)); !slices.Equal(got, want) {
		t.Errorf("\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
	if got := Check(t.Context(), write(t, "= 1"), registry); len(got) != 1 {
		t.Errorf("broken syntax gives %v", got)
	}
}

func TestConfigure(t *testing.T) {
	t.Setenv("SONDE_TEST_SECRET", "hunter2")
	t.Setenv("SONDE_TEST_WORD", "swordfish")
	c, err := Load(write(t, `[connections.a]
kind = "druid"
url = "http://h:${env:SONDE_TEST_PORT}"
password = "${env:SONDE_TEST_SECRET}"
headers = { X-Key = "abcdef", X-Team = "sales", X-Own = "${env:SONDE_TEST_WORD}" }
limit = 10
[connections.b]
kind = "druid"
url = "u"
pasword = "x"
`))
	if err != nil {
		t.Fatal(err)
	}
	a, err := c.Connection("a")
	if err != nil {
		t.Fatal(err)
	}
	policy := secrets.User
	policy.Redactor = new(secrets.Redactor)
	if _, _, err = a.Configure(t.Context(), registry, policy); err == nil || !strings.HasSuffix(err.Error(), `config.toml:3)`) || !strings.Contains(err.Error(), `: connection "a": option "url": ${env:SONDE_TEST_PORT}: the environment variable is not set (`) {
		t.Errorf("got %v", err)
	}
	t.Setenv("SONDE_TEST_PORT", "8888")
	d, config, err := a.Configure(t.Context(), registry, policy)
	if err != nil {
		t.Fatal(err)
	}
	if d.Kind != "druid" || config.String("url") != "http://h:8888" || config.String("password") != "hunter2" || config.Int("limit") != 10 || config.String("mode") != "sql" {
		t.Errorf("got %+v", config)
	}
	if got := policy.Redactor.Redact("http://h:8888 hunter2 abcdef sales swordfish"); got != "http://h:8888 ••• ••• sales •••" {
		t.Errorf("redacted to %q", got)
	}
	if _, _, err := a.Configure(t.Context(), registry, secrets.Policy{}); err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("without permission: %v", err)
	}
	b, _ := c.Connection("b")
	if _, _, err := b.Configure(t.Context(), registry, policy); !connectors.IsClass(err, connectors.ClassConfig) || !strings.HasSuffix(err.Error(), `config.toml:10)`) || !strings.Contains(err.Error(), `: connection "b": unknown option "pasword"; did you mean "password"? (`) {
		t.Errorf("got %v", err)
	}
	if _, err := c.Connection("c"); !connectors.IsClass(err, connectors.ClassConfig) {
		t.Errorf("got %v", err)
	}
	fromURL := Connection{Name: "u", Kind: "druid", Values: map[string]any{"mode": "x", "url": "u"}}
	if _, _, err := fromURL.Configure(t.Context(), registry, policy); err == nil || !strings.HasPrefix(err.Error(), `config: connection "u": option "mode"`) {
		t.Errorf("got %v", err)
	}
}

func TestPath(t *testing.T) {
	base := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", base)
	t.Setenv("SONDE_CONFIG", "/from/environment.toml")
	if got := Path("/from/flag.toml"); got != "/from/flag.toml" {
		t.Errorf("with a flag: %s", got)
	}
	if got := Path(""); got != "/from/environment.toml" {
		t.Errorf("with SONDE_CONFIG: %s", got)
	}
	t.Setenv("SONDE_CONFIG", "")
	if got := Path(""); got != filepath.Join(base, "sonde", "config.toml") {
		t.Errorf("with XDG_CONFIG_HOME: %s", got)
	}
}

func TestFolders(t *testing.T) {
	base := t.TempDir()
	for _, c := range []struct {
		variable, below string
		folder          func() (string, error)
	}{
		{"XDG_STATE_HOME", ".local/state", StateDir},
	} {
		t.Setenv(c.variable, base)
		if got, err := c.folder(); err != nil || got != filepath.Join(base, "sonde") {
			t.Errorf("with %s: %s, %v", c.variable, got, err)
		}
		t.Setenv(c.variable, "relative")
		if runtime.GOOS != "linux" {
			continue
		}
		t.Setenv("HOME", base)
		if got, err := c.folder(); err != nil || got != filepath.Join(base, c.below, "sonde") {
			t.Errorf("without %s: %s, %v", c.variable, got, err)
		}
		t.Setenv("HOME", "")
		if got, err := c.folder(); err == nil {
			t.Errorf("without a home folder: %s", got)
		}
	}
}

func TestSchema(t *testing.T) {
	var schema struct {
		Properties map[string]struct {
			Properties           map[string]any
			AdditionalProperties json.RawMessage
		}
	}
	if err := json.Unmarshal(Schema(registry), &schema); err != nil {
		t.Fatal(err)
	}
	for _, s := range settings() {
		p, ok := schema.Properties[s.Name]
		if s.section != "" {
			_, ok = schema.Properties[s.section].Properties[s.Name]
		}
		if !ok {
			t.Errorf("%s is missing: %v", s.Name, p)
		}
	}
	connections := string(schema.Properties["connections"].AdditionalProperties)
	for _, d := range registry.Drivers() {
		for _, o := range d.AllOptions() {
			if !strings.Contains(connections, `"`+o.Name+`"`) {
				t.Errorf("option %s of %s is missing", o.Name, d.Kind)
			}
		}
	}
	if !slices.Equal(Schema(registry), Schema(registry)) {
		t.Error("the schema is not the same every time")
	}
}

// Whatever a file holds, reading it ends in a configuration or an error of
// class config, and every warning has a line of the file.
func FuzzLoad(f *testing.F) {
	f.Add(sound)
	f.Add("theme = [1, {a = 2}]\n[[connections.x]]\n[keys.a.b]\nc.\"d\" = 1979-05-27")
	f.Add("\ufeff# \n\"\" = 1\n[connections.\"\"]\n")
	f.Fuzz(func(t *testing.T, text string) {
		c := &Config{Path: "config.toml"}
		c.setDefaults()
		if err := c.read([]byte(text)); err != nil {
			if !connectors.IsClass(err, connectors.ClassConfig) {
				t.Errorf("%v", err)
			}
			return
		}
		for _, w := range c.Warnings {
			if w.Line < 1 || w.Line > strings.Count(text, "\n")+1 {
				t.Errorf("no such line: %s", w)
			}
		}
		for _, connection := range c.Connections {
			if d, err := registry.Driver(connection.Kind); err == nil {
				connection.check(d, connection.Values)
			}
		}
	})
}
