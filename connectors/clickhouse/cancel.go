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

// again is how long after a question about a query the next one comes.
const again = 100 * time.Millisecond

// patience is how long a query that was told to stop is watched.
const patience = 4 * time.Second

// Cancel kills the query and watches it until the server has let go of it. A run
// that was left before its end, and that the server does not know any more, was
// stopped by the client's going.
func (c *Conn) Cancel(ctx context.Context, statementID string) (connectors.CancelState, error) {
	open := c.isOpen(statementID)
	status, err := c.kill(ctx, statementID)
	if open && status == "" && err == nil {
		if !pause(ctx) {
			return connectors.CancelUnknown, connectors.AsError(ctx.Err())
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
		return c.watch(ctx, statementID), nil
	}
	return connectors.CancelRunning, nil
}

// watch waits for the end of a query that was told to stop. Some only look now and
// then whether they were.
func (c *Conn) watch(ctx context.Context, id string) connectors.CancelState {
	end := time.Now().Add(patience)
	if given, limited := ctx.Deadline(); limited {
		if most := time.Now().Add(time.Until(given) * 4 / 5); most.Before(end) {
			end = most // What is left is for the answer to the last question.
		}
	}
	for time.Now().Before(end) && pause(ctx) {
		switch status, err := c.kill(ctx, id); {
		case err != nil:
			return connectors.CancelRunning
		case status != "waiting":
			return connectors.CancelStopped
		}
	}
	return connectors.CancelRunning
}

// pause waits a moment; false where the context ends.
func pause(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(again):
		return true
	}
}

// kill tells a query to stop, and returns what the server says has become of it;
// empty where it does not know it. It does not wait for the end of the query, as a
// statement that did would go on for as long as that.
func (c *Conn) kill(ctx context.Context, id string) (string, error) {
	cells, err := c.ask(ctx, "KILL QUERY WHERE query_id = "+dialect.QuoteString(id)+" ASYNC")
	if err != nil || len(cells) == 0 {
		return "", err
	}
	return cells[0][0], nil
}
