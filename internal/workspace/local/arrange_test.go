package local

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"sonde/connectors"
	"sonde/internal/result"
	"sonde/internal/workspace"
)

// everyType are rows of every type that the engine has, the extremes among them.
const everyType = `SELECT * FROM test_all_types()`

// checkFinds filters by the value of every cell and expects its row.
func checkFinds(t *testing.T, w *Engine, s *result.Snapshot) {
	t.Helper()
	for column, f := range s.Schema().Fields() {
		for row := range s.NumRows() {
			text := shown(t, s, row, column)
			conditions := []workspace.Condition{{Column: column, Op: workspace.Equal, Values: []string{text}}, {Column: column, Op: workspace.In, Values: []string{text}}}
			if text == "NULL" {
				conditions = []workspace.Condition{{Column: column, Op: workspace.IsNull}, {Column: column, Op: workspace.In, Null: true}}
			}
			for _, c := range conditions {
				found, err := w.Arrange(context.Background(), s, []workspace.Condition{c}, nil, nil)
				if err != nil || !slices.Contains(found, row) {
					t.Errorf("%s (%s) %s %q: got %v, %v; want row %d in it", f.Name, f.Type, c.Op, text, found, err, row)
				}
				for _, other := range found {
					if got := shown(t, s, other, column); got != text && f.Name != "float" && f.Name != "double" {
						t.Errorf("%s (%s) %s %q finds %q too", f.Name, f.Type, c.Op, text, got)
					}
				}
			}
		}
	}
}

func TestAFilterByAValueFindsItsRow(t *testing.T) {
	w := open(t)
	checkFinds(t, w, answer(t, everyType))
}

func TestOrderIsOneOfValues(t *testing.T) {
	text := arrow.BinaryTypes.String
	w := open(t)
	for _, c := range []struct {
		field arrow.Field
		lists []string
		want  string
	}{
		{arrow.Field{Type: arrow.PrimitiveTypes.Int64}, []string{`[10, null, 9]`, `[-1]`}, "-1 9 10 NULL"},
		{arrow.Field{Type: arrow.PrimitiveTypes.Uint64}, []string{`[18446744073709551615, 1]`}, "1 18446744073709551615"},
		{arrow.Field{Type: &arrow.Decimal128Type{Precision: 38, Scale: 2}}, []string{`["10.00", "-9.10", "9.09"]`}, "-9.10 9.09 10.00"},
		{arrow.Field{Type: &arrow.Decimal256Type{Precision: 76, Scale: 1}}, []string{`["99999999999999999999999999999999999999999999.5", "-99999999999999999999999999999999999999999999.5", "0.0", "-1.0", "10.0", "9.0"]`},
			"-99999999999999999999999999999999999999999999.5 -1.0 0.0 9.0 10.0 99999999999999999999999999999999999999999999.5"},
		{connectors.Field("n", text, "UInt256", connectors.KindNumber), []string{`["10", "9", "-10", "-10.5", "0", "1e3", "0.001", "none", "NaN", "Infinity", null]`},
			"-10.5 -10 0 0.001 9 10 1e3 Infinity NaN none NULL"},
		{arrow.Field{Type: arrow.FixedWidthTypes.Date32}, []string{`["2024-01-31", "0001-01-01", null]`}, "0001-01-01 2024-01-31 NULL"},
		{arrow.Field{Type: arrow.FixedWidthTypes.Boolean}, []string{`[true, null, false]`}, "false true NULL"},
		{arrow.Field{Type: text}, []string{`["b", "", null, "B", "é"]`}, " B b é NULL"},
		{arrow.Field{Type: arrow.ListOf(arrow.PrimitiveTypes.Int8)}, []string{`[[2], [1, 2], null]`}, "[1,2] [2] NULL"},
		{arrow.Field{Type: arrow.Null}, []string{`[null, null]`}, "NULL NULL"},
	} {
		s := column(t, c.field, c.lists...)
		if got := cells(t, s, arrange(t, w, s, nil, workspace.SortKey{})); got != c.want {
			t.Errorf("%s: got %s, want %s", c.field.Type, got, c.want)
		}
		down := strings.Fields(cells(t, s, arrange(t, w, s, nil, workspace.SortKey{Descending: true})))
		if i := slices.Index(down, "NULL"); i >= 0 && slices.ContainsFunc(down[i:], func(s string) bool { return s != "NULL" }) {
			t.Errorf("%s: NULL is not last in %v", c.field.Type, down)
		}
		checkFinds(t, w, s)
	}
}

