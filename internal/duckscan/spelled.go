package duckscan

import (
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	bindings "github.com/duckdb/duckdb-go-bindings"

	"sonde/connectors"
)

// Arrow lacks some of DuckDB's types. Their values travel as the text that DuckDB
// writes, in fields that are marked with the type, and become values again here.

// spelling is how the values of such a type are read.
type spelling struct {
	id     bindings.Type
	writer func(f arrow.Field) writer
}

var spellings = map[string]spelling{
	"UUID":                {bindings.TypeUUID, spelledAs(parseUUID)},
	"INTERVAL":            {bindings.TypeInterval, spelledAs(parseInterval)},
	"TIME WITH TIME ZONE": {bindings.TypeTimeTZ, spelledAs(parseTimeTZ)},
	"BIT":                 {bindings.TypeBit, spelledBytes(appendBits)},
	"BIGNUM":              {bindings.TypeBigNum, spelledBytes(appendBignum)},
	"GEOMETRY":            {bindings.TypeGeometry, spelledBytes(appendGeometry)},
}

// isSpelled reports whether a field is text that stands for values of a type that
// only DuckDB has.
func isSpelled(f arrow.Field) bool {
	if f.Type.ID() != arrow.STRING {
		return false
	}
	name := connectors.EngineType(f)
	_, plain := spellings[name]
	return plain || len(enumNames(name)) > 0
}

// spelledType is the type of such a field. The caller destroys it.
func spelledType(f arrow.Field) bindings.LogicalType {
	name := connectors.EngineType(f)
	if s, ok := spellings[name]; ok {
		return bindings.CreateLogicalType(s.id)
	}
	return bindings.CreateEnumType(enumNames(name))
}

func spelledWriter(f arrow.Field) writer {
	name := connectors.EngineType(f)
	if s, ok := spellings[name]; ok {
		return s.writer(f)
	}
	names := enumNames(name)
	codes := make(map[string]uint32, len(names))
	for i, n := range names {
		codes[n] = uint32(i)
	}
	// DuckDB keeps the numbers of names in the smallest integer that holds them.
	switch {
	case len(names) < 1<<8:
		return spelledAs(enumCode[uint8](codes))(f)
	case len(names) < 1<<16:
		return spelledAs(enumCode[uint16](codes))(f)
	}
	return spelledAs(enumCode[uint32](codes))(f)
}

func enumCode[T uint8 | uint16 | uint32](codes map[string]uint32) func(text string) (T, bool) {
	return func(text string) (T, bool) {
		code, ok := codes[text]
		return T(code), ok
	}
}

// enumNames are the names of a type such as ENUM('a', 'b'), in which a quote stands
// as two; none where it is another type.
func enumNames(engineType string) (names []string) {
	list, isEnum := strings.CutPrefix(engineType, "ENUM(")
	list, closed := strings.CutSuffix(list, ")")
	for isEnum && closed && strings.HasPrefix(list, "'") {
		end := 1
		for end < len(list) && (list[end] != '\'' || strings.HasPrefix(list[end+1:], "'")) {
			if list[end] == '\'' {
				end++
			}
			end++
		}
		if end >= len(list) {
			return nil
		}
		names = append(names, strings.ReplaceAll(list[1:end], "''", "'"))
		list = strings.TrimPrefix(list[end+1:], ", ")
	}
	if list != "" {
		return nil
	}
	return names
}

// spelledAs writes values of a fixed size.
func spelledAs[T any](parse func(text string) (T, bool)) func(arrow.Field) writer {
	return func(f arrow.Field) writer {
		return valid(func(v bindings.Vector, a arrow.Array, r rows) error {
			texts, out := a.(*array.String), cells[T](v, r.n)
			for i := range r.n {
				if r.isNull(a, i) {
					continue
				}
				var ok bool
				if out[i], ok = parse(texts.Value(r.at(i))); !ok {
					return misspelled(f, texts.Value(r.at(i)))
				}
			}
			return nil
		})
	}
}

// spelledBytes writes values that lie in DuckDB as bytes.
func spelledBytes(appendBytes func(dst []byte, text string) ([]byte, bool)) func(arrow.Field) writer {
	return func(f arrow.Field) writer {
		var buffer []byte
		return valid(func(v bindings.Vector, a arrow.Array, r rows) (err error) {
			write := blob(func(a arrow.Array, i int) []byte {
				var ok bool
				if buffer, ok = appendBytes(buffer[:0], a.(*array.String).Value(i)); !ok && err == nil {
					err = misspelled(f, a.(*array.String).Value(i))
				}
				return buffer
			})
			if failed := write(v, a, r); failed != nil {
				return failed
			}
			return err
		})
	}
}

func misspelled(f arrow.Field, text string) error {
	const enough = 100
	if len(text) > enough {
		text = text[:enough] + "…"
	}
	return fmt.Errorf("%q is no %s", text, connectors.SourceType(f))
}
