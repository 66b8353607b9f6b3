package cli

import (
	"context"
	"testing"

	"sonde/connectors"
)

// panickingConn fails in whatever it is asked beside queries.
type panickingConn struct{ fakeConn }

func (panickingConn) Children(context.Context, []string) ([]connectors.Node, error) {
	panic("nil pointer")
}
func (panickingConn) Refs(context.Context) ([]connectors.Ref, error)       { panic("nil pointer") }
func (panickingConn) CurrentRef(context.Context) (string, error)           { panic("nil pointer") }
func (panickingConn) At(string) connectors.Conn                            { panic("nil pointer") }
func (panickingConn) Pipes(context.Context) ([]connectors.Pipe, error)     { panic("nil pointer") }
func (panickingConn) PipeStatement(connectors.Pipe, string, string) string { panic("nil pointer") }
func (panickingConn) MergeStatement(string, string) connectors.Statement   { panic("nil pointer") }
func (panickingConn) Changes(context.Context, string, string) ([]connectors.Change, error) {
	panic("nil pointer")
}
func (panickingConn) WriteTarget(context.Context, connectors.Statement) (from, to string, err error) {
	panic("nil pointer")
}

func TestPanicOfAConnectorIsAnErrorOfTheCommand(t *testing.T) {
	home(t, "")
	for _, args := range [][]string{
		{"catalog"}, {"branches"}, {"diff", "a", "b"}, {"merge", "a", "b"},
		{"pipes", "list"}, {"pipes", "show", "p"}, {"pipes", "run", "p"}, {"query", "SELECT panic"},
	} {
		o := sonde(t, append(args, "-c", "fake://panics")...)
		o.expect(t, ExitFailed, "", "error: internal: the connector failed: nil pointer\n")
	}
	sonde(t, "query", "-c", "fake://panics", "DELETE FROM t").fails(t, ExitFailed, "read-only: DELETE writes")
}
