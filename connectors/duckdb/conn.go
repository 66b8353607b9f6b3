package duckdb

import (
	"context"
	"errors"
	"slices"
	"sync"

	"sonde/connectors"
	"sonde/internal/duck"
)

// maxIdle is the number of connections to the engine that are kept for the next
// overlapping statements, beside the home connection.
const maxIdle = 4

// Conn is a connection to one DuckDB instance.
//
// The engine runs one statement at a time on each of its own connections, and
// some things belong to such a connection: settings, the current schema,
// transactions, temporary tables and prepared statements. Conn therefore has
// one home connection, on which a statement runs whenever it is free, and lends
// others to statements that overlap. Those repeat the settings made at home.
// While a transaction is open, or once temporary tables or prepared statements
// exist, statements wait for the home connection and run one after another.
type Conn struct {
	db       *duck.DB
	note     string // of a trial, see connectors.ServerInfo
	home     *lane
	homeFree chan struct{} // holds a token while nothing runs at home
	closed   chan struct{}
	names    vocabulary
	scans    scans
	hosted   hosted
	verdicts verdicts

	mu            sync.Mutex
	idle          []*lane
	running       map[*run]struct{}
	compressed    map[string][]string // compressed files behind views and macros, by name in lower case
	stopped       []string            // ids of the last runs that were ended before their end
	journal       []entry             // statements that every connection has to repeat
	inTransaction bool
	hasTemp       bool
	zoneChosen    bool // the user has chosen a time zone in SQL
	once          sync.Once
	closeErr      error
}

// entry is a statement of the journal.
type entry struct {
	sql      string
	timeZone bool
}

// lane is one connection to the engine.
type lane struct {
	conn    *duck.Conn
	applied int    // entries of the journal that it has repeated
	zone    string // the time zone set for the last statement; empty: its own
	guarded bool   // in a read-only transaction made for one statement
}

// run is one statement from the call of Query to its end.
type run struct {
	id     string
	cancel context.CancelFunc
	ended  chan struct{}
}

func newConn(db *duck.DB) (*Conn, error) {
	home, err := db.Connect()
	if err != nil {
		return nil, err
	}
	c := &Conn{
		db:       db,
		home:     &lane{conn: home},
		homeFree: make(chan struct{}, 1),
		closed:   make(chan struct{}),
		running:  map[*run]struct{}{},
	}
	c.homeFree <- struct{}{}
	if err := c.hosted.host(db, home); err != nil {
		home.Close()
		return nil, err
	}
	return c, nil
}

// Query sends one statement; see [Conn] for the connection it runs on. It may
// wait, until the context ends, where the statement needs the home connection.
func (c *Conn) Query(ctx context.Context, s connectors.Statement) (connectors.Rows, error) {
	s.SQL = dollarNames(s.SQL)
	stmt := statement{s, effectOf(s.SQL), c.compressedFiles(s), c.hosted.admit(s)}
	if s.ReadOnly {
		if err := checkReadOnly(s.SQL); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	r := c.track(s.ID, cancel)
	l, err := c.acquire(ctx, stmt.home || c.serial())
	if err != nil {
		c.untrack(r)
		return nil, err
	}
	inner, err := c.start(ctx, l, stmt)
	if err != nil {
		c.release(l)
		c.untrack(r)
		return nil, queryError(err)
	}
	return newRows(ctx, c, stmt, r, l, inner), nil
}

// start prepares a lane for a statement and sends the statement on it.
func (c *Conn) start(ctx context.Context, l *lane, s statement) (*duck.Rows, error) {
	if err := c.prepare(ctx, l, s.TimeZone); err != nil {
		return nil, err
	}
	sql := s.SQL
	switch {
	case s.begins:
		sql = beginning(sql, s.ReadOnly)
	case s.ReadOnly && !s.ends && !c.transaction():
		if err := l.conn.Exec(ctx, beginReadOnly); err != nil {
			return nil, err
		}
		l.guarded = true
	}
	return l.conn.Query(ctx, sql, s.Params)
}

// prepare brings a lane's settings up to date.
func (c *Conn) prepare(ctx context.Context, l *lane, zone string) error {
	c.mu.Lock()
	missing := slices.Clone(c.journal[l.applied:])
	chosen := c.zoneChosen
	c.mu.Unlock()
	for _, e := range missing {
		if err := l.conn.Exec(ctx, e.sql); err != nil {
			return err
		}
		l.applied++
		if e.timeZone {
			l.zone = ""
		}
	}
	if chosen || zone == l.zone {
		return nil
	}
	sql := "RESET TimeZone"
	if zone != "" {
		sql = "SET TimeZone = " + literal(zone)
	}
	if err := l.conn.Exec(ctx, sql); err != nil {
		return err
	}
	l.zone = zone
	return nil
}

// remember keeps what a statement that has succeeded means for later ones.
func (c *Conn) remember(l *lane, s statement) {
	if name := viewName(s.SQL); name != "" {
		c.noteCompressed(name, s.compressed)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if s.replay {
		c.journal = append(c.journal, entry{s.SQL, s.timeZone})
		l.applied = len(c.journal)
	}
	if s.timeZone {
		c.zoneChosen, l.zone = true, ""
	}
	c.hasTemp = c.hasTemp || s.temp
	if s.begins || s.ends {
		c.inTransaction = s.begins
	}
}

// serial reports whether statements have to run one after another.
func (c *Conn) serial() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.inTransaction || c.hasTemp
}

func (c *Conn) transaction() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.inTransaction
}

