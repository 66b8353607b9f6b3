package duckdb

import (
	"strings"

	"sonde/connectors"
	"sonde/internal/secrets"
)

// queryError gives the engine's refusals to write their own class, and takes the
// report on settings out of the errors of its CSV reader.
func queryError(err error) error {
	e := *scrubbed(err)
	switch {
	case strings.Contains(e.Message, "read-only mode"):
		e.Class = connectors.ClassReadOnly
	case strings.HasPrefix(e.Message, "CSV Error"), strings.Contains(e.Message, misfitWords):
		e.Message = firstParagraph(e.Message)
		e.Hint = "to choose types or to see every line as it is, read the file in a query: FROM read_csv('file', all_varchar = true)"
	}
	return &e
}

// scrubbed hides credentials that the engine repeats from a statement, such as
// those of a URL.
func scrubbed(err error) *connectors.Error {
	e := *connectors.AsError(err)
	e.Message, e.Hint = secrets.Scrub(e.Message), secrets.Scrub(e.Hint)
	return &e
}

// misfitWords stand in the error of a view over a CSV file that has met a value
// which does not fit the type of its column.
const misfitWords = ", as its first rows say, but holds "

// firstParagraph puts the lines before the first empty one into one line. The
// engine's suggestions are for its own functions.
func firstParagraph(message string) string {
	message, _, _ = strings.Cut(message, "\n\n")
	var lines []string
	for line := range strings.Lines(message) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "Possible fixes") {
			break
		}
		if !strings.HasPrefix(line, "Original Line:") {
			lines = append(lines, strings.TrimRight(line, ".:"))
		}
	}
	return strings.Join(lines, ": ")
}

// withFlaw puts what is wrong with a file before the engine's error about it.
func withFlaw(err error, flaw string) error {
	e := *connectors.AsError(err)
	e.Message = flaw + " (" + e.Message + ")"
	e.Hint = ""
	return &e
}
