package value

import (
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/extensions"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/google/uuid"
)

// parse builds an array from JSON documents, one per row.
func parse(t *testing.T, dt arrow.DataType, rows string) arrow.Array {
	t.Helper()
	a, _, err := array.FromJSON(memory.DefaultAllocator, dt, strings.NewReader(rows))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestListsOfEveryLayout(t *testing.T) {
	i64 := arrow.PrimitiveTypes.Int64
	want := []string{"[1,null]", "", "[9007199254740993,2]"}
	for _, dt := range []arrow.DataType{arrow.ListOf(i64), arrow.LargeListOf(i64), arrow.FixedSizeListOf(2, i64), arrow.ListViewOf(i64), arrow.LargeListViewOf(i64)} {
		a := parse(t, dt, `[[1,null],null,[9007199254740993,2]]`)
		expect(t, a, "", want, []string{want[0], "null", want[2]})
		expect(t, array.NewSlice(a, 2, 3), "", want[2:], want[2:])
	}
	expect(t, parse(t, arrow.ListOf(arrow.BinaryTypes.String), `[[],["a\"b"]]`), "", []string{"[]", `["a\"b"]`}, []string{"[]", `["a\"b"]`})
}

func TestStructs(t *testing.T) {
	dt := arrow.StructOf(
		arrow.Field{Name: "a\"", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
		arrow.Field{Name: "x", Type: arrow.ListOf(arrow.FixedWidthTypes.Date32), Nullable: true},
	)
	a := parse(t, dt, `[{"a\"":1.5,"x":["2024-01-31",null]},null,{"a\"":null,"x":null}]`)
	want := []string{`{"a\"":1.5,"x":["2024-01-31",null]}`, "", `{"a\"":null,"x":null}`}
	expect(t, a, "", want, []string{want[0], "null", want[2]})
	expect(t, array.NewSlice(a, 2, 3), "", want[2:], want[2:])
}

func twoMembers(t *testing.T, first, second string) arrow.Array {
	one, two := strs("1"), strs("2")
	a, err := array.NewStructArray([]arrow.Array{one, two}, []string{first, second})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestMembersOfOneNameAreKeptApart(t *testing.T) {
	expect(t, twoMembers(t, "a", "a"), "", []string{`{"a":"1","a_2":"2"}`}, []string{`{"a":"1","a_2":"2"}`})
	expect(t, twoMembers(t, "", ""), "", []string{`["1","2"]`}, []string{`["1","2"]`})
	empty := array.NewStructBuilder(memory.DefaultAllocator, arrow.StructOf())
	empty.Append(true)
	expect(t, empty.NewArray(), "", []string{`{}`}, []string{`{}`})
	got := UniqueNames([]string{"a", "a_2", "a", "a", "", ""})
	if !slices.Equal(got, []string{"a", "a_2", "a_3", "a_4", "", "_2"}) {
		t.Errorf("unique names are %q", got)
	}
}

func TestMaps(t *testing.T) {
	text := build(arrow.MapOf(arrow.BinaryTypes.String, arrow.PrimitiveTypes.Int64), func(b *array.MapBuilder) {
		b.Append(true)
		b.KeyBuilder().(*array.StringBuilder).AppendValues([]string{"k\n", "l"}, nil)
		b.ItemBuilder().(*array.Int64Builder).AppendValues([]int64{1, 0}, []bool{true, false})
		b.AppendNull()
		b.Append(true)
	})
	expect(t, text, "", []string{`{"k\n":1,"l":null}`, "", "{}"}, []string{`{"k\n":1,"l":null}`, "null", "{}"})
	number := build(arrow.MapOf(arrow.PrimitiveTypes.Int64, arrow.BinaryTypes.String), func(b *array.MapBuilder) {
		b.Append(true)
		b.KeyBuilder().(*array.Int64Builder).Append(9007199254740993)
		b.ItemBuilder().(*array.StringBuilder).Append("v")
	})
	expect(t, number, "", []string{`{"9007199254740993":"v"}`}, []string{`{"9007199254740993":"v"}`})
	nested := build(arrow.MapOf(arrow.ListOf(arrow.PrimitiveTypes.Int8), arrow.PrimitiveTypes.Int8), func(b *array.MapBuilder) {
		b.Append(true)
		keys := b.KeyBuilder().(*array.ListBuilder)
		keys.Append(true)
		keys.ValueBuilder().(*array.Int8Builder).Append(1)
		b.ItemBuilder().(*array.Int8Builder).Append(2)
	})
	expect(t, nested, "", []string{`[{"key":[1],"value":2}]`}, []string{`[{"key":[1],"value":2}]`})
}

func TestUnionsShowTheirMember(t *testing.T) {
	numbers := build(arrow.PrimitiveTypes.Int64, func(b *array.Int64Builder) { b.AppendValues([]int64{0, 42, 0}, []bool{true, true, false}) })
	names, codes := []string{"n", "s"}, []arrow.UnionTypeCode{3, 5}
	ids := build(arrow.PrimitiveTypes.Int8, func(b *array.Int8Builder) { b.AppendValues([]int8{5, 3, 3}, nil) })
	sparse, err := array.NewSparseUnionFromArraysWithFieldCodes(ids, []arrow.Array{numbers, strs("a\"", "", "")}, names, codes)
	if err != nil {
		t.Fatal(err)
	}
	text, doc := []string{`a"`, "42", ""}, []string{`"a\""`, "42", "null"}
	expect(t, sparse, "", text, doc)
	expect(t, array.NewSlice(sparse, 1, 3), "", text[1:], doc[1:])

	offsets := build(arrow.PrimitiveTypes.Int32, func(b *array.Int32Builder) { b.AppendValues([]int32{0, 1, 2}, nil) })
	dense, err := array.NewDenseUnionFromArraysWithFieldCodes(ids, offsets, []arrow.Array{numbers, strs("a\"")}, names, codes)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, dense, "", text, doc)
	expect(t, array.NewSlice(dense, 1, 3), "", text[1:], doc[1:])
}

func TestEncodedValuesAreLookedThrough(t *testing.T) {
	dt := &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}
	entries := build(arrow.BinaryTypes.String, func(b *array.StringBuilder) { b.Append("red"); b.AppendNull() })
	index := build(arrow.PrimitiveTypes.Int8, func(b *array.Int8Builder) { b.AppendValues([]int8{0, 1, 0}, []bool{true, true, false}) })
	expect(t, array.NewDictionaryArray(dt, index, entries), "", []string{"red", "", ""}, []string{`"red"`, "null", "null"})

	ends := build(arrow.PrimitiveTypes.Int32, func(b *array.Int32Builder) { b.AppendValues([]int32{2, 3, 5}, nil) })
	runs := build(arrow.PrimitiveTypes.Int64, func(b *array.Int64Builder) { b.AppendValues([]int64{7, 0, 9}, []bool{true, false, true}) })
	encoded := array.NewRunEndEncodedArray(ends, runs, 5, 0)
	expect(t, encoded, "", []string{"7", "7", "", "9", "9"}, []string{"7", "7", "null", "9", "9"})
	expect(t, array.NewSlice(encoded, 2, 4), "", []string{"", "9"}, []string{"null", "9"})
}

func TestExtensionsShowTheirStorage(t *testing.T) {
	id := uuid.MustParse("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
	ids := build(arrow.DataType(extensions.NewUUIDType()), func(b *extensions.UUIDBuilder) { b.Append(id); b.AppendNull() })
	expect(t, ids, "", []string{id.String(), ""}, []string{`"` + id.String() + `"`, "null"})
	jsonType, err := extensions.NewJSONType(arrow.BinaryTypes.String)
	if err != nil {
		t.Fatal(err)
	}
	docs := array.NewExtensionArrayWithStorage(jsonType, strs(`{"a": 1}`))
	expect(t, docs, "", []string{`{"a":1}`}, []string{`{"a":1}`})
	bools := array.NewExtensionArrayWithStorage(extensions.NewOpaqueType(arrow.PrimitiveTypes.Int8, "t", "v"),
		build(arrow.PrimitiveTypes.Int8, func(b *array.Int8Builder) { b.Append(3) }))
	expect(t, bools, "", []string{"3"}, []string{"3"})
}
