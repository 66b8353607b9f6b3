package cli

import (
	"context"
	"encoding/json"
	"testing"

	"sonde/connectors"
)

// pipeConn has one pipe that is published, and one that is not.
type pipeConn struct{ fakeConn }

func (pipeConn) Pipes(context.Context) ([]connectors.Pipe, error) {
	return []connectors.Pipe{
		{Name: "top", Type: "endpoint", Comment: "Most\x1b[2J visited", Formats: []string{"fast", "slow"}, Params: []connectors.PipeParam{
			{Name: "country", Type: "String", Default: "ES", HasDefault: true, Comment: "Two letters"}, {Name: "id", Type: "UInt64", Required: true}, {Name: "since", Type: "Date"},
		}, Nodes: []connectors.PipeNode{{Name: "hits", SQL: "%\nSELECT 1"}, {Name: "end", SQL: "SELECT 2", Published: true}}},
		{Name: "draft", Type: "default"},
	}, nil
}

func (pipeConn) PipeStatement(name, format string) connectors.Statement {
	if format == "" {
		format = "fast"
	}
	return connectors.Statement{SQL: "SELECT " + name, Options: map[string]string{"mode": format}}
}

func TestPipes(t *testing.T) {
	home(t, "")
	for _, args := range [][]string{{"pipes", "-c", "fake://pipes"}, {"pipes", "list", "-c", "fake://pipes"}} {
		sonde(t, args...).expect(t, 0, "top    endpoint  country, id, since  Most␛[2J visited\ndraft  default                       \n", "")
	}
	sonde(t, "pipes", "show", "top", "-c", "fake://pipes").expect(t, 0, `top (endpoint)
Most␛[2J visited
  country  String  default ES  Two letters
  id       UInt64  required    
  since    Date    optional    

-- hits
%
SELECT 1

-- end (published as fast, slow)
SELECT 2
`, "")
	sonde(t, "pipes", "show", "tip", "-c", "fake://pipes").fails(t, ExitFailed, `not found: there is no pipe "tip"; did you mean "top"?`)
	sonde(t, "pipes", "list", "-c", "sample").fails(t, ExitFailed, "unsupported: DuckDB has no pipes")
	var shown connectors.Pipe
	if err := json.Unmarshal([]byte(sonde(t, "pipes", "show", "top", "--json", "-c", "fake://pipes").out), &shown); err != nil || len(shown.Params) != 3 {
		t.Errorf("%+v, %v", shown, err)
	}
}

// A pipe is run like any other statement, with the format in which it is asked.
func TestRunPipe(t *testing.T) {
	home(t, "")
	sonde(t, "pipes", "run", "top", "-c", "fake://pipes").expect(t, 0, "mode\nfast\n", "")
	sonde(t, "pipes", "run", "top", "SELECT told", "-c", "fake://pipes", "--as", "slow", "-q").expect(t, 0, "mode\nslow\n", "")
}
