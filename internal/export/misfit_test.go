package export

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// Only the value that is not as its column's type writes it is text in JSON; its
// neighbours are what they are in any other batch, and numbers keep their digits.
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
	want := `{"n":12,"f":"nan","l":[1,2],"day":"2024-02-29","s":"12"}` + "\n" +
		`{"n":18446744073709551615,"f":1.5,"l":"[1,true]","day":"never","s":null}` + "\n" +
		`{"n":null,"f":"many","l":null,"day":null,"s":""}` + "\n"
	expectText(t, written(t, "ndjson", Options{}, declared, b), want)
}

// A value that does not fit leaves all others on their rows.
func TestMisfitsMoveNothing(t *testing.T) {
	text := arrow.Field{Name: "v", Type: arrow.BinaryTypes.String}
	for _, c := range []struct {
		declared   arrow.DataType
		rows, want string
	}{
		{arrow.FixedWidthTypes.Date32, `"2024-01-01" null "2024-01-03" "infinity" "2024-01-05" "20240106"`, `"2024-01-01" null "2024-01-03" "infinity" "2024-01-05" "20240106"`},
		{&arrow.TimestampType{Unit: arrow.Microsecond}, `"2024-01-01 00:00:00" "-infinity" "1704067200" "2024-01-04 00:00:00.5"`, `"2024-01-01T00:00:00" "-infinity" "1704067200" "2024-01-04T00:00:00.5"`},
		{arrow.FixedWidthTypes.Timestamp_us, `"2024-01-01T00:00:00+02:00" "0001-01-01 BC" "2024-01-01 00:00:00+00:00"`, `"2024-01-01T00:00:00+02:00" "0001-01-01 BC" "2024-01-01T00:00:00+00:00"`},
		{arrow.FixedWidthTypes.Boolean, `"true" "0" "1" "t" null "false" "FALSE"`, `true "0" "1" "t" null false "FALSE"`},
		{arrow.PrimitiveTypes.Int64, `"007" "5" "many" null "-6"`, `"007" 5 "many" null -6`},
		{arrow.PrimitiveTypes.Float64, `"1.5" "9007199254740993" "12345678901234567890" "1.50"`, `1.5 9007199254740993 12345678901234567890 1.50`},
		{arrow.FixedWidthTypes.Time64us, `"24:00:00" "12:00:00" "25:00" "12:00:01"`, `"24:00:00" "12:00:00" "25:00" "12:00:01"`},
	} {
		declared := arrow.NewSchema([]arrow.Field{{Name: "v", Type: c.declared, Nullable: true}}, nil)
		b := batchOf(t, `[{"v": `+strings.NewReplacer(`" `, `"}, {"v": `, `null `, `null}, {"v": `).Replace(c.rows)+`}]`, text)
		got := strings.NewReplacer(`{"v":`, "", "}\n", " ").Replace(written(t, "ndjson", Options{}, declared, b))
		if strings.TrimSpace(got) != c.want {
			t.Errorf("%s: got %s, want %s", c.declared, got, c.want)
		}
	}
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

// What is no number in a column of numbers is text in every format: a server would
// work 2024-01 out, a sheet cannot be opened with it, and 007 would lose its zeros.
func TestTextInColumnsOfNumbers(t *testing.T) {
	b := batchOf(t, `[{"n": "2024-01"}, {"n": "007"}, {"n": "+5"}, {"n": "1e400"}, {"n": "-1.50"}]`, connectors.Field("n", arrow.BinaryTypes.String, "NUMERIC", connectors.KindNumber))
	if got := written(t, "sql", Options{}, b.Schema(), b); !strings.Contains(got, "('2024-01'),\n('007'),\n('+5'),\n(1e400),\n(-1.50);") {
		t.Errorf("SQL is %s", got)
	}
	got := sheetOf(t, written(t, "xlsx", Options{}, b.Schema(), b))
	if strings.Count(got, "<v>") != 1 || !strings.Contains(got, "<v>-1.50</v>") {
		t.Errorf("the sheet is %s", got)
	}
}
