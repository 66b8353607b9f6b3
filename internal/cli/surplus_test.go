package cli

import (
	"testing"

	"sonde/connectors"
	"sonde/internal/sqltext"
)

func TestParametersThatNoStatementTakes(t *testing.T) {
	value := func(names ...string) (params []connectors.Param) {
		for _, n := range names {
			params = append(params, connectors.Param{Name: n, Value: "1"})
		}
		return params
	}
	for _, test := range []struct {
		dialect    string
		statements []string
		params     []connectors.Param
		refusal    string
	}{
		{"druid", []string{"SELECT ?"}, value(""), ""},
		{"druid", []string{"SELECT ?"}, value("", ""), "usage: 2 positional parameters are given, and the statements take 1 at most"},
		{"mysql", []string{"SELECT 1"}, value(""), "usage: 1 positional parameter is given, and the statements take 0 at most"},
		{"mysql", []string{"SELECT 1", "SELECT ?, ?"}, value("", ""), ""},
		{"duckdb", []string{"SELECT $2"}, value("", ""), ""},
		{"duckdb", []string{"SELECT $limit"}, value("Limit"), ""},
		{"duckdb", []string{"SELECT $limit", "SELECT 1"}, value("limt"), `usage: no statement has the parameter "limt"; did you mean "limit"?`},
		{"clickhouse", []string{"SELECT {x:Int32}"}, value("x", "y"), `usage: no statement has the parameter "y"`},
		{"clickhouse", []string{"SELECT {x:Int32}", "SELECT {y:Int32}"}, value("x", "y"), ""},
		{"tinybird", []string{"%SELECT {{Int32(x)}}"}, value("y"), `usage: no statement has the parameter "y"`},
		{"tinybird", []string{"SELECT * FROM top_pages"}, value("country"), ""},
		{"tinybird", []string{"SELECT 'x FROM y' -- FROM z"}, value("country"), `usage: no statement has the parameter "country"`},
		{"tinybird", []string{"SELECT 1 IN top_pages"}, value("country"), ""},
		{"tinybird", []string{"GET /v0/pipes/top_pages.json"}, value("country"), ""},
		{"standard", []string{"SELECT 1"}, value("", "x"), ""},
	} {
		refusal := ""
		if err := checkParams(sqltext.ForName(test.dialect), test.statements, test.params); err != nil {
			refusal = err.Error()
		}
		if refusal != test.refusal {
			t.Errorf("%s %q, %v: %q, want %q", test.dialect, test.statements, test.params, refusal, test.refusal)
		}
	}
}

func TestSurplusParameterRunsNothing(t *testing.T) {
	home(t, "")
	for _, more := range [][]string{{}, {"--dry-run"}} {
		args := append([]string{"query", "--param", "1", "--param", "2", "CREATE TABLE t AS SELECT ? AS a"}, more...)
		sonde(t, args...).fails(t, ExitUsage, "usage: 2 positional parameters are given, and the statements take 1 at most\nhint: ")
	}
}
