package clickhouse

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/connectors/connectortest"
)

func TestConformance(t *testing.T) {
	number := func(i int) string { return fmt.Sprintf("%d|row %d", i, i) }
	connectortest.Run(t, connectortest.Source{
		Driver:  Driver(),
		Handler: fake{answers(t)},
		Values: func(url string) map[string]any {
			return map[string]any{"url": url, "username": "default", "password": password}
		},
		Secrets: []string{password},
		Answers: map[connectortest.Case]connectortest.Answer{
			connectortest.Small:          {SQL: "SELECT small", Columns: []string{"a", "b"}, Rows: []string{"1|x", "NULL|", "3|z"}},
			connectortest.Large:          {SQL: "SELECT large", Count: 6000, Row: number},
			connectortest.Types:          {SQL: "SELECT types", Count: 5},
			connectortest.Nulls:          {SQL: "SELECT nulls", Rows: []string{"NULL|NULL", "|NaN", "NULL|-Infinity"}},
			connectortest.Integers:       {SQL: "SELECT integers", Rows: []string{"-9223372036854775808|18446744073709551615|115792089237316195423570985008687907853269984665640564039457584007913129639935"}},
			connectortest.Decimals:       {SQL: "SELECT decimals", Rows: []string{"1.1000|99999999999999999999999999999999999999999999999999999999.99999999999999999999"}},
			connectortest.Nested:         {SQL: "SELECT nested", Rows: []string{`[1,null]|[1,"x"]|{"k":1,"k":2}|{"a":{"b":[1]}}`}},
			connectortest.DuplicateNames: {SQL: "SELECT duplicate", Columns: []string{"a", "a"}, Rows: []string{"1|2"}},
			connectortest.NoRows:         {SQL: "SELECT none", Columns: []string{"a"}},
			connectortest.WideRows:       {SQL: "SELECT wide", Columns: names(1200), Rows: []string{strings.Repeat("1|", 1199) + "1"}},
			connectortest.ManyRows:       {SQL: "SELECT many", Count: 100_000, Row: number},
			connectortest.Refused:        {SQL: "SELECT refused", Class: connectors.ClassSyntax, Message: "Syntax error", Position: 7},
			connectortest.LateError:      {SQL: "SELECT late", Rows: []string{"1", "2"}, Message: "Code: 395"},
			connectortest.Write:          {SQL: "DROP TABLE t", Columns: []string{}},
		},
		Steps: []connectortest.Step{
			{Name: "write", Match: func(r *http.Request) bool { return bodyOf(r) == "DROP TABLE t" }, Rows: true},
			{Name: "read", Match: func(r *http.Request) bool { return strings.HasPrefix(bodyOf(r), "SELECT") }, Repeatable: true, Rows: true},
		},
		ErrorBody: func(status int) (string, string) {
			return fmt.Sprintf("Code: 999. DB::Exception: status %d. (KEEPER_EXCEPTION) (version 26.7.2.1)\n", status), "text/plain"
		},
		// Unknown columns and functions are 404 too, and no error of a name in the
		// catalog.
		Classes:         map[int][]connectors.Class{404: {connectors.ClassQuery, connectors.ClassNotFound, connectors.ClassUnavailable}},
		CutUndetectable: "lines have no mark behind the last; a server that fails writes an exception, or cuts the connection",
	})
}

func bodyOf(r *http.Request) string {
	data, _ := io.ReadAll(r.Body) // a body that is not there matches no step
	return string(data)
}
