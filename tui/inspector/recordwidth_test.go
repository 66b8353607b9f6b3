package inspector

import (
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
)

func TestARecordTakesTheWidthThatThereIs(t *testing.T) {
	v := viewOf(t, `[{"id": "0191e1a2-7b3c-7d4e-8f50-a1b2c3d4e5f6", "at": "2024-01-31 13:45:00"}]`,
		arrow.Field{Name: "id", Type: arrow.BinaryTypes.String}, arrow.Field{Name: "at", Type: arrow.BinaryTypes.String})
	record, err := ReadRecord(t.Context(), v, 0, []int{0, 1})
	if err != nil {
		t.Fatal(err)
	}
	record.Fields[1].Type = "timestamp with time zone"
	d := New(0)
	d.ShowRecord(0, record, 0, nil)
	expect(t, draw(d, 80, 24), "0191e1a2-7b3c-7d4e-8f50-a1b2c3d4e5f6", "timestamp with time zone")
}
