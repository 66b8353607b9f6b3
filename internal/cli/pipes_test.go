package cli

import (
	"context"
	"encoding/json"
	"strings"
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

func (pipeConn) PipeStatement(p connectors.Pipe, format, sql string) string {
	var params []string
	for _, q := range p.Params {
		params = append(params, ":"+q.Name)
	}
	return "SELECT echo " + strings.TrimSpace(strings.Join([]string{p.Name, format, strings.Join(params, " "), sql}, " "))
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

// A pipe is run as a statement of its source, with the parameters that it is
// known to have.
func TestRunPipe(t *testing.T) {
	home(t, "")
	sonde(t, "pipes", "run", "top", "-c", "fake://pipes").expect(t, 0, "mode\n\"\"\n", "")
	for args, want := range map[string]string{
		"top":                                  "SELECT echo top",
		"top --as slow":                        "SELECT echo top slow",
		"top --param id=1 --param since:NULL=": "SELECT echo top  :country :id :since",
		"top --as fast --param id=1 -- SELECT(1)": "SELECT echo top fast :country :id :since SELECT(1)",
		"elsewhere --param id=1":                  "SELECT echo elsewhere",
	} {
		o := sonde(t, append([]string{"pipes", "run", "-c", "fake://pipes", "--dry-run"}, strings.Fields(args)...)...)
		if o.code != 0 || !strings.Contains(o.out, want+";\n") {
			t.Errorf("%s: %+v", args, o)
		}
	}
}

func TestPipeParamsThatAreRefused(t *testing.T) {
	home(t, "")
	for args, want := range map[string]string{
		"top --param contry=ES":             `top has no parameter "contry"; did you mean "country"?`,
		"top --param id=1 --param id=2":     "--param gives id twice",
		"top --param ES":                    "--param ES names no parameter",
		"draft --param a=1":                 `draft has no parameter "a"`,
		"other --param a=1 --param a:NULL=": "--param gives a twice",
	} {
		o := sonde(t, append([]string{"pipes", "run", "-c", "fake://pipes"}, strings.Fields(args)...)...)
		o.fails(t, ExitUsage, "usage: "+want)
	}
	o := sonde(t, "pipes", "run", "top", "-c", "fake://pipes", "--param", "x=1")
	if !strings.Contains(o.errors, "the parameters of top are country, id, since") {
		t.Error(o.errors)
	}
}
