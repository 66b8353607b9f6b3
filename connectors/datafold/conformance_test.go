package datafold

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/connectors/connectortest"
)

func describeColumn(name, kind, native string) string {
	return fmt.Sprintf(`{"name":%q,"type":%q,"db_type":%q,"description":null,"is_nullable":true,"number":null}`, name, kind, native)
}

func answer(columns string, rows ...string) result {
	return result{body: `{"columns":[` + columns + `],"rows":[` + strings.Join(rows, ",") + `]}`}
}

func rowsOf(n int, row func(i int) string) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = row(i)
	}
	return list
}

func counted(i int) string { return fmt.Sprintf(`{"n":%d,"s":"row %d"}`, i, i) }

func conformingAnswers() map[string]result {
	n, s := describeColumn("n", "integer", "BIGINT"), describeColumn("s", "string", "VARCHAR")
	var wide, cells []string
	for i := range 1200 {
		wide = append(wide, describeColumn(fmt.Sprintf("c%d", i), "integer", "INT"))
		cells = append(cells, fmt.Sprintf(`"c%d":%d`, i, i))
	}
	return map[string]result{
		"small": answer(n+","+s, `{"n":1,"s":"x"}`, `{"n":null,"s":""}`, `{"n":2,"s":"é\n\"y\""}`),
		"large": answer(n+","+s, rowsOf(4000, counted)...),
		"many":  answer(n+","+s, rowsOf(100_000, counted)...),
		"types": answer(strings.Join([]string{
			describeColumn("b", "boolean", "BOOLEAN"), describeColumn("f", "float", "DOUBLE"), describeColumn("d", "date", "DATE"), describeColumn("t", "time", "TIME"),
			describeColumn("ts", "timestamp", "TIMESTAMP_NTZ"), describeColumn("tz", "timestamp", "TIMESTAMPTZ"), describeColumn("u", "uuid", "UUID"), describeColumn("x", "hyperloglog", "HLL")}, ","),
			`{"b":true,"f":0.1,"d":"2024-01-31","t":"13:45:00.5","ts":"2024-01-31T13:45:00.25","tz":"2024-01-31T13:45:00+02:00","u":"123e4567-e89b-12d3-a456-426614174000","x":"\\x00"}`,
			`{"b":false,"f":NaN,"d":null,"t":null,"ts":"0001-01-01 00:00:00","tz":null,"u":null,"x":null}`),
		"nulls":     answer(s, `{"s":null}`, `{"s":""}`, `{}`),
		"integers":  answer(n, `{"n":9223372036854775807}`, `{"n":-9007199254740993}`, `{"n":"9007199254740993"}`),
		"decimals":  answer(describeColumn("d", "decimal", "NUMBER(38,2)")+","+describeColumn("e", "decimal", ""), `{"d":"12345678901234567890.10","e":0.10}`, `{"d":-1.5,"e":"12345678901234567890123456789012345678901234567890.5"}`),
		"nested":    answer(describeColumn("l", "array", "ARRAY")+","+describeColumn("o", "json", "VARIANT"), `{"l":[1,null,9007199254740993],"o":{"a":"b"}}`, `{"l":null,"o":"{\"k\": 1}"}`),
		"duplicate": answer(n+","+n, `{"n":1,"n":2}`),
		"none":      answer(n + "," + s),
		"wide":      answer(strings.Join(wide, ","), "{"+strings.Join(cells, ",")+"}"),
		"refused":   {status: 400, body: `{"detail":"SQL compilation error: invalid identifier 'X'"}`},
		"late":      {body: `{"columns":[` + n + `],"rows":[{"n":1},{"n":2}],"detail":"warehouse was suspended"}`},
		"write":     {body: `{"columns":null,"rows":[]}`},
		"SELECT schema_name AS name FROM information_schema.schemata ORDER BY schema_name": answer(
			describeColumn("NAME", "string", "TEXT"), `{"NAME":"PUBLIC"}`),
		"SELECT table_name AS name, table_type AS kind, comment AS comment FROM information_schema.tables WHERE table_schema = 'PUBLIC' ORDER BY table_name": answer(
			describeColumn("NAME", "string", "TEXT")+","+describeColumn("KIND", "string", "TEXT"), `{"NAME":"ORDERS","KIND":"BASE TABLE"}`),
		"SELECT column_name AS name, data_type AS kind, is_nullable AS nullable, comment AS comment FROM information_schema.columns WHERE table_schema = 'PUBLIC' AND table_name = 'ORDERS' ORDER BY ordinal_position": answer(
			"", `{"NAME":"ID","KIND":"NUMBER","NULLABLE":"NO","COMMENT":"The order"}`),
	}
}

