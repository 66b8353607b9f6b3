package run

import (
	"time"

	"sonde/connectors"
	"sonde/history"
)

// Refused records a statement that was not sent, and why, so that it can be recalled
// like one that was. The error says that it is not in the history.
func (n *Runner) Refused(c *Connection, s connectors.Statement, why error) error {
	if n.History == nil {
		return nil
	}
	store, err := n.History()
	if err != nil {
		return err
	}
	if s.ID == "" {
		s.ID = history.NewID()
	}
	e := n.entry(c, s)
	e.Start, e.Status, e.Bytes = time.Now(), history.Failed, -1
	reason := connectors.AsError(why)
	e.ErrorClass, e.Error = reason.Class, reason.Message
	if reason.Class == connectors.ClassCancelled {
		e.Status = history.Cancelled
	}
	return store.End(e)
}
