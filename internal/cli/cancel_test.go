package cli

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
)

// silentConn never answers, and is told to stop for as long as told is open.
type silentConn struct {
	fakeConn
	asked chan struct{} // closed with the first statement
	told  chan struct{}
}

func (c silentConn) Query(context.Context, connectors.Statement) (connectors.Rows, error) {
	close(c.asked)
	return &silentRows{}, nil
}

func (c silentConn) Cancel(ctx context.Context, _ string) (connectors.CancelState, error) {
	select {
	case <-c.told:
		return connectors.CancelAccepted, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

type silentRows struct{ fakeRows }

func (*silentRows) Next(ctx context.Context) (b arrow.RecordBatch, err error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// hearing calls heard once a text has been written.
type hearing struct {
	bytes.Buffer
	text  string
	heard func()
}

func (h *hearing) Write(p []byte) (int, error) {
	n, err := h.Buffer.Write(p)
	if strings.Contains(h.String(), h.text) && h.heard != nil {
		h.heard()
		h.heard = nil
	}
	return n, err
}

func TestCancelThatTakesItsTimeIsTold(t *testing.T) {
	home(t, "")
	c := silentConn{asked: make(chan struct{}), told: make(chan struct{})}
	d := fakeDriver()
	d.Open = func(context.Context, connectors.Config) (connectors.Conn, error) { return c, nil }
	p := program()
	p.Registry = connectors.NewRegistry(d)
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	go func() {
		<-c.asked
		interrupt()
	}()
	errors := &hearing{text: "cancelling: telling the server", heard: func() { close(c.told) }}
	code := p.run(ctx, []string{"query", "-c", "fake://h", "SELECT 1"}, strings.NewReader(""), io.Discard, errors)
	want := "cancelling: telling the server (Ctrl+C again ends at once)\nerror: cancelled: the query was cancelled\ncancel accepted by server\n"
	if code != ExitCancelled || errors.String() != want {
		t.Errorf("exit code %d, stderr %q", code, errors.String())
	}
}
