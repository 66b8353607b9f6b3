package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/spf13/cobra"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/run"
)

// operationFlags are the flags of commands that wait for an operation.
type operationFlags struct{ json, quiet, progress, noHistory bool }

func (f *operationFlags) add(c *cobra.Command) {
	c.Flags().BoolVar(&f.json, "json", false, "print the outcome as JSON")
	c.Flags().BoolVar(&f.progress, "progress", false, "show progress on stderr")
	c.Flags().BoolVarP(&f.quiet, "quiet", "q", false, "print nothing but the outcome and errors")
	c.Flags().BoolVar(&f.noHistory, "no-history", false, "do not record the run")
}

func (s *session) writeCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "write",
		Short: "List and take up writes that go on at their source",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return s.listWrites(cmd.Context(), false) },
	}
	var asJSON bool
	list := &cobra.Command{Use: "list", Short: "List the writes whose outcome is not known", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.listWrites(cmd.Context(), asJSON) }}
	list.Flags().BoolVar(&asJSON, "json", false, "print JSON lines")
	f := &operationFlags{}
	var name string
	resume := &cobra.Command{
		Use:   "resume [ID|OPERATION]",
		Short: "Wait for a write that was begun before, and tell its outcome",
		Long: "Takes up the write of an entry of the history, or an operation by the name that\n" +
			"its source gave it. Without either, it is the newest write whose outcome is not\n" +
			"known. The statement is never sent again.",
		Example: "  sonde write resume\n  sonde write resume -c shop operations/72abb56b-d478-43ae-9a2d-c9602184c7ab",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.resume(cmd.Context(), f, name, append(args, "")[0])
		},
	}
	resume.Flags().StringVarP(&name, "connection", "c", "", connectionHelp+", where an operation is given")
	f.add(resume)
	c.AddCommand(list, resume)
	return c
}

// openWrites are the entries of writes whose outcome is not known, the newest
// first.
func (s *session) openWrites(ctx context.Context) ([]history.Entry, error) {
	var entries []history.Entry
	err := s.inHistory(func(store *history.Store) (err error) {
		entries, err = run.Unfinished(ctx, store, time.Time{})
		return err
	})
	return entries, err
}

func (s *session) listWrites(ctx context.Context, asJSON bool) error {
	entries, err := s.openWrites(ctx)
	if err != nil {
		return err
	}
	return s.printEntries(entries, asJSON)
}

// resume takes up a write: that of an entry, or an operation.
func (s *session) resume(ctx context.Context, f *operationFlags, name, what string) error {
	e, err := s.writeEntry(ctx, what)
	if err != nil {
		return err
	}
	if e.Operation == "" {
		e = history.Entry{SQL: "-- " + what, Operation: what}
	} else if name == "" {
		name = e.Connection
	}
	c, _, err := ask[connectors.Resumer](ctx, s, name, "writes that go on by themselves")
	if name == "" && connectors.IsClass(err, connectors.ClassUnsupported) {
		return connectors.Errorf(connectors.ClassNotFound, "the history has no entry %q", what).
			WithHint("Where it is an operation, -c names the connection that it belongs to.")
	}
	if err != nil {
		return err
	}
	return s.operate(ctx, f, run.TakeUp(c, e))
}

// writeEntry finds the entry that is meant; none where the text is the name of
// an operation.
func (s *session) writeEntry(ctx context.Context, what string) (history.Entry, error) {
	var none history.Entry
	if what == "" {
		entries, err := s.openWrites(ctx)
		if err == nil && len(entries) == 0 {
			err = connectors.Errorf(connectors.ClassNotFound, "the history has no write whose outcome is not known")
		}
		if err != nil {
			return none, err
		}
		return entries[0], nil
	}
	store, err := s.openHistory()
	if err != nil {
		return none, err
	}
	e, err := store.Get(ctx, what)
	if errors.Is(err, history.ErrNotFound) {
		e, err = store.Beginning(ctx, what)
	}
	if err != nil {
		return none, nil //nolint:nilerr // Then it is the name of an operation.
	}
	if e.Operation == "" {
		return none, connectors.Errorf(connectors.ClassNotFound, "the entry %s is no write that can be taken up", what)
	}
	return e, nil
}

// whereTo names the branch that a statement would change, for sources that have
// branches.
func (q *querying) whereTo(ctx context.Context) string {
	writer, can := q.connection.Conn.(connectors.BranchWriter)
	if !can {
		return ""
	}
	var from, to string
	_, err := run.Ask(func() (_ struct{}, err error) {
		from, to, err = writer.WriteTarget(ctx, q.template)
		return struct{}{}, err
	})
	switch {
	case err != nil:
		return "" // Running it will say why.
	case from == to:
		return " to the branch " + to
	}
	return fmt.Sprintf(" to the branch %s (made from %s where it does not exist)", to, from)
}

// nowhere is a sink for runs without rows.
type nowhere struct{}

func (nowhere) SetSchema(*arrow.Schema) error  { return nil }
func (nowhere) Append(arrow.RecordBatch) error { return nil }

// written is the outcome of an operation as it is printed with --json.
type written struct {
	Operation    string `json:"operation"`
	FromBranch   string `json:"from_branch"`
	ToBranch     string `json:"to_branch"`
	Changed      bool   `json:"changed"`
	RowsAffected *int64 `json:"rows_affected"`
	FromCommit   string `json:"from_commit"`
	ToCommit     string `json:"to_commit"`
	Message      string `json:"message"`
	ElapsedMS    int64  `json:"elapsed_ms"`
}

// operate runs a write to its end and prints the outcome.
func (s *session) operate(ctx context.Context, f *operationFlags, request run.Request) error {
	request.Sink = nowhere{}
	q := &querying{session: s, connection: request.Connection, flags: &queryFlags{progress: f.progress, quiet: f.quiet || f.json}, sql: request.Statement.SQL}
	r, err := s.runner(history.CommandLine, f.noHistory).Start(ctx, request)
	if err != nil {
		return err
	}
	q.watch(ctx, r)
	status := r.Wait()
	if status.Err == nil {
		if err := s.printWritten(outcomeOf(status), f.json); err != nil {
			return err
		}
	}
	return q.finish(r, status)
}

func outcomeOf(s run.Status) written {
	o, changed := run.WrittenBy(s.Progress)
	w := written{
		Operation: s.Progress.QueryID, FromBranch: o.FromBranch, ToBranch: o.ToBranch,
		FromCommit: o.FromCommit, ToCommit: o.ToCommit, Changed: changed, ElapsedMS: s.Elapsed.Milliseconds(),
	}
	for _, stat := range s.Progress.Server {
		if stat.Name == "message" {
			w.Message = stat.Value
		}
	}
	if n := s.Progress.RowsAffected; n >= 0 {
		w.RowsAffected = &n
	}
	return w
}

func (s *session) printWritten(w written, asJSON bool) error {
	if asJSON {
		return s.printJSON(w)
	}
	if !w.Changed {
		return nil // The warning of the run has said so.
	}
	_, err := fmt.Fprintln(s.stdout, s.safe(fmt.Sprintf("%s is at %s, before at %s", w.ToBranch, w.ToCommit, w.FromCommit)))
	return err
}