// misfits is a column of which some values did not fit its type.
func misfit(t *testing.T, dt arrow.DataType, typed string, texts ...string) *result.Snapshot {
	f := arrow.Field{Name: "x", Type: dt, Nullable: true}
	a, _, err := array.FromJSON(memory.DefaultAllocator, dt, strings.NewReader(typed))
	if err != nil {
		t.Fatal(err)
	}
	b := array.NewStringBuilder(memory.DefaultAllocator)
	b.AppendStringValues(texts, nil)
	b.AppendNull()
	return store(t, arrow.NewSchema([]arrow.Field{f}, nil), oneColumn(f, a), oneColumn(f, b.NewArray()))
}

func TestValuesThatDidNotFitStandAmongTheOthers(t *testing.T) {
	w := open(t)
	for _, c := range []struct {
		s          *result.Snapshot
		want, than string
		less       string
	}{
		{misfit(t, arrow.PrimitiveTypes.Int64, `[5, -3, 100]`, "99999999999999999999", "7.5", "n/a"), "-3 5 7.5 100 99999999999999999999 n/a NULL", "100", "5 -3 7.5"},
		{misfit(t, arrow.FixedWidthTypes.Date32, `["2024-01-31"]`, "0000-00-00", "2024-01-30"), "2024-01-30 2024-01-31 0000-00-00 NULL", "2024-01-31", "2024-01-30"},
		{misfit(t, arrow.FixedWidthTypes.Boolean, `[true]`, "maybe"), "maybe true NULL", "true", "maybe"},
		{misfit(t, arrow.ListOf(arrow.PrimitiveTypes.Int8), `[[1]]`, "[300]"), "[1] [300] NULL", "[300]", "[1]"},
	} {
		if got := cells(t, c.s, arrange(t, w, c.s, nil, workspace.SortKey{})); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
		if got := cells(t, c.s, arrange(t, w, c.s, []workspace.Condition{{Op: workspace.Less, Values: []string{c.than}}})); got != c.less {
			t.Errorf("less than %s: got %s, want %s", c.than, got, c.less)
		}
		checkFinds(t, w, c.s)
	}
}

func TestConditions(t *testing.T) {
	w := open(t)
	s := renamed(t, answer(t, `VALUES (1, 'apple', 1.5::DOUBLE), (2, 'Banana', 'NaN'), (3, NULL, NULL), (10, '100%''s', -2)`), "select", "", "select")
	for _, c := range []struct {
		op     workspace.Op
		column int
		values string
		want   string
	}{
		{workspace.Equal, 0, "10", "10"},
		{workspace.NotEqual, 0, "10", "1 2 3"},
		{workspace.Less, 0, "3", "1 2"},
		{workspace.LessOrEqual, 0, "3", "1 2 3"},
		{workspace.Greater, 0, "2", "3 10"},
		{workspace.GreaterOrEqual, 0, "2", "2 3 10"},
		{workspace.Contains, 0, "1", "1 10"},
		{workspace.NotContains, 0, "1", "2 3"},
		{workspace.Contains, 1, "an", "2"},
		{workspace.Contains, 1, "%'", "10"},
		{workspace.NotContains, 1, "a", "10"},
		{workspace.Matches, 1, "^a|(?i)B", "1 2"},
		{workspace.NotMatches, 1, "^a", "2 10"},
		{workspace.IsNull, 1, "", "3"},
		{workspace.NotNull, 1, "", "1 2 10"},
		{workspace.In, 0, "3,1,7", "1 3"},
		{workspace.Equal, 2, "NaN", "2"},
		{workspace.Greater, 2, "1.25", "1 2"},
		{workspace.Matches, 2, `\.5$`, "1"},
	} {
		got := cells(t, s, arrange(t, w, s, []workspace.Condition{{Column: c.column, Op: c.op, Values: strings.Split(c.values, ",")}}))
		if got != c.want {
			t.Errorf("column %d %s %s: got %q, want %q", c.column, c.op, c.values, got, c.want)
		}
	}
	for _, c := range []struct {
		op          workspace.Op
		value, want string
	}{
		{workspace.Contains, "BAN", "2"}, {workspace.Contains, "A", "1 2"}, {workspace.NotContains, "A", "10"},
		{workspace.Matches, "^b|E$", "1 2"}, {workspace.NotMatches, "^B", "1 10"},
	} {
		got := cells(t, s, arrange(t, w, s, []workspace.Condition{{Column: 1, Op: c.op, Values: []string{c.value}, IgnoreCase: true}}))
		if got != c.want {
			t.Errorf("%s %s in any case: got %q, want %q", c.op, c.value, got, c.want)
		}
	}
	both := []workspace.Condition{{Column: 0, Op: workspace.Greater, Values: []string{"1"}}, {Column: 1, Op: workspace.NotNull}}
	if got := cells(t, s, arrange(t, w, s, both, workspace.SortKey{Column: 1})); got != "10 2" {
		t.Errorf("got %s", got)
	}
	if got := arrange(t, w, s, []workspace.Condition{{Op: workspace.Equal, Values: []string{"99"}}}); got == nil || len(got) != 0 {
		t.Errorf("no row: got %#v", got)
	}
	if got := arrange(t, w, s, nil); got != nil {
		t.Errorf("all rows: got %#v", got)
	}
}

