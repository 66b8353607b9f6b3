package tinybird

import (
	"strings"
	"testing"

	"sonde/connectors"
)

// The parameters of the API for its output are sonde's until a statement sets
// them.
func TestOutputSettingsCanBeSet(t *testing.T) {
	c, api := serve(t, nil, one)
	for _, s := range []map[string]string{nil, {settingQuoteIntegers: "1", settingQuoteNaN: "0", settingParquetText: "0"}} {
		out := c.run(connectors.Statement{SQL: "SELECT 1", Options: s})
		if out.err != nil {
			t.Fatal(out.err)
		}
		for name, own := range settings {
			want := own
			if s != nil {
				want = s[name]
			}
			if got := api.last().query.Get(name); got != want {
				t.Errorf("%s was sent as %q, want %q", name, got, want)
			}
		}
	}
	out := c.run(connectors.Statement{SQL: "SELECT 1", Options: map[string]string{settingQuoteNaN: "yes"}})
	if !connectors.IsClass(out.err, connectors.ClassConfig) || !strings.Contains(out.err.Message, settingQuoteNaN) {
		t.Errorf("a setting that is no choice gave %v", out.err)
	}
}
