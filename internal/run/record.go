package run

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"sonde/connectors"
	"sonde/history"
)

// record is the history entry of a run. It is written beside the query: a slow
// or broken history costs a warning and never the query.
type record struct {
	store *history.Store
	begun chan struct{}

	mu    sync.Mutex // guards entry while the run goes on
	entry history.Entry
}

// begin writes the entry of a run that starts, and does not wait for it.
func (n *Runner) begin(r *Run) *record {
	rec := &record{begun: make(chan struct{})}
	if n.History == nil {
		close(rec.begun)
		return rec
	}
	rec.entry = n.entry(r.request.Connection, r.request.Statement)
	rec.entry.Start = r.status.Started
	rec.entry.Status = history.Running
	rec.entry.Operation = r.request.Resume
	go rec.write(n, r)
	return rec
}

// entry is what is known of a run before it.
func (n *Runner) entry(c *Connection, s connectors.Statement) history.Entry {
	e := n.Origin
	e.ID, e.SQL, e.Params = s.ID, s.SQL, s.Params
	e.Connection, e.Kind = c.Name, c.Driver.Kind
	e.Database, e.Options, e.Limit = place(c, s), withoutSecrets(c.Driver, s.Options), max(0, s.Limit)
	return e
}

func (rec *record) write(n *Runner, r *Run) {
	defer close(rec.begun)
	store, err := n.History()
	if err != nil {
		r.warn("this run is not in the history: %v", err)
		return
	}
	if err := store.Begin(rec.entry); err != nil {
		r.warn("this run is not in the history: %v", err)
		return
	}
	rec.store = store
}

// operationInterval is how often a source is asked for the name of an operation
// that it did not have at once.
const operationInterval = 100 * time.Millisecond

// noteOperation writes into the entry, as soon as it is known, what takes the
// run up in another process: the program may be killed before the end. The
// function that it returns ends the looking.
func (rec *record) noteOperation(r *Run) (stop func()) {
	if _, can := r.request.Connection.Conn.(connectors.Resumer); !can || r.request.Resume != "" {
		return func() {}
	}
	over := make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		if operation := r.operation(over); operation != "" {
			rec.note(r, operation)
		}
	})
	return func() {
		close(over)
		wait.Wait()
	}
}

// operation waits for the name of the run's operation; empty where the run is
// over before.
func (r *Run) operation(over <-chan struct{}) string {
	select {
	case <-over:
		return ""
	case <-r.sent:
	}
	ticker := time.NewTicker(operationInterval)
	defer ticker.Stop()
	for {
		if operation := r.Status().Progress.Operation; operation != "" {
			return operation
		}
		select {
		case <-over:
			return ""
		case <-ticker.C:
		}
	}
}

func (rec *record) note(r *Run, operation string) {
	<-rec.begun
	if rec.store == nil {
		return
	}
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.entry.Operation = operation
	if err := rec.store.Begin(rec.entry); err != nil {
		r.warn("what takes this run up again is not in the history: %v", err)
	}
}

// end completes the entry with the account of the run.
func (rec *record) end(r *Run) {
	<-rec.begun
	if rec.store == nil {
		countUnrecorded(r)
		return
	}
	status := r.Status()
	rec.fill(status)
	rec.part(r, status)
	if err := rec.store.End(rec.entry); err != nil {
		r.warn("the end of this run is not in the history: %v", err)
		return
	}
	rec.keep(r)
}

// countUnrecorded counts what a run has scanned of which there is no entry.
func countUnrecorded(r *Run) {
	c := r.request.Connection
	if c.Config.Unrecorded == nil {
		return
	}
	if err := c.Config.Unrecorded(scannedIn(r.Status().Progress.Server, c.Driver.Scanned)); err != nil {
		r.warn("what this run has scanned is not counted: %v", err)
	}
}

func (rec *record) fill(s Status) {
	e := &rec.entry
	e.Duration, e.FirstRow = s.Elapsed, s.FirstRow
	e.Rows, e.Bytes = s.Rows, s.BytesRead()
	e.Server, e.QueryID = s.Progress.Server, s.Progress.QueryID
	switch {
	case s.Err != nil && s.Progress.Phase == connectors.PhaseDone:
		e.Operation = "" // The source has told how it ended.
	case s.Progress.Operation != "":
		e.Operation = s.Progress.Operation
	}
	// Of a run that goes on, or that has failed as a whole, nothing is said.
	if s.State == Succeeded || s.State != Running && s.Completeness != connectors.Complete {
		e.Completeness, e.Reason = s.Completeness.String(), s.Reason
	}
	e.Status = outcome(s)
	if s.Err != nil {
		e.ErrorClass, e.Error = s.Err.Class, strings.ToValidUTF8(s.Err.Message, "\ufffd")
	}
}

// part says of a run whose sink kept nothing what part of the answer had arrived,
// since the rows of that part are stored.
func (rec *record) part(r *Run, s Status) {
	switch {
	case !r.whole || s.Err == nil || r.Schema() == nil:
	case !r.answered:
		rec.entry.Completeness, rec.entry.Reason = connectors.Incomplete.String(), s.Err.Message
	default:
		rec.entry.Completeness, rec.entry.Reason = r.told.String(), r.reason
	}
}

func outcome(s Status) history.Status {
	switch {
	case s.State == Cancelled:
		return history.Cancelled
	case s.State == Failed && s.Completeness == connectors.Incomplete:
		return history.Incomplete
	case s.State == Failed:
		return history.Failed
	}
	return history.OK
}

// SourceKey is under which name the store remembers the files of a connection that
// was named by files, not configured, in a folder.
func SourceKey(folder, connection string) string { return "files of " + connection + " in " + folder }

// SessionSourceKey is SourceKey for the runs of one session: another in the same folder
// may have other files under the same name.
func SessionSourceKey(session, connection string) string {
	return history.SessionKey("files of "+connection, session)
}

// RememberSource remembers the files of a connection for the runs of this session in
// a folder, and for runs there of which the session is not known.
func RememberSource(ctx context.Context, store *history.Store, folder, connection, source string) error {
	return errors.Join(
		store.Remember(ctx, SessionSourceKey(store.Session(), connection), source),
		store.Remember(ctx, SourceKey(folder, connection), source),
	)
}

// RememberedSource is what RememberSource has kept for an entry; empty where there
// is nothing.
func RememberedSource(ctx context.Context, store *history.Store, e history.Entry) (source string, err error) {
	source, err = store.Remembered(ctx, SessionSourceKey(e.Session, e.Connection))
	if err == nil && source == "" {
		source, err = store.Remembered(ctx, SourceKey(e.Folder, e.Connection))
	}
	return source, err
}
