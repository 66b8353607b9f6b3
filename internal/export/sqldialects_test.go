package export

import (
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
)

func inserted(t *testing.T, dialect, rows string, fields ...arrow.Field) string {
	t.Helper()
	b := batchOf(t, rows, fields...)
	var out strings.Builder
	w, err := NewWriter(&out, "sql", b.Schema(), Options{Dialect: dialect})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestBigQueryEscapesWithABackslash(t *testing.T) {
	got := inserted(t, "bigquery", `[{"a`+"`"+`b": "it's\na\r\\`+"`"+`"}]`, arrow.Field{Name: "a`b", Type: arrow.BinaryTypes.String})
	want := "INSERT INTO `result` (`a\\`b`) VALUES\n('it\\'s\\na\\r\\\\\\`');\n"
	if got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestNegativeZeroKeepsItsSign(t *testing.T) {
	for dialect, want := range map[string]string{"duckdb": "DOUBLE", "": "DOUBLE", "bigquery": "FLOAT64", "postgres": "DOUBLE PRECISION"} {
		got := inserted(t, dialect, `[{"x": -0.0}, {"x": 0}]`, arrow.Field{Name: "x", Type: arrow.PrimitiveTypes.Float64})
		if !strings.Contains(got, "\n(CAST('-0' AS "+want+")),\n(0);") {
			t.Errorf("%s: %q", dialect, got)
		}
	}
}
