package dolthub

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/connectors/connectortest"
)

// quickDriver polls at once.
func quickDriver() *connectors.Driver {
	d := Driver()
	d.Open = func(ctx context.Context, c connectors.Config) (connectors.Conn, error) {
		opened, err := open(ctx, c)
		if err == nil {
			opened.(*conn).pause = 1
		}
		return opened, err
	}
	return d
}

func wideColumns() (columns []column, names []string, row []any) {
	for i := range 1200 {
		columns = append(columns, column{"column_" + strconv.Itoa(i), "int"})
		names = append(names, columns[i].Name)
		row = append(row, "7")
	}
	return columns, names, row
}

func text(name string) column { return column{name, "text"} }

func conformanceFake() *fake {
	wide, _, row := wideColumns()
	types := []column{{"i", "bigint"}, {"u", "bigint unsigned"}, {"f", "double"}, {"b", "tinyint(1)"}, {"d", "date"}, {"t", "time(6)"}, {"s", "datetime(6)"}, {"y", "year"}, text("x"), {"e", "enum('a')"}, {"o", "vector"}}
	return &fake{parts: shopCatalog, answers: map[string]answer{
		"":             {columns: []column{{"Tables_in_shop/main", "longtext"}}, rows: [][]any{{"orders"}}},
		"SELECT small": {columns: []column{{"a", "int"}, text("b")}, rows: [][]any{{"1", "x"}, {"-4", `a "q" | t`}}},
		"SELECT large": {columns: []column{{"number", "int"}}, count: 5000},
		"SELECT types": {columns: types, rows: [][]any{
			{"-9223372036854775808", "18446744073709551615", "1.5e+300", "-128", "2024-02-29", "12:34:56.789012", "2024-02-29 23:59:59.123456", "2024", "é", "a", "[1]"},
		}},
		"SELECT odd":            {columns: []column{{"d", "date"}, {"t", "time"}, {"y", "year"}}, rows: [][]any{{"0000-00-00", "838:59:59", "0"}, {"1-01-01", "-00:00:00.000001", "1901"}}},
		"SELECT nulls":          {columns: []column{text("a"), {"b", "int"}}, rows: [][]any{{nil, nil}, {"", "0"}}},
		"SELECT integers":       {columns: []column{{"i", "bigint"}, {"j", "int"}}, rows: [][]any{{"9007199254740993", "99999999999999999999"}}},
		"SELECT decimals":       {columns: []column{{"d", "decimal(38,18)"}, {"e", "decimal(65,30)"}, {"f", "Decimal"}}, rows: [][]any{{"0.000000000000000001", "12345678901234567890123456789012345.000000000000000000000000000001", "0.10"}}},
		"SELECT nested":         {columns: []column{{"j", "json"}}, rows: [][]any{{`{"a":[1,2.5,null,true,"xé"],"big":12345678901234567000}`}}},
		"SELECT twice":          {columns: []column{{"id", "int"}, {"id", "int"}}, rows: [][]any{{"94", "700"}}},
		"SELECT none":           {columns: []column{{"a", "int"}}},
		"SELECT wide":           {columns: wide, rows: [][]any{row}},
		"SELECT many":           {columns: []column{{"n", "int"}}, count: 120_000},
		"SELECT late":           {status: "Timeout", message: "query error: context deadline exceeded", columns: []column{{"a", "int"}}, rows: [][]any{{"1"}, {"2"}}},
		"SELECT DOLT_VERSION()": {columns: []column{{"DOLT_VERSION()", "text"}}, rows: [][]any{{"1.83.2"}}},
	}}
}

func TestConformance(t *testing.T) {
	_, names, _ := wideColumns()
	get := func(r *http.Request) bool { return r.Method == http.MethodGet && r.FormValue("q") != "" }
	poll := func(r *http.Request) bool {
		return r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/write")
	}
	connectortest.Run(t, connectortest.Source{
		Driver:  quickDriver(),
		Handler: conformanceFake(),
		Values: func(url string) map[string]any {
			return map[string]any{"url": url, "owner": "acme", "database": "shop", "ref": "main", "token": testToken}
		},
		Secrets: []string{testToken},
		Steps: []connectortest.Step{
			{Name: "poll", Match: poll, Repeatable: true},
			{Name: "read", Match: get, Repeatable: true, Rows: true},
			{Name: "write", Match: func(r *http.Request) bool { return r.Method == http.MethodPost }},
		},
		ErrorBody: func(status int) (string, string) {
			return fmt.Sprintf(`{"query_execution_status":"Error","query_execution_message":"the service says %d"}`, status), "application/json"
		},
		Answers: map[connectortest.Case]connectortest.Answer{
			connectortest.Small:          {SQL: "SELECT small", Columns: []string{"a", "b"}, Rows: []string{"1|x", `-4|a "q" | t`}},
			connectortest.Large:          {SQL: "SELECT large", Count: 5000, Row: strconv.Itoa},
			connectortest.Types:          {SQL: "SELECT types", Rows: []string{"-9223372036854775808|18446744073709551615|1.5e+300|-128|2024-02-29|12:34:56.789012|2024-02-29 23:59:59.123456|2024|é|a|[1]"}},
			connectortest.Nulls:          {SQL: "SELECT nulls", Rows: []string{"NULL|NULL", "|0"}},
			connectortest.Integers:       {SQL: "SELECT integers", Rows: []string{"9007199254740993|99999999999999999999"}},
			connectortest.Decimals:       {SQL: "SELECT decimals", Rows: []string{"0.000000000000000001|12345678901234567890123456789012345.000000000000000000000000000001|0.10"}},
			connectortest.Nested:         {SQL: "SELECT nested", Rows: []string{`{"a":[1,2.5,null,true,"xé"],"big":12345678901234567000}`}},
			connectortest.DuplicateNames: {SQL: "SELECT twice", Columns: []string{"id", "id"}, Rows: []string{"NULL|700"}},
			connectortest.NoRows:         {SQL: "SELECT none", Columns: []string{"a"}},
			connectortest.WideRows:       {SQL: "SELECT wide", Columns: names, Rows: []string{strings.Repeat("7|", 1199) + "7"}},
			connectortest.ManyRows:       {SQL: "SELECT many", Count: 120_000, Row: strconv.Itoa},
			connectortest.Refused:        {SQL: "SELECT nonsense", Class: connectors.ClassSyntax, Message: "syntax error", Position: 7},
			connectortest.LateError:      {SQL: "SELECT late", Rows: []string{"1", "2"}, Message: "context deadline exceeded"},
			connectortest.Write:          {SQL: "INSERT INTO t VALUES (1)"},
		},
	})
}
