package run

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"sonde/connectors"
)

// curlable is a source whose requests can be written as commands.
type curlable struct {
	*fakeConn
	write func(s connectors.Statement) (string, error)
}

func (c curlable) Curl(_ context.Context, s connectors.Statement) (string, error) { return c.write(s) }

func TestCurlIsOfTheStatementThatARunSends(t *testing.T) {
	c := configured(t, &Connection{Name: "fake", Driver: fakeDriver}, map[string]any{"limit": "7", "timeout": "5s", "read_only": true})
	var asked connectors.Statement
	rows := rowsOf()
	sent := &fakeConn{query: func(context.Context, connectors.Statement) (connectors.Rows, error) { return rows, nil }}
	c.Conn = curlable{sent, func(s connectors.Statement) (string, error) {
		asked = s
		return `curl -H 'X: $NOT' -H "Token: $X_TOKEN" \$no "${B}"'it'\''s $X' "a'$C'" $X_TOKEN`, nil
	}}
	given := connectors.Statement{ID: "1", SQL: "SELECT 1", Params: []connectors.Param{{Value: "5"}}}
	prepared, err := Prepare(c, given)
	if err != nil {
		t.Fatal(err)
	}
	_, variables, err := Curl(t.Context(), c, prepared)
	if err != nil || strings.Join(variables, " ") != "X_TOKEN B C" {
		t.Errorf("variables %q, %v", variables, err)
	}
	r, _ := start(t, &Runner{}, c, given)
	ended(t, r)
	run := sent.statements()[0]
	if asked.Limit != 7 || asked.Timeout != 5*time.Second || !asked.ReadOnly || asked.ID != run.ID || asked.Limit != run.Limit ||
		asked.Timeout != run.Timeout || len(asked.Params) != 1 {
		t.Errorf("curl is of %+v, the run sent %+v", asked, run)
	}
}

func TestCurlThatCannotBe(t *testing.T) {
	c, _ := connectionTo(rowsOf())
	if _, _, err := Curl(t.Context(), c, connectors.Statement{}); !connectors.IsClass(err, connectors.ClassUnsupported) || CanCurl(c) == "" {
		t.Errorf("%v", err)
	}
	c.Conn = curlable{nil, func(connectors.Statement) (string, error) { panic("nil map") }}
	if _, _, err := Curl(t.Context(), c, connectors.Statement{}); !connectors.IsClass(err, connectors.ClassInternal) || CanCurl(c) != "" {
		t.Errorf("%v", err)
	}
	no := errors.New("no")
	c.Conn = curlable{nil, func(connectors.Statement) (string, error) { return "", no }}
	if _, _, err := Curl(t.Context(), c, connectors.Statement{}); !errors.Is(err, no) {
		t.Errorf("%v", err)
	}
}
