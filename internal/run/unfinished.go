package run

import (
	"context"
	"time"

	"sonde/connectors"
	"sonde/history"
)

// Unfinished returns the runs of the history that may go on at their source and
// whose outcome is not known, the newest first, of those that began since a
// time. They can be taken up, see [Request.Resume].
func Unfinished(ctx context.Context, store *history.Store, since time.Time) ([]history.Entry, error) {
	entries, err := store.Search(ctx, history.Query{EachRun: true, Since: since, Statuses: []history.Status{history.Running, history.Interrupted, history.Cancelled, history.Failed}})
	var found []history.Entry
	for _, e := range entries {
		if IsUnfinished(e) {
			found = append(found, e)
		}
	}
	return found, err
}

// IsUnfinished reports whether the run of an entry may go on at its source.
func IsUnfinished(e history.Entry) bool {
	switch e.Status {
	case history.Running, history.Interrupted, history.Cancelled:
		return e.Operation != ""
	case history.Failed:
		return e.Operation != "" && unwatched(e.ErrorClass)
	}
	return false
}

// GoesOn reports whether a run that this program no longer watches may go on at
// its source.
func GoesOn(s Status) bool {
	return s.Err != nil && s.Progress.Operation != "" && s.Progress.Phase != connectors.PhaseDone && (s.State == Cancelled || unwatched(s.Err.Class))
}

// unwatched reports whether a run that failed with a class did so because its
// outcome could not be learned, rather than by itself.
func unwatched(c connectors.Class) bool {
	return c == connectors.ClassUnavailable || c == connectors.ClassTimeout || c == connectors.ClassAuth
}

// TakeUp is the request that takes up the run of an entry. The caller sets the
// sink.
func TakeUp(c *Connection, e history.Entry) Request {
	s := connectors.Statement{ID: e.ID, SQL: e.SQL, Params: e.Params, Options: history.RefOptions(e.Ref())}
	return Request{Connection: c, Statement: s, Resume: e.Operation}
}
