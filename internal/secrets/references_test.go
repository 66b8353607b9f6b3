package secrets

import (
	"net/url"
	"strings"
	"testing"
)

func TestMaskReferences(t *testing.T) {
	for text, want := range map[string]string{
		"shop": "shop",
		"clickhouse://h?database=${cmd:touch+/x}&username=ann":    "clickhouse://h?database=•••&username=ann",
		"clickhouse://h?database=%24%7Bcmd:x%7D&token=$%7benv:A}": "clickhouse://h?database=•••&token=•••",
		"a ${cmd:echo {a} & b} c":                                 "a ••• & b} c",
		"a${env:X}b $${env:Y} c":                                  "a••• c",
		"left ${open\nand more}":                                  "left •••",
	} {
		if got := MaskReferences(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// Nothing that a URL is read into may be resolved afterwards.
func FuzzMaskReferences(f *testing.F) {
	f.Add("a=${cmd:x}&b=%24%7Benv:X}")
	f.Add("$${$${env:A}")
	f.Add("${a&${b}\n${c}")
	f.Fuzz(func(t *testing.T, text string) {
		masked := MaskReferences(text)
		read, err := url.QueryUnescape(masked)
		if strings.Contains(masked, "${") || err == nil && strings.Contains(read, "${") {
			t.Errorf("%q becomes %q", text, masked)
		}
	})
}
