package cli

import (
	"testing"

	"sonde/connectors"
)

func TestParamsThatAreNull(t *testing.T) {
	for text, want := range map[string]connectors.Param{
		":NULL=":      {Null: true},
		"n:null=":     {Name: "n", Null: true},
		":BIGINT=":    {Type: "BIGINT"},
		":NULL=x":     {Type: "NULL", Value: "x"},
		"NULL":        {Value: "NULL"},
		"=:NULL=":     {Value: ":NULL="},
		":VARCHAR=it": {Type: "VARCHAR", Value: "it"},
	} {
		if got := parseParam(text, nil); got != want {
			t.Errorf("%q is %+v, not %+v", text, got, want)
		}
	}
}
