package nekt

import (
	"encoding/base64"
	"encoding/hex"
	"math"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/internal/value"
)

// formatter writes the values of a column as a cloud's CSV has them.
type formatter struct {
	plain  *value.Formatter
	cloud  cloud
	parts  []*formatter // of a list, a struct or a map
	fields []string     // names of a struct's fields
}

func formatters(schema *arrow.Schema, c cloud) []*formatter {
	all := make([]*formatter, schema.NumFields())
	for i, f := range schema.Fields() {
		all[i] = newFormatter(f, c)
	}
	return all
}

func newFormatter(f arrow.Field, c cloud) *formatter {
	m := &formatter{plain: value.NewFormatter(f), cloud: c}
	switch t := f.Type.(type) {
	case *arrow.StructType:
		for _, inner := range t.Fields() {
			m.parts, m.fields = append(m.parts, newFormatter(inner, c)), append(m.fields, inner.Name)
		}
	case *arrow.MapType:
		m.parts = []*formatter{newFormatter(t.KeyField(), c), newFormatter(t.ItemField(), c)}
	case arrow.ListLikeType:
		m.parts = []*formatter{newFormatter(t.ElemField(), c)}
	}
	return m
}

func (m *formatter) null(a arrow.Array, row int) bool { return m.plain.IsNull(a, row) }

// append writes a value. Athena's text of nested values is no JSON.
func (m *formatter) append(dst []byte, a arrow.Array, row int) []byte {
	switch a := a.(type) {
	case *array.Float32:
		return m.float(dst, float64(a.Value(row)), 32)
	case *array.Float64:
		return m.float(dst, a.Value(row), 64)
	case *array.Binary:
		return m.binary(dst, a.Value(row))
	case *array.Timestamp:
		return m.timestamp(dst, a, row)
	case *array.Struct:
		return m.structure(dst, a, row)
	case *array.Map:
		start, end := a.ValueOffsets(row)
		return m.entries(dst, a, int(start), int(end))
	case array.ListLike:
		start, end := a.ValueOffsets(row)
		return m.list(dst, a.ListValues(), int(start), int(end))
	}
	return m.plain.Append(dst, a, row)
}

// inner writes a value within another one, where NULL is a word.
func (m *formatter) inner(dst []byte, a arrow.Array, row int) []byte {
	if m.null(a, row) {
		return append(dst, "null"...)
	}
	return m.append(dst, a, row)
}

func (m *formatter) list(dst []byte, a arrow.Array, start, end int) []byte {
	dst = append(dst, '[')
	for i := start; i < end; i++ {
		if i > start {
			dst = append(dst, ", "...)
		}
		dst = m.parts[0].inner(dst, a, i)
	}
	return append(dst, ']')
}

func (m *formatter) structure(dst []byte, a *array.Struct, row int) []byte {
	dst = append(dst, '{')
	for i, name := range m.fields {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = m.parts[i].inner(append(append(dst, name...), '='), a.Field(i), row)
	}
	return append(dst, '}')
}

func (m *formatter) entries(dst []byte, a *array.Map, start, end int) []byte {
	dst = append(dst, '{')
	for i := start; i < end; i++ {
		if i > start {
			dst = append(dst, ", "...)
		}
		dst = append(m.parts[0].inner(dst, a.Keys(), i), '=')
		dst = m.parts[1].inner(dst, a.Items(), i)
	}
	return append(dst, '}')
}

// binary is hex with spaces between the bytes in Athena, and base64 in BigQuery.
func (m *formatter) binary(dst, b []byte) []byte {
	if m.cloud == gcp {
		return base64.StdEncoding.AppendEncode(dst, b)
	}
	for i := range b {
		if i > 0 {
			dst = append(dst, ' ')
		}
		dst = hex.AppendEncode(dst, b[i:i+1])
	}
	return dst
}

// timestamp has a zone's name at its end, and in Athena three digits of a second
// or more.
func (m *formatter) timestamp(dst []byte, a *array.Timestamp, row int) []byte {
	text, zoned := strings.CutSuffix(string(m.plain.Append(nil, a, row)), "+00:00")
	if m.cloud == aws {
		_, fraction, ok := strings.Cut(text, ".")
		if !ok {
			text += "."
		}
		text += strings.Repeat("0", max(0, 3-len(fraction)))
	} else if !zoned {
		text = strings.Replace(text, " ", "T", 1)
	}
	dst = append(dst, text...)
	if zoned {
		dst = append(dst, " UTC"...)
	}
	return dst
}

// float writes numbers as Java does for Athena: always with a fraction, and with
// an exponent from 1e7 on and below 1e-3.
func (m *formatter) float(dst []byte, f float64, bits int) []byte {
	if m.cloud == gcp {
		return value.AppendFloat(dst, f, bits)
	}
	switch size := math.Abs(f); {
	case math.IsNaN(f) || math.IsInf(f, 0):
		return value.AppendFloat(dst, f, bits)
	case size != 0 && (size < 1e-3 || size >= 1e7):
		mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'E', -1, bits), "E")
		if !strings.Contains(mantissa, ".") {
			mantissa += ".0"
		}
		power, _ := strconv.Atoi(exponent) // FormatFloat has written it.
		return strconv.AppendInt(append(append(dst, mantissa...), 'E'), int64(power), 10)
	}
	text := strconv.FormatFloat(f, 'f', -1, bits)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return append(dst, text...)
}
