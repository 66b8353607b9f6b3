package local

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
	"sonde/internal/result"
	"sonde/internal/value"
)

// reading is how the values of a column are handed to the engine, and how text
// is compared with them.
type reading struct {
	path     result.Path
	declared arrow.Field
	// as is the column as the engine sees it; its name is given later.
	as arrow.Field
	// convert makes such a column of one of a batch; nil: it is one already.
	convert func(f arrow.Field, a arrow.Array) arrow.Array
	// literals writes a text as expressions of the engine that are equal to the
	// value that has this text. Nearly always it is one.
	literals func(text string) ([]string, error)
	// reads reports whether a text is a value that has an order among the others,
	// such as example; nil: every text that literals accepts is one.
	reads   func(text string) bool
	example string
	// see takes the arrays that are read, from several goroutines; nil: none does.
	see func(f arrow.Field, a arrow.Array)
}

// read makes the column of a batch that starts at row first.
func (r reading) read(b arrow.RecordBatch, first int64, wanted selection) (arrow.Array, error) {
	a, f := result.At(b, r.path)
	a, err := pick(a, first, wanted)
	if err == nil && r.see != nil {
		r.see(f, a)
	}
	if err != nil || r.convert == nil {
		return a, err
	}
	return r.convert(f, a), nil
}

// readingOf decides how the values at a path are compared and sorted.
func readingOf(s *result.Snapshot, path result.Path) (reading, error) {
	if !path.LeadsSomewhere(s.Schema()) {
		return reading{}, connectors.Errorf(connectors.ClassInternal, "the result has no column %v", path)
	}
	f := result.FieldAt(s.Schema(), path)
	r := typedReading(f)
	if misfits(s, path) {
		r = misfitReading(f)
	}
	r.path, r.declared = path, f
	return r, nil
}

// shownReading is the text of the values at a path.
func shownReading(s *result.Snapshot, path result.Path) (reading, error) {
	r, err := readingOf(s, path)
	if err != nil {
		return r, err
	}
	shown := textReading(r.declared)
	shown.path, shown.declared = path, r.declared
	return shown, nil
}

// misfits reports whether a batch carries the column of a path as another type
// than the declared one.
func misfits(s *result.Snapshot, path result.Path) bool {
	declared := s.Schema().Field(path[0]).Type
	for i := range s.NumBatches() {
		if !arrow.TypeEqual(s.BatchSchema(i).Field(path[0]).Type, declared) {
			return true
		}
	}
	return false
}

// typedReading is the reading of values that all have the declared type.
func typedReading(f arrow.Field) reading {
	kind := connectors.FieldKind(f)
	if literals := literalsOf(f.Type); literals != nil && !hasMeaning(kind) {
		return reading{as: arrow.Field{Type: f.Type, Nullable: true}, literals: literals}
	}
	switch {
	case isMoment(f.Type):
		return momentReading(f.Type)
	case isNumber(f.Type) || kind == connectors.KindNumber && isText(f.Type):
		return keyReading(numberKey)
	case isText(unpacked(f.Type)):
		return meantReading(f, kind)
	}
	return textReading(f)
}

// hasMeaning reports whether text of a kind is compared as something else.
func hasMeaning(kind connectors.Kind) bool {
	switch kind {
	case connectors.KindNumber, connectors.KindInterval, connectors.KindTime, connectors.KindEnum, connectors.KindBit:
		return true
	}
	return kind.IsDocument()
}

// meantReading is the reading of text that stands for something else.
func meantReading(f arrow.Field, kind connectors.Kind) reading {
	switch kind {
	case connectors.KindInterval:
		r := keyReading(spanKey)
		r.reads = func(text string) bool { _, ok := parseSpan(text); return ok }
		r.example = "an interval, such as 1 month 2 days 13:45:00"
		return r
	case connectors.KindTime:
		r := keyReading(clockKey)
		r.reads = func(text string) bool { _, _, ok := parseClock(text); return ok }
		r.example = "a time, such as 13:45:00+02"
		return r
	case connectors.KindBit:
		r := keyReading(bitKey)
		r.reads = isBits
		r.example = "bits, such as 0101"
		return r
	case connectors.KindEnum:
		if order := enumOrder(connectors.SourceType(f)); len(order) > 0 {
			r := keyReading(enumKey(order))
			r.reads = func(text string) bool { _, ok := order[text]; return ok }
			r.example = "a name of the type " + connectors.SourceType(f)
			return r
		}
	}
	return textReading(f)
}

// misfitReading is the reading of a column of which some values are text that
// did not fit the declared type. Those that read as the type stand among the
// others, the rest after them.
func misfitReading(f arrow.Field) reading {
	switch {
	case isMoment(f.Type):
		return keyReading(momentKey(f.Type))
	case isNumber(f.Type):
		return keyReading(numberKey)
	}
	return textReading(f)
}

func isText(t arrow.DataType) bool {
	return t.ID() == arrow.STRING || t.ID() == arrow.LARGE_STRING || t.ID() == arrow.STRING_VIEW
}

// isNumber reports whether a type's values are numbers.
func isNumber(t arrow.DataType) bool { return value.ClassOf(arrow.Field{Type: t}) == value.Number }

// textReading hands over the text of values as the screen shows it.
func textReading(f arrow.Field) reading {
	r := reading{
		as:       arrow.Field{Type: arrow.BinaryTypes.LargeString, Nullable: true},
		literals: func(text string) ([]string, error) { return []string{textLiteral(text)}, nil },
	}
	if isText(f.Type) && !connectors.FieldKind(f).IsDocument() {
		r.as.Type = f.Type
		return r
	}
	r.convert = func(f arrow.Field, a arrow.Array) arrow.Array {
		return rendered(arrow.BinaryTypes.LargeString, f, a, nil)
	}
	return r
}

// keyReading hands over keys that are made of the text of values, and sort as
// bytes the way the values do. Texts of one value have one key.
func keyReading(key func(dst, text []byte) []byte) reading {
	return reading{
		as: arrow.Field{Type: arrow.BinaryTypes.LargeBinary, Nullable: true},
		convert: func(f arrow.Field, a arrow.Array) arrow.Array {
			return rendered(arrow.BinaryTypes.LargeBinary, f, a, key)
		},
		literals: func(text string) ([]string, error) {
			return []string{blobLiteral(key(nil, []byte(text)))}, nil
		},
	}
}

// rendered is an array of the texts of values, or of what key makes of them.
func rendered(t arrow.DataType, f arrow.Field, a arrow.Array, key func(dst, text []byte) []byte) arrow.Array {
	m := value.NewFormatter(f)
	offsets, bytes, text := make([]int64, a.Len()+1), []byte(nil), []byte(nil)
	valid, nulls := make([]byte, (a.Len()+7)/8), 0
	for i := range a.Len() {
		if m.IsNull(a, i) {
			nulls++
		} else {
			valid[i/8] |= 1 << (i % 8)
			if key == nil {
				bytes = m.Append(bytes, a, i)
			} else {
				text = m.Append(text[:0], a, i)
				bytes = key(bytes, text)
			}
		}
		offsets[i+1] = int64(len(bytes))
	}
	buffers := []*memory.Buffer{memory.NewBufferBytes(valid), memory.NewBufferBytes(arrow.Int64Traits.CastToBytes(offsets)), memory.NewBufferBytes(bytes)}
	return array.MakeFromData(array.NewData(t, a.Len(), buffers, nil, nulls, 0))
}
