package tinybird

import (
	"slices"
	"testing"

	"sonde/connectors"
)

// What may be called is known without a request, and what the service refuses is
// not offered.
func TestVocabulary(t *testing.T) {
	c, a := workspace(t)
	functions, err := c.Functions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]connectors.Function{}
	for _, f := range functions {
		known[f.Name] = f
	}
	if f := known["arrayMap"]; f.Kind != "scalar" || f.Signature != "(func, arr)" {
		t.Errorf("%+v", f)
	}
	if known["quantile"].Kind != "aggregate" || known["numbers"].Kind != "table" {
		t.Errorf("%+v, %+v", known["quantile"], known["numbers"])
	}
	for _, refused := range []string{"version", "hostName", "url", "s3", ""} {
		if _, offered := known[refused]; offered {
			t.Errorf("%q is offered", refused)
		}
	}
	keywords, err := c.Keywords(t.Context())
	if err != nil || !slices.Contains(keywords, "PREWHERE") || !slices.Contains(keywords, "LowCardinality") || slices.Contains(keywords, "") {
		t.Errorf("%d keywords, %v", len(keywords), err)
	}
	if len(a.list) > 0 {
		t.Errorf("%d requests", len(a.list))
	}
}
