package export

import (
	"bytes"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/value"
)

// shownDocuments returns an array in which documents of JSON, also those within
// nested values, are as they are shown: without white space between their tokens.
// What comes from a file is then the same whatever its format.
func shownDocuments(f arrow.Field, a arrow.Array) arrow.Array {
	if text, ok := a.(*array.String); ok {
		if connectors.FieldKind(f).IsDocument() && (connectors.FieldKind(f) != connectors.KindJSON || hasBlanks(text)) {
			return value.Texts(f, text)
		}
		return a
	}
	nested, ok := f.Type.(arrow.NestedType)
	if !ok || !holdsDocuments(f.Type) || !arrow.IsNested(a.DataType().ID()) || isUnion(f.Type) {
		return a
	}
	d := a.Data()
	children := make([]arrow.ArrayData, len(d.Children()))
	for i, part := range nested.Fields() {
		children[i] = shownDocuments(part, array.MakeFromData(d.Children()[i])).Data()
	}
	return array.MakeFromData(array.NewData(a.DataType(), d.Len(), d.Buffers(), children, d.NullN(), d.Offset()))
}

// hasBlanks reports whether there is white space in any of the texts.
func hasBlanks(text *array.String) bool {
	last := text.Len() - 1
	if last < 0 || text.Data().Buffers()[2] == nil {
		return false
	}
	end := text.ValueOffset(last) + len(text.Value(last))
	return bytes.ContainsAny(text.Data().Buffers()[2].Bytes()[text.ValueOffset(0):end], " \t\r\n")
}
