package druid

import (
	"testing"

	"sonde/internal/sandbox/face"
)

func TestTextsAreSearchedWithDruidsFunctions(t *testing.T) {
	url := start(t, Options{}, face.Switches{})
	for condition, body := range map[string]string{
		"REGEXP_LIKE(foo, '^b.r$')":   "[{\"n\":6109}]\n",
		"CONTAINS_STRING(foo, 'bar')": "[{\"n\":6109}]\n",
	} {
		r := send(t, "POST", url+"/druid/v2/sql", `{"query":"SELECT COUNT(*) AS n FROM data_source WHERE `+condition+`"}`)
		r.expect(t, condition, 200, body)
	}
}

func TestTimesAreParsedAsDruidDoes(t *testing.T) {
	url := start(t, Options{}, face.Switches{})
	const sql = `SELECT TIME_PARSE('2024-01-31T13:45:00.5+02:00') AS a, TIME_PARSE('2024-01-31') AS b, TIME_PARSE('no time') AS c`
	r := send(t, "POST", url+"/druid/v2/sql", `{"query":"`+sql+`"}`)
	r.expect(t, "times", 200, `[{"a":"2024-01-31T11:45:00.500Z","b":"2024-01-31T00:00:00.000Z","c":null}]`+"\n")
}
