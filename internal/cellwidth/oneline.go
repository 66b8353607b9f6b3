package cellwidth

import "strings"

// breaks are what would break a line, and what is shown for it.
var breaks = strings.NewReplacer("\n", "↵", "\r", "", "\t", " ")

// longestLine is more bytes than a line shows of a value.
const longestLine = 4000

// OneLine returns as much of a text as a line may show, with its line breaks made
// visible.
func OneLine(s string) string {
	if len(s) > longestLine {
		s = strings.ToValidUTF8(s[:longestLine], "")
	}
	return breaks.Replace(s)
}
