package export

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// ClickHouse does not take the text of a Geometry for one, and other databases have no
// such type.
func TestNoteOfGeometries(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{
		connectors.Field("g", arrow.BinaryTypes.String, "Geometry", connectors.KindJSON), connectors.Field("s", arrow.BinaryTypes.String, "String", connectors.KindText),
	}, nil)
	const want = "written as text, which ClickHouse does not load as Geometry: g (Geometry);"
	for dialect, told := range map[string]bool{"clickhouse": true, "tinybird": true, "duckdb": false, "mysql": false} {
		if got := Note("sql", schema, Options{Dialect: dialect}); strings.HasPrefix(got, want) != told {
			t.Errorf("%s: %q", dialect, got)
		}
	}
	if got := Note("csv", schema, Options{Dialect: "clickhouse"}); got != "" {
		t.Errorf("csv: %q", got)
	}
}

// What a server will not take is told before a script for it is written.
func TestNoteOfRefusedValues(t *testing.T) {
	c := database(t)
	schema := query(t, c, `SELECT 'infinity'::DATE AS d, 'infinity'::TIMESTAMPTZ AS t, [1, NULL] AS l, {'x': [1]} AS s, 'a' AS a`).schema
	const infinity = " refuses infinity: d (DATE), t (TIMESTAMP WITH TIME ZONE)"
	for dialect, want := range map[string]string{
		"": "written as the text of JSON, bytes within it as \\x and digits: l (INTEGER[]), s (STRUCT(x INTEGER[]))", "duckdb": "",
		"bigquery": "BigQuery" + infinity + "; BigQuery refuses NULL within arrays: l (INTEGER[]), s (STRUCT(x INTEGER[]))",
		"trino":    "Trino" + infinity, "clickhouse": "ClickHouse" + infinity,
	} {
		if got := Note("sql", schema, Options{Dialect: dialect}); got != want {
			t.Errorf("%s: %q, want %q", dialect, got, want)
		}
	}
	if got := Note("csv", schema, Options{Dialect: "bigquery"}); got != "" {
		t.Errorf("csv: %q", got)
	}
	foreign := schema.Fields()
	foreign[0].Metadata, foreign[1].Metadata = foreign[4].Metadata, foreign[4].Metadata
	if got := mayBeInfinite(foreign[0]) || mayBeInfinite(foreign[1]); got {
		t.Error("dates of other sources may be infinite")
	}
}
