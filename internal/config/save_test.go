package config

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"sonde/connectors"
)

const commented = `# my sources
default = "wiki"   # the one for every day

[connections.wiki] # Druid
# behind the gateway
kind = "druid"
url = "http://localhost:8888" # the router
password = "${env:PASSWORD}"
  context = { sqlTimeZone = "Etc/UTC" }   # zone

# files
[connections."my file"]
kind = "duckdb"
path = '''a'''

[keys]
"editor.run" = "f9"
`

// save saves a connection over a text and returns the new text.
func save(t *testing.T, text string, c Connection) (string, error) {
	t.Helper()
	path := write(t, text)
	d, err := registry.Driver(c.Kind)
	if err != nil {
		t.Fatal(err)
	}
	_, err = SaveConnection(path, c, d)
	data, readErr := os.ReadFile(path)
	if readErr != nil {
		t.Fatal(readErr)
	}
	return string(data), err
}

func TestSaveKeepsEverythingElse(t *testing.T) {
	wiki := func(values map[string]any) Connection {
		return Connection{Name: "wiki", Kind: "druid", Values: values}
	}
	same := map[string]any{"url": "http://localhost:8888", "password": "${env:PASSWORD}", "context": map[string]any{"sqlTimeZone": "Etc/UTC"}}
	for name, c := range map[string]struct {
		c        Connection
		old, now string // what is replaced in the text
	}{
		"nothing": {wiki(same), "", ""},
		"a value": {wiki(map[string]any{"url": `http://"b"\`, "password": "${env:PASSWORD}", "context": same["context"]}),
			`url = "http://localhost:8888" #`, `url = "http://\"b\"\\" #`},
		"a table": {wiki(map[string]any{"url": same["url"], "password": same["password"], "context": map[string]any{"b c": "2", "a": "1\n"}}),
			`{ sqlTimeZone = "Etc/UTC" }   #`, `{ a = "1\u000A", "b c" = "2" }   #`},
		"one more": {wiki(map[string]any{"url": same["url"], "password": same["password"], "context": same["context"], "mode": "native", "limit": int64(5), "read_only": true}),
			"# zone\n", "# zone\nmode = \"native\"\nread_only = true\nlimit = 5\n"},
		"one less":     {wiki(map[string]any{"url": same["url"], "context": same["context"]}), "password = \"${env:PASSWORD}\"\n", ""},
		"another file": {Connection{Name: "my file", Kind: "duckdb", Values: map[string]any{"path": "b"}}, "'''a'''", `"b"`},
		"a new one": {Connection{Name: "shop.2", Kind: "druid", Values: map[string]any{"password": "p", "url": "u"}},
			"= \"f9\"\n", "= \"f9\"\n\n[connections.\"shop.2\"]\nkind = \"druid\"\nurl = \"u\"\npassword = \"p\"\n"},
	} {
		got, err := save(t, commented, c.c)
		if want := strings.Replace(commented, c.old, c.now, 1); err != nil || got != want {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}

func TestSaveInOtherForms(t *testing.T) {
	c := Connection{Name: "a", Kind: "druid", Values: map[string]any{"url": "new", "context": map[string]any{"x": "2"}}}
	for name, f := range map[string][2]string{
		"no file yet":   {"", "[connections.a]\nkind = \"druid\"\nurl = \"new\"\ncontext = { x = \"2\" }\n"},
		"no line break": {"[connections.a]\nkind = 'druid'", "[connections.a]\nkind = 'druid'\nurl = \"new\"\ncontext = { x = \"2\" }\n"},
		"a subtable": {"[connections.a]\nkind = 'druid'\nurl='old'\n[connections.a.context]\nx = 1\n# end\n[keys]\n",
			"[connections.a]\nkind = 'druid'\nurl=\"new\"\ncontext = { x = \"2\" }\n# end\n[keys]\n"},
		"dotted keys": {"[connections.a]\ncontext.x = 1\ncontext.y = 2\nkind = 'druid'\nurl = '''\nold''' # u\n",
			"[connections.a]\nkind = 'druid'\nurl = \"new\" # u\ncontext = { x = \"2\" }\n"},
		"windows": {"[connections.a]\r\nkind = \"druid\"\r\n\r\n[keys]\r\n",
			"[connections.a]\r\nkind = \"druid\"\r\nurl = \"new\"\r\ncontext = { x = \"2\" }\r\n\r\n[keys]\r\n"},
		"a mark": {mark + "theme = 'light'\n", mark + "theme = 'light'\n\n[connections.a]\nkind = \"druid\"\nurl = \"new\"\ncontext = { x = \"2\" }\n"},
	} {
		if got, err := save(t, f[0], c); err != nil || got != f[1] {
			t.Errorf("%s: %v\n%q\n%q", name, err, got, f[1])
		}
	}
}

func TestSaveLeavesAloneWhatItDoesNotUnderstand(t *testing.T) {
	c := Connection{Name: "a", Kind: "duckdb", Values: map[string]any{"path": "b"}}
	for _, text := range []string{
		"connections = { a = { kind = 'duckdb' } }\n",
		"[connections]\na.kind = 'duckdb'\n",
		"[connections]\na = { kind = 'duckdb' }\n",
		"[connections.a\n",
	} {
		got, err := save(t, text, c)
		if !connectors.IsClass(err, connectors.ClassConfig) || got != text || !strings.Contains(err.Error(), "config.toml:") {
			t.Errorf("%q: %v\n%q", text, err, got)
		}
	}
}

func TestSavedFileIsForTheUserAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	folder := t.TempDir()
	real, link := filepath.Join(folder, "real.toml"), filepath.Join(folder, "config.toml")
	if err := os.WriteFile(real, []byte("theme = 'light'\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("real.toml", link); err != nil {
		t.Fatal(err)
	}
	d, _ := registry.Driver("duckdb")
	saved, err := SaveConnection(link, Connection{Name: "a", Kind: "duckdb", Values: map[string]any{"path": "p"}}, d)
	if err != nil || saved.Line != 3 || saved.Values["path"] != "p" {
		t.Fatalf("%+v, %v", saved, err)
	}
	info, err := os.Lstat(real)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
	entries, _ := os.ReadDir(folder)
	if len(entries) != 2 {
		t.Errorf("%d files are left", len(entries))
	}
}

func FuzzSaveConnection(f *testing.F) {
	f.Add(commented, "wiki", "http://b")
	f.Add("[connections.a]\nx = [1, { b = \"]\" }] # c\nurl = \"\"\"a\"\"\"\"\"\n[connections.a.context]\n", "a", "\x00\"'\\")
	f.Add("[[connections.a]]\n", "a", "b")
	f.Fuzz(func(t *testing.T, text, name, value string) {
		d, _ := registry.Driver("druid")
		value = strings.ToValidUTF8(value, "")
		c := Connection{Name: strings.ToValidUTF8(name, ""), Kind: "druid", Values: map[string]any{"url": value}}
		after, err := withConnection("config.toml", text, c, d)
		if err != nil {
			return
		}
		again, err := withConnection("config.toml", after, c, d)
		if err != nil || again != after {
			t.Errorf("saved again: %v\n%q\n%q", err, after, again)
		}
	})
}
