package export

import (
	"strings"
	"testing"
)

func TestTableNames(t *testing.T) {
	b := sample(t)
	for name, want := range map[string]string{
		"":             `"result"`,
		"orders":       `"orders"`,
		"my orders":    `"my orders"`,
		"main.orders":  `"main"."orders"`,
		"c.main.foo":   `"c"."main"."foo"`,
		`"a.b".c`:      `"a.b"."c"`,
		`"say ""hi"""`: `"say ""hi"""`,
		"`a.b`.c":      `"a.b"."c"`,
		`my"t`:         `"my""t"`,
		`"".a`:         "",
		`"a`:           "",
		`"a"b`:         "",
		".a":           "",
		"a.":           "",
		"a..b":         "",
	} {
		var out strings.Builder
		w, err := NewWriter(&out, "sql", b.Schema(), Options{Table: name})
		if want == "" {
			if err == nil {
				t.Errorf("%q is taken", name)
			}
			continue
		}
		if err == nil {
			err = w.Write(b)
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil || !strings.HasPrefix(out.String(), "INSERT INTO "+want+" (") {
			t.Errorf("%q: %v, %.60q", name, err, out.String())
		}
	}
	var o Options
	if err := o.SetOption("sql", "table", ""); err == nil {
		t.Error("an empty name is taken")
	}
}

func FuzzTableName(f *testing.F) {
	f.Add(`"a.b".c`)
	f.Fuzz(func(t *testing.T, name string) {
		parts, err := nameParts(name)
		if err != nil {
			return
		}
		quoted, err := dialectNamed("").tableName(name)
		if err != nil {
			t.Fatal(err)
		}
		again, err := nameParts(quoted)
		if err != nil || strings.Join(again, "\x01") != strings.Join(parts, "\x01") {
			t.Errorf("%q is %q, and %s is %q, %v", name, parts, quoted, again, err)
		}
	})
}
