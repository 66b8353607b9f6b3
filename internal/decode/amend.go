package decode

import (
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// amend completes the columns that somebody told by what was seen of the rows:
// those without a type get one, and a column is added for each key that has none.
func (o *observer) amend(told []Column) []Column {
	columns, taken := slices.Clone(told), make([]bool, len(told))
	for i, seen := range o.columns() {
		at := i
		if !o.arrays {
			at = columnFor(told, taken, o.names[i])
		}
		switch {
		case at >= 0 && at < len(told):
			taken[at] = true
			columns[at] = columns[at].typed(seen)
		case at == unnamed:
			columns = append(columns, seen)
		}
	}
	for i, c := range columns {
		columns[i] = c.typed(Column{Field: connectors.Field("", arrow.BinaryTypes.String, "", connectors.KindText)})
	}
	return columns
}

// Places of a key that has no column to itself.
const (
	unnamed = -1 - iota // no column has its name
	shared              // others in another case, in some rows, are before it
)

// columnFor is the column that the values of a key go to, by the rules of
// rowScanner.find.
func columnFor(told []Column, taken []bool, name string) int {
	free := func(same func(a, b string) bool) (at int, any bool) {
		for i, c := range told {
			if same(c.Field.Name, name) {
				if any = true; !taken[i] {
					return i, true
				}
			}
		}
		return unnamed, any
	}
	if at, any := free(func(a, b string) bool { return a == b }); any {
		return at
	}
	at, any := free(strings.EqualFold)
	if at == unnamed && any {
		return shared
	}
	return at
}

// typed gives a column without a type that of another one, and keeps what else
// is known of it.
func (c Column) typed(as Column) Column {
	if c.Field.Type != nil {
		return c
	}
	f := arrow.Field{Name: c.Field.Name, Type: as.Field.Type, Nullable: true}
	keys, values := slices.Clone(as.Field.Metadata.Keys()), slices.Clone(as.Field.Metadata.Values())
	for i, key := range c.Field.Metadata.Keys() {
		if !slices.Contains(keys, key) {
			keys, values = append(keys, key), append(values, c.Field.Metadata.Values()[i])
		}
	}
	f.Metadata = arrow.NewMetadata(keys, values)
	return Column{Field: f, Verbatim: as.Verbatim}
}
