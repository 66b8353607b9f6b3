package duckdb

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/connectors/connectortest"
)

func TestConformance(t *testing.T) {
	columns, names := wide(1200)
	connectortest.Run(t, connectortest.Source{
		Driver: Driver(),
		Values: func(string) map[string]any { return map[string]any{"sample": true} },
		Answers: map[connectortest.Case]connectortest.Answer{
			connectortest.Small: {SQL: "SELECT * FROM (VALUES (1, 'x'), (2, NULL), (3, '')) t(a, b)", Columns: []string{"a", "b"}, Rows: []string{"1|x", "2|NULL", "3|"}},
			connectortest.Large: {SQL: "SELECT range AS n, 'row ' || range FROM range(50000)", Count: 50000, Row: func(i int) string { return fmt.Sprintf("%d|row %d", i, i) }},
			connectortest.Types: {
				SQL:  "SELECT true, 0.1::DOUBLE, 0.1::FLOAT, DATE '0001-01-01', TIME '13:45:00.5', TIMESTAMP '2024-02-29 23:59:59.123456', '\\xAB'::BLOB, UUID '123e4567-e89b-12d3-a456-426614174000', INTERVAL 3 DAY, '101'::BIT, 'é😀'",
				Rows: []string{`true|0.1|0.1|0001-01-01|13:45:00.5|2024-02-29 23:59:59.123456|\xab|123e4567-e89b-12d3-a456-426614174000|3 days|101|é😀`},
			},
			connectortest.Nulls: {SQL: "SELECT NULL::INTEGER, NULL::VARCHAR, '', NULL::INTEGER[], [NULL]", Rows: []string{"NULL|NULL||NULL|[null]"}},
			connectortest.Integers: {
				SQL:  "SELECT 9007199254740993, 18446744073709551615::UBIGINT, (-9223372036854775808)::BIGINT, 170141183460469231731687303715884105727::HUGEINT",
				Rows: []string{"9007199254740993|18446744073709551615|-9223372036854775808|170141183460469231731687303715884105727"},
			},
			connectortest.Decimals:       {SQL: "SELECT 0.10::DECIMAL(5,2), 12345678901234567890123456789012345.678::DECIMAL(38,3)", Rows: []string{"0.10|12345678901234567890123456789012345.678"}},
			connectortest.Nested:         {SQL: "SELECT [1, NULL], {'a': 9007199254740993, 'b': ['x']}, MAP {'k': 1.50}", Rows: []string{`[1,null]|{"a":9007199254740993,"b":["x"]}|{"k":1.50}`}},
			connectortest.DuplicateNames: {SQL: "SELECT 1 AS a, 2 AS a", Columns: []string{"a", "a"}, Rows: []string{"1|2"}},
			connectortest.NoRows:         {SQL: "SELECT 1 AS a WHERE false", Columns: []string{"a"}},
			connectortest.WideRows:       {SQL: "SELECT " + strings.Join(columns, ", "), Columns: names, Rows: []string{strings.Join(numbers(1200), "|")}},
			connectortest.ManyRows:       {SQL: "SELECT * FROM range(1000000)", Count: 1_000_000, Row: strconv.Itoa},
			connectortest.Refused:        {SQL: "SELECT 1 FROM nowhere", Class: connectors.ClassNotFound, Message: "nowhere", Position: 14},
			connectortest.LateError: {
				SQL:   "SELECT CASE WHEN range < 400000 THEN range ELSE error('too much')::BIGINT END FROM range(500000)",
				Count: 400_000, Row: strconv.Itoa, Message: "too much",
			},
			connectortest.Write:   {SQL: "CREATE OR REPLACE TABLE written AS SELECT 1"},
			connectortest.Endless: {SQL: "SELECT * FROM range(1000000000000)"},
		},
	})
}

// wide returns n columns as they are written in a statement, and their names.
func wide(n int) (columns, names []string) {
	for i := range n {
		names = append(names, "column_"+strconv.Itoa(i))
		columns = append(columns, fmt.Sprintf("%d AS column_%d", i, i))
	}
	return columns, names
}

func numbers(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = strconv.Itoa(i)
	}
	return list
}
