package druid

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/connectors/connectortest"
)

// source is the connector on the fake, in one of the formats.
func source(format string) connectortest.Source {
	return connectortest.Source{
		Driver:  Driver(),
		Handler: fake(),
		Values: func(url string) map[string]any {
			return map[string]any{"url": url, "username": fakeUser, "password": fakePassword, "resultFormat": format}
		},
		Secrets: []string{fakePassword},
		Answers: map[connectortest.Case]connectortest.Answer{
			connectortest.Small: {SQL: "SELECT small", Columns: words("a", "b"), Rows: words("1|x", "2|NULL", "3|y", `-4|a "quoted" | text`)},
			connectortest.Large: {SQL: "SELECT large", Count: 2800, Row: func(i int) string { return fmt.Sprintf("%d|row %d of many", i, i) }},
			connectortest.Types: {SQL: "SELECT types", Rows: words(
				"-9223372036854775808|3.4028235e+38|1e-320|2024-03-01 00:00:02.16+00:00|2024-03-01|true|tab\there 🚀|\"AQMD==\"",
				"9223372036854775807|NaN|-Infinity|1969-12-31 23:59:59.999+00:00|0001-01-01|false|esc\x1b[31m|\"AQ==\"")},
			connectortest.Nulls:          {SQL: "SELECT nulls", Rows: words("NULL|NULL", "|0")},
			connectortest.Integers:       {SQL: "SELECT integers", Rows: words("9007199254740993", "9223372036854775807")},
			connectortest.Nested:         {SQL: "SELECT nested", Rows: words(`[39,null,9007199254740993]|["Müller","",null]|{"k":9007199254740993}`)},
			connectortest.DuplicateNames: {SQL: "SELECT twice", Columns: words("a", "a"), Rows: words("1|one")},
			connectortest.NoRows:         {SQL: "SELECT none", Columns: words("a")},
			connectortest.WideRows:       {SQL: "SELECT wide", Columns: wide("column_%d"), Rows: words(strings.Repeat("7|", 1199) + "7")},
			connectortest.ManyRows:       {SQL: "SELECT many", Count: 200_000, Row: strconv.Itoa},
			connectortest.Refused:        {SQL: "SELECT * FROM nowhere", Class: connectors.ClassNotFound, Message: "Object 'nowhere' not found", Position: 14},
			connectortest.LateError:      {SQL: "SELECT late", Rows: words("1", "2"), Message: "Task was cancelled."},
			connectortest.Write:          {SQL: "INSERT INTO t SELECT 1 AS a PARTITIONED BY ALL"},
		},
		Steps: []connectortest.Step{
			{Name: "query", Match: func(r *http.Request) bool { return r.Method == http.MethodPost && r.URL.Path == sqlPath }, Rows: true},
			{Name: "submit", Match: func(r *http.Request) bool { return r.URL.Path == taskPath }},
			{Name: "status", Match: func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/status") && r.URL.Path != "/status" }, Repeatable: true},
		},
		ErrorBody: func(status int) (string, string) {
			return fmt.Sprintf(`{"error":"Unknown exception","errorMessage":"the server says %d","errorClass":"java.lang.Exception","host":null}`, status), "application/json"
		},
		EndMark: "\n",
		Skip: map[string]string{
			"decimals": "Druid has no exact decimals",
		},
	}
}

func TestConformance(t *testing.T) {
	connectortest.Run(t, source(formatArrayLines))
}