func TestValuesThatAreNoneOfTheColumnAreNamed(t *testing.T) {
	w := open(t)
	s := answer(t, everyType)
	for _, c := range []struct{ column, text string }{
		{"bool", "yes"}, {"tinyint", "few"}, {"uint", "1-"}, {"double", "many"}, {"date", "2024-02-30"},
		{"timestamp", "yesterday"}, {"timestamp_tz", "2024-01-01 25:00:00"}, {"time", "12"}, {"dec_4_1", "1.2.5"}, {"blob", "xyz"},
	} {
		i := s.Schema().FieldIndices(c.column)[0]
		_, err := w.Arrange(context.Background(), s, []workspace.Condition{{Column: i, Op: workspace.Less, Values: []string{c.text}}}, nil, nil)
		if !connectors.IsClass(err, connectors.ClassQuery) || !strings.Contains(err.Error(), c.text) || !strings.Contains(err.Error(), c.column) {
			t.Errorf("%s < %s: %v", c.column, c.text, err)
		}
	}
	_, err := w.Arrange(context.Background(), s, []workspace.Condition{{Column: 1, Op: workspace.Matches, Values: []string{"("}}}, nil, nil)
	if !connectors.IsClass(err, connectors.ClassQuery) {
		t.Errorf("a broken pattern: %v", err)
	}
}

func TestEqualRowsKeepTheirOrder(t *testing.T) {
	w := open(t)
	s := answer(t, "SELECT (i * 7919) % 10 AS k, i % 3 AS l FROM range(300_000) r(i)")
	rows := arrange(t, w, s, nil, workspace.SortKey{Column: 0, Descending: true}, workspace.SortKey{Column: 1})
	if len(rows) != 300_000 {
		t.Fatalf("%d rows", len(rows))
	}
	before := [3]int64{-10}
	for _, row := range rows {
		now := [3]int64{-(row * 7919 % 10), row % 3, row}
		if slices.Compare(before[:], now[:]) >= 0 {
			t.Fatalf("%v does not come before %v", before, now)
		}
		before = now
	}
	filtered := arrange(t, w, s, []workspace.Condition{{Op: workspace.Equal, Values: []string{"3"}}})
	if len(filtered) != 30_000 || !slices.IsSorted(filtered) {
		t.Errorf("%d rows, in order: %v", len(filtered), slices.IsSorted(filtered))
	}
}

