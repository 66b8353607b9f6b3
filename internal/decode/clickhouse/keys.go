package clickhouse

import (
	"slices"
	"strings"

	"sonde/connectors"
	"sonde/internal/decode"
)

// nullText is what stands for NULL where every value is a text.
const nullText = "ᴺᵁᴸᴸ"

// placeNulls tells NULL from text in formats in which every value is a text.
func (a *Answer) placeNulls(columns []decode.Column) {
	if !strings.Contains(strings.ToLower(a.options.Format), "strings") {
		return
	}
	for i, c := range columns {
		if strings.Contains(connectors.SourceType(c.Field), "Nullable(") {
			columns[i].Null = nullText
		}
	}
}

// tellOfKeys warns, once for each, of columns that were named and have no value in
// a row, and of values in rows whose column was not named.
func (a *Answer) tellOfKeys() {
	reader, ok := a.rows.(*decode.Reader)
	if !ok || !a.described {
		return
	}
	a.warnOfKeys(reader.Lacking(), "rows have no value of this column, which is shown as NULL there")
	a.warnOfKeys(reader.Unplaced(), "rows have values of this name, which is no column, and they are left out")
}

func (a *Answer) warnOfKeys(names []string, warning string) {
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(a.keys, name+warning) })
	if len(names) == 0 {
		return
	}
	for _, name := range names {
		a.keys = append(a.keys, name+warning)
	}
	a.warn("%s: %s", strings.Join(names, ", "), warning)
}
