package recall

import (
	"slices"
	"strings"

	"sonde/history"
	"sonde/tui/statusbar"
)

// Options are the options of statements in a line, but for refs, which are shown apart.
func Options(options map[string]string) string {
	var texts []string
	for name, value := range options {
		if name != "ref" && name != "to" {
			texts = append(texts, name+"="+value)
		}
	}
	slices.Sort(texts)
	return oneLine(strings.Join(texts, ", "))
}

// databaseOf is where in its source a run was, where that is no ref.
func databaseOf(e history.Entry) string {
	if e.Database == e.Ref() {
		return ""
	}
	return e.Database
}

// limit is how many rows a run asked for; empty where that is not known.
func limit(e history.Entry) string {
	if e.Limit <= 0 {
		return ""
	}
	return statusbar.Rows(e.Limit)
}
