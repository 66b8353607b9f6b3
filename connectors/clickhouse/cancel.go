package clickhouse

import (
	"context"
	"slices"
	"time"

	"sonde/connectors"
)

// maxOpen is how many ids of runs are kept that were left before their end.
const maxOpen = 64

func (c *Conn) remember(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open = append(c.open, id); len(c.open) > maxOpen {
		c.open = slices.Delete(c.open, 0, 1)
	}
}

func (c *Conn) forget(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open = slices.DeleteFunc(c.open, func(have string) bool { return have == id })
}

func (c *Conn) isOpen(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Contains(c.open, id)
}

// again is how long a query that the server does not know is given to get there.
const again = 100 * time.Millisecond

// Cancel kills the query and waits until the server has let go of it. A run that
// was left before its end, and that the server does not know any more, was
// stopped by the client's going.
func (c *Conn) Cancel(ctx context.Context, statementID string) (connectors.CancelState, error) {
	open := c.isOpen(statementID)
	status, err := c.kill(ctx, statementID)
	if open && status == "" && err == nil {
		select {
		case <-ctx.Done():
			return connectors.CancelUnknown, connectors.AsError(ctx.Err())
		case <-time.After(again):
		}
		status, err = c.kill(ctx, statementID)
	}
	switch {
	case connectors.IsClass(err, connectors.ClassPermission), connectors.IsClass(err, connectors.ClassReadOnly):
		return connectors.CancelNotAllowed, nil
	case err != nil:
		return connectors.CancelUnknown, err
	case status == "finished", status == "" && open:
		return connectors.CancelStopped, nil
	case status == "":
		return connectors.CancelEnded, nil
	case status == "waiting":
		return connectors.CancelAccepted, nil
	}
	return connectors.CancelRunning, nil
}

// kill returns what the server says has become of a query; empty where it does
// not know it.
func (c *Conn) kill(ctx context.Context, id string) (string, error) {
	cells, err := c.ask(ctx, "KILL QUERY WHERE query_id = "+dialect.QuoteString(id)+" SYNC")
	if err != nil || len(cells) == 0 {
		return "", err
	}
	return cells[0][0], nil
}
