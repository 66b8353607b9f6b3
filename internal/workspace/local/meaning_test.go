package local

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/result"
	"sonde/internal/workspace"
)

// values of types that Arrow has no counterpart for, or that have parts.
const ordered = `SELECT * REPLACE (e::ENUM('low', 'mid', 'high') AS e) FROM (VALUES
	(INTERVAL '1 month',  [10],    {'a': 10, 'b': 'x'}, MAP {'k': 10}, '12:00:00+02'::TIMETZ, 'high'),
	(INTERVAL '2 days',   [2],     {'a': 2, 'b': 'y'},  MAP {'k': 2},  '11:30:00+00'::TIMETZ, 'low'),
	(INTERVAL '720 hours',[2, 1],  {'a': 2, 'b': 'x'},  MAP {'k': 3},  '10:30:00+00'::TIMETZ, 'mid'),
	(INTERVAL '-1 days',  [-1],    {'a': -1, 'b': NULL},MAP {'k': -1}, '09:00:00-03'::TIMETZ, 'low'),
	(INTERVAL '40 days',  [2, 10], {'a': 100, 'b': ''}, MAP {'k': 22}, '23:00:00+14'::TIMETZ, 'high'),
	(NULL, NULL, NULL, NULL, NULL, NULL)) AS t(i, l, s, m, z, e)`

// engineAnswer is what DuckDB itself says.
func engineAnswer(t *testing.T, sql string) string {
	t.Helper()
	s := answer(t, sql)
	var out []string
	for row := range s.NumRows() {
		out = append(out, shown(t, s, row, 0))
	}
	return strings.Join(out, " | ")
}

func TestValuesAreOrderedAsTheirTypeIs(t *testing.T) {
	w := open(t)
	s := answer(t, ordered)
	for i, f := range s.Schema().Fields() {
		for _, direction := range []string{"ASC", "DESC"} {
			rows := arrange(t, w, s, nil, workspace.SortKey{Column: i, Descending: direction == "DESC"})
			var got []string
			for _, row := range rows {
				got = append(got, shown(t, s, row, i))
			}
			want := engineAnswer(t, "SELECT "+f.Name+" FROM (SELECT *, row_number() OVER () AS n FROM ("+ordered+")) ORDER BY "+f.Name+" "+direction+" NULLS LAST, n")
			if text := strings.Join(got, " | "); text != want {
				t.Errorf("%s %s:\n got %s\nwant %s", f.Name, direction, text, want)
			}
		}
		if w.AsText(s, result.Path{i}) {
			t.Errorf("%s is said to be compared as text", f.Name)
		}
	}
}

func TestComparisonsOfOrderAreThoseOfTheType(t *testing.T) {
	w := open(t)
	s := answer(t, ordered)
	for _, c := range []struct {
		column int
		op     workspace.Op
		value  string
		where  string
	}{
		{0, workspace.Greater, "2 days", "i > INTERVAL '2 days'"},
		{0, workspace.LessOrEqual, "30 days", "i <= INTERVAL '30 days'"},
		{0, workspace.Equal, "30 days", "i = INTERVAL '30 days'"},
		{0, workspace.NotEqual, "720:00:00", "i <> INTERVAL '30 days'"},
		{0, workspace.Less, "1 week", "i < INTERVAL '7 days'"},
		{1, workspace.Greater, "[2]", "l > [2]"},
		{1, workspace.Equal, "[2,1]", "l = [2, 1]"},
		{2, workspace.GreaterOrEqual, `{"a":2,"b":"y"}`, "s >= {'a': 2, 'b': 'y'}"},
		{2, workspace.Equal, `{"a":2,"b":"x"}`, "s = {'a': 2, 'b': 'x'}"},
		{3, workspace.Less, `{"k":10}`, "m < MAP {'k': 10}"},
		{4, workspace.Greater, "11:30:00+00", "z > '11:30:00+00'::TIMETZ"},
		{5, workspace.Greater, "low", "e > 'low'::ENUM('low', 'mid', 'high')"},
	} {
		rows := arrange(t, w, s, []workspace.Condition{{Column: c.column, Op: c.op, Values: []string{c.value}}})
		var got []string
		for _, row := range rows {
			got = append(got, shown(t, s, row, c.column))
		}
		want := engineAnswer(t, "SELECT "+s.Schema().Field(c.column).Name+" FROM ("+ordered+") WHERE "+c.where)
		if text := strings.Join(got, " | "); text != want {
			t.Errorf("%s:\n got %s\nwant %s", c.where, text, want)
		}
	}
}

func TestWhatHasNoOrderIsNotComparedByIt(t *testing.T) {
	w := open(t)
	s := answer(t, ordered)
	for column, text := range map[int]string{0: "two days", 1: "2 and 1", 4: "noon", 5: "higher"} {
		_, err := w.Arrange(context.Background(), s, []workspace.Condition{{Column: column, Op: workspace.Less, Values: []string{text}}}, nil, nil)
		if !connectors.IsClass(err, connectors.ClassQuery) || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestProfileOfIntervalsHasTheirExtremes(t *testing.T) {
	w := open(t)
	s := answer(t, ordered)
	c, err := w.Profile(context.Background(), s, nil, []result.Path{{0}, {5}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c[0].Min != "-1 day" || c[0].Max != "40 days" || c[0].Distinct != 4 || c[1].Min != "low" || c[1].Max != "high" || c[1].Lengths != nil {
		t.Errorf("got %+v", c)
	}
}

// FuzzIntervalsCompareAsInTheEngine takes two intervals apart from the engine's own
// text of them.
func FuzzIntervalsCompareAsInTheEngine(f *testing.F) {
	f.Add(int32(1), int32(0), int64(0), int32(0), int32(30), int64(0))
	f.Add(int32(1), int32(-1), int64(0), int32(0), int32(29), int64(-5))
	f.Add(int32(-1), int32(31), int64(86_400_000_000), int32(0), int32(2), int64(0))
	f.Add(int32(0), int32(1), int64(-1), int32(0), int32(0), int64(86_399_999_999))
	f.Fuzz(func(t *testing.T, m1, d1 int32, u1 int64, m2, d2 int32, u2 int64) {
		of := func(m, d int32, u int64) string {
			return fmt.Sprintf("to_months(%d) + to_days(%d) + to_microseconds(%d)", m, d, u)
		}
		a, b := of(m1, d1, u1), of(m2, d2, u2)
		s := answer(t, fmt.Sprintf("SELECT x::VARCHAR, y::VARCHAR, CASE WHEN x = y THEN 0 WHEN x < y THEN -1 ELSE 1 END::INT FROM (SELECT %s AS x, %s AS y)", a, b))
		x, y, want := shown(t, s, 0, 0), shown(t, s, 0, 1), shown(t, s, 0, 2)
		if got := strconv.Itoa(bytes.Compare(spanKey(nil, []byte(x)), spanKey(nil, []byte(y)))); got != want {
			t.Errorf("%s and %s: got %s, want %s", x, y, got, want)
		}
	})
}
