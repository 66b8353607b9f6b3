package export

import (
	"encoding/binary"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/extensions"

	"sonde/connectors"
	"sonde/internal/value"
)

// UUIDs are texts in a result and 16 bytes in a file. Those that would be read back
// as another text, as in upper case, stay text.

var uuidType = extensions.NewUUIDType()

func isUUIDText(f arrow.Field) bool {
	return f.Type.ID() == arrow.STRING && connectors.FieldKind(f) == connectors.KindUUID
}

// firstNoUUID is the row of the first text that no file holds as a UUID; negative
// where there is none.
func firstNoUUID(text *array.String) int {
	for i := range text.Len() {
		if _, _, ok := value.ParseUUID(text.Value(i)); !ok && text.IsValid(i) {
			return i
		}
	}
	return -1
}

// uuids makes the bytes of a column of texts.
func (c fileColumn) uuids(a arrow.Array) (arrow.Array, error) {
	text, ok := a.(*array.String)
	if !ok {
		return nil, changedType(c, a)
	}
	ids := make([]byte, 16*text.Len())
	for i := range text.Len() {
		high, low, ok := value.ParseUUID(text.Value(i))
		if !ok && text.IsValid(i) {
			return nil, misfit(c, text.Value(i), int64(i)+1)
		}
		binary.BigEndian.PutUint64(ids[16*i:], high)
		binary.BigEndian.PutUint64(ids[16*i+8:], low)
	}
	return array.NewExtensionArrayWithStorage(uuidType, fixedBytes(text, 16, ids)), nil
}
