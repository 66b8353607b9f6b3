package druid

import (
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/decode"
)

// typing is what the server said of a column: Druid's own type, which tells how
// a value is held, and the SQL type, which tells what it means. Either may be
// empty.
type typing struct{ native, sql string }

// String is the type as it is shown, such as "TIMESTAMP (LONG)" or
// "COMPLEX<json>".
func (t typing) String() string {
	native, sql := t.native, t.sql
	switch {
	case native == "" || native == sql:
		return sql
	case sql == "" || sql == "ARRAY" || sql == "OTHER":
		return native
	}
	return sql + " (" + native + ")"
}

// reading says how values of a result are to be read.
type reading struct {
	zone string // in which timestamps are shown
	// stringified says that arrays come as text.
	stringified bool
	// wallClock says that timestamps come as the time on the clocks of the
	// statement's zone, and do not tell which that is.
	wallClock bool
}

// column is what the decoder is to make of a column. A type that is not known
// is text.
func (r reading) column(name string, t typing) decode.Column {
	dataType, kind := r.arrowType(t)
	return decode.Column{Field: connectors.Field(name, dataType, t.String(), kind)}
}

func (r reading) arrowType(t typing) (arrow.DataType, connectors.Kind) {
	switch t.sql {
	case "TIMESTAMP":
		return &arrow.TimestampType{Unit: arrow.Millisecond, TimeZone: r.clock()}, connectors.KindText
	case "DATE":
		return arrow.FixedWidthTypes.Date32, connectors.KindText
	case "BOOLEAN":
		return arrow.FixedWidthTypes.Boolean, connectors.KindText
	}
	native := t.native
	if native == "" {
		native = nativeOf[t.sql]
	}
	switch {
	case strings.HasPrefix(native, "ARRAY"):
		return r.listType(native)
	case native == "COMPLEX<json>":
		return arrow.BinaryTypes.String, connectors.KindJSON
	}
	return scalarType(native)
}

// clock is the zone of timestamps; empty where none is known.
func (r reading) clock() string {
	if r.wallClock {
		return ""
	}
	return firstOf(r.zone, "UTC")
}

func scalarType(native string) (arrow.DataType, connectors.Kind) {
	switch native {
	case "LONG":
		return arrow.PrimitiveTypes.Int64, connectors.KindText
	case "FLOAT":
		return arrow.PrimitiveTypes.Float32, connectors.KindText
	case "DOUBLE":
		return arrow.PrimitiveTypes.Float64, connectors.KindText
	case "STRING", "":
		return arrow.BinaryTypes.String, connectors.KindText
	}
	return arrow.BinaryTypes.String, connectors.KindOther
}

// listType reads ARRAY<LONG> and the like, nested ones too.
func (r reading) listType(native string) (arrow.DataType, connectors.Kind) {
	item, ok := strings.CutPrefix(native, "ARRAY<")
	if r.stringified || !ok || !strings.HasSuffix(item, ">") {
		return arrow.BinaryTypes.String, connectors.KindJSON
	}
	item = strings.TrimSuffix(item, ">")
	t, kind := scalarType(item)
	if strings.HasPrefix(item, "ARRAY<") {
		t, kind = r.listType(item)
	}
	return arrow.ListOfField(connectors.Field("item", t, item, kind)), connectors.KindText
}

// nativeOf is how Druid holds values of an SQL type.
var nativeOf = map[string]string{
	"BIGINT": "LONG", "INTEGER": "LONG", "SMALLINT": "LONG", "TINYINT": "LONG", "TIMESTAMP": "LONG", "DATE": "LONG", "BOOLEAN": "LONG",
	"DOUBLE": "DOUBLE", "DECIMAL": "DOUBLE", "REAL": "DOUBLE", "FLOAT": "FLOAT",
	"VARCHAR": "STRING", "CHAR": "STRING", "NULL": "STRING", "ARRAY": "ARRAY", "OTHER": "COMPLEX",
}
