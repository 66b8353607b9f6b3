package export

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/internal/value"
)

// namesFor are the names of a schema's columns in a format, all of them different.
// Readers of the other formats find columns by their place.
func namesFor(format string, schema *arrow.Schema, o Options) []string {
	names := columnNames(schema)
	switch {
	case format == "sql" && dialectNamed(o.Dialect).folds:
		return value.UniqueNamesBy(names, strings.ToLower)
	case slices.Contains([]string{"sql", "parquet", "json", "ndjson"}, format):
		return value.UniqueNames(names)
	}
	return names
}

// namesNote says which columns have another name in a format, because it takes two
// of them for the same.
func namesNote(format string, schema *arrow.Schema, o Options) string {
	var changed []string
	for i, name := range namesFor(format, schema, o) {
		if was := schema.Field(i).Name; was != name {
			changed = append(changed, fmt.Sprintf("column %d, %s, as %s", i+1, was, name))
		}
	}
	if len(changed) == 0 {
		return ""
	}
	return "names that come twice are told apart: " + enumerated(changed)
}
