package connectortest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"sonde/connectors"
	"sonde/connectors/connectortest"
	"sonde/connectors/connectortest/reference"
)

// answer is a fake of a service: it answers one statement per case.
func answer(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Header.Get("Authorization") != "Bearer s3cret-token":
		http.Error(w, `{"error": "who are you?"}`, http.StatusUnauthorized)
	case r.FormValue("sql") == "SELECT small":
		fmt.Fprint(w, "[[\"a\",\"int\"]]\n[1]\n[null]\n\n")
	case r.FormValue("sql") == "SELECT many":
		fmt.Fprint(w, "[[\"a\",\"int\"]]\n"+strings.Repeat("[7]\n", 100_000)+"\n")
	default:
		http.Error(w, `{"error": "no such table", "position": 14}`, http.StatusBadRequest)
	}
}

func ExampleRun() {
	var t *testing.T // of the test that calls Run
	connectortest.Run(t, connectortest.Source{
		Driver:  reference.Driver(),
		Handler: http.HandlerFunc(answer),
		Values:  func(url string) map[string]any { return map[string]any{"url": url, "token": "s3cret-token"} },
		Secrets: []string{"s3cret-token"},
		Answers: map[connectortest.Case]connectortest.Answer{
			connectortest.Small:    {SQL: "SELECT small", Columns: []string{"a"}, Rows: []string{"1", "NULL"}},
			connectortest.ManyRows: {SQL: "SELECT many", Count: 100_000, Row: func(int) string { return "7" }},
			connectortest.Refused:  {SQL: "SELECT * FROM nowhere", Class: connectors.ClassSyntax, Message: "no such table", Position: 14},
			// … and so on, one for every Case.
		},
		Steps: []connectortest.Step{
			{Name: "read", Match: func(r *http.Request) bool { return r.URL.Path == "/rows" }, Repeatable: true, Rows: true},
		},
		EndMark: "\n",
		Skip: map[string]string{
			"decimals":     "the service has no decimals",
			"visible wait": "the service has no limit of requests",
		},
	})
}
