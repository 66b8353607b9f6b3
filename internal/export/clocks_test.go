package export

import (
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
)

// A clock that does not tell the moment comes as text, and is written as the others
// are; other text stays as it is.
func TestClocksThatAreTextHaveAnotherSeparatorInJSON(t *testing.T) {
	f := arrow.Field{Name: "at", Type: &arrow.TimestampType{Unit: arrow.Second, TimeZone: "Europe/Berlin"}, Nullable: true}
	text := f
	text.Type = arrow.BinaryTypes.String
	b := batchOf(t, `[{"at": "2024-10-27 02:30:00"}, {"at": "2024-10-27 02:30:00.25"}, {"at": "2024-10-27 is a day"}, {"at": null}]`, text)
	declared := arrow.NewSchema([]arrow.Field{f}, nil)
	want := `{"at":"2024-10-27T02:30:00"}` + "\n" + `{"at":"2024-10-27T02:30:00.25"}` + "\n" + `{"at":"2024-10-27 is a day"}` + "\n" + `{"at":null}` + "\n"
	expectText(t, written(t, "ndjson", Options{}, declared, b), want)
	if got := written(t, "ndjson", Options{}, b.Schema(), b.NewSlice(0, 1)); got != `{"at":"2024-10-27 02:30:00"}`+"\n" {
		t.Errorf("a column of text is %s", got)
	}
}
