package tinybird

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"sonde/connectors"
	"sonde/connectors/connectortest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConformance(t *testing.T) {
	number := func(i int) string { return fmt.Sprintf("%d|row %d", i, i) }
	connectortest.Run(t, connectortest.Source{
		Driver:  Driver(),
		Handler: fake{answers(t)},
		Values:  func(url string) map[string]any { return map[string]any{"url": url, "token": token} },
		Secrets: []string{token},
		Answers: map[connectortest.Case]connectortest.Answer{
			connectortest.Small:          {SQL: "SELECT small", Columns: []string{"a", "b"}, Rows: []string{"1|x", "NULL|", "3|z"}},
			connectortest.Large:          {SQL: "SELECT large", Count: 5000, Row: number},
			connectortest.Types:          {SQL: "SELECT types", Count: 5},
			connectortest.Nulls:          {SQL: "SELECT nulls", Rows: []string{"NULL|NULL", "|NaN"}},
			connectortest.Integers:       {SQL: "SELECT integers", Rows: []string{"-9223372036854775808|18446744073709551615"}},
			connectortest.Decimals:       {SQL: "SELECT decimals", Rows: []string{"1.1000|99999999999999999999999999999999999999999999999999999999.99999999999999999999"}},
			connectortest.Nested:         {SQL: "SELECT nested", Rows: []string{`[1,null]|{"a":1,"b":"x"}|{"k":1,"k":2}`}},
			connectortest.DuplicateNames: {SQL: "SELECT duplicate", Columns: []string{"a", "a"}, Rows: []string{"1|2"}},
			connectortest.NoRows:         {SQL: "SELECT none", Columns: []string{"a"}},
			connectortest.WideRows:       {SQL: "SELECT wide", Columns: names(1200), Rows: []string{strings.Repeat("1|", 1199) + "1"}},
			connectortest.ManyRows:       {SQL: "SELECT many", Count: 100_000, Row: number},
			connectortest.Refused:        {SQL: "SELECT refused", Class: connectors.ClassSyntax, Message: "Syntax error", Position: 7},
			connectortest.LateError:      {SQL: "SELECT late", Rows: []string{"1", "2"}, Message: "Code: 395"},
		},
		Steps: []connectortest.Step{
			{Name: "statement", Match: func(r *http.Request) bool { return r.URL.Path == "/v0/sql" }, Repeatable: true, Rows: true},
		},
		ErrorBody: func(status int) (string, string) {
			return fmt.Sprintf(`{"error": "status %d"}`, status), "application/json"
		},
		Skip: map[string]string{"write": "the API takes SELECT and DESCRIBE only"},
	})
}
