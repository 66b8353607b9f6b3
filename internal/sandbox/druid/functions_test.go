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