func TestACancelEndsTheQuestion(t *testing.T) {
	w := open(t)
	s := answer(t, "SELECT hash(i)::VARCHAR AS x FROM range(3_000_000) r(i)")
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	_, err := w.Arrange(ctx, s, nil, []workspace.SortKey{{}}, nil)
	if !connectors.IsClass(err, connectors.ClassCancelled) {
		t.Errorf("got %v", err)
	}
	if rows, err := w.Arrange(context.Background(), s, []workspace.Condition{{Op: workspace.Contains, Values: []string{"123456"}}}, nil, nil); err != nil || len(rows) == 0 {
		t.Errorf("the next question: %d rows, %v", len(rows), err)
	}
}

func TestProgressGrowsToTheEnd(t *testing.T) {
	w := open(t)
	s := answer(t, "SELECT hash(i)::VARCHAR AS x FROM range(2_000_000) r(i)")
	var told []float64
	if _, err := w.Arrange(context.Background(), s, nil, []workspace.SortKey{{}}, func(f float64) { told = append(told, f) }); err != nil {
		t.Fatal(err)
	}
	if len(told) == 0 || !slices.IsSorted(told) || told[0] < 0 || told[len(told)-1] > 1 {
		t.Errorf("told %v", told)
	}
}

func TestAClosedWorkspaceSaysSo(t *testing.T) {
	w := open(t)
	s := column(t, arrow.Field{Type: arrow.PrimitiveTypes.Int8}, `[1]`)
	w.Close()
	if _, err := w.Arrange(context.Background(), s, nil, []workspace.SortKey{{}}, nil); !connectors.IsClass(err, connectors.ClassUnavailable) {
		t.Errorf("got %v", err)
	}
	if _, err := open(t).Arrange(context.Background(), s, nil, []workspace.SortKey{{Column: 3}}, nil); err == nil {
		t.Error("a column that is not there was sorted by")
	}
}

func TestKeysOfNumbersSortAsTheNumbersDo(t *testing.T) {
	texts := strings.Fields("-Infinity -1e400 -100.5 -100 -99.99 -10 -1 -0.5 -0.05 0 1e-400 0.001 0.0010001 0.5 1 9 10 10.01 99 100 1e2000 Infinity NaN abc")
	for i := range texts {
		for j := range texts {
			a, b := numberKey(nil, []byte(texts[i])), numberKey(nil, []byte(texts[j]))
			if got, want := slices.Compare(a, b), min(1, max(-1, i-j)); got != want {
				t.Errorf("%s and %s: %d, want %d", texts[i], texts[j], got, want)
			}
		}
	}
	for _, same := range []string{"10 10.0 1e1 010 0.1e2 +10", "0 -0 0.00 0e5 .0", "-2.5 -25e-1 -02.50"} {
		all := strings.Fields(same)
		for _, s := range all {
			if string(numberKey(nil, []byte(s))) != string(numberKey(nil, []byte(all[0]))) {
				t.Errorf("%s is not %s", s, all[0])
			}
		}
	}
}

func FuzzMomentsReadBack(f *testing.F) {
	f.Add(int64(0), uint8(0))
	f.Add(int64(-1<<63+1), uint8(3))
	f.Add(int64(1<<63-1), uint8(2))
	f.Add(int64(-62135596800000000), uint8(1))
	types := []arrow.DataType{
		arrow.FixedWidthTypes.Date64, &arrow.TimestampType{Unit: arrow.Microsecond}, &arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: "UTC"},
		&arrow.TimestampType{Unit: arrow.Second}, &arrow.TimestampType{Unit: arrow.Millisecond, TimeZone: "Europe/Berlin"},
		arrow.FixedWidthTypes.Time64ns, arrow.FixedWidthTypes.Duration_us,
	}
	f.Fuzz(func(t *testing.T, n int64, which uint8) {
		dt := types[int(which)%len(types)]
		a := fixedArray(dt, arrow.Int64Traits.CastToBytes([]int64{n}), 1)
		s := store(t, arrow.NewSchema([]arrow.Field{{Type: dt}}, nil), oneColumn(arrow.Field{}, a))
		text := shown(t, s, 0, 0)
		counts, ok := momentParser(dt)(text)
		if !ok || !slices.Contains(counts, n) {
			t.Errorf("%s of %d is %s, which reads as %v, %v", dt, n, text, counts, ok)
		}
	})
}
