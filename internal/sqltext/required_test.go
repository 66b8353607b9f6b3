package sqltext

import (
	"strings"
	"testing"
)

// What a template cannot do without is told from what may never be read.
func TestRequiredParameters(t *testing.T) {
	for sql, want := range map[string]string{
		"{{String(a)}} {{Int32(b, 1)}} {{Int8(c, other)}} {{Date(d, default='x')}}":                "a",
		"{{Boolean(a)}} {{split_to_array(b)}} {{c}} {{column(d)}}":                                 "c d",
		"{% if defined(a) %} {{String(a)}} {{String(b)}} {% else %} {{c}} {% end %} {{String(d)}}": "d",
		"{% if defined(a) %} {{String(a)}} {% end %} {{String(a)}}":                                "a",
		"{{String(a) if defined(b) else 1}} {% for i in x %} {{Int8(c)}} {% end %}":                "",
		"{{String(a, description='first')}} {{Int32(b, required=False)}}":                          "a b",
		"{{Array(a, 'Int32')}} {{Array(b, 'Int32', '1')}} {n:UInt8}":                               "a",
	} {
		var got []string
		for _, p := range ForName("tinybird").Parameters(sql) {
			if p.Required {
				got = append(got, p.Name)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q", sql, got)
		}
	}
}
