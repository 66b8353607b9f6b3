package clickhouse

import (
	"context"

	"sonde/connectors"
)

// Cancel kills the query and waits until the server has let go of it.
func (c *Conn) Cancel(ctx context.Context, statementID string) (connectors.CancelState, error) {
	cells, err := c.ask(ctx, "KILL QUERY WHERE query_id = "+dialect.QuoteString(statementID)+" SYNC")
	switch {
	case connectors.IsClass(err, connectors.ClassPermission), connectors.IsClass(err, connectors.ClassReadOnly):
		return connectors.CancelNotAllowed, nil
	case err != nil:
		return connectors.CancelUnknown, err
	case len(cells) == 0:
		return connectors.CancelEnded, nil
	}
	switch cells[0][0] {
	case "finished":
		return connectors.CancelStopped, nil
	case "waiting":
		return connectors.CancelAccepted, nil
	}
	return connectors.CancelRunning, nil
}
