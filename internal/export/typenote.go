package export

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/value"
)

// Note says, before a result is written, what a format does not keep as it is shown:
// columns that it writes as text, because one of its readers has no type that holds
// them exactly, those within which JSON becomes strings, those of which a server
// refuses some values, and those whose names have to be told apart. It is empty where there is nothing to say.
func Note(format string, schema *arrow.Schema, o Options) string {
	if schema == nil {
		return ""
	}
	notes := []string{typeNote(format, schema), nestedNote(format, schema, o), refusedNote(format, schema, o), geometryNote(format, schema, o), namesNote(format, schema, o)}
	return strings.Join(slices.DeleteFunc(notes, func(note string) bool { return note == "" }), "; ")
}

// nestedNote names the columns that a script writes as text of JSON, because the
// dialect has no literals of their type.
func nestedNote(format string, schema *arrow.Schema, o Options) string {
	d := dialectNamed(o.Dialect)
	if format != "sql" || d.duckdb {
		return ""
	}
	var names []string
	for _, f := range schema.Fields() {
		if _, nested := f.Type.(arrow.NestedType); nested && !isUnion(f.Type) && d.typeName(f) == "" {
			names = append(names, fmt.Sprintf("%s (%s)", f.Name, connectors.SourceType(f)))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "written as the text of JSON, bytes within it as \\x and digits: " + enumerated(names)
}

func typeNote(format string, schema *arrow.Schema) string {
	plan, typed := plans[format]
	switch {
	case format == "xlsx":
		return sheetNote(schema)
	case !typed:
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

// sheetNote names the columns that are text in a sheet, though they are none.
func sheetNote(schema *arrow.Schema) string {
	var texts []string
	for _, f := range schema.Fields() {
		isText := f.Type.ID() == arrow.STRING || f.Type.ID() == arrow.DICTIONARY || value.ClassOf(f) == value.Text
		if sheetType(f) == textCell && !isText {
			texts = append(texts, fmt.Sprintf("%s (%s)", f.Name, connectors.SourceType(f)))
		}
	}
	if len(texts) == 0 {
		return ""
	}
	return "written as text: " + enumerated(texts)
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
