package local

import (
	"strings"
	"testing"
)

// A value stands in an error as it was typed.
func TestAnUnreadableValueIsShownAsItWasTyped(t *testing.T) {
	for _, err := range []error{unreadable(`a\b`, "a number"), checkPattern(`a\b(`)} {
		if err == nil || !strings.Contains(err.Error(), `"a\b`) {
			t.Errorf("got %v", err)
		}
	}
}
