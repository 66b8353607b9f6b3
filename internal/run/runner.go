package run

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"sonde/connectors"
	"sonde/history"
	"sonde/internal/sqltext"
)

// Runner starts runs and records them.
type Runner struct {
	// History opens the store of runs; it is called once per run, in the run's
	// goroutine, and must be safe to call again. Nil: nothing is recorded.
	History func() (*history.Store, error)
	// Origin is what every entry of this process shares: session, folder, host
	// and source.
	Origin history.Entry
	// Log is told of every start and end. Nil: nothing is logged.
	Log *slog.Logger
}

// NoLimit as a statement's limit asks for every row, whatever the connection's
// own limit is.
const NoLimit = -1

// Start starts a run and returns at once. The context bounds the run; its end
// counts as a cancel by the user. A statement that the connection must not run
// is refused here, before anything is sent.
func (n *Runner) Start(ctx context.Context, q Request) (*Run, error) {
	statement, err := Prepare(q.Connection, q.Statement)
	if err != nil && q.Resume == "" {
		return nil, err
	}
	q.Statement = statement
	r := &Run{
		request: q,
		runner:  n,
		done:    make(chan struct{}),
		changed: make(chan struct{}, 1),
		sent:    make(chan struct{}),
		status: Status{
			Started:  time.Now(),
			Progress: connectors.NoProgress(connectors.PhaseConnecting),
		},
	}
	r.kept.off = n.History == nil || !q.Connection.Config.Bool("keep_results") || holdsSecret(q.Statement)
	n.logStart(r)
	ctx, release := withTimeout(ctx, q.Statement.Timeout)
	r.ctx, r.stop = context.WithCancelCause(ctx)
	go func() {
		defer release()
		r.execute(r.ctx)
	}()
	return r, nil
}

// Prepare completes a statement as it is sent over a connection: with an id, the
// connection's own limit and time-out where it has none, and the word that
// nothing may be changed. One that the connection must not run is refused.
func Prepare(c *Connection, s connectors.Statement) (connectors.Statement, error) {
	if s.ID == "" {
		s.ID = history.NewID()
	}
	switch s.Limit {
	case 0:
		s.Limit = c.Config.Int("limit")
	case NoLimit:
		s.Limit = 0
	}
	if s.Timeout == 0 {
		s.Timeout = c.Config.Duration("timeout")
	}
	s.ReadOnly = s.ReadOnly || c.ReadOnly()
	return s, Guard(c.Dialect(), s)
}

func (n *Runner) logStart(r *Run) {
	if n.Log != nil {
		s := r.request.Statement
		n.Log.Info("run started", "id", s.ID, "connection", r.request.Connection.Name, "sql", s.SQL, "limit", s.Limit, "timeout", s.Timeout)
	}
}

func (n *Runner) logEnd(r *Run) {
	if n.Log == nil {
		return
	}
	s := r.Status()
	fields := []any{"id", r.ID(), "rows", s.Rows, "elapsed", s.Elapsed, "first row", s.FirstRow}
	if s.Err == nil {
		n.Log.Info("run ended", append(fields, "completeness", s.Completeness)...)
		return
	}
	n.Log.Error("run failed", append(fields, "error", s.Err)...)
}

func withTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	if d <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, d)
}

// Guard refuses a statement that writes, or that may write, where nothing may
// be changed.
func Guard(dialect string, s connectors.Statement) error {
	if !s.ReadOnly {
		return nil
	}
	effect, verb := sqltext.ForName(dialect).Classify(s.SQL)
	switch effect {
	case sqltext.Write:
		return connectors.Errorf(connectors.ClassReadOnly, "the connection is read-only, and %s writes", verb)
	case sqltext.Unknown:
		return connectors.Errorf(connectors.ClassReadOnly, "the connection is read-only, and it is not known whether this statement writes")
	}
	return nil
}

// Writes reports whether a statement changes something, or may do so. A text
// that begins with no word of the language does nothing: the source will say
// so.
func Writes(dialect, sql string) (writes bool, verb string) {
	d := sqltext.ForName(dialect)
	effect, verb := d.Classify(sql)
	first, _, _ := strings.Cut(verb, " ")
	known := slices.ContainsFunc(d.Keywords(), func(k string) bool { return strings.EqualFold(k, first) })
	return effect == sqltext.Write || effect.MayWrite() && (known || first == ""), verb
}

// NeedsLeave reports whether the user has to agree before a statement is sent:
// to one that writes, or, where the connection has confirm_writes = false, to
// one that reaches beyond the connection's own data.
func NeedsLeave(c *Connection, sql string) (needs bool, verb string) {
	writes, verb := Writes(c.Dialect(), sql)
	if !writes || c.Config.Bool("confirm_writes") {
		return writes, verb
	}
	first, _, _ := strings.Cut(verb, " ")
	return slices.Contains(beyond, strings.ToUpper(first)), verb
}

// beyond are the statements that write files, open databases or load code.
var beyond = []string{"COPY", "EXPORT", "ATTACH", "INSTALL"}
