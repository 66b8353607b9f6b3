package decode

import (
	"encoding/binary"
	"errors"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
)

var errFewRows = errors.New("a row group has fewer rows than it says")

// int96Column reads a column of old timestamps: nanoseconds of a day and a day.
// It is read here because 64 bits of nanoseconds hold the years 1678 to 2261
// only, and tables hold dates such as 9999-12-31 to say "never".
type int96Column struct {
	leaf     int
	optional bool
	reader   *file.Int96ColumnChunkReader
	values   []parquet.Int96
	levels   []int16
}

// read returns n rows as timestamps, or as text where one of them does not fit.
func (c *int96Column) read(n int64) (arrow.Array, error) {
	if int64(len(c.values)) < n {
		c.values, c.levels = make([]parquet.Int96, n), make([]int16, n)
	}
	var rows, values int64
	for rows < n {
		more, valid, err := c.reader.ReadBatch(n-rows, c.values[values:], c.levels[rows:n], nil)
		if err != nil {
			return nil, err
		}
		if more == 0 {
			return nil, errFewRows
		}
		rows, values = rows+more, values+int64(valid)
	}
	if !c.optional {
		for i := range c.levels[:n] {
			c.levels[i] = 1
		}
	}
	return c.build(c.levels[:n], c.values[:values]), nil
}

func (c *int96Column) build(levels []int16, values []parquet.Int96) arrow.Array {
	target, next := scalarOf(&arrow.TimestampType{Unit: arrow.Nanosecond}, nanosecondsOf), values
	for _, level := range levels {
		if level == 0 {
			target.null()
			continue
		}
		if !target.append(cell{next[0][:], plain}) {
			return textOf96(levels, values)
		}
		next = next[1:]
	}
	return array.MakeFromData(target.finish())
}

// nanosecondsOf fits where 64 bits hold the moment.
func nanosecondsOf(c cell) (arrow.Timestamp, bool) {
	t, err := parquet.Int96(c.text).ToTimestamp()
	return t, err == nil
}

func textOf96(levels []int16, values []parquet.Int96) arrow.Array {
	text := newText()
	for _, level := range levels {
		if level == 0 {
			text.null()
			continue
		}
		text.append(cell{appendInt96(nil, values[0]), plain})
		values = values[1:]
	}
	return array.MakeFromData(text.finish())
}

// appendInt96 appends the moment as text.
func appendInt96(dst []byte, v parquet.Int96) []byte {
	const julianDayOf1970 = 2_440_588
	days := int64(binary.LittleEndian.Uint32(v[8:])) - julianDayOf1970
	nanoseconds := int64(binary.LittleEndian.Uint64(v[:8]))
	at := time.Unix(days*86_400, 0).Add(time.Duration(nanoseconds))
	return at.UTC().AppendFormat(dst, "2006-01-02 15:04:05.999999999")
}