func TestConformance(t *testing.T) {
	row := func(i int) string { return fmt.Sprintf("%d|row %d", i, i) }
	f := &fake{answers: conformingAnswers(), listing: "[" + shop + "]", single: shop}
	connectortest.Run(t, connectortest.Source{
		Driver:  Driver(),
		Handler: f,
		Values: func(url string) map[string]any {
			return map[string]any{"url": url, "api_key": apiKey, "data_source": "12", "stream": "false"}
		},
		Secrets: []string{apiKey},
		Steps: []connectortest.Step{
			{Name: "statement", Match: func(r *http.Request) bool { return r.Method == http.MethodPost }, Rows: true},
		},
		ErrorBody: func(status int) (string, string) {
			return fmt.Sprintf(`{"detail":[{"loc":["body","query"],"msg":"refused with %d","type":"value_error"}]}`, status), "application/json"
		},
		Answers: map[connectortest.Case]connectortest.Answer{
			connectortest.Small: {SQL: "small", Columns: []string{"n", "s"}, Rows: []string{"1|x", "NULL|", "2|é\n\"y\""}},
			connectortest.Large: {SQL: "large", Count: 4000, Row: row},
			connectortest.Types: {SQL: "types", Rows: []string{
				`true|0.1|2024-01-31|13:45:00.5|2024-01-31 13:45:00.25|2024-01-31 11:45:00+00:00|123e4567-e89b-12d3-a456-426614174000|\x00`,
				"false|NaN|NULL|NULL|0001-01-01 00:00:00|NULL|NULL|NULL"}},
			connectortest.Nulls:          {SQL: "nulls", Rows: []string{"NULL", "", "NULL"}},
			connectortest.Integers:       {SQL: "integers", Rows: []string{"9223372036854775807", "-9007199254740993", "9007199254740993"}},
			connectortest.Decimals:       {SQL: "decimals", Rows: []string{"12345678901234567890.10|0.10", "-1.50|12345678901234567890123456789012345678901234567890.5"}},
			connectortest.Nested:         {SQL: "nested", Rows: []string{`[1,null,9007199254740993]|{"a":"b"}`, `NULL|{"k":1}`}},
			connectortest.DuplicateNames: {SQL: "duplicate", Columns: []string{"n", "n"}, Rows: []string{"1|2"}},
			connectortest.NoRows:         {SQL: "none", Columns: []string{"n", "s"}},
			connectortest.WideRows:       {SQL: "wide", Columns: wideNames(), Count: 1},
			connectortest.ManyRows:       {SQL: "many", Count: 100_000, Row: row},
			connectortest.Refused:        {SQL: "refused", Class: connectors.ClassQuery, Message: "invalid identifier 'X'"},
			connectortest.LateError:      {SQL: "late", Rows: []string{"1", "2"}, Message: "warehouse was suspended"},
			connectortest.Write:          {SQL: "write"},
		},
	})
	for _, p := range f.problems {
		if !strings.Contains(p, "no such thing") {
			t.Error(p)
		}
	}
}

func wideNames() []string {
	return rowsOf(1200, func(i int) string { return fmt.Sprintf("c%d", i) })
}
