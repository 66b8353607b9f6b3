package export

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

func literalBatch(t *testing.T) arrow.RecordBatch {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "id", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true},
	}, nil)
	b, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader(
		`[{"id": 1, "name": "it's"}, {"id": 2, "name": null}, {"id": 1, "name": "it's"}, {"id": null, "name": "x\\y"}]`))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func only(b arrow.RecordBatch, column int) arrow.RecordBatch {
	return array.NewRecordBatch(arrow.NewSchema([]arrow.Field{b.Schema().Field(column)}, nil), []arrow.Array{b.Column(column)}, b.NumRows())
}

func TestValuesClause(t *testing.T) {
	for dialect, want := range map[string]string{
		"":      "(1, 'it''s'),\n(2, NULL),\n(1, 'it''s'),\n(NULL, 'x\\y')\n",
		"mysql": "(1, 'it''s'),\n(2, NULL),\n(1, 'it''s'),\n(NULL, 'x\\\\y')\n",
	} {
		var out strings.Builder
		b := literalBatch(t)
		w, err := NewValues(&out, b.Schema(), Options{Dialect: dialect})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(b); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil || out.String() != want {
			t.Errorf("%q: got %q, %v, want %q", dialect, out.String(), err, want)
		}
	}
}

func TestInList(t *testing.T) {
	b := literalBatch(t)
	for _, c := range []struct {
		batch arrow.RecordBatch
		want  string
		nulls int64
	}{
		{only(b, 0), "(1, 2)", 1},
		{only(b, 1), `('it''s', 'x\y')`, 1},
		{b, "((1, 'it''s'))", 2},
		{b.NewSlice(0, 0), "(NULL)", 0},
	} {
		var out strings.Builder
		l, err := NewInList(&out, c.batch.Schema(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Write(c.batch); err != nil {
			t.Fatal(err)
		}
		if err := l.Close(); err != nil || out.String() != c.want || l.Nulls() != c.nulls {
			t.Errorf("got %q and %d NULL, %v, want %q and %d", out.String(), l.Nulls(), err, c.want, c.nulls)
		}
	}
}

// Text is written at once where nothing in it needs a mark; each character of every
// dialect comes out as if all were looked at.
func TestPlainTextIsWrittenAsAnyOther(t *testing.T) {
	f := arrow.Field{Name: "s", Type: arrow.BinaryTypes.String}
	for _, name := range append([]string{"", "druid"}, dialects...) {
		l := newLiterals(dialectNamed(name), false)
		for c := range rune(0x100) {
			text := "a" + string(c) + "b"
			want := string(l.text(nil, text))
			if got := string(l.texts(f, [2]string{})(nil, textsOf([]*string{&text}), 0)); got != want {
				t.Errorf("%s: %q is %s, want %s", name, text, got, want)
			}
		}
	}
}
