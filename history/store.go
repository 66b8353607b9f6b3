package history

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"sonde/internal/filelock"
	"sonde/internal/scratch"
	"sonde/internal/secrets"
)

// Options say how a store is opened. The zero value is good.
type Options struct {
	// Session names the running program among those that share the store;
	// empty makes a new name.
	Session string
	// Redact takes known secrets out of a text before it is written; what looks
	// like a credential is taken out in any case.
	Redact func(string) string
	// ResultsBudget is how many bytes of the disk stored results may take, and
	// ResultsAge how old they may become; 0 are the defaults. With a negative
	// budget none are stored.
	ResultsBudget int64
	ResultsAge    time.Duration
}

// Store is an open history. Its methods may be called from many goroutines.
type Store struct {
	db      *sql.DB
	path    string
	session string
	redact  func(string) string
	alive   *os.File // locked
	warning string
	// readOnly says why the store takes nothing in; nil where it does.
	readOnly error
	// gone are the sessions of which a store that is only read knows that they are
	// over, though their runs are marked as running in it.
	gone    map[string]bool
	scratch *scratch.Folder // of a copy that is read; nil where there is none
	budget  int64           // of stored results, in bytes; negative: none are stored
	age     time.Duration   // of stored results

	ctx    context.Context // ends with Close
	cancel context.CancelFunc
	work   sync.WaitGroup
	index  index
}

// Open opens the history at path, or makes it with its folder; both can be
// read by the user alone. Runs whose program is gone become [Interrupted]. A
// damaged file is set aside and a new one begun with what can be read of it,
// and one that cannot be written is opened for reading only, see [Store.Warning].
// The context bounds the call only.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	s := &Store{path: path, session: o.Session, redact: o.Redact}
	s.budget, s.age = cmp.Or(o.ResultsBudget, DefaultResultsBudget), cmp.Or(o.ResultsAge, DefaultResultsAge)
	if s.session == "" {
		s.session = NewID()
	}
	if s.redact == nil {
		s.redact = func(text string) string { return text }
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.index.init()
	err := s.open(ctx)
	if err != nil {
		err = s.openToRead(ctx, err)
	}
	if err != nil {
		s.Close()
		return nil, worded("the history "+path+" cannot be opened", err)
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) error {
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return err
	}
	if err := s.openDatabase(ctx); err != nil {
		return err
	}
	if err := os.MkdirAll(s.sessionFolder(), 0o700); err != nil {
		return err
	}
	alive, err := acquire(s.sessionFile(s.session))
	if err != nil {
		return err
	}
	s.alive = alive
	return s.markInterrupted(ctx)
}

// Warning says what the user should know about the opening, such as that the
// file was damaged; empty where all was well.
func (s *Store) Warning() string { return s.warning }

// Session is the name of this program among those that share the store.
func (s *Store) Session() string { return s.session }

// Close ends the session, after the writes that are under way. It may be called
// twice.
func (s *Store) Close() error {
	// A reading for the index begins under the same lock, and so none begins
	// after this.
	s.index.reading.Lock()
	s.cancel()
	s.index.reading.Unlock()
	s.work.Wait()
	return s.closeFiles()
}

func (s *Store) closeFiles() (err error) {
	if s.db != nil {
		err = s.db.Close()
	}
	if s.alive != nil {
		err = errors.Join(err, filelock.Remove(s.alive))
		s.alive = nil
	}
	if s.scratch != nil {
		err = errors.Join(err, s.scratch.Remove())
		s.scratch = nil
	}
	return err
}

// Go does some work with the store on another goroutine; [Store.Close] waits for
// it.
func (s *Store) Go(work func()) {
	// As in Close: no work begins after it.
	s.index.reading.Lock()
	defer s.index.reading.Unlock()
	if s.ctx.Err() == nil {
		s.work.Go(work)
	}
}

// Begin records a run at its start. The status becomes [Running] where it is
// empty, the start now where it is zero.
func (s *Store) Begin(e Entry) error {
	if e.Status == "" {
		e.Status = Running
	}
	if e.Start.IsZero() {
		e.Start = time.Now()
	}
	return s.put(e)
}

// End records the outcome of a run, and the run itself where Begin failed. The
// entry holds everything, not only what has changed.
func (s *Store) End(e Entry) error { return s.put(e) }

func (s *Store) put(e Entry) error {
	if s.readOnly != nil {
		return s.readOnly
	}
	e.Session = s.session
	values, err := s.stored(e)
	if err != nil {
		return err
	}
	_, err = s.db.ExecContext(context.Background(), putSQL, values...)
	return s.failed("the history entry cannot be written", err)
}

// stored is an entry as it is written: without secrets.
func (s *Store) stored(e Entry) ([]any, error) {
	if e.ID == "" {
		return nil, errors.New("history: an entry without an id")
	}
	e.Connection = s.clean(e.Connection)
	e.SQL = s.clean(e.SQL)
	e.Error = s.clean(withoutHidden(e.Error, e.Options))
	e.Reason = s.clean(e.Reason)
	e.Database = s.clean(e.Database)
	e.Options = s.cleanOptions(e.Options)
	e.Params = append(e.Params[:0:0], e.Params...)
	for i := range e.Params {
		p := &e.Params[i]
		p.Value = s.clean(p.Value)
		if p.Value != "" && secrets.IsSecretName(p.Name) {
			p.Value = secrets.Mask
		}
	}
	return e.values()
}

func (s *Store) clean(text string) string {
	return s.redact(secrets.Scrub(text))
}

// Get returns one entry. The error of an unknown id is [ErrNotFound].
func (s *Store) Get(ctx context.Context, id string) (Entry, error) {
	var found Entry
	rows, err := s.db.QueryContext(ctx, selectEntries+"WHERE id = ?", id)
	if err == nil {
		err = s.eachEntry(rows, func(e Entry, _ int64) { found = e })
	}
	switch {
	case err != nil:
		return Entry{}, s.failed("the history cannot be read", err)
	case found.ID == "":
		return Entry{}, ErrNotFound
	}
	return found, nil
}

// ErrNotFound says that the history has no entry with the id.
var ErrNotFound = errors.New("the history has no such entry")

// All yields every entry, the oldest first. After an error it ends.
func (s *Store) All(ctx context.Context) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		rows, err := s.db.QueryContext(ctx, selectEntries+"ORDER BY seq")
		if err != nil {
			yield(Entry{}, s.failed("the history cannot be read", err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			e, _, err := s.scanEntry(rows)
			if !yield(e, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Entry{}, s.failed("the history cannot be read", err))
		}
	}
}
