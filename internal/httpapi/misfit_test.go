package httpapi

import (
	"encoding/json"
	"errors"
	"testing"
)

func TestMisfit(t *testing.T) {
	for text, want := range map[string]string{
		`{"state":7}`:            "state has the wrong type (number)",
		`{"inner":{"urls":"x"}}`: "inner.urls has the wrong type (string)",
		`[1]`:                    "it has the wrong type (array)",
		`{"state":"x"`:           "it is no JSON from byte 12 on",
		`<html>`:                 "it is no JSON from byte 1 on",
		`{"state":"x"} {}`:       "it is no JSON from byte 15 on",
	} {
		var into struct {
			State string `json:"state"`
			Inner struct {
				URLs []string `json:"urls"`
			} `json:"inner"`
		}
		if got := Misfit(json.Unmarshal([]byte(text), &into)); got != want {
			t.Errorf("%s: %q, not %q", text, got, want)
		}
	}
	if got := Misfit(errors.New("strange")); got != "it cannot be read" {
		t.Error(got)
	}
}
