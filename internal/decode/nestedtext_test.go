package decode

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// A value that does not fit its part of a nested type leaves the other parts as
// they are in batches in which all values fit.
func TestNestedTextOfAMisfit(t *testing.T) {
	stamp := &arrow.TimestampType{Unit: arrow.Nanosecond}
	part := func(name string, t arrow.DataType) arrow.Field {
		return arrow.Field{Name: name, Type: t, Nullable: true}
	}
	far := `"2299-01-01 00:00:00.000000000"`
	for _, c := range []struct {
		dataType arrow.DataType
		sent     string
		want     []string
	}{
		{
			arrow.ListOf(stamp), `[["2022-01-01 00:00:00.000000000"],[ "2022-01-01 00:00:00.000000000", ` + far + `],[],null]`,
			[]string{`["2022-01-01T00:00:00"]`, `["2022-01-01T00:00:00",` + far + `]`, `[]`, ``},
		},
		{
			arrow.MapOf(arrow.BinaryTypes.String, stamp), "[{\n\t\"a\": " + far + ",\n\t\"b\": null},{}]",
			[]string{`{"a":` + far + `,"b":null}`, `{}`},
		},
		{
			arrow.MapOf(stamp, arrow.PrimitiveTypes.Int8), `[{"2022-01-01 00:00:00.500000000": 1, ` + far + `: 2}]`,
			[]string{`{"2022-01-01 00:00:00.5":1,` + far + `:2}`},
		},
		{
			arrow.StructOf(part("x", stamp), part("y", arrow.PrimitiveTypes.Int8)), `[[` + far + `, 1],{"x": "2022-01-01 00:00:00", "y": 300}]`,
			[]string{`{"x":` + far + `,"y":1}`, `{"x":"2022-01-01T00:00:00","y":300}`},
		},
		{
			arrow.StructOf(part("", stamp), part("", arrow.ListOf(stamp))), `[[` + far + `, ["2022-01-01 00:00:00"]]]`,
			[]string{`[` + far + `,["2022-01-01T00:00:00"]]`},
		},
	} {
		var rows strings.Builder
		for _, value := range splitItems(c.sent) {
			rows.WriteString(`{"a":` + value + "}\n")
		}
		r := JSON(strings.NewReader(rows.String()), JSONOptions{Lines: true, Columns: Columns(part("a", c.dataType))})
		batch, err := r.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		text, ok := batch.Column(0).(*array.String)
		if !ok || text.Len() != len(c.want) {
			t.Fatalf("%v: got %v", c.dataType, batch.Column(0))
		}
		for i, want := range c.want {
			if text.Value(i) != want {
				t.Errorf("%v: got %s, want %s", c.dataType, text.Value(i), want)
			}
		}
	}
}

func splitItems(list string) (items []string) {
	eachItem([]byte(list), func(c cell) bool {
		items = append(items, string(c.appendVerbatim(nil)))
		return true
	})
	return items
}
