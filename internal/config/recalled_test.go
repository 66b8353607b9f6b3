package config

import (
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/secrets"
)

// A connection from the history runs no commands, and says what it lacks.
func TestARecalledConnection(t *testing.T) {
	d := &connectors.Driver{Kind: "tokens", Title: "Tokens", Options: []connectors.Option{
		{Name: "token", Type: connectors.TypeString, Required: true, Secret: true, Help: "A token."},
		{Name: "mode", Type: connectors.TypeString},
	}}
	registry := connectors.NewRegistry(d)
	c := Connection{Name: "tokens://h", Kind: "tokens", Values: map[string]any{"mode": "fast"}, Recalled: true}
	_, _, err := c.Configure(t.Context(), registry, secrets.User)
	if e := connectors.AsError(err); !strings.Contains(e.Message, `option "token" is missing`) || !strings.Contains(e.Hint, "keeps no token of a URL") {
		t.Errorf("%s, %s", e.Message, e.Hint)
	}
	c.Values = map[string]any{"token": "x", "mode": "${cmd:echo fast}"}
	if _, _, err := c.Configure(t.Context(), registry, secrets.User); err == nil || !strings.Contains(err.Error(), "not allowed") {
		t.Errorf("%v", err)
	}
	if c.Recalled = false; func() bool { _, _, err := c.Configure(t.Context(), registry, secrets.User); return err != nil }() {
		t.Error("one's own commands are refused")
	}
}
