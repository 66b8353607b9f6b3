package history

import (
	"cmp"
	"context"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
)

// index holds in memory what a search looks at. It is read from the newest
// entry to the oldest in the background, so that the newest can be found at
// once; entries written later are added as they are noticed. For 500,000
// different statements it takes some 210 MiB, and nothing before the first search.
type index struct {
	reading sync.Mutex // held while the database is read for the index

	mu         sync.RWMutex
	seed       maphash.Seed
	statements []statement
	signatures signatures
	byHash     map[uint64]int32 // of a text, its place in statements
	names      map[string]int32 // of connections, sessions, folders and statuses
	top        int64            // the newest entry at the start of the reading
	recent     []record         // noticed after the start of the reading, oldest first
	older      []record         // newest first
	complete   bool
	err        error
	grown      chan struct{} // closed when older has grown, complete or err is set
	started    bool
	epoch      int // counts the readings
	version    int64
	generation int64
}

// statement is a text that was run, in lower case.
type statement struct {
	text string
	uses int32
}

// record is one run; its texts are places in the index. A removed one has the
// statement -1.
type record struct {
	seq, start, duration                   int64
	statement, connection, session, folder int32
	status, kind                           int32
}

func (x *index) init() {
	x.seed = maphash.MakeSeed()
	x.reset()
}

func (x *index) reset() {
	x.statements, x.signatures, x.recent, x.older = nil, signatures{}, nil, nil
	x.byHash, x.names = map[uint64]int32{}, map[string]int32{}
	x.complete, x.err, x.started = false, nil, false
	x.epoch++
	x.grown = make(chan struct{})
}

// raw is a record as the database has it.
type raw struct {
	record
	version                                        int64
	sql, connection, session, folder, status, kind string
}

// record takes a text and names into the index.
func (x *index) record(r raw) record {
	r.record.statement = x.statement(r.sql)
	r.record.connection = x.name(r.connection)
	r.record.session = x.name(r.session)
	r.record.folder = x.name(r.folder)
	r.record.status = x.name(r.status)
	r.record.kind = x.name(r.kind)
	x.statements[r.statement].uses++
	return r.record
}

func (x *index) statement(text string) int32 {
	hash := maphash.String(x.seed, text)
	if i, ok := x.byHash[hash]; ok {
		return i
	}
	i := int32(len(x.statements))
	x.byHash[hash] = i
	lower := strings.ToLower(text)
	x.statements = append(x.statements, statement{text: lower})
	x.signatures.add(int(i), lower)
	return i
}

func (x *index) name(s string) int32 {
	i, ok := x.names[s]
	if !ok {
		i = int32(len(x.names))
		x.names[strings.Clone(s)] = i
	}
	return i
}

// entry returns the record of an entry, or nil.
func (x *index) entry(seq int64) *record {
	if i, ok := slices.BinarySearchFunc(x.recent, seq, func(r record, s int64) int { return cmp.Compare(r.seq, s) }); ok {
		return &x.recent[i]
	}
	if i, ok := slices.BinarySearchFunc(x.older, seq, func(r record, s int64) int { return cmp.Compare(s, r.seq) }); ok {
		return &x.older[i]
	}
	return nil
}

// note takes in an entry that is new or has changed.
func (x *index) note(r raw) {
	x.version = max(x.version, r.version)
	if known := x.entry(r.seq); known != nil {
		known.status, known.duration = x.name(r.status), r.record.duration
		return
	}
	if r.seq <= x.top {
		return // The reading has not come to it yet.
	}
	x.recent = append(x.recent, x.record(r))
}

// remove forgets an entry.
func (x *index) remove(seq int64) {
	if r := x.entry(seq); r != nil && r.statement >= 0 {
		x.statements[r.statement].uses--
		r.statement = -1
	}
}

// signal wakes the searches that wait for the reading.
func (x *index) signal() {
	close(x.grown)
	x.grown = make(chan struct{})
}

const recordColumns = "seq, version, start, duration, " + outcomeColumn + ", kind, connection, session, folder, sql"

// chunk is the number of entries that are read for the index at a time, which
// a search may have to wait for.
const chunk = 4096

// refresh brings the index up to date, and begins to read where that has not
// been done.
func (s *Store) refresh(ctx context.Context) error {
	x := &s.index
	x.reading.Lock()
	defer x.reading.Unlock()
	var generation int64
	if err := s.db.QueryRowContext(ctx, "SELECT generation FROM state").Scan(&generation); err != nil {
		return err
	}
	if x.started && x.err == nil && x.generation == generation {
		return s.readChanges(ctx)
	}
	return s.startReading(ctx, generation)
}

func (s *Store) readChanges(ctx context.Context) error {
	// Asked for the order of seq, SQLite would look at every entry.
	changes, err := s.records(ctx, "WHERE version > ?", s.index.version)
	if err != nil || len(changes) == 0 {
		return err
	}
	slices.SortFunc(changes, func(a, b raw) int { return cmp.Compare(a.seq, b.seq) })
	s.index.mu.Lock()
	defer s.index.mu.Unlock()
	for _, r := range changes {
		s.index.note(r)
	}
	return nil
}

func (s *Store) startReading(ctx context.Context, generation int64) error {
	if err := s.ctx.Err(); err != nil {
		return err // The store is closed.
	}
	x := &s.index
	var top, version int64
	err := s.db.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0), coalesce(max(version), 0) FROM entries").Scan(&top, &version)
	if err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.signal()
	x.reset()
	x.started, x.generation, x.version, x.top = true, generation, version, top
	epoch := x.epoch
	s.work.Go(func() { s.readAll(top+1, epoch) })
	return nil
}

// readAll reads the entries before seq, chunk by chunk, until they are all read
// or the reading has been begun anew.
func (s *Store) readAll(seq int64, epoch int) {
	for more := true; more; {
		seq, more = s.readChunk(seq, epoch)
	}
}

func (s *Store) readChunk(before int64, epoch int) (last int64, more bool) {
	x := &s.index
	x.reading.Lock()
	defer x.reading.Unlock()
	if x.epoch != epoch {
		return 0, false
	}
	chunked, err := s.records(s.ctx, "WHERE seq < ? ORDER BY seq DESC LIMIT ?", before, chunk)
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, r := range chunked {
		x.older = append(x.older, x.record(r))
	}
	x.err, x.complete = err, err == nil && len(chunked) < chunk
	x.signal()
	if err != nil || x.complete {
		return 0, false
	}
	return chunked[len(chunked)-1].seq, true
}

func (s *Store) records(ctx context.Context, where string, args ...any) ([]raw, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT "+recordColumns+" FROM entries "+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var records []raw
	for rows.Next() {
		var r raw
		if err := rows.Scan(&r.seq, &r.version, &r.start, &r.duration, &r.status, &r.kind, &r.connection, &r.session, &r.folder, &r.sql); err != nil {
			return nil, err
		}
		r.status = string(s.statusNow(Status(r.status), r.session))
		records = append(records, r)
	}
	return records, rows.Err()
}

// find returns the place of a text; known is false where it was not run, as far
// as the history has been read.
func (x *index) find(text string) (i int32, known bool) {
	i, known = x.byHash[maphash.String(x.seed, text)]
	return i, known
}
