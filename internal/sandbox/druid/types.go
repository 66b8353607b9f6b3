package druid

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
)

// column is a column in Druid's terms.
type column struct {
	name, native, sql string
	// bare values are numbers, booleans and documents in JSON; others are strings.
	bare bool
	text textFunc
}

// textFunc appends the text of a value that is not NULL.
type textFunc func(dst []byte, row face.Row, c int) []byte

// typing says how values are written: a query's settings, or those of the
// multi-stage engine.
type typing struct {
	zone            *time.Location
	stringifyArrays bool
	// millis says that timestamps are milliseconds on the clock of the zone, and
	// dates are days.
	millis bool
}

func (t typing) columns(schema *arrow.Schema) []column {
	columns := make([]column, schema.NumFields())
	for i, f := range schema.Fields() {
		columns[i] = t.column(f)
		columns[i].name = f.Name
	}
	return columns
}

func engineText(dst []byte, row face.Row, c int) []byte { return row.AppendText(dst, c) }
func engineJSON(dst []byte, row face.Row, c int) []byte { return row.AppendJSON(dst, c) }

func (t typing) column(f arrow.Field) column {
	switch typ := f.Type.(type) {
	case *arrow.Int8Type, *arrow.Int16Type, *arrow.Int32Type, *arrow.Uint8Type, *arrow.Uint16Type:
		return column{native: "LONG", sql: "INTEGER", bare: true, text: engineText}
	case *arrow.Int64Type, *arrow.Uint32Type, *arrow.Uint64Type:
		return column{native: "LONG", sql: "BIGINT", bare: true, text: engineText}
	case arrow.DecimalType:
		return decimalColumn(typ)
	case *arrow.Float32Type:
		return column{native: "FLOAT", sql: "FLOAT", bare: true, text: float32Text}
	case *arrow.Float64Type:
		return column{native: "DOUBLE", sql: "DOUBLE", bare: true, text: float64Text}
	case *arrow.BooleanType:
		return column{native: "LONG", sql: "BOOLEAN", bare: true, text: engineText}
	case *arrow.TimestampType:
		return column{native: "LONG", sql: "TIMESTAMP", bare: t.millis, text: t.moment(typ)}
	case *arrow.Date32Type:
		return column{native: "LONG", sql: "DATE", bare: t.millis, text: t.day}
	case *arrow.BinaryType:
		return column{native: "STRING", sql: "VARCHAR", text: base64Text}
	}
	return t.otherColumn(f)
}

func (t typing) otherColumn(f arrow.Field) column {
	switch f.Type.(type) {
	case *arrow.NullType:
		return column{native: "STRING", sql: "NULL", text: engineText}
	case *arrow.StructType, *arrow.MapType, arrow.UnionType:
		return column{native: "COMPLEX<json>", sql: "OTHER", text: engineJSON}
	}
	if list, ok := f.Type.(arrow.ListLikeType); ok {
		element := t.column(list.ElemField())
		return column{native: "ARRAY<" + element.native + ">", sql: "ARRAY", bare: !t.stringifyArrays, text: engineJSON}
	}
	switch connectors.FieldKind(f) {
	case connectors.KindJSON:
		return column{native: "COMPLEX<json>", sql: "OTHER", text: engineText}
	case connectors.KindNumber:
		return column{native: "LONG", sql: "BIGINT", bare: true, text: engineText}
	}
	return column{native: "STRING", sql: "VARCHAR", text: engineText}
}

// decimalColumn is a double by its type, as all decimals of Druid are; its
// digits are kept.
func decimalColumn(t arrow.DecimalType) column {
	if t.GetScale() == 0 {
		return column{native: "LONG", sql: "BIGINT", bare: true, text: engineText}
	}
	return column{native: "DOUBLE", sql: "DECIMAL", bare: true, text: func(dst []byte, row face.Row, c int) []byte {
		start := len(dst)
		dst = row.AppendText(dst, c)
		for strings.HasSuffix(string(dst[start:]), "0") && !strings.HasSuffix(string(dst[start:]), ".0") {
			dst = dst[:len(dst)-1]
		}
		return dst
	}}
}

func float32Text(dst []byte, row face.Row, c int) []byte {
	return appendJavaFloat(dst, float64(row.Batch.Column(c).(*array.Float32).Value(row.Index)), 32)
}

func float64Text(dst []byte, row face.Row, c int) []byte {
	return appendJavaFloat(dst, row.Batch.Column(c).(*array.Float64).Value(row.Index), 64)
}

func base64Text(dst []byte, row face.Row, c int) []byte {
	return base64.StdEncoding.AppendEncode(dst, row.Batch.Column(c).(*array.Binary).Value(row.Index))
}

// isoLayout is a moment in a zone; UTC is a Z.
const isoLayout = "2006-01-02T15:04:05.000Z07:00"

// moment writes a timestamp in the zone of the query. One without a zone of its
// own is the clock of that zone.
func (t typing) moment(typ *arrow.TimestampType) textFunc {
	return func(dst []byte, row face.Row, c int) []byte {
		at := row.Batch.Column(c).(*array.Timestamp).Value(row.Index).ToTime(typ.Unit)
		if typ.TimeZone == "" {
			at = atClock(at, t.zone)
		}
		return t.append(dst, at)
	}
}

func (t typing) day(dst []byte, row face.Row, c int) []byte {
	days := row.Batch.Column(c).(*array.Date32).Value(row.Index)
	if t.millis {
		return strconv.AppendInt(dst, int64(days), 10)
	}
	return t.append(dst, atClock(days.ToTime(), t.zone))
}

func (t typing) append(dst []byte, at time.Time) []byte {
	if t.millis {
		return strconv.AppendInt(dst, atClock(at.In(t.zone), time.UTC).UnixMilli(), 10)
	}
	return at.In(t.zone).AppendFormat(dst, isoLayout)
}

// atClock is the moment at which the clock of a zone shows what the clock of UTC
// shows at another.
func atClock(at time.Time, zone *time.Location) time.Time {
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), zone)
}
