package chart

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
)

// known is a batch whose rows can be peeked at; an empty one has no rows.
type known struct{ arrow.RecordBatch }

func (k known) NumRows() int64 {
	if k.RecordBatch == nil {
		return 0
	}
	return k.RecordBatch.NumRows()
}

func (k known) Peek(row int64) (arrow.RecordBatch, int, bool) { return k.RecordBatch, int(row), true }

func knownOf(t testing.TB, fields []arrow.Field, lines []string) known {
	t.Helper()
	for b, err := range rowsOf(t, fields, lines...).Scan(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		return known{b}
	}
	return known{}
}

// whole is a column of whole numbers.
func whole(name string) arrow.Field {
	return arrow.Field{Name: name, Type: arrow.PrimitiveTypes.Int64, Nullable: true}
}

// suggestion is the suggested chart in words: the kind and the axes.
func suggestion(t testing.TB, fields []arrow.Field, cursor int, lines ...string) string {
	t.Helper()
	all := make([]int, len(fields))
	for i := range all {
		all[i] = i
	}
	s, ok := Suggest(arrow.NewSchema(fields, nil), all, cursor, knownOf(t, fields, lines))
	if !ok {
		return "none"
	}
	text := s.Kind.String()
	for _, axis := range []int{s.X, s.Y} {
		if axis != None {
			text += " " + fields[axis].Name
		}
	}
	return text
}

func TestSuggestionsByTypes(t *testing.T) {
	for _, c := range []struct {
		fields []arrow.Field
		cursor int
		want   string
	}{
		{[]arrow.Field{day, price}, 0, "line day price"},
		{[]arrow.Field{city, price, count}, 2, "bar city count"},
		{[]arrow.Field{day, city, price}, 0, "line day price"},
		{[]arrow.Field{day, city, price}, 1, "bar city price"},
		{[]arrow.Field{count, price}, 0, "scatter count price"},
		{[]arrow.Field{count}, 0, "histogram count"},
		{[]arrow.Field{day}, 0, "histogram day"},
		{[]arrow.Field{city, tags}, 0, "bar city"},
		{[]arrow.Field{tags}, 0, "none"},
	} {
		if got := suggestion(t, c.fields, c.cursor); got != c.want {
			t.Errorf("%v: %s, want %s", c.fields, got, c.want)
		}
	}
}

func TestNumbersThatNameThingsAreNotSummedUp(t *testing.T) {
	for _, name := range []string{"id", "order_id", "orderId", "OrderID", "zip", "country_code", "surrogate key"} {
		for cursor := range 3 {
			if got := suggestion(t, []arrow.Field{whole(name), city, price}, cursor); got != "bar city price" {
				t.Errorf("%s: %s", name, got)
			}
		}
	}
	for want, fields := range map[string][]arrow.Field{
		"bar city":           {whole("id"), city},
		"histogram day":      {whole("id"), day},
		"histogram id":       {whole("id")},
		"histogram paid":     {whole("id"), whole("paid")},
		"scatter paid price": {whole("id"), whole("paid"), price},
	} {
		if got := suggestion(t, fields, 0); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestSuggestionsByValues(t *testing.T) {
	var rows []string
	for i := range 60 {
		rows = append(rows, fmt.Sprintf("%d name%d kind%d %d", 1000+i, i, i%4, i*7%50))
	}
	name, kind := city, city
	name.Name, kind.Name = "name", "kind"
	fields := []arrow.Field{whole("number"), name, kind, whole("stock")}
	if got := suggestion(t, fields, 0, rows...); got != "bar kind stock" {
		t.Errorf("a text that differs from row to row parts rows: %s", got)
	}
	if got := suggestion(t, fields, 0, rows[:8]...); got != "bar name stock" {
		t.Errorf("of few rows each has a bar: %s", got)
	}
	if got := suggestion(t, slices.Concat(fields[:1], fields[3:]), 0, shortened(rows, 0, 3)...); got != "line number stock" {
		t.Errorf("a number that counts rows is an axis: %s", got)
	}
}

func TestYearsAreAnAxisWhereEachComesOnce(t *testing.T) {
	fields := []arrow.Field{whole("order_year"), price}
	if got := suggestion(t, fields, 1, "2021 1.00", "2023 2.00", "2022 4.00"); got != "line order_year price" {
		t.Error(got)
	}
	if got := suggestion(t, fields, 1, "2021 1.00", "2021 2.00", "2022 4.00"); got != "histogram price" {
		t.Error(got)
	}
}

// shortened are lines with some of their columns.
func shortened(lines []string, columns ...int) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		parts := strings.Split(line, " ")
		for _, c := range columns {
			out[i] = strings.TrimPrefix(out[i]+" "+parts[c], " ")
		}
	}
	return out
}
