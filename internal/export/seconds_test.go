package export

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
)

// Seconds within lists, structures and maps are timestamps of a Parquet file, and not
// text: the type decides, whatever the values are.
func TestParquetKeepsSecondsWithinOthers(t *testing.T) {
	c := database(t)
	const columns = `[TIMESTAMP_S '2024-01-31 13:45:00', NULL, '-infinity'::TIMESTAMP_S] AS l, [[TIMESTAMP_S '1969-12-31 23:59:59'], NULL, []] AS ll,
		{'a': TIMESTAMP_S '2024-01-31 13:45:00', 'b': 1::HUGEINT} AS s, MAP {TIMESTAMP_S '0001-01-01 00:00:00': [TIMESTAMP_S '9999-12-31 23:59:59']} AS m`
	rows := query(t, c, "SELECT "+columns+" FROM range(3) UNION ALL SELECT NULL, NULL, NULL, NULL")
	path := filepath.Join(t.TempDir(), "t.parquet")
	save(t, path, rows)
	const shown = "SELECT l::VARCHAR, ll::VARCHAR, s::VARCHAR, m::VARCHAR FROM "
	want := query(t, c, shown+"(SELECT "+columns+" FROM range(3) UNION ALL SELECT NULL, NULL, NULL, NULL)")
	back := query(t, c, shown+fmt.Sprintf("'%s'", path))
	for i, f := range want.schema.Fields() {
		before, after := allTexts(want, i), allTexts(back, i)
		if len(before) != 4 || !slices.Equal(before, after) {
			t.Errorf("%s: %q came back as %q", f.Name, before, after)
		}
	}
	types := query(t, c, fmt.Sprintf("SELECT string_agg(column_type, ' ') FROM (DESCRIBE FROM '%s')", path))
	if got, want := types.batches[0].Column(0).ValueStr(0), "TIMESTAMP[] TIMESTAMP[][] STRUCT(a TIMESTAMP, b DECIMAL(38,0)) MAP(TIMESTAMP, TIMESTAMP[])"; got != want {
		t.Errorf("the types came back as %s", got)
	}
	if note := Note("parquet", rows.schema, Options{}); note != "" {
		t.Errorf("noted: %s", note)
	}
}

func allTexts(s *stored, column int) (texts []string) {
	for _, b := range s.batches {
		texts = append(texts, textsIn(b.Schema().Field(column), b.Column(column))...)
	}
	return texts
}

// Lists and maps without any element have no least and no greatest one, at which
// DuckDB would fail.
func TestParquetOfEmptyListsIsRead(t *testing.T) {
	c := database(t)
	rows := query(t, c, "SELECT []::TIMESTAMP[] AS a, []::TIMESTAMP_MS[] AS b, []::TIMESTAMP_S[] AS c, MAP {}::MAP(INTEGER, TIMESTAMP) AS d, [{'x': []::DATE[]}] AS e UNION ALL SELECT NULL, NULL, NULL, NULL, NULL")
	path := filepath.Join(t.TempDir(), "t.parquet")
	save(t, path, rows)
	back := query(t, c, fmt.Sprintf("SELECT a::VARCHAR || b::VARCHAR || c::VARCHAR || d::VARCHAR || e::VARCHAR FROM '%s' WHERE a IS NOT NULL", path))
	if got := allTexts(back, 0); fmt.Sprint(got) != "[[][][]{}[{'x': []}]]" {
		t.Errorf("%q", got)
	}
}
