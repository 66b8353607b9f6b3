package export

import "testing"

// What a file holds as text is told before it is written.
func TestTypeNote(t *testing.T) {
	c := database(t)
	schema := query(t, c, `SELECT 1::HUGEINT AS h, [1::UHUGEINT] AS u, TIME_NS '12:00:00' AS t, 1 AS i, DATE '2024-01-01' AS d, INTERVAL 1 DAY AS s,
		1::BIGNUM AS b, {'a': 1, 'a2': 1::UNION(n INT, s VARCHAR)} AS n`).schema
	for format, want := range map[string]string{
		"csv": "", "arrow": "",
		"parquet": "written as text, which keeps every digit: t (TIME_NS), n (STRUCT(a INTEGER, a2 UNION(n INTEGER, s VARCHAR)))",
	} {
		if got := TypeNote(format, schema); got != want {
			t.Errorf("%s: %q, want %q", format, got, want)
		}
	}
}

// Documents within other values become strings, of which their readers must know.
func TestTypeNoteOfDocuments(t *testing.T) {
	c := database(t)
	schema := query(t, c, `SELECT '{"a": 1}'::JSON AS j, ['{"a": 1}'::JSON] AS l, {'x': ['1'::JSON]} AS s, ['a'] AS names`).schema
	const want = "JSON within lists and structures written as strings: l (JSON[]), s (STRUCT(x JSON[]))"
	for _, format := range []string{"arrow", "parquet"} {
		if got := TypeNote(format, schema); got != want {
			t.Errorf("%s: %q, want %q", format, got, want)
		}
	}
}
