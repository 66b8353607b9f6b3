package export

import (
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/internal/value"
)

// readText reads values of text as the type of a field. Those that would come back
// as another text do not fit; what stands in their place means nothing.
func readText(text *array.String, f arrow.Field) (parsed arrow.Array, fits []bool) {
	b := array.NewBuilder(memory.DefaultAllocator, f.Type)
	fits = make([]bool, text.Len())
	can, digitsOnly := readable(f.Type), isDecimal(f.Type)
	for i := range fits {
		fits[i] = can && !text.IsNull(i) && (!digitsOnly || isPlainNumber(text.Value(i))) && appendText(b, text.Value(i))
		if b.Len() == i {
			b.AppendNull() // Most builders have done so by themselves where they fail, but not all.
		}
	}
	parsed = b.NewArray()
	dropChanged(fits, text, parsed, f)
	return parsed, fits
}

// dropChanged takes the texts out of those that fit that came back as another one.
func dropChanged(fits []bool, text *array.String, parsed arrow.Array, f arrow.Field) {
	m := value.NewFormatter(f)
	var read []byte
	for i := range fits {
		if fits[i] = fits[i] && !m.IsNull(parsed, i); fits[i] {
			read = m.Append(read[:0], parsed, i)
			fits[i] = sameValue(m.Class(), text.Value(i), string(read))
		}
	}
}

// readable reports whether texts are read as values of a type. The parsers of the
// others have another form of them than [value], panic at what they do not know, or
// make a dictionary of their own.
func readable(t arrow.DataType) bool {
	switch t := t.(type) {
	case arrow.DecimalType:
		return true
	case *arrow.ListType, *arrow.LargeListType, *arrow.StructType, *arrow.MapType:
		return !slices.ContainsFunc(t.(arrow.NestedType).Fields(), func(f arrow.Field) bool {
			return isDecimal(f.Type) || !readable(f.Type)
		})
	}
	return slices.Contains(readableScalars, t.ID())
}

var readableScalars = []arrow.Type{
	arrow.BOOL, arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64, arrow.UINT8, arrow.UINT16, arrow.UINT32, arrow.UINT64,
	arrow.FLOAT16, arrow.FLOAT32, arrow.FLOAT64, arrow.STRING, arrow.LARGE_STRING,
	arrow.DATE32, arrow.DATE64, arrow.TIME32, arrow.TIME64, arrow.TIMESTAMP,
}

func isDecimal(t arrow.DataType) bool {
	_, ok := t.(arrow.DecimalType)
	return ok
}

// isPlainNumber reports whether a text is a number without an exponent, of no more
// digits than the widest decimal has. The parser of decimals takes nothing else
// well: it panics at the empty text, and spells large exponents out.
func isPlainNumber(s string) bool {
	const widest = len("-0.") + 76
	return len(s) <= widest && value.IsNumber(s) && !strings.ContainsAny(s, "eE")
}

// appendText appends a text to a builder of another type; false where it cannot
// be read. A builder of a nested type that fails would keep half of a value.
func appendText(b array.Builder, text string) bool {
	if arrow.IsNested(b.Type().ID()) && array.NewBuilder(memory.DefaultAllocator, b.Type()).AppendValueFromString(text) != nil {
		return false
	}
	return b.AppendValueFromString(text) == nil
}

// sameValue reports whether a text and the text of what it was read as are the
// same. Numbers may differ in zeros at the end of their fraction: a column of
// decimals writes 1.5 as 1.50.
func sameValue(c value.Class, sent, read string) bool {
	return sent == read || c == value.Number && value.IsNumber(sent) && withoutZeros(sent) == withoutZeros(read)
}

// withoutZeros drops the zeros at the end of a number's fraction.
func withoutZeros(s string) string {
	if !strings.Contains(s, ".") || strings.ContainsAny(s, "eE") {
		return s
	}
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
