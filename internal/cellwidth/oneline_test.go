package cellwidth

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestOneLine(t *testing.T) {
	if got := OneLine("a\r\n\tb"); got != "a↵ b" {
		t.Errorf("%q", got)
	}
	if got := OneLine(strings.Repeat("日本", 1<<16)); !utf8.ValidString(got) || len(got) > longestLine || len(got) < longestLine-3 {
		t.Errorf("%d bytes, valid: %v", len(got), utf8.ValidString(got))
	}
}
