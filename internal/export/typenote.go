package export

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// TypeNote names the columns of a result, with their types, that a format writes
// as text, because one of its readers has no type that holds them exactly, and
// those within which JSON becomes strings. It is empty where there are none.
func TypeNote(format string, schema *arrow.Schema) string {
	plan, typed := plans[format]
	if !typed || schema == nil {
		return ""
	}
	var texts, documents []string
	for _, c := range planned(schema, plan) {
		name := fmt.Sprintf("%s (%s)", c.declared.Name, connectors.SourceType(c.declared))
		switch {
		case c.field.Type.ID() != arrow.STRING && holdsDocuments(c.declared.Type):
			documents = append(documents, name)
		case c.field.Type.ID() == arrow.STRING && c.declared.Type.ID() != arrow.STRING && c.declared.Type.ID() != arrow.DICTIONARY:
			texts = append(texts, name)
		}
	}
	var notes []string
	if len(texts) > 0 {
		notes = append(notes, "written as text, which keeps every digit: "+enumerated(texts))
	}
	if len(documents) > 0 {
		notes = append(notes, "JSON within lists and structures written as strings: "+enumerated(documents))
	}
	return strings.Join(notes, "; ")
}

// holdsDocuments reports whether values of a type have documents of JSON in them.
func holdsDocuments(t arrow.DataType) bool {
	nested, ok := t.(arrow.NestedType)
	return ok && slices.ContainsFunc(nested.Fields(), func(f arrow.Field) bool {
		return connectors.FieldKind(f).IsDocument() || holdsDocuments(f.Type)
	})
}

// enumerated lists names, but not too many.
func enumerated(names []string) string {
	const most = 4
	if n := len(names); n > most {
		names = append(names[:most-1:most-1], fmt.Sprintf("%d more", n-most+1))
	}
	return strings.Join(names, ", ")
}
