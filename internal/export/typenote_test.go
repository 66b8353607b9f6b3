package export

import (
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
)

// What a file holds as text is told before it is written.
func TestTypeNote(t *testing.T) {
	c := database(t)
	schema := query(t, c, `SELECT 1::HUGEINT AS h, [1::UHUGEINT] AS u, TIME_NS '12:00:00' AS t, 1 AS i, DATE '2024-01-01' AS d, INTERVAL 1 DAY AS s,
		1::BIGNUM AS b, {'a': 1, 'a2': 1::UNION(n INT, s VARCHAR)} AS n`).schema
	for format, want := range map[string]string{
		"csv": "", "arrow": "",
		"parquet": "written as text, which keeps every digit: t (TIME_NS), n (STRUCT(a INTEGER, a2 UNION(n INTEGER, s VARCHAR)))",
	} {
		if got := Note(format, schema, Options{}); got != want {
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
		if got := Note(format, schema, Options{}); got != want {
			t.Errorf("%s: %q, want %q", format, got, want)
		}
	}
}

// Names that a format takes for one are told apart, and that is said.
func TestNoteOfNames(t *testing.T) {
	c := database(t)
	once := query(t, c, `SELECT 1 AS a, 2 AS B, [1] AS l`)
	fields := append(once.schema.Fields(), once.schema.Field(0), once.schema.Field(1))
	fields[4].Name = "b"
	schema := arrow.NewSchema(fields, nil)
	for _, c := range []struct{ format, dialect, want string }{
		{"csv", "", ""},
		{"parquet", "", "names that come twice are told apart: column 4, a, as a_2"},
		{"json", "", "names that come twice are told apart: column 4, a, as a_2"},
		{"sql", "duckdb", "names that come twice are told apart: column 4, a, as a_2, column 5, b, as b_2"},
		{"sql", "postgres", "names that come twice are told apart: column 4, a, as a_2"},
		{"sql", "mysql", `written as the text of JSON, bytes within it as \x and digits: l (INTEGER[]); names that come twice are told apart: column 4, a, as a_2, column 5, b, as b_2`},
	} {
		if got := Note(c.format, schema, Options{Dialect: c.dialect}); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.format, c.dialect, got, c.want)
		}
	}
}
