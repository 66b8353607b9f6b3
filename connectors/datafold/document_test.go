package datafold

import (
	"testing"

	"sonde/connectors"
)

// TestDefaults are those of the documentation: its server, and streams only where
// it names the kind of source.
func TestDefaults(t *testing.T) {
	config, err := connectors.NewConfig(Driver(), "x", map[string]any{"api_key": apiKey})
	if err != nil || config.String("url") != "https://app.datafold.com" || config.String("stream") != "auto" {
		t.Errorf("%q, %q, %v", config.String("url"), config.String("stream"), err)
	}
	if _, err := connectors.NewConfig(Driver(), "x", nil); !connectors.IsClass(err, connectors.ClassConfig) {
		t.Errorf("without a key: %v", err)
	}
}
