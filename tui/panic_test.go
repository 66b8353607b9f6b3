package tui

import (
	"context"
	"testing"

	"sonde/connectors"
	"sonde/internal/screentest/source"
)

// panicking is a source that answers statements and fails in all else.
func panicking() *connectors.Driver {
	d := source.Driver()
	open := d.Open
	d.Open = func(ctx context.Context, c connectors.Config) (connectors.Conn, error) {
		conn, err := open(ctx, c)
		return unsteady{conn}, err
	}
	return d
}

type unsteady struct{ connectors.Conn }

func (unsteady) Tables(context.Context) ([]connectors.Table, error) { panic("index out of tables") }
func (unsteady) Children(context.Context, []string) ([]connectors.Node, error) {
	panic("index out of nodes")
}
func (unsteady) Explain(string, bool) (string, bool)                { panic("index out of plans") }
func (unsteady) Refs(context.Context) ([]connectors.Ref, error)     { panic("index out of refs") }
func (unsteady) CurrentRef(context.Context) (string, error)         { panic("index out of refs") }
func (unsteady) At(string) connectors.Conn                          { panic("index out of refs") }
func (unsteady) MergeStatement(string, string) connectors.Statement { panic("index out of merges") }

func TestPanicOfAConnectorIsShown(t *testing.T) {
	s := open(t, 120, 36, panicking())
	s.WaitText("the connector failed: index out of")
	s.run("SELECT 1")
	s.WaitText("✓ done")
	s.Press("alt+r")
	s.WaitText("the connector failed: index out of refs")
	s.Press("f7")
	s.WaitText("the connector failed: index out of plans")
	s.run("SELECT 2")
	s.WaitText("✓ done", "r1: SELECT 1  [r2: SELECT 2]")
}
