// Package decode turns streams of bytes into Arrow record batches: JSON rows,
// comma- and tab-separated text, and Parquet. It knows nothing of HTTP or of any
// source: a connector opens the stream, names the columns, and maps what a
// decoder reports.
//
// Every decoder keeps three promises. The first batch is small and comes as soon
// as its rows are there, while the stream is still running. Memory does not grow
// with the stream, only with its largest row. An answer that broke off never
// ends in io.EOF: after the rows that arrived whole comes an error of class
// Incomplete that says where and why.
//
// A value that its column cannot hold exactly makes that column of that batch a
// utf8 column with the text of all its values as they were sent.
package decode

import "github.com/apache/arrow-go/v18/arrow"

// Column is what a decoder is to make of one column.
type Column struct {
	// Field is the column as it stands in the schema. Its type decides how
	// values are read; utf8 takes anything.
	Field arrow.Field
	// Verbatim keeps every JSON value as the JSON text that was sent, strings
	// with their quotes. It is for utf8 columns whose values are JSON of any
	// kind. Without it a JSON string stands for its content.
	Verbatim bool
	// Literal appends the JSON of a value that stands in a field of separated
	// values as the source writes literals, with its own backslashes; false where
	// the text is no such literal. It is for nested types; nil where fields are
	// JSON or plain text.
	Literal func(dst, text []byte) ([]byte, bool)
	// Mend rewrites the text of a value, which begins at start: the JSON of a
	// verbatim one. It is for utf8 columns; nil where they stay as they were sent.
	Mend func(text []byte, start int) []byte
	// AsText keeps the text that values of the field's type are shown as. It is for
	// keys of maps that are no scalars.
	AsText bool
	// Part says how a part of nested values is read, from what its field alone says
	// and whether it is the key of a map; nil where that is all.
	Part func(c Column, key bool) Column
	// Null is a text, other than JSON's null, that stands for NULL in rows of JSON;
	// empty where there is none.
	Null string
	// inferred says that the type was chosen by the values at hand, and so may be
	// another one than the source's.
	inferred bool
}

// Columns makes a Column of each field.
func Columns(fields ...arrow.Field) []Column {
	columns := make([]Column, len(fields))
	for i, f := range fields {
		columns[i].Field = f
	}
	return columns
}

// End says how a proper end of a stream of lines is told from a cut.
type End uint8

// Ends of a stream of lines.
const (
	EndAnywhere  End = iota // after any whole row
	EndNewline              // after a line feed; an empty stream is complete
	EndBlankLine            // after a blank line
)
