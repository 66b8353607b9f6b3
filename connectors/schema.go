package connectors

import "github.com/apache/arrow-go/v18/arrow"

// Keys of field metadata. They may stand on nested fields as well.
const (
	// MetaType is the type as the source writes it, such as "HUGEINT",
	// "Nullable(UInt64)" or "COMPLEX<json>". It is shown to the user and is
	// never parsed by anything but the connector that wrote it.
	MetaType = "sonde.type"
	// MetaKind is a [Kind]: what a utf8 column means where Arrow has no type
	// for it.
	MetaKind = "sonde.kind"
	// MetaEngine is the type of DuckDB of which each text is a value as DuckDB
	// itself writes it, such as "UUID" or "ENUM('a', 'b')". It is set only where
	// that is certain, for a text that is no such value cannot be read then.
	MetaEngine = "sonde.engine"
	// MetaComment is the column's description as the source has it.
	MetaComment = "sonde.comment"
	// MetaGeneral is the source's general name of a type that it also calls by a
	// native one, such as "integer" of "NUMBER(38,0)".
	MetaGeneral = "sonde.general_type"
	// MetaNullable is "true" or "false" where the source says whether the column
	// can be NULL. The field itself stays nullable, for sources have been wrong.
	MetaNullable = "sonde.nullable"
	// MetaNumber is the place of the column as the source counts, in decimal
	// digits.
	MetaNumber = "sonde.number"
)

// Kind tells what the text of a utf8 column means. It steers alignment, colour
// and the form in JSON; it never changes the text.
type Kind string

// Kinds of text.
const (
	KindText     Kind = ""         // ordinary text
	KindNumber   Kind = "number"   // a number in decimal digits, of any size: right-aligned, bare in JSON
	KindJSON     Kind = "json"     // a JSON document: embedded in JSON as it stands
	KindVariant  Kind = "variant"  // a JSON document, of which a string is shown as its content: values of several types in one column
	KindLine     Kind = "line"     // a line of an answer that is text and no table: its only column
	KindUUID     Kind = "uuid"     // 8-4-4-4-12
	KindTime     Kind = "time"     // a time of day that time64 cannot hold, such as one with an offset
	KindInterval Kind = "interval" // a span of time
	KindBit      Kind = "bit"      // a string of 0 and 1
	KindEnum     Kind = "enum"     // one of a fixed set of names
	KindOther    Kind = "other"    // text of a type that sonde does not know
)

// IsDocument reports whether text of the kind is held as JSON documents.
func (k Kind) IsDocument() bool { return k == KindJSON || k == KindVariant }

// IsLines reports whether a result is the lines of a text: no line is a row of
// a table, so that they are neither counted against a limit nor quoted.
func IsLines(s *arrow.Schema) bool {
	return s != nil && s.NumFields() == 1 && FieldKind(s.Field(0)) == KindLine
}

// Field builds an Arrow field that carries the source's type name and a kind.
func Field(name string, t arrow.DataType, sourceType string, kind Kind) arrow.Field {
	keys, values := []string{MetaType}, []string{sourceType}
	if kind != KindText {
		keys, values = append(keys, MetaKind), append(values, string(kind))
	}
	return arrow.Field{Name: name, Type: t, Nullable: true, Metadata: arrow.NewMetadata(keys, values)}
}

// SourceType returns the type of a field as its source writes it, or the Arrow
// type's own name where the source said nothing.
func SourceType(f arrow.Field) string {
	if s, ok := f.Metadata.GetValue(MetaType); ok && s != "" {
		return s
	}
	return f.Type.String()
}

// NotNull reports whether the source says that a field is never NULL.
func NotNull(f arrow.Field) bool {
	nullable, said := f.Metadata.GetValue(MetaNullable)
	return !f.Nullable || said && nullable == "false"
}

// EngineField marks a field with a type of DuckDB, see [MetaEngine].
func EngineField(f arrow.Field, engineType string) arrow.Field {
	keys, values := append([]string(nil), f.Metadata.Keys()...), append([]string(nil), f.Metadata.Values()...)
	f.Metadata = arrow.NewMetadata(append(keys, MetaEngine), append(values, engineType))
	return f
}

// EngineType returns the type of DuckDB that a field is marked with; empty where
// it is not.
func EngineType(f arrow.Field) string {
	s, _ := f.Metadata.GetValue(MetaEngine)
	return s
}

// FieldKind returns the kind of a field; [KindText] where none was set.
func FieldKind(f arrow.Field) Kind {
	s, _ := f.Metadata.GetValue(MetaKind)
	return Kind(s)
}
