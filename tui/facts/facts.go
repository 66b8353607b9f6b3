// Package facts says what a source tells of a column beside its name.
package facts

import (
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// Fact is one thing that is known of a column, with the word for it.
type Fact struct{ Name, Value string }

// Of returns what is known of a column, the most useful first: its type as the
// source writes it, the source's general name of that type, whether it can be
// NULL, its description and its place at the source. What the source does not
// tell is left out.
func Of(f arrow.Field) []Fact {
	meta := func(key string) string {
		value, _ := f.Metadata.GetValue(key)
		return value
	}
	all := []Fact{
		{"type", connectors.SourceType(f)},
		{"general type", meta(connectors.MetaGeneral)},
		{"nullable", nullable(f, meta(connectors.MetaNullable))},
		{"description", meta(connectors.MetaComment)},
		{"number", meta(connectors.MetaNumber)},
	}
	known := all[:0]
	for _, fact := range all {
		if fact.Value != "" {
			known = append(known, fact)
		}
	}
	return known
}

// nullable is the answer to whether a column can be NULL; empty where the source
// does not say.
func nullable(f arrow.Field, said string) string {
	switch {
	case connectors.NotNull(f):
		return "no"
	case said == "true", isNullable(connectors.SourceType(f)):
		return "yes"
	}
	return ""
}

// isNullable reports whether a type says by its own name that it takes NULL, as
// ClickHouse's do.
func isNullable(sourceType string) bool { return strings.Contains(sourceType, "Nullable(") }

// Type is the type of a column as the source writes it, and whether it is never
// NULL.
func Type(f arrow.Field) string {
	text := connectors.SourceType(f)
	if connectors.NotNull(f) && !isNullable(text) {
		text += " not NULL"
	}
	return text
}

// Line says in one line what is known of a column.
func Line(f arrow.Field) string {
	parts := []string{Type(f)}
	for _, key := range []string{connectors.MetaGeneral, connectors.MetaComment} {
		if value, _ := f.Metadata.GetValue(key); value != "" {
			parts = append(parts, value)
		}
	}
	return strings.Join(parts, " · ")
}
