package export

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
)

// Only the value that does not fit its column's type is text in JSON; its
// neighbours are what they are in any other batch.
func TestMisfitsInJSON(t *testing.T) {
	day := arrow.Field{Name: "day", Type: arrow.FixedWidthTypes.Date32, Nullable: true}
	declared := arrow.NewSchema([]arrow.Field{
		{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true}, {Name: "f", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
		{Name: "l", Type: arrow.ListOf(arrow.PrimitiveTypes.Int64), Nullable: true}, day, {Name: "s", Type: arrow.BinaryTypes.String, Nullable: true},
	}, nil)
	var text []arrow.Field
	for _, f := range declared.Fields() {
		text = append(text, arrow.Field{Name: f.Name, Type: arrow.BinaryTypes.String, Nullable: true})
	}
	b := batchOf(t, `[{"n": "12", "f": "nan", "l": "[1,2]", "day": "2024-02-29", "s": "12"},
		{"n": "18446744073709551615", "f": "1.5", "l": "[1,true]", "day": "never", "s": null}, {"n": null, "f": "many", "l": null, "day": null, "s": ""}]`, text...)
	want := `{"n":12,"f":"NaN","l":[1,2],"day":"2024-02-29","s":"12"}` + "\n" +
		`{"n":"18446744073709551615","f":1.5,"l":"[1,true]","day":"never","s":null}` + "\n" +
		`{"n":null,"f":"many","l":null,"day":null,"s":""}` + "\n"
	expectText(t, written(t, "ndjson", Options{}, declared, b), want)
}

// foretold knows its batches beforehand.
type foretold struct{ stored }

func (f *foretold) Misfits(context.Context) ([]bool, error) {
	return Misfits(f.schema, func(yield func(arrow.RecordBatch, error) bool) {
		for _, b := range f.batches {
			if !yield(b, nil) {
				return
			}
		}
	})
}

// A source that can tell beforehand that a later value does not fit is written
// with a column of text.
func TestMisfitsThatAreForetold(t *testing.T) {
	usual := batchOf(t, `[{"n": 1, "m": 2}]`, arrow.Field{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true}, arrow.Field{Name: "m", Type: arrow.PrimitiveTypes.Int64, Nullable: true})
	text := []arrow.Field{{Name: "n", Type: arrow.BinaryTypes.String}, {Name: "m", Type: arrow.BinaryTypes.String}}
	odd := batchOf(t, `[{"n": "many", "m": "3"}]`, text...)
	for _, extension := range []string{"parquet", "arrow"} {
		path := filepath.Join(t.TempDir(), "out."+extension)
		src := &foretold{stored{schema: usual.Schema(), batches: []arrow.RecordBatch{usual, odd}}}
		if _, err := ToFile(t.Context(), path, "", src, Options{}, nil); err != nil {
			t.Fatalf("%s: %v", extension, err)
		}
		back := readBack(t, path)
		got := fmt.Sprint(back.Schema().Field(0).Type, back.Schema().Field(1).Type, back.NumRows())
		if got != "utf8 int64 2" {
			t.Errorf("%s: %s", extension, got)
		}
	}
}
