package dolthub

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/decode"
)

// column is a column as an answer declares it.
type column struct {
	Name string `json:"columnName"`
	Type string `json:"columnType"`
}

// lostMark begins the name under which the decoder knows a column whose values
// are not in the answer, so that no key of a row goes there.
const lostMark = "\x00"

// parseSchema reads the declaration of columns.
func parseSchema(text []byte) ([]column, error) {
	var columns []column
	if err := json.Unmarshal(text, &columns); err != nil {
		return nil, connectors.Errorf(connectors.ClassInternal, "the declaration of the columns cannot be read: %w", err)
	}
	return columns, nil
}

// isLost tells which columns have no values: rows are objects, in which of
// columns with the same name only the last one stays.
func isLost(columns []column) []bool {
	lost := make([]bool, len(columns))
	later := map[string]bool{}
	for i := len(columns) - 1; i >= 0; i-- {
		lost[i] = later[columns[i].Name]
		later[columns[i].Name] = true
	}
	return lost
}

// plainFields are the columns of an answer that has the values of all.
func plainFields(columns []column) []arrow.Field {
	out := make([]arrow.Field, len(columns))
	for i, c := range columns {
		out[i] = field(c)
	}
	return out
}

// fields are the columns as sonde shows them.
func fields(columns []column) []arrow.Field {
	out := plainFields(columns)
	for i, lost := range isLost(columns) {
		if lost {
			out[i] = withComment(out[i], "not in the answer: another column has the same name")
		}
	}
	return out
}

func withComment(f arrow.Field, comment string) arrow.Field {
	keys, values := f.Metadata.Keys(), f.Metadata.Values()
	f.Metadata = arrow.NewMetadata(append(keys, connectors.MetaComment), append(values, comment))
	return f
}

// decoded are the columns as the decoder is to find them.
func decoded(columns []column) []decode.Column {
	shown, lost := fields(columns), isLost(columns)
	out := make([]decode.Column, len(columns))
	for i, f := range shown {
		if lost[i] {
			f.Name = lostMark + f.Name
		}
		out[i] = decode.Column{Field: f}
	}
	return out
}

// field maps the type of a column. Everything that is not known is text.
func field(c column) arrow.Field {
	t, kind := arrowType(c.Type)
	return connectors.Field(c.Name, t, c.Type, kind)
}

func arrowType(declared string) (arrow.DataType, connectors.Kind) {
	if t, ok := broadTypes[declared]; ok {
		return t, kinds[strings.ToLower(declared)]
	}
	lower := strings.ToLower(declared)
	base, rest, _ := strings.Cut(lower, "(")
	base, _, _ = strings.Cut(strings.TrimSpace(base), " ")
	if base == "decimal" || base == "numeric" {
		return decimalType(rest)
	}
	if strings.Contains(lower, "unsigned") {
		if t, ok := unsignedTypes[base]; ok {
			return t, connectors.KindText
		}
	}
	if t, ok := plainTypes[base]; ok {
		return t, connectors.KindText
	}
	return arrow.BinaryTypes.String, kinds[base]
}

// decimalType reads what stands behind "decimal(".
func decimalType(rest string) (arrow.DataType, connectors.Kind) {
	inside, _, closed := strings.Cut(rest, ")")
	p, s, _ := strings.Cut(inside, ",")
	precision, err := strconv.Atoi(strings.TrimSpace(p))
	scale, scaleErr := strconv.Atoi(strings.TrimSpace(s))
	if scaleErr != nil && s == "" {
		scale, scaleErr = 0, nil
	}
	switch {
	case err != nil || scaleErr != nil || !closed || scale < 0 || scale > precision || precision < 1 || precision > 76:
		return arrow.BinaryTypes.String, connectors.KindNumber
	case precision > 38:
		return &arrow.Decimal256Type{Precision: int32(precision), Scale: int32(scale)}, connectors.KindText
	}
	return &arrow.Decimal128Type{Precision: int32(precision), Scale: int32(scale)}, connectors.KindText
}

var (
	wallClock = &arrow.TimestampType{Unit: arrow.Microsecond}
	timeOfDay = arrow.FixedWidthTypes.Time64us
)

// broadTypes are names of DoltHub's own that say nothing of a width.
var broadTypes = map[string]arrow.DataType{
	"Int": arrow.PrimitiveTypes.Int64, "Uint": arrow.PrimitiveTypes.Uint64, "Float": arrow.PrimitiveTypes.Float64,
	"Timestamp": wallClock, "Timespan": timeOfDay, "Decimal": arrow.BinaryTypes.String, "Bool": arrow.PrimitiveTypes.Int8,
}

var plainTypes = map[string]arrow.DataType{
	"tinyint": arrow.PrimitiveTypes.Int8, "smallint": arrow.PrimitiveTypes.Int16, "mediumint": arrow.PrimitiveTypes.Int32,
	"int": arrow.PrimitiveTypes.Int32, "integer": arrow.PrimitiveTypes.Int32, "bigint": arrow.PrimitiveTypes.Int64,
	"boolean": arrow.PrimitiveTypes.Int8, "bool": arrow.PrimitiveTypes.Int8, "year": arrow.PrimitiveTypes.Int16,
	"float": arrow.PrimitiveTypes.Float32, "double": arrow.PrimitiveTypes.Float64, "real": arrow.PrimitiveTypes.Float64,
	"date": arrow.FixedWidthTypes.Date32, "datetime": wallClock, "timestamp": wallClock, "time": timeOfDay,
}

var unsignedTypes = map[string]arrow.DataType{
	"tinyint": arrow.PrimitiveTypes.Uint8, "smallint": arrow.PrimitiveTypes.Uint16, "mediumint": arrow.PrimitiveTypes.Uint32,
	"int": arrow.PrimitiveTypes.Uint32, "integer": arrow.PrimitiveTypes.Uint32, "bigint": arrow.PrimitiveTypes.Uint64,
}

// kinds are the kinds of what is kept as text.
var kinds = map[string]connectors.Kind{
	"decimal": connectors.KindNumber, "json": connectors.KindJSON, "enum": connectors.KindEnum, "bit": connectors.KindOther,
	"binary": connectors.KindOther, "varbinary": connectors.KindOther, "tinyblob": connectors.KindOther, "blob": connectors.KindOther,
	"mediumblob": connectors.KindOther, "longblob": connectors.KindOther, "geometry": connectors.KindOther, "point": connectors.KindOther,
	"linestring": connectors.KindOther, "polygon": connectors.KindOther, "multipoint": connectors.KindOther,
	"multilinestring": connectors.KindOther, "multipolygon": connectors.KindOther, "geometrycollection": connectors.KindOther,
	"geomcollection": connectors.KindOther,
}

// isBytes reports whether values of a type are bytes, which DoltHub sends as
// text that may not hold all of them.
func isBytes(declared string) bool {
	_, kind := arrowType(declared)
	return kind == connectors.KindOther
}
