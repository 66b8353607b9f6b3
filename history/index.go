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
// entry to the oldest in the background, see [reading], so that the newest can
// be found at once; entries written later are added as they are noticed. For 500,000
// different statements it takes some 225 MiB, and nothing before the first search.
type index struct {
	reading sync.Mutex // held while changes are looked for or made

	mu         sync.RWMutex
	seed       maphash.Seed
	statements []statement
	signatures signatures
	byHash     map[uint64]int32 // of a text, its place in statements
	names      map[string]int32 // of connections, sessions, folders and statuses
	top        int64            // the newest entry at the start of the reading
	recent     []record         // noticed after the start of the reading, oldest first
	older      []record         // newest first
	olderTexts []int32          // the statements of older, removed ones too, for a quick look
	complete   bool
	err        error
	grown      chan struct{} // closed when older has grown, complete or err is set
	started    bool
	total      int // entries there were at the start of the reading
	// ahead are entries that changed before the reading came to them; nil: removed.
	ahead      map[int64]*raw
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
	x.statements, x.signatures, x.recent, x.older, x.olderTexts = nil, nil, nil, nil, nil
	x.byHash, x.names = map[uint64]int32{}, map[string]int32{}
	x.complete, x.err, x.started = false, nil, false
	x.total, x.ahead = 0, map[int64]*raw{}
	x.epoch++
	x.grown = make(chan struct{})
}

// raw is a record as the database has it.
type raw struct {
	record
	names   names
	version int64
	sql     string
	lower   string // the statement in lower case
	hash    uint64 // of the statement, see [index.hash]
}

// names are those of an entry.
type names struct{ status, kind, connection, session, folder string }

func (x *index) hash(text string) uint64 { return maphash.String(x.seed, text) }

// record takes a text and names into the index.
func (x *index) record(r *raw) record {
	x.place(&r.record, r.names)
	r.record.statement = x.statement(r)
	x.statements[r.record.statement].uses++
	return r.record
}

// place finds the places of names.
func (x *index) place(r *record, n names) {
	r.connection, r.session, r.folder = x.name(n.connection), x.name(n.session), x.name(n.folder)
	r.status, r.kind = x.name(n.status), x.name(n.kind)
}

func (x *index) statement(r *raw) int32 {
	if i, ok := x.byHash[r.hash]; ok {
		return i
	}
	i := int32(len(x.statements))
	x.byHash[r.hash] = i
	x.statements = append(x.statements, statement{text: strings.Clone(r.lower)})
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
func (x *index) note(r *raw) {
	x.version = max(x.version, r.version)
	if known := x.entry(r.seq); known != nil {
		known.status, known.duration = x.name(r.names.status), r.duration
		return
	}
	if r.seq <= x.top {
		x.ahead[r.seq] = r
		return
	}
	x.recent = append(x.recent, x.record(r))
}

// remove forgets an entry.
func (x *index) remove(seq int64) {
	r := x.entry(seq)
	switch {
	case r == nil && !x.complete:
		x.ahead[seq] = nil
	case r != nil && r.statement >= 0:
		x.statements[r.statement].uses--
		r.statement = -1
	}
}

// signal wakes the searches that wait for the reading.
func (x *index) signal() {
	close(x.grown)
	x.grown = make(chan struct{})
}

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
	s.index.noteAll(changes)
	return nil
}

func (x *index) noteAll(changes []raw) {
	x.mu.Lock()
	for i := range changes {
		x.note(&changes[i])
	}
	begun := x.signatures.claim(x.statements)
	x.mu.Unlock()
	x.sign(begun)
}

// find returns the place of a text; known is false where it was not run, as far
// as the history has been read.
func (x *index) find(text string) (i int32, known bool) {
	i, known = x.byHash[x.hash(text)]
	return i, known
}
