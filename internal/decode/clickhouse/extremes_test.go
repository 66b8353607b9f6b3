package clickhouse

import (
	"io"
	"slices"
	"strings"
	"testing"

	"sonde/connectors"
)

// What comes beside the rows is told on one line, and is none of the rows.
func TestExtremes(t *testing.T) {
	typed := "a\tb\nUInt64\tString\n1\tx\n2\ty\n"
	for _, c := range []struct{ format, body, want string }{
		{Progress, oneColumn + `{"row":[1]}` + "\n" + `{"row":[2]}` + "\n" + `{"min":[1]}` + "\n" + `{"max":[2]}` + "\n", "extremes, which are no rows of the result: min [1]; max [2]"},
		{JSON, `{"meta":[{"name":"a","type":"UInt8"}],"data":[{"a":1},{"a":2}],"extremes":` + "\n{\n\t\"min\":\n\t{\n\t\t\"a\": 1\n\t},\n\t\"max\": {\"a\": 2}},\"rows\":2}", `extremes, which are no rows of the result: {"min":{"a":1},"max":{"a":2}}`},
		{"TSVWithNamesAndTypes", typed + "\n1\tx\n\n2\ty\n", "totals or extremes, which are no rows of the result: 1\tx; 2\ty"},
	} {
		a := Read(io.NopCloser(strings.NewReader(c.body)), Options{Format: c.format, Totals: true})
		_, rows, err := table(t, a)
		p := connectors.NoProgress(connectors.PhaseDone)
		a.Fill(&p)
		if err != nil || len(rows) != 2 || len(p.Warnings) != 1 || p.Warnings[0] != c.want {
			t.Errorf("%s: %v, %q, %v", c.format, rows, p.Warnings, err)
		}
	}
}

// An empty line is no row of a type without an empty text, and one of texts.
func TestTotalsOfOneColumn(t *testing.T) {
	for typeText, want := range map[string]string{
		"UInt64": "1|2", "Nullable(Decimal(9, 2))": "1.00|2.00", "UInt256": "1|2", "String": "1|2||3", "LowCardinality(String)": "1|2||3",
	} {
		a := Read(io.NopCloser(strings.NewReader("a\n"+typeText+"\n1\n2\n\n3\n")), Options{Format: "TSVWithNamesAndTypes", Totals: true})
		_, rows, err := table(t, a)
		p := connectors.NoProgress(connectors.PhaseDone)
		a.Fill(&p)
		if got := strings.Join(slices.Concat(rows...), "|"); err != nil || got != want || len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0], "totals or extremes") {
			t.Errorf("%s: %q, %q, %v", typeText, got, p.Warnings, err)
		}
	}
}
