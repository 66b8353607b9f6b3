package config

import (
	"fmt"
	"testing"
)

func TestParseTable(t *testing.T) {
	for text, want := range map[string]string{
		`a = "1", "b c" = 2`:     "map[a:1 b c:2]",
		`{ a = "x,y" }`:          "map[a:x,y]",
		`Accept=text/csv, X-A=b`: "map[Accept:text/csv X-A:b]",
		"":                       "map[]",
	} {
		if got, err := ParseTable(text); err != nil || fmt.Sprint(got) != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"a", "a = \"x", "=b", "a = [1", "a, b=c"} {
		if got, err := ParseTable(text); err == nil {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestTableTextIsReadBack(t *testing.T) {
	table := map[string]any{"a": "x, \"y\"", "b c": "}"}
	if got, err := ParseTable(TableText(table)); err != nil || fmt.Sprint(got) != fmt.Sprint(table) {
		t.Errorf("%s: %v, %v", TableText(table), got, err)
	}
}
