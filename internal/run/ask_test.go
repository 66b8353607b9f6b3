package run

import (
	"context"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

func TestPanicOfAConnectorThatIsAsked(t *testing.T) {
	for name, panics := range map[string]func(){
		"a word":      func() { panic("index out of range") },
		"the runtime": func() { _ = []int{}[len(t.Name())] },
	} {
		_, err := Ask(func() (int, error) { panics(); return 7, nil })
		if !connectors.IsClass(err, connectors.ClassInternal) || !strings.Contains(err.Error(), "the connector failed: ") ||
			!strings.Contains(err.Error(), "index out of range") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if answer, err := Ask(func() (int, error) { return 7, nil }); answer != 7 || err != nil {
		t.Errorf("%d, %v", answer, err)
	}
}

// unsteadyRows panic when they are asked how far they are.
type unsteadyRows struct{ *fakeRows }

func (unsteadyRows) Progress() connectors.Progress { panic("nil map") }

func TestPanicOfProgressEndsTheRunOnly(t *testing.T) {
	asked := make(chan struct{})
	wait := func(context.Context) (arrow.RecordBatch, error) { <-asked; return batch(1, 1), nil }
	c, _ := connectionTo(unsteadyRows{rowsOf(give(0, 1), wait)})
	r, _ := start(t, &Runner{}, c, connectors.Statement{})
	await(t, r, func(s Status) bool { return s.Rows == 1 })
	close(asked)
	if s := ended(t, r); s.State != Failed || s.Err.Class != connectors.ClassInternal {
		t.Errorf("%+v", s)
	}
}

// unsteadyConn panics when it is told to stop a run, and when it is closed.
type unsteadyConn struct{ *fakeConn }

func (unsteadyConn) Cancel(context.Context, string) (connectors.CancelState, error) { panic("nil map") }
func (unsteadyConn) Close() error                                                   { panic("nil map") }

func TestPanicOfACancelAndOfClosing(t *testing.T) {
	c, conn := connectionTo(rowsOf(give(0, 1), hang))
	c.Conn = unsteadyConn{conn}
	r, _ := start(t, &Runner{}, c, connectors.Statement{})
	await(t, r, func(s Status) bool { return s.Rows == 1 })
	r.Cancel()
	if s := ended(t, r); s.State != Cancelled || s.CancelState != connectors.CancelUnknown {
		t.Errorf("%+v", s)
	}
	if err := c.Close(); !connectors.IsClass(err, connectors.ClassInternal) {
		t.Errorf("%v", err)
	}
}
