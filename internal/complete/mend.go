package complete

import (
	"strings"

	"sonde/internal/sqltext"
)

// mended is a text in which a quote that is never closed ends with its line, so
// that it spoils no more than that. Its length is that of the text.
func mended(d *sqltext.Dialect, text string) string {
	if !d.Unclosed(text) {
		return text
	}
	out := []byte(text)
	state := sqltext.LineState{}
	for at := 0; at < len(text); {
		line, _, more := strings.Cut(text[at:], "\n")
		var last sqltext.Token
		next := d.ScanLine(line, state, func(t sqltext.Token) { last = t })
		if next.Open() && !state.Open() && more && isQuoted(last.Kind) {
			out[at+len(line)] = closingOf(line[last.Start:])
			next = sqltext.LineState{}
		}
		state = next
		at += len(line) + 1
	}
	return string(out)
}

func isQuoted(k sqltext.Kind) bool { return k == sqltext.String || k == sqltext.QuotedIdentifier }

// closingOf is the mark that closes what a text begins with.
func closingOf(text string) byte {
	if at := strings.IndexAny(text, "'\"`"); at >= 0 {
		return text[at]
	}
	return ' '
}
