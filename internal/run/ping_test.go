package run

import (
	"context"
	"errors"
	"testing"
	"time"

	"sonde/connectors"
	"sonde/internal/config"
)

// pingable answers pings as a function says.
type pingable struct {
	*fakeConn
	answer func(ctx context.Context) (connectors.ServerInfo, error)
}

func (p pingable) Ping(ctx context.Context) (connectors.ServerInfo, error) { return p.answer(ctx) }

func TestPing(t *testing.T) {
	c, fake := connectionTo(rowsOf())
	if pong, err := Ping(t.Context(), c); err != nil || !pong.Silent {
		t.Errorf("%+v, %v", pong, err)
	}
	asked := 0
	c.Conn = pingable{fake, func(context.Context) (connectors.ServerInfo, error) {
		asked++
		return connectors.ServerInfo{Product: "Fake", Version: "1"}, nil
	}}
	if pong, err := Ping(t.Context(), c); err != nil || pong.Version != "1" || pong.Silent || pong.Latency <= 0 || asked != 1 {
		t.Errorf("%+v, %v, asked %d times", pong, err, asked)
	}
	c.Conn = pingable{fake, func(context.Context) (connectors.ServerInfo, error) { panic("nil map") }}
	if _, err := Ping(t.Context(), c); !connectors.IsClass(err, connectors.ClassInternal) {
		t.Error(err)
	}
}

func TestPingThatIsNotAnswered(t *testing.T) {
	c, fake := connectionTo(rowsOf())
	c.Conn = pingable{fake, func(ctx context.Context) (connectors.ServerInfo, error) {
		<-ctx.Done()
		return connectors.ServerInfo{}, errors.New("the transport broke")
	}}
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer stop()
	if _, err := Ping(ctx, c); !connectors.IsClass(err, connectors.ClassTimeout) {
		t.Error(err)
	}
}

func TestReleasedConnectionIsOpenedAnew(t *testing.T) {
	all, count := openedBy(t, func(context.Context, int64, connectors.Config) (connectors.Conn, error) { return &fakeConn{}, nil })
	all.Add(config.Connection{Name: "plain", Kind: "fake"})
	if all.Release("plain") != nil {
		t.Error("something was released that was not open")
	}
	first, err := all.Open(t.Context(), "plain")
	if err != nil || all.Release("plain") != first {
		t.Fatal("another connection was released", err)
	}
	tried, err := all.Try(t.Context(), config.Connection{Name: "plain", Kind: "fake"})
	if err != nil {
		t.Fatal(err)
	}
	if again, err := all.Open(t.Context(), "plain"); err != nil || again == first || again == tried || count.Load() != 3 {
		t.Errorf("%v, opened %d times", err, count.Load())
	}
}
