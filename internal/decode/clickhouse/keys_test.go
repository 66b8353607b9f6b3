package clickhouse

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"sonde/connectors"
)

func warnings(t *testing.T, format, body string) (rows [][]string, warnings []string) {
	t.Helper()
	a := Read(io.NopCloser(strings.NewReader(body)), Options{Format: format})
	t.Cleanup(func() { _ = a.Close() })
	_, rows, err := table(t, a)
	if err != nil {
		t.Fatal(err)
	}
	var p connectors.Progress
	a.Fill(&p)
	return rows, p.Warnings
}

// Names that rows and the list of columns do not share are told.
func TestKeysThatDifferFromColumns(t *testing.T) {
	rows, told := warnings(t, JSON, `{"meta":[{"name":"a","type":"UInt8"},{"name":"s","type":"String"}],"data":[{"a":1,"s":"x"},{"a":2,"z":"y"}],"rows":2}`)
	if fmt.Sprint(rows) != "[[1 x] [2 NULL]]" || len(told) != 2 || !strings.HasPrefix(told[0], "s: ") || !strings.HasPrefix(told[1], "z: ") {
		t.Errorf("%v, %q", rows, told)
	}
	rows, told = warnings(t, JSON, `{"meta":[{"name":"a","type":"UInt8"},{"name":"a","type":"UInt8"}],"data":[{"a":1,"a":1}],"rows":1}`)
	if fmt.Sprint(rows) != "[[1 1]]" || len(told) != 0 {
		t.Errorf("%v, %q", rows, told)
	}
}

// NULL that is written as a text is NULL where the column may hold it.
func TestNullAsText(t *testing.T) {
	rows, _ := warnings(t, "JSONStrings", `{"meta":[{"name":"a","type":"Nullable(UInt64)"},{"name":"s","type":"String"}],"data":[{"a":"ᴺᵁᴸᴸ","s":"ᴺᵁᴸᴸ"},{"a":"7","s":""}]}`)
	if fmt.Sprint(rows) != "[[NULL ᴺᵁᴸᴸ] [7 ]]" {
		t.Errorf("%q", rows)
	}
}

// Seconds since 1970 are no clock in an hour that comes twice.
func TestNumbersAsClocks(t *testing.T) {
	const body = `{"meta":[{"name":"a","type":"DateTime('America/New_York')"}],"data":[{"a":"%s"}]}`
	if _, told := warnings(t, JSON, fmt.Sprintf(body, "1730629800")); len(told) != 0 {
		t.Errorf("%q", told)
	}
	if _, told := warnings(t, JSON, fmt.Sprintf(body, "2024-11-03 01:30:00")); len(told) != 1 {
		t.Errorf("%q", told)
	}
}

// Bytes that a document has lost are told, and no others are made up.
func TestReplacedBytes(t *testing.T) {
	rows, told := warnings(t, JSON, `{"meta":[{"name":"a","type":"FixedString(1)"},{"name":"g","type":"AggregateFunction(sum, UInt8)"}],"data":[{"a":"�","g":"�"}]}`)
	if fmt.Sprint(rows) != "[[� �]]" || !strings.Contains(strings.Join(told, "\n"), "a, g: the format JSON has �") {
		t.Errorf("%q, %q", rows, told)
	}
}
