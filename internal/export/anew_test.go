package export

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
)

// lateSource is a result of many batches: a column of numbers with a text in its
// last batch but one, a column of days with one in the middle, and lists.
func lateSource(t *testing.T) *stored {
	t.Helper()
	fields := []arrow.Field{
		connectors.Field("n", arrow.PrimitiveTypes.Int64, "BIGINT", connectors.KindText),
		connectors.Field("day", arrow.FixedWidthTypes.Date32, "DATE", connectors.KindText),
		connectors.Field("list", arrow.ListOf(arrow.PrimitiveTypes.Int64), "BIGINT[]", connectors.KindText),
	}
	s := &stored{schema: arrow.NewSchema(fields, nil)}
	for i := range 20 {
		rows := fmt.Sprintf(`[{"n": %d, "day": "2024-01-%02d", "list": [%d, null]}, {"n": null, "day": null, "list": null}]`, i, i+1, i)
		typed := append([]arrow.Field{}, fields...)
		switch i {
		case 10:
			typed[1].Type, rows = arrow.BinaryTypes.String, strings.Replace(rows, "2024-01-11", "never", 1)
		case 18:
			typed[0].Type, rows = arrow.BinaryTypes.String, strings.Replace(rows, `"n": 18`, `"n": "18 or so"`, 1)
		}
		s.batches = append(s.batches, batchOf(t, rows, typed...))
	}
	return s
}

// A value that comes late makes its column text, from the first row on, and
// nothing is lost; the other columns keep their types.
func TestLateMisfitsMakeTheirColumnsText(t *testing.T) {
	for _, extension := range []string{"parquet", "arrow"} {
		folder := t.TempDir()
		path := filepath.Join(folder, "rows."+extension)
		var told []int64
		journal := filepath.Join(t.TempDir(), "journal")
		p, err := ToFile(t.Context(), path, "", lateSource(t), Options{Journal: journal}, func(p Progress) { told = append(told, p.Rows) })
		if err != nil || p.Rows != 40 {
			t.Fatalf("%s: %d rows, %v", extension, p.Rows, err)
		}
		for i := range told[1:] {
			if told[i+1] < told[i] {
				t.Errorf("%s: the rows that were told of go back: %v", extension, told)
			}
		}
		back := readBack(t, path)
		var types []string
		for _, f := range back.Schema().Fields() {
			types = append(types, f.Type.ID().String()+" "+connectors.SourceType(f))
		}
		if got := strings.Join(types, ", "); got != "STRING BIGINT, STRING DATE, LIST BIGINT[]" {
			t.Errorf("%s: the columns are %s", extension, got)
		}
		var want, got []string
		for i := range 20 {
			n, day := fmt.Sprint(i), fmt.Sprintf("2024-01-%02d", i+1)
			if i == 18 {
				n = "18 or so"
			}
			if i == 10 {
				day = "never"
			}
			want = append(want, n, day, fmt.Sprintf("[%d,null]", i), "(null)", "(null)", "(null)")
		}
		rows := array.NewTableReader(back, 0)
		for rows.Next() {
			b := rows.RecordBatch()
			for i := range int(b.NumRows()) {
				for _, c := range b.Columns() {
					got = append(got, c.ValueStr(i))
				}
			}
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s: %q, want %q", extension, got, want)
		}
		expectOnly(t, folder, "rows."+extension)
		expectOnly(t, journal)
	}
}

// expectOnly checks what a folder holds.
func expectOnly(t *testing.T, folder string, names ...string) {
	t.Helper()
	var found []string
	entries, err := os.ReadDir(folder)
	for _, e := range entries {
		found = append(found, e.Name())
	}
	if err != nil || strings.Join(found, " ") != strings.Join(names, " ") {
		t.Errorf("the folder has %q, %v", found, err)
	}
}

// breaking is a source whose stream breaks off at its end.
type breaking struct{ *stored }

func (b breaking) Next(ctx context.Context) (arrow.RecordBatch, error) {
	batch, err := b.stored.Next(ctx)
	if errors.Is(err, io.EOF) {
		err = errors.New("connection reset")
	}
	return batch, err
}

// A source that breaks off after a file was begun anew leaves neither of the two.
func TestLateMisfitsOfASourceThatFails(t *testing.T) {
	folder := t.TempDir()
	src := breaking{lateSource(t)}
	if _, err := ToFile(t.Context(), filepath.Join(folder, "rows.parquet"), "", src, Options{}, nil); err == nil {
		t.Error("the export ended well")
	}
	expectOnly(t, folder)
}

// A pipe cannot be begun anew: the error tells the value, where it is, and the ways
// out.
func TestLateMisfitsInAPipe(t *testing.T) {
	for _, format := range []string{"parquet", "arrow"} {
		var out bytes.Buffer
		_, err := To(t.Context(), &out, format, lateSource(t), Options{}, nil)
		e := connectors.AsError(err)
		if e == nil || e.Class != connectors.ClassUnsupported || !strings.Contains(e.Message, `row 21, column "day": the value "never" does not fit the type DATE`) || !strings.Contains(e.Hint, "Write to a file") {
			t.Errorf("%s: %v", format, err)
		}
	}
}

// What Parquet changes of types is undone nowhere when a file is begun anew.
func TestTypesThatAFileChangesAreBegunAnew(t *testing.T) {
	for i, d := range declaredTypes {
		if len(d.fitting) == 0 {
			continue
		}
		late := plainField(arrow.PrimitiveTypes.Int64)
		late.Name = "late"
		fields := []arrow.Field{d.Field, late}
		fields[0].Name = "typed"
		schema := arrow.NewSchema(fields, nil)
		column := array.NewBuilder(memory.DefaultAllocator, d.Type)
		for _, s := range d.fitting {
			if err := column.AppendValueFromString(s); err != nil {
				t.Fatal(err)
			}
		}
		column.AppendNull()
		values := column.NewArray()
		n := values.Len()
		numbers, texts := array.NewInt64Builder(memory.DefaultAllocator), array.NewStringBuilder(memory.DefaultAllocator)
		for i := range n {
			numbers.Append(int64(i))
			texts.Append("x")
		}
		textual := append([]arrow.Field{}, fields...)
		textual[1].Type = arrow.BinaryTypes.String
		src := &stored{schema: schema, batches: []arrow.RecordBatch{
			array.NewRecordBatch(schema, []arrow.Array{values, numbers.NewArray()}, int64(n)),
			array.NewRecordBatch(arrow.NewSchema(textual, nil), []arrow.Array{values, texts.NewArray()}, int64(n)),
		}}
		want := textsIn(fields[0], values)
		for _, extension := range []string{"parquet", "arrow"} {
			src.at = 0
			path := filepath.Join(t.TempDir(), fmt.Sprint(i, ".", extension))
			save(t, path, src)
			back := readBack(t, path)
			var got []string
			for _, chunk := range back.Column(0).Data().Chunks() {
				got = append(got, textsIn(back.Schema().Field(0), chunk)...)
			}
			if strings.Join(got, "|") != strings.Join(append(want, want...), "|") {
				t.Errorf("%s: %s: %q came back as %q", extension, d.Type, want, got)
			}
		}
	}
}
