package clickhouse

import (
	"io"

	"sonde/internal/decode"
)

// readSeparated reads separated values with so many lines of header: none, the
// names, or the names and the types.
func readSeparated(options func() decode.CSVOptions, headers int) func(*Answer, io.ReadCloser) source {
	return func(_ *Answer, body io.ReadCloser) source {
		o := options()
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
