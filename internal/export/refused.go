package export

import (
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// refusedNote names the columns of which a server that reads a script refuses some
// values. Whether there are any is not known before they are written.
func refusedNote(format string, schema *arrow.Schema, o Options) string {
	d := dialectNamed(o.Dialect)
	if format != "sql" || d.server == "" {
		return ""
	}
	var infinite, lists []string
	for _, f := range schema.Fields() {
		name := f.Name + " (" + connectors.SourceType(f) + ")"
		if mayBeInfinite(f) {
			infinite = append(infinite, name)
		}
		if d.full && d.typeName(f) != "" && hasLists(f.Type) {
			lists = append(lists, name)
		}
	}
	var notes []string
	if len(infinite) > 0 {
		notes = append(notes, d.server+" refuses infinity: "+enumerated(infinite))
	}
	if len(lists) > 0 {
		notes = append(notes, d.server+" refuses NULL within arrays: "+enumerated(lists))
	}
	return strings.Join(notes, "; ")
}

// geometryNote names the columns of which ClickHouse does not load the texts: they do
// not tell a ring from a line, and a polygon from several lines.
func geometryNote(format string, schema *arrow.Schema, o Options) string {
	if format != "sql" || dialectNamed(o.Dialect).server != "ClickHouse" {
		return ""
	}
	var names []string
	for _, f := range schema.Fields() {
		if source := connectors.SourceType(f); strings.Contains(source, "Geometry") {
			names = append(names, f.Name+" ("+source+")")
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "written as text, which ClickHouse does not load as Geometry: " + enumerated(names) + "; variantElement in the query takes one of its types out"
}

// mayBeInfinite reports whether there may be infinite dates in a column. Of all
// sources DuckDB has those, and it names its types in capitals.
func mayBeInfinite(f arrow.Field) bool {
	name := connectors.SourceType(f)
	switch f.Type.ID() {
	case arrow.DATE32, arrow.TIMESTAMP:
		return strings.HasPrefix(name, "DATE") || strings.HasPrefix(name, "TIMESTAMP")
	}
	return false
}

// hasLists reports whether a type is one of lists, or has them in it.
func hasLists(t arrow.DataType) bool {
	nested, ok := t.(arrow.NestedType)
	if _, list := t.(arrow.ListLikeType); list {
		return true
	}
	return ok && slices.ContainsFunc(nested.Fields(), func(f arrow.Field) bool { return hasLists(f.Type) })
}
