package local

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/internal/result"
	"sonde/internal/value"
	"sonde/internal/workspace"
)

func compare(t *testing.T, left, right *result.Snapshot, key ...string) *workspace.Difference {
	t.Helper()
	d, err := open(t).Compare(context.Background(), left, right, key, nil)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// rowsOf writes the rows of a comparison.
func rowsOf(t *testing.T, d *workspace.Difference) string {
	t.Helper()
	var lines []string
	for first := 0; first < len(d.Pairs); {
		b, err := d.Page(context.Background(), first)
		if err != nil {
			t.Fatal(err)
		}
		first += int(b.NumRows())
		for i := range int(b.NumRows()) {
			cells := make([]string, b.NumCols())
			for j := range cells {
				m := value.NewFormatter(b.Schema().Field(j))
				if cells[j] = string(m.Append(nil, b.Column(j), i)); m.IsNull(b.Column(j), i) {
					cells[j] = "-"
				}
			}
			lines = append(lines, strings.Join(cells, " "))
		}
	}
	return strings.Join(lines, "\n")
}

func names(s *arrow.Schema) string {
	var out []string
	for _, f := range s.Fields() {
		out = append(out, f.Name)
	}
	return strings.Join(out, " ")
}

func TestCompareTellsWhatBecameOfEachRow(t *testing.T) {
	left := answer(t, "SELECT * FROM (VALUES (1, 'a', 1.5), (2, 'b', NULL), (3, 'c', 3.5), (5, 'e', 'NaN'::DOUBLE)) v(id, name, x)")
	right := answer(t, "SELECT * FROM (VALUES (5, 'e', 'NaN'::DOUBLE), (4, 'd', 4.5), (2, 'B', NULL), (1, 'a', 1.5)) v(id, name, x)")
	d := compare(t, left, right, "id")
	if got := names(d.Schema()); got != "diff_type id from_name to_name from_x to_x" {
		t.Error(got)
	}
	if got := fmt.Sprint(d.Others()); got != "[-1 -1 3 2 5 4]" {
		t.Error(got)
	}
	want := "modified 2 b B - -\nremoved 3 c - 3.5 -\nadded 4 - d - 4.5"
	if got := rowsOf(t, d); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if d.Equal != 2 || d.Counts[workspace.Added] != 1 || d.Counts[workspace.Removed] != 1 || d.Counts[workspace.Modified] != 1 {
		t.Errorf("equal %d, %v", d.Equal, d.Counts)
	}
}

func TestKeysThatRepeatOrAreNULLAreTold(t *testing.T) {
	left := answer(t, "SELECT * FROM (VALUES (1, 'a'), (1, 'b'), (NULL, 'c'), (2, 'd'), (3, 'e')) v(id, name)")
	right := answer(t, "SELECT * FROM (VALUES (1, 'a'), (2, 'd'), (3, 'e'), (3, 'f'), (NULL, 'c')) v(id, name)")
	d := compare(t, left, right, "id")
	d.LeftName, d.RightName = "r1", "r2"
	want := "repeated key, in r1 1 a -\nrepeated key, in r1 1 b -\nrepeated key, in r2 1 - a\nrepeated key, in r1 3 e -\nrepeated key, in r2 3 - e\nrepeated key, in r2 3 - f\nNULL in key, in r1 - c -\nNULL in key, in r2 - - c"
	if got := rowsOf(t, d); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if d.Equal != 1 || d.Counts[workspace.Repeated] != 6 || d.Counts[workspace.Keyless] != 2 || d.LeftCounts[workspace.Repeated] != 3 || d.LeftCounts[workspace.Keyless] != 1 {
		t.Errorf("equal %d, %v, %v", d.Equal, d.Counts, d.LeftCounts)
	}
}

func TestColumnsOfOtherTypesAndSides(t *testing.T) {
	left := answer(t, "SELECT 1::INTEGER AS id, 10::BIGINT AS n, 'x' AS t, 1 AS gone, 2 AS n")
	right := answer(t, "SELECT 1::BIGINT AS ID, 10.00::DECIMAL(9,2) AS n, 3 AS t, 9 AS fresh, 2 AS n")
	d := compare(t, left, right, "id")
	if got := names(d.Schema()); got != "diff_type id from_n to_n from_t to_t from_gone from_n to_n to_fresh" {
		t.Error(got)
	}
	if got := rowsOf(t, d); got != "modified 1 10 10.00 x 3 1 2 2 9" {
		t.Error(got)
	}
	var notes []string
	for _, m := range append(d.Keys, d.Columns...) {
		if m.Note != "" {
			notes = append(notes, m.Note)
		}
	}
	want := "id is INTEGER and BIGINT, compared as numbers · n is BIGINT and DECIMAL(9,2), compared as numbers · t is VARCHAR and INTEGER, compared as text"
	if got := strings.Join(notes, " · "); got != want {
		t.Errorf("got %s", got)
	}
}

func TestEveryTypeIsEqualToItself(t *testing.T) {
	s := answer(t, "SELECT row_number() OVER () AS id, * FROM test_all_types()")
	d := compare(t, s, s, "id")
	if d.Equal != 3 || len(d.Pairs) != 0 {
		t.Errorf("equal %d, %s", d.Equal, rowsOf(t, d))
	}
	other := answer(t, "SELECT 10 + row_number() OVER () AS id, * FROM test_all_types()")
	d = compare(t, s, other, "id")
	lines := strings.Split(rowsOf(t, d), "\n")
	if len(lines) != 6 || d.Counts[workspace.Added] != 3 || d.Counts[workspace.Removed] != 3 {
		t.Errorf("%d lines, %v", len(lines), d.Counts)
	}
	// A key of any type finds its row, and NULL is none.
	for _, f := range s.Schema().Fields()[1:] {
		d := compare(t, s, s, f.Name)
		if d.Counts[workspace.Keyless] != 2 || d.Counts[workspace.Added]+d.Counts[workspace.Removed]+d.Counts[workspace.Modified] != 0 {
			t.Errorf("%s: %v", f.Name, d.Counts)
		}
	}
}

func TestValuesThatDidNotFitAreCompared(t *testing.T) {
	left := misfit(t, arrow.PrimitiveTypes.Int64, `[5, 7]`, "1e3", "n/a")
	right := answer(t, "SELECT unnest([5, 7, 1000]) AS x")
	d := compare(t, left, right, "x")
	if got := rowsOf(t, d); d.Equal != 3 || got != "removed n/a\nNULL in key, in  -" {
		t.Errorf("equal %d, %s", d.Equal, got)
	}
}

func TestAKeyThatIsNotThereIsNamed(t *testing.T) {
	s := answer(t, "SELECT 1 AS id")
	_, err := open(t).Compare(context.Background(), s, s, []string{"code"}, nil)
	if !connectors.IsClass(err, connectors.ClassQuery) || !strings.Contains(err.Error(), "code") {
		t.Errorf("got %v", err)
	}
}

func TestValuesAreComparedNotTheirText(t *testing.T) {
	const columns = "t(id, i, z, e, b, l, s)"
	left := answer(t, `SELECT * FROM (VALUES (1, INTERVAL '1 month', '12:00:00+02'::TIMETZ, 'a'::ENUM('a', 'b'), '01'::BIT, [INTERVAL '24 hours'], {'n': 1.0::DECIMAL(4,1)})) `+columns)
	right := answer(t, `SELECT * FROM (VALUES (1, INTERVAL '30 days', '12:00:00+02'::TIMETZ, 'a'::ENUM('c', 'a'), '01'::BIT, [INTERVAL '1 day'], {'n': 1.0::DECIMAL(4,1)})) `+columns)
	if d := compare(t, left, right, "id"); d.Equal != 1 {
		t.Errorf("got %s", rowsOf(t, d))
	}
	if d := compare(t, left, right, "i", "l"); d.Equal != 1 {
		t.Errorf("got %s", rowsOf(t, d))
	}
	changed := answer(t, `SELECT * REPLACE ('1'::BIT AS b) FROM (VALUES (1, INTERVAL '30 days', '12:00:00+03'::TIMETZ, 'a'::ENUM('c', 'a'), '01'::BIT, [INTERVAL '1 day'], {'n': 1.0::DECIMAL(4,1)})) `+columns)
	d := compare(t, left, changed, "id")
	told, differ := d.Changed(), ""
	for i, f := range d.Schema().Fields() {
		if told(0, i) {
			differ += " " + f.Name
		}
	}
	if differ != " from_z to_z from_b to_b" {
		t.Errorf("what differs is%s", differ)
	}
	other := answer(t, `SELECT * FROM (VALUES (1, INTERVAL '31 days', '11:00:00+01'::TIMETZ, 'b'::ENUM('c', 'b'), '1'::BIT, [INTERVAL '1 day'], {'n': 1.1::DECIMAL(4,1)})) `+columns)
	for _, column := range []string{"i", "z", "e", "b", "s"} {
		if d := compare(t, left, other, column); d.Equal+d.Counts[workspace.Modified] != 0 {
			t.Errorf("%s is taken for the same: %s", column, rowsOf(t, d))
		}
	}
}
