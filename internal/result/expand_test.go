package result

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/internal/value"
)

var nestedSchema = arrow.NewSchema([]arrow.Field{
	{Name: "id", Type: arrow.PrimitiveTypes.Int64},
	{Name: "s", Type: arrow.StructOf(
		arrow.Field{Name: "a", Type: arrow.BinaryTypes.String, Nullable: true},
		arrow.Field{Name: "in", Type: arrow.StructOf(arrow.Field{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true}), Nullable: true},
		arrow.Field{Name: "l", Type: arrow.ListOf(arrow.PrimitiveTypes.Int64), Nullable: true},
	), Nullable: true},
}, nil)

const nestedRows = `[{"id": 1, "s": {"a": "x", "in": {"n": 7}, "l": [1, 2]}}, {"id": 2, "s": null},
	{"id": 3, "s": {"a": null, "in": null, "l": null}}, {"id": 4, "s": {"a": "y", "in": {"n": null}, "l": []}}]`

// texts are the values of a view, row by row.
func texts(t *testing.T, v *View) (lines []string) {
	t.Helper()
	for b, err := range v.Scan(t.Context(), 0, -1) {
		if err != nil {
			t.Fatal(err)
		}
		for row := range int(b.NumRows()) {
			var line []string
			for c := range int(b.NumCols()) {
				m := value.NewFormatter(b.Schema().Field(c))
				text := string(m.Append(nil, b.Column(c), row))
				if m.IsNull(b.Column(c), row) {
					text = "NULL"
				}
				line = append(line, text)
			}
			lines = append(lines, strings.Join(line[2:], " "))
		}
	}
	return lines
}

func TestExpanded(t *testing.T) {
	b, _, err := array.RecordFromJSON(memory.DefaultAllocator, nestedSchema, strings.NewReader(nestedRows))
	if err != nil {
		t.Fatal(err)
	}
	p := NewPool(Options{})
	defer p.Close()
	s := p.NewStore()
	// A slice, so that offsets count.
	for _, part := range []arrow.RecordBatch{b.NewSlice(0, 1), b.NewSlice(1, 4)} {
		if err := s.Append(part); err != nil {
			t.Fatal(err)
		}
	}
	paths := []Path{{1, 0}, {1, 1}, {1, 1, 0}, {1, 2}}
	v := s.Snapshot().View(nil).Expanded(paths)
	if got, want := fmt.Sprint(names(v.Schema())), "[id s s.a s.in s.in.n s.l]"; got != want {
		t.Errorf("the columns are %s, want %s", got, want)
	}
	want := `[x {"n":7} 7 [1,2] NULL NULL NULL NULL NULL NULL NULL NULL y {"n":null} NULL []]`
	if got := fmt.Sprint(texts(t, v)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	back := s.Snapshot().View([]int64{3, 0}).Expanded(paths)
	if got := fmt.Sprint(texts(t, back)); got != `[y {"n":null} NULL [] x {"n":7} 7 [1,2]]` {
		t.Errorf("in another order: %s", got)
	}
	batch, offset, ok := v.Peek(3)
	if !ok || batch.Column(2).ValueStr(offset) != "y" {
		t.Errorf("Peek gives %v, %v", batch, ok)
	}
}

// A batch that carries the struct as text keeps the text.
func TestExpandedMisfit(t *testing.T) {
	text := arrow.NewSchema([]arrow.Field{nestedSchema.Field(0), {Name: "s", Type: arrow.BinaryTypes.String, Nullable: true}}, nil)
	b, _, err := array.RecordFromJSON(memory.DefaultAllocator, text, strings.NewReader(`[{"id": 1, "s": "broken {"}]`))
	if err != nil {
		t.Fatal(err)
	}
	p := NewPool(Options{})
	defer p.Close()
	s := p.NewStore()
	s.SetSchema(nestedSchema)
	if err := s.Append(b); err != nil {
		t.Fatal(err)
	}
	v := s.Snapshot().View(nil).Expanded([]Path{{1, 0}, {1, 1, 0}})
	if got := fmt.Sprint(texts(t, v)); got != "[broken { NULL]" {
		t.Errorf("got %s", got)
	}
}

func names(s *arrow.Schema) (all []string) {
	for _, f := range s.Fields() {
		all = append(all, f.Name)
	}
	return all
}
