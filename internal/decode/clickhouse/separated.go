package clickhouse

import (
	"io"
	"slices"

	"sonde/internal/decode"
)

// readSeparated reads separated values with so many lines of header: none, the
// names, or the names and the types.
func readSeparated(options func() decode.CSVOptions, headers int) func(*Answer, io.ReadCloser) source {
	return func(a *Answer, body io.ReadCloser) source {
		o := options()
		o.Blank = a.tellOfTotals
		o.End = decode.EndNewline
		o.Header = headers > 0
		if headers > 1 {
			o.TypeRows = 1
			o.Types = func(names []string, types [][]string) ([]decode.Column, error) {
				return separatedColumns(names, types[0])
			}
		}
		return decode.CSV(body, o)
	}
}

// tellOfTotals warns of rows that are none of the result: what follows an empty
// line in separated values.
func (a *Answer) tellOfTotals() {
	const warning = "the rows behind an empty line of the answer are totals or extremes; without a FORMAT clause they come apart from the rows"
	a.mu.Lock()
	defer a.mu.Unlock()
	if !slices.Contains(a.warnings, warning) {
		a.warnings = append(a.warnings, warning)
	}
}
