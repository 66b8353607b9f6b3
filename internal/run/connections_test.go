package run

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"sonde/connectors"
	"sonde/internal/config"
)

// opened counts the openings of a driver that answers as open says.
func openedBy(t *testing.T, open func(ctx context.Context, n int64, c connectors.Config) (connectors.Conn, error)) (*Connections, *atomic.Int64) {
	t.Helper()
	var count atomic.Int64
	d := &connectors.Driver{
		Kind: "fake", Title: "Fake",
		Options: []connectors.Option{{Name: "password", Type: connectors.TypeString, Secret: true}},
		Open: func(ctx context.Context, c connectors.Config) (connectors.Conn, error) {
			return open(ctx, count.Add(1), c)
		},
	}
	all := NewConnections(connectors.NewRegistry(d), &config.Config{Connections: []config.Connection{
		{Name: "shop", Kind: "fake", Values: map[string]any{"password": "${env:SONDE_TEST_SECRET}"}},
		{Name: "odd", Kind: "fakir"},
	}})
	t.Cleanup(func() { all.Close() })
	return all, &count
}

func TestConnectionIsOpenedOnce(t *testing.T) {
	t.Setenv("SONDE_TEST_SECRET", "open sesame")
	gate := make(chan struct{})
	conn := &fakeConn{}
	all, count := openedBy(t, func(context.Context, int64, connectors.Config) (connectors.Conn, error) {
		<-gate
		return conn, nil
	})
	var wait sync.WaitGroup
	got := make([]*Connection, 8)
	for i := range got {
		wait.Go(func() { got[i], _ = all.Open(t.Context(), "shop") })
	}
	close(gate)
	wait.Wait()
	for _, c := range got {
		if c == nil || c != got[0] {
			t.Fatal("callers have different connections")
		}
	}
	if count.Load() != 1 {
		t.Errorf("opened %d times", count.Load())
	}
	if err := errors.Join(all.Close(), all.Close()); err != nil || conn.closed != 1 {
		t.Errorf("closed %d times, %v", conn.closed, err)
	}
}

func TestFailedOpeningIsTriedAgain(t *testing.T) {
	t.Setenv("SONDE_TEST_SECRET", "open sesame")
	all, count := openedBy(t, func(_ context.Context, n int64, _ connectors.Config) (connectors.Conn, error) {
		switch n {
		case 1:
			return nil, connectors.Errorf(connectors.ClassUnavailable, "refused")
		case 2:
			panic("nil map")
		}
		return &fakeConn{}, nil
	})
	if _, err := all.Open(t.Context(), "shop"); !connectors.IsClass(err, connectors.ClassUnavailable) {
		t.Fatal(err)
	}
	if _, err := all.Open(t.Context(), "shop"); !connectors.IsClass(err, connectors.ClassInternal) || !strings.Contains(err.Error(), "nil map") {
		t.Fatal(err)
	}
	if c, err := all.Open(t.Context(), "shop"); err != nil || c == nil || count.Load() != 3 {
		t.Fatal(c, err, count.Load())
	}
}

func TestOpeningThatSomebodyElseGaveUp(t *testing.T) {
	t.Setenv("SONDE_TEST_SECRET", "open sesame")
	begun := make(chan struct{})
	all, _ := openedBy(t, func(ctx context.Context, n int64, _ connectors.Config) (connectors.Conn, error) {
		if n > 1 {
			return &fakeConn{}, nil
		}
		close(begun)
		<-ctx.Done()
		return nil, connectors.AsError(ctx.Err())
	})
	ctx, giveUp := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	wait.Go(func() {
		if _, err := all.Open(ctx, "shop"); !connectors.IsClass(err, connectors.ClassCancelled) {
			t.Errorf("who gave up has %v", err)
		}
	})
	<-begun
	wait.Go(func() {
		if c, err := all.Open(t.Context(), "shop"); err != nil || c == nil {
			t.Errorf("who did not give up has %v, %v", c, err)
		}
	})
	giveUp()
	wait.Wait()
}

func TestSecretsAreResolvedAndHidden(t *testing.T) {
	t.Setenv("SONDE_TEST_SECRET", "open sesame")
	var password string
	all, _ := openedBy(t, func(_ context.Context, _ int64, c connectors.Config) (connectors.Conn, error) {
		password = c.String("password")
		return &fakeConn{}, nil
	})
	if _, err := all.Open(t.Context(), "shop"); err != nil {
		t.Fatal(err)
	}
	if password != "open sesame" {
		t.Errorf("the driver was given %q", password)
	}
	if got := all.Redactor.Redact("wrong password: open sesame"); strings.Contains(got, "sesame") {
		t.Error(got)
	}
}

func TestUnknownConnections(t *testing.T) {
	all, count := openedBy(t, func(context.Context, int64, connectors.Config) (connectors.Conn, error) { return &fakeConn{}, nil })
	for name, want := range map[string]string{
		"shp":  `unknown connection "shp"; did you mean "shop"?`,
		"odd":  `unknown kind "fakir"; did you mean "fake"?`,
		"shop": "SONDE_TEST_SECRET",
	} {
		if _, err := all.Open(t.Context(), name); !connectors.IsClass(err, connectors.ClassConfig) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if count.Load() != 0 {
		t.Error("something was opened")
	}
	if _, err := all.Driver("odd"); !connectors.IsClass(err, connectors.ClassConfig) {
		t.Error(err)
	}
}

func TestAddReplacesByName(t *testing.T) {
	all, _ := openedBy(t, nil)
	all.Add(config.Connection{Name: "odd", Kind: "fake"})
	all.Add(config.Connection{Name: "new", Kind: "fake"})
	var names []string
	for _, k := range all.Known() {
		names = append(names, k.Name+" "+k.Kind)
	}
	if got := strings.Join(names, ", "); got != "shop fake, odd fake, new fake" {
		t.Error(got)
	}
}
