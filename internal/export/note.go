package export

import (
	"github.com/apache/arrow-go/v18/arrow"
)

// noteKey is the key in the metadata of files that says that a result is not
// complete.
const noteKey = "sonde:completeness"

// withNote is a schema that carries a note in its metadata.
func withNote(schema *arrow.Schema, note string) *arrow.Schema {
	if note == "" {
		return schema
	}
	m := schema.Metadata()
	metadata := arrow.NewMetadata(append(m.Keys(), noteKey), append(m.Values(), note))
	return arrow.NewSchema(schema.Fields(), &metadata)
}

// lateNote is the note of which nothing was known before the last row; empty
// where there is none.
func (o Options) lateNote() string {
	if o.NoteAtEnd == nil {
		return ""
	}
	return o.NoteAtEnd()
}
