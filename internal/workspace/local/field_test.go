package local

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
	"sonde/internal/result"
	"sonde/internal/workspace"
)

// parts are structs of which some, and some of whose fields, are NULL.
const parts = `SELECT x::STRUCT(n INTEGER, i INTERVAL, "in" STRUCT(e ENUM('low', 'mid', 'high'), b BIT)) AS x FROM (VALUES
	(1, {'n': 10, 'i': '30 days', 'in': {'e': 'mid', 'b': '0101'}}),
	(2, {'n': 9, 'i': '1 month', 'in': {'e': 'high', 'b': '1'}}),
	(3, {'n': NULL, 'i': '2 days', 'in': NULL}),
	(4, NULL),
	(5, {'n': 100, 'i': NULL, 'in': {'e': 'low', 'b': '11'}})) AS t(id, x) ORDER BY id`

// fieldAnswer gives the fields of x as text in an order, or of some rows.
func fieldAnswer(t *testing.T, expression, rest string) string {
	t.Helper()
	return engineAnswer(t, "SELECT coalesce("+expression+"::VARCHAR, 'NULL') FROM (SELECT *, row_number() OVER () AS r FROM ("+parts+")) "+rest)
}

func fieldTexts(t *testing.T, s *result.Snapshot, path result.Path, rows []int64) string {
	t.Helper()
	view, out := s.View(rows).Expanded([]result.Path{path}), []string{}
	for b, err := range view.Scan(context.Background(), 0, view.NumRows()) {
		if err != nil {
			t.Fatal(err)
		}
		last := int(b.NumCols()) - 1
		for i := range int(b.NumRows()) {
			text := "NULL"
			if a := b.Column(last); a.IsValid(i) {
				text = a.ValueStr(i)
			}
			out = append(out, text)
		}
	}
	return strings.Join(out, " | ")
}

func TestFieldsAreSortedAndFilteredAsColumnsAre(t *testing.T) {
	w, s := open(t), answer(t, parts)
	for name, field := range map[string][]int{"x.n": {0}, "x.i": {1}, "x.in.e": {2, 0}, "x.in.b": {2, 1}} {
		for _, direction := range []string{"ASC", "DESC"} {
			rows := arrange(t, w, s, nil, workspace.SortKey{Field: field, Descending: direction == "DESC"})
			got, want := fieldTexts(t, s, append(result.Path{0}, field...), rows), fieldAnswer(t, name, "ORDER BY "+name+" "+direction+" NULLS LAST, r")
			if got != want {
				t.Errorf("%s %s: got %s, want %s", name, direction, got, want)
			}
		}
	}
	for _, c := range []struct {
		field []int
		op    workspace.Op
		value string
		where string
	}{
		{[]int{0}, workspace.Greater, "9", "x.n > 9"},
		{[]int{0}, workspace.Equal, "10", "x.n = 10"},
		{[]int{0}, workspace.Contains, "0", "contains(x.n::VARCHAR, '0')"},
		{[]int{0}, workspace.IsNull, "", "x.n IS NULL"},
		{[]int{1}, workspace.Equal, "1 month", "x.i = INTERVAL '1 month'"},
		{[]int{2, 0}, workspace.Less, "high", "x.in.e < 'high'::ENUM('low', 'mid', 'high')"},
		{[]int{2, 1}, workspace.Greater, "0101", "x.in.b > '0101'::BIT"},
		{[]int{2}, workspace.NotNull, "", "x.in IS NOT NULL"},
	} {
		condition := workspace.Condition{Field: c.field, Op: c.op}
		if c.op != workspace.IsNull && c.op != workspace.NotNull {
			condition.Values = []string{c.value}
		}
		rows := arrange(t, w, s, []workspace.Condition{condition})
		got, want := cells(t, s, rows), engineAnswer(t, "SELECT string_agg(r, ' ') FROM (SELECT x, row_number() OVER () - 1 AS r FROM ("+parts+")) WHERE "+c.where)
		if numbers := strings.Trim(fmt.Sprint(rows), "[]"); numbers != want {
			t.Errorf("%s: got rows %s (%s), want %s", c.where, numbers, got, want)
		}
	}
	if w.AsText(s, result.Path{0, 1}) || w.AsText(s, result.Path{0, 2, 1}) {
		t.Error("fields are said to be compared as text")
	}
}

