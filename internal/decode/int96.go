package decode

import (
	"encoding/binary"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/parquet"

	"sonde/internal/value"
)

// int96Leaf converts old timestamps: nanoseconds of a day and a day. They are
// converted here because 64 bits of nanoseconds hold the years 1678 to 2261
// only, and tables hold dates such as 9999-12-31 to say "never", and because the
// library gives them a zone which the files do not name.
//
// The library is told that the values have 64 bits, and so hands over its buffer
// of 96 bits each as it is.
type int96Leaf struct {
	layout string // of moments as text
}

var momentType = &arrow.TimestampType{Unit: arrow.Nanosecond}

func (int96Leaf) raw() arrow.DataType { return arrow.PrimitiveTypes.Int64 }

func (int96Leaf) declared(f arrow.Field) arrow.Field {
	f.Type = momentType
	return f
}

// convert returns timestamps, or text where one of them does not fit.
func (l int96Leaf) convert(a arrow.Array) arrow.ArrayData {
	raw, from := a.Data().Buffers()[1].Bytes(), a.Data().Offset()
	at := func(i int) []byte { return raw[(from+i)*parquet.Int96SizeBytes:][:parquet.Int96SizeBytes] }
	target := scalarOf(momentType, nanosecondsOf)
	for i := range a.Len() {
		if a.IsNull(i) {
			target.null()
		} else if !target.append(cell{at(i), plain}) {
			return textOfEach(a, func(dst []byte, i int) []byte { return l.appendText(dst, at(i)) })
		}
	}
	return target.finish()
}

// textOfEach makes text of the values that are not null.
func textOfEach(a arrow.Array, appendText func(dst []byte, i int) []byte) arrow.ArrayData {
	text := newText()
	var buffer []byte
	for i := range a.Len() {
		if a.IsNull(i) {
			text.null()
			continue
		}
		buffer = appendText(buffer[:0], i)
		text.append(cell{buffer, plain})
	}
	return text.finish()
}

// nanosecondsOf fits where 64 bits hold the moment.
func nanosecondsOf(c cell) (arrow.Timestamp, bool) {
	t, err := parquet.Int96(c.text).ToTimestamp()
	return t, err == nil
}

func (l int96Leaf) appendText(dst, v []byte) []byte {
	const julianDayOf1970 = 2_440_588
	days := int64(binary.LittleEndian.Uint32(v[8:])) - julianDayOf1970
	nanoseconds := int64(binary.LittleEndian.Uint64(v[:8]))
	at := time.Unix(days*86_400, 0).Add(time.Duration(nanoseconds))
	return at.UTC().AppendFormat(dst, l.layout)
}

// toText makes text of an array whose parts may be text instead of their
// declared type.
func toText(f arrow.Field, a arrow.Array) arrow.Array {
	if a.DataType().ID() == arrow.STRING {
		return a
	}
	f.Type = a.DataType()
	return value.Texts(f, a)
}
