package druid

import (
	"context"
	"errors"
	"net/http"
	"time"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// Cancel asks the server to stop a query. The server registers an id only once
// it has planned the query, so that a cancel may come before it is known.
func (c *Conn) Cancel(ctx context.Context, statementID string) (connectors.CancelState, error) {
	r := c.runs.find(statementID)
	if r == nil {
		return connectors.CancelEnded, nil
	}
	if op := r.operation.Load(); op != nil {
		return c.stop(ctx, *op)
	}
	path := sqlPath + httpapi.Path(r.queryID)
	state, err := c.delete(ctx, http.MethodDelete, path)
	for delay := 20 * time.Millisecond; state == connectors.CancelEnded && !r.answered.Load() && delay < time.Second; delay *= 2 {
		if httpapi.Sleep(ctx, delay) != nil {
			break
		}
		state, err = c.delete(ctx, http.MethodDelete, path)
	}
	return state, err
}

// delete sends a request that cancels and reads what became of it. An accepted
// cancel stops nothing for certain: a scan that already streams goes on.
func (c *Conn) delete(ctx context.Context, method, path string) (connectors.CancelState, error) {
	answer, err := c.client.Do(ctx, httpapi.Request{Method: method, Path: path})
	if err == nil {
		state := connectors.CancelAccepted
		if answer.Status == http.StatusOK && method == http.MethodDelete {
			state = connectors.CancelEnded
		}
		return state, answer.Body.Close()
	}
	var status *httpapi.StatusError
	if errors.As(err, &status) {
		switch status.Code {
		case http.StatusNotFound:
			return connectors.CancelEnded, nil
		case http.StatusForbidden, http.StatusUnauthorized:
			return connectors.CancelNotAllowed, nil
		}
	}
	return connectors.CancelUnknown, err
}
