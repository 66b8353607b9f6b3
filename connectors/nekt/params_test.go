package nekt

import (
	"slices"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

func TestLiterals(t *testing.T) {
	for _, test := range []struct {
		dialect string
		param   connectors.Param
		want    string // empty: refused
	}{
		{"athena", connectors.Param{Value: `it's \ "x"`}, `'it''s \ "x"'`},
		{"bigquery", connectors.Param{Value: "it's \\\nx"}, `'it\'s \\\nx'`},
		{"athena", connectors.Param{Null: true, Value: "x"}, "NULL"},
		{"athena", connectors.Param{Null: true, Type: "DATE"}, "CAST(NULL AS DATE)"},
		{"athena", connectors.Param{Value: "2024-01-31", Type: "date"}, "CAST('2024-01-31' AS date)"},
		{"bigquery", connectors.Param{Value: "42", Type: "INT64"}, "42"},
		{"athena", connectors.Param{Value: "-5", Type: "bigint"}, "CAST('-5' AS bigint)"},
		{"athena", connectors.Param{Value: "1 OR 1=1", Type: "bigint"}, "CAST('1 OR 1=1' AS bigint)"},
		{"athena", connectors.Param{Value: "1.50", Type: "DECIMAL(10, 2)"}, "CAST('1.50' AS DECIMAL(10, 2))"},
		{"athena", connectors.Param{Value: "x", Type: "timestamp(3) with time zone"}, "CAST('x' AS timestamp(3) with time zone)"},
		{"bigquery", connectors.Param{Value: "x", Type: "ARRAY<INT64>"}, "CAST('x' AS ARRAY<INT64>)"},
		{"athena", connectors.Param{Value: "x", Type: "INT) OR (1"}, ""},
		{"athena", connectors.Param{Value: "x", Type: "INT(1)) OR ((1)"}, ""},
		{"athena", connectors.Param{Value: "x", Type: "INT; DROP"}, ""},
		{"athena", connectors.Param{Value: "x", Type: "INT -- "}, ""},
	} {
		got, err := literal(sqltext.ForName(test.dialect), test.param)
		if got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%s %+v: %s, %v; want %s", test.dialect, test.param, got, err, test.want)
		}
	}
}

func TestValuesStandInTheStatement(t *testing.T) {
	f, url := serve(t, map[string]result{
		"SELECT 1": probe, "SELECT 'x', 7, '?', 'x'": {files: []file{text("a\n1\n")}},
	})
	c := connect(t, url, nil)
	s := statement("SELECT :a, ?, '?', :a")
	s.Params = []connectors.Param{{Name: "a", Value: "x"}, {Value: "7", Type: "bigint"}}
	run(t, c, s).expect(t, "a", "1")
	if curl, err := c.Curl(t.Context(), s); err != nil || !strings.Contains(curl, "'?'") {
		t.Errorf("%s, %v", curl, err)
	}
	if !slices.Equal(f.posts, []string{"SELECT 1", "SELECT 'x', 7, '?', 'x'"}) {
		t.Errorf("sent %q", f.posts)
	}
	s.Params = s.Params[:1]
	run(t, c, s).fails(t, connectors.ClassQuery, "the parameter ? has no value", "")
	s.Params = append(s.Params, connectors.Param{Value: "x", Type: "'"})
	run(t, c, s).fails(t, connectors.ClassConfig, "is no type", "")
}
