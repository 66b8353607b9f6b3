package run

import (
	"context"
	"time"

	"sonde/connectors"
)

// Pong is what a source answered when it was asked whether it is there.
type Pong struct {
	connectors.ServerInfo
	// Latency is the time from the question to its answer; the first one makes
	// the connection of the transport as well.
	Latency time.Duration
	// Silent says that the connector has no way to ask.
	Silent bool
}

// Ping asks the source of a connection whether it answers.
func Ping(ctx context.Context, c *Connection) (pong Pong, err error) {
	defer recovered("the connector", &err)
	p, ok := c.Conn.(connectors.Pinger)
	if !ok {
		return Pong{Silent: true}, nil
	}
	begin := time.Now()
	if pong.ServerInfo, err = p.Ping(ctx); err != nil {
		return pong, pingError(ctx, err)
	}
	pong.Latency = time.Since(begin)
	return pong, nil
}

// pingError names the end of the time that was given, in whatever words the
// connector put it.
func pingError(ctx context.Context, err error) error {
	if deadline, has := ctx.Deadline(); has && !time.Now().Before(deadline) {
		return connectors.Errorf(connectors.ClassTimeout, "the source did not answer in time")
	}
	return err
}
