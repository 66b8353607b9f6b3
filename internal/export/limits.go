package export

import (
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// Check finds what cannot be written of a result before anything is: rows is
// the number of its rows, negative where it is not known.
func Check(format string, schema *arrow.Schema, rows int64, o Options) error {
	switch {
	case format == "xlsx" && rows > sheetRows-1:
		return tooManyRows()
	case format == "xlsx" && schema.NumFields() > sheetColumns:
		return tooManyColumns(schema.NumFields())
	case format == "xlsx" && !isSheetName(o.Sheet):
		return connectors.Errorf(connectors.ClassConfig, "%s", sheetRule)
	}
	return nil
}

func tooManyRows() *connectors.Error {
	return connectors.Errorf(connectors.ClassUnsupported, "an Excel sheet has at most %s rows below its header; the result has more", connectors.Count(sheetRows-1)).
		WithHint("Export as CSV or Parquet, or limit the rows.")
}

func tooManyColumns(n int) *connectors.Error {
	return connectors.Errorf(connectors.ClassUnsupported, "an Excel sheet has at most %s columns; the result has %s", connectors.Count(sheetColumns), connectors.Count(int64(n)))
}

// sheetRule says which names Excel takes.
const sheetRule = `a sheet's name has 1 to 31 characters, none of : \ / ? * [ ], and no apostrophe at either end`

// isSheetName reports whether Excel takes a name of a sheet; empty is the
// default.
func isSheetName(name string) bool {
	return len([]rune(name)) <= 31 && !strings.ContainsAny(name, `:\/?*[]`) && !strings.HasPrefix(name, "'") && !strings.HasSuffix(name, "'")
}