func TestAFieldThatIsNotThereIsRefused(t *testing.T) {
	w, s := open(t), answer(t, parts)
	for _, field := range [][]int{{3}, {-1}, {0, 0}} {
		if _, err := w.Arrange(context.Background(), s, nil, []workspace.SortKey{{Field: field}}, nil); !connectors.IsClass(err, connectors.ClassInternal) {
			t.Errorf("%v: %v", field, err)
		}
	}
}

func TestFieldsAreProfiled(t *testing.T) {
	w, s := open(t), answer(t, parts)
	c, err := w.Profile(context.Background(), s, nil, []result.Path{{0, 0}, {0, 1}}, nil)
	if err != nil || c[0].Nulls != 2 || c[0].Max != "100" || c[1].Min != "2 days" || c[1].Distinct != 2 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestFieldsOfAColumnThatDidNotFitAreText(t *testing.T) {
	f := arrow.Field{Name: "x", Type: arrow.StructOf(arrow.Field{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true}), Nullable: true}
	whole, _, err := array.FromJSON(memory.DefaultAllocator, f.Type, strings.NewReader(`[{"n": 10}, {"n": 9}]`))
	if err != nil {
		t.Fatal(err)
	}
	text, _, _ := array.FromJSON(memory.DefaultAllocator, arrow.BinaryTypes.String, strings.NewReader(`["12"]`))
	s := store(t, arrow.NewSchema([]arrow.Field{f}, nil), oneColumn(f, whole), oneColumn(f, text))
	if got := fmt.Sprint(arrange(t, open(t), s, nil, workspace.SortKey{Field: []int{0}})); got != "[1 0 2]" {
		t.Error(got)
	}
}

// typed are nested values of types that only DuckDB has.
const typed = `SELECT [i] AS list, {'i': i, 'e': e} AS struct, MAP {'k': z} AS map, b, [b, b] AS bits, {'u': u, 'j': j} AS ids FROM (VALUES
	(INTERVAL '30 days', 'high'::ENUM('low', 'mid', 'high'), '12:00:00+02'::TIMETZ, '0101'::BIT, '9b0e9e4a-0000-0000-0000-000000000000'::UUID, '{}'::JSON),
	(INTERVAL '1 month', 'low', '09:30:00+00', '1', '0b0e9e4a-0000-0000-0000-000000000000', '[]'),
	(INTERVAL '2 days', 'mid', '23:00:00+14', '000000001', 'ffffffff-0000-0000-0000-000000000000', NULL),
	(NULL, NULL, NULL, NULL, NULL, '1')) AS t(i, e, z, b, u, j)`

func TestNestedValuesAreOrderedByTheirParts(t *testing.T) {
	w, s := open(t), answer(t, typed)
	for i, f := range s.Schema().Fields() {
		rows := arrange(t, w, s, nil, workspace.SortKey{Column: i})
		want := engineAnswer(t, "SELECT string_agg(r - 1, ' ' ORDER BY "+f.Name+" NULLS LAST, r) FROM (SELECT *, row_number() OVER () AS r FROM ("+typed+"))")
		if got := strings.Trim(fmt.Sprint(rows), "[]"); got != want {
			t.Errorf("%s: got %s, want %s", f.Name, got, want)
		}
		if w.AsText(s, result.Path{i}) {
			t.Errorf("%s is said to be compared as text", f.Name)
		}
	}
	for _, c := range []struct {
		column       int
		value, where string
	}{
		{0, `["29 days"]`, "list > [INTERVAL '29 days']"},
		{1, `{"i":"1 month","e":"low"}`, "struct > {'i': INTERVAL '1 month', 'e': 'low'::ENUM('low', 'mid', 'high')}"},
		{2, `{"k":"09:30:00+00"}`, "map > MAP {'k': '09:30:00+00'::TIMETZ}"},
		{3, "1", "b > '1'::BIT"},
		{5, `{"u":"9b0e9e4a-0000-0000-0000-000000000000","j":null}`, "ids > {'u': '9b0e9e4a-0000-0000-0000-000000000000'::UUID, 'j': NULL::JSON}"},
	} {
		rows := arrange(t, w, s, []workspace.Condition{{Column: c.column, Op: workspace.Greater, Values: []string{c.value}}})
		want := engineAnswer(t, "SELECT coalesce(string_agg(r - 1, ' ' ORDER BY r), '') FROM (SELECT *, row_number() OVER () AS r FROM ("+typed+")) WHERE "+c.where)
		if got := strings.Trim(fmt.Sprint(rows), "[]"); got != want {
			t.Errorf("%s: got %s, want %s", c.where, got, want)
		}
	}
}