// acquire lends a lane: the home one when it is free or has to be waited for,
// another otherwise.
func (c *Conn) acquire(ctx context.Context, wait bool) (*lane, error) {
	select {
	case <-c.closed:
		return nil, errClosed()
	case <-c.homeFree:
		return c.home, nil
	default:
	}
	if !wait {
		return c.extra()
	}
	select {
	case <-c.closed:
		return nil, errClosed()
	case <-ctx.Done():
		return nil, connectors.AsError(ctx.Err())
	case <-c.homeFree:
		return c.home, nil
	}
}

func errClosed() error {
	return connectors.Errorf(connectors.ClassUnavailable, "the connection is closed")
}

func (c *Conn) extra() (*lane, error) {
	c.mu.Lock()
	if n := len(c.idle); n > 0 {
		l := c.idle[n-1]
		c.idle = c.idle[:n-1]
		c.mu.Unlock()
		return l, nil
	}
	c.mu.Unlock()
	conn, err := c.db.Connect()
	if err != nil {
		return nil, err
	}
	return &lane{conn: conn}, nil
}

// release takes a lane back after its statement.
func (c *Conn) release(l *lane) {
	if l.guarded {
		endGuard(l)
	}
	if l == c.home {
		c.homeFree <- struct{}{}
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.idle) < maxIdle && !c.isClosed() {
		c.idle = append(c.idle, l)
		return
	}
	l.conn.Close()
}

// endGuard ends the transaction around one read-only statement. A statement
// that failed has aborted it, and then only a rollback is accepted.
func endGuard(l *lane) {
	l.guarded = false
	if l.conn.Exec(context.Background(), "COMMIT") != nil {
		_ = l.conn.Exec(context.Background(), "ROLLBACK") // There is nothing to lose in it.
	}
}

func (c *Conn) isClosed() bool {
	select {
	case <-c.closed:
		return true
	default:
		return false
	}
}

func (c *Conn) track(id string, cancel context.CancelFunc) *run {
	r := &run{id: id, cancel: cancel, ended: make(chan struct{})}
	c.mu.Lock()
	c.running[r] = struct{}{}
	c.mu.Unlock()
	return r
}

func (c *Conn) untrack(r *run) {
	r.cancel()
	c.mu.Lock()
	delete(c.running, r)
	c.mu.Unlock()
	close(r.ended)
}

// maxStopped is how many ids of stopped runs are kept for a cancel that comes
// after the client has let go.
const maxStopped = 16

// interrupted untracks a run that did not come to its end.
func (c *Conn) interrupted(r *run) {
	c.mu.Lock()
	if len(c.stopped) == maxStopped {
		c.stopped = c.stopped[1:]
	}
	c.stopped = append(c.stopped, r.id)
	c.mu.Unlock()
	c.untrack(r)
}

// Cancel interrupts the statement and waits until the engine has let go of it.
func (c *Conn) Cancel(ctx context.Context, statementID string) (connectors.CancelState, error) {
	r, stopped := c.find(statementID)
	switch {
	case stopped:
		return connectors.CancelHere, nil
	case r == nil:
		return connectors.CancelEnded, nil
	}
	r.cancel()
	select {
	case <-r.ended:
		return connectors.CancelHere, nil
	case <-ctx.Done():
		return connectors.CancelAccepted, nil
	}
}

// find finds a run that goes on, or tells that it was stopped.
func (c *Conn) find(id string) (r *run, stopped bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for r := range c.running {
		if r.id == id {
			return r, false
		}
	}
	return nil, slices.Contains(c.stopped, id)
}

// Close interrupts what runs and closes the database.
func (c *Conn) Close() error {
	c.once.Do(func() { c.closeErr = c.close() })
	return c.closeErr
}

func (c *Conn) close() error {
	close(c.closed)
	c.mu.Lock()
	runs := make([]*run, 0, len(c.running))
	for r := range c.running {
		runs = append(runs, r)
	}
	c.mu.Unlock()
	for _, r := range runs {
		r.cancel()
		<-r.ended
	}
	c.home.conn.Close()
	for _, l := range c.idle {
		l.conn.Close()
	}
	return errors.Join(c.db.Close(), c.scans.Close())
}
