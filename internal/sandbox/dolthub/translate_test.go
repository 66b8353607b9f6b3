package dolthub

import (
	"strings"
	"testing"
)

func TestRequote(t *testing.T) {
	for sql, want := range map[string]string{
		"SELECT \"it's\" AS `a``b`":     "SELECT 'it''s' AS \"a`b\"",
		`SELECT 'a\'b\n', 'c''d', '\%'`: "SELECT 'a''b\n', 'c''d', '\\%'",
		"SELECT 1 # a comment":          "SELECT 1  ",
		"SELECT '\\\\', x'00ff' -- end": `SELECT '\', x'00ff'  `,
		"SELECT 'not closed":            "SELECT 'not closed'",
	} {
		if got := requote(sql); got != want {
			t.Errorf("%s: %s, want %s", sql, got, want)
		}
	}
}

func TestParseCall(t *testing.T) {
	c := parseCall("call DOLT_BRANCH('-D', `a/b`)")
	if c == nil || c.procedure != "dolt_branch" || strings.Join(c.arguments, "|") != "-D|a/b" {
		t.Errorf("%+v", c)
	}
	for _, sql := range []string{"", "CALL", "CALL x(", "CALL x(1 +", "SELECT 1"} {
		if c := parseCall(sql); c != nil {
			t.Errorf("%q: %+v", sql, c)
		}
	}
}

// Whatever a client sends, the reading of it ends, and no string of MySQL ends
// early in the engine's quotes.
func FuzzRequote(f *testing.F) {
	for _, sql := range []string{"SELECT \"a\" FROM `b` -- c", `SELECT '\'`, "CALL dolt_merge('x')", "SELECT 'a''", "SELECT * FROM t AS OF 'x'", "show tables as of `x`"} {
		f.Add(sql)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		requote(sql)
		parseCall(sql)
		firstWord(sql)
		inner := strings.TrimSuffix(strings.TrimPrefix(engineString("'"+sql+"'"), "'"), "'")
		if strings.Contains(strings.ReplaceAll(inner, "''", ""), "'") {
			t.Errorf("%q becomes %q", sql, inner)
		}
	})
}
