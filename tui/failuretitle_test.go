package tui

import (
	"testing"

	"sonde/connectors"
)

func TestEveryFailureHasATitle(t *testing.T) {
	for c, want := range map[connectors.Class]string{
		connectors.ClassQuery: "Query failed", connectors.ClassSyntax: "Syntax error", connectors.ClassNotFound: "Not found", connectors.ClassRateLimit: "Rate limit",
	} {
		if got := failureTitle(c); got != want {
			t.Errorf("%s: %q, want %q", c, got, want)
		}
	}
}
