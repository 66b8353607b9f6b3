package tui

import (
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/internal/config"
	"sonde/internal/run"
)

// A name that the sidebar inserts is a word of its own.
func TestAnInsertedNameStandsApart(t *testing.T) {
	for marked, want := range map[string]string{
		"LIMIT 100¦":        "LIMIT 100 code",
		"SELECT ¦":          "SELECT code",
		"f(¦)":              "f(code)",
		"o.¦":               "o.code",
		"count(*)¦":         "count(*) code",
		"SELECT a,¦b":       "SELECT a,code b",
		"":                  "code",
		"SELECT é¦ FROM é¦": "SELECT é FROM é code",
	} {
		if got := textOf(t, marked); got != want {
			t.Errorf("%q: %q, want %q", marked, got, want)
		}
	}
}

// textOf is a text with the cursor at the last mark after a name was inserted.
func textOf(t *testing.T, marked string) string {
	t.Helper()
	head, tail := marked, ""
	if at := strings.LastIndex(marked, "¦"); at >= 0 {
		head, tail = marked[:at], marked[at+len("¦"):]
	}
	head = strings.ReplaceAll(head, "¦", "")
	a := New(t.Context(), Options{Connections: run.NewConnections(connectors.NewRegistry(), &config.Config{})})
	defer a.Shutdown()
	a.tab().editor.Insert(head + tail)
	a.tab().editor.SetCursor(len(head))
	a.insertName("code")
	return a.tab().editor.Text()
}
