package history

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"unicode/utf8"
)

// reading is one reading of all entries for the index. They are read in parts, on
// all processors, and taken in from the newest part to the oldest.
type reading struct {
	epoch int
	top   int64 // the newest entry
	width uint64
	parts int
	next  atomic.Int64    // the part to be read next
	turn  []chan struct{} // each closed when the part of its number may be taken in
}

// partSize is how many entries are read at a time, as long as none were deleted.
const partSize = 2048

// mostReaders leaves some of the store's connections to those who search.
const mostReaders = 3

func newReading(epoch int, low, top int64, entries int) *reading {
	r := &reading{epoch: epoch, top: top, parts: entries/partSize + 1}
	r.width = uint64(top-low)/uint64(r.parts) + 1
	r.turn = make([]chan struct{}, r.parts+1)
	for i := range r.turn {
		r.turn[i] = make(chan struct{})
	}
	close(r.turn[0])
	return r
}

// boundsSQL asks for one bound at a time, which SQLite finds in an index.
const boundsSQL = `SELECT coalesce((SELECT min(seq) FROM entries), 0), coalesce((SELECT max(seq) FROM entries), 0),
	coalesce((SELECT max(version) FROM entries), 0), (SELECT count(*) FROM entries)`

func (s *Store) startReading(ctx context.Context, generation int64) error {
	if err := s.ctx.Err(); err != nil {
		return err // The store is closed.
	}
	x := &s.index
	var low, top, version int64
	var entries int
	if err := s.db.QueryRowContext(ctx, boundsSQL).Scan(&low, &top, &version, &entries); err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.signal()
	x.reset()
	x.started, x.generation, x.version, x.top, x.total = true, generation, version, top, entries
	x.byHash = make(map[uint64]int32, entries)
	r := newReading(x.epoch, low, top, entries)
	for range min(runtime.GOMAXPROCS(0), mostReaders, r.parts) {
		s.work.Go(func() { s.readParts(r) })
	}
	return nil
}

// readParts reads parts until all are read or the reading has been begun anew.
func (s *Store) readParts(r *reading) {
	for more := true; more; {
		i := int(r.next.Add(1)) - 1
		if i >= r.parts {
			return
		}
		upTo := r.top - int64(uint64(i)*r.width)
		entries, err := s.part(upTo-int64(r.width), upTo)
		<-r.turn[i]
		var begun []*segment
		begun, more = s.index.take(r, entries, err, i == r.parts-1)
		close(r.turn[i+1])
		s.index.sign(begun)
	}
}

// take takes a part into the index.
func (x *index) take(r *reading, entries []raw, err error, last bool) (begun []*segment, more bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.epoch != r.epoch || x.err != nil {
		return nil, false
	}
	for i := range entries {
		x.takeOne(&entries[i])
	}
	x.err, x.complete = err, err == nil && last
	x.signal()
	return x.signatures.claim(x.statements), err == nil
}

// takeOne takes in an entry as it is now.
func (x *index) takeOne(r *raw) {
	if now, changed := x.ahead[r.seq]; changed {
		delete(x.ahead, r.seq)
		if now == nil {
			return
		}
		r.names.status, r.duration = now.names.status, now.duration
	}
	taken := x.record(r)
	x.older, x.olderTexts = append(x.older, taken), append(x.olderTexts, taken.statement)
}

// sign completes segments of signatures, while which the index can be searched.
func (x *index) sign(begun []*segment) {
	for _, segment := range begun {
		segment.fill()
		x.mu.Lock()
		segment.texts = nil
		x.mu.Unlock()
	}
}

// part reads the entries after one and up to another, the newest first.
func (s *Store) part(after, upTo int64) ([]raw, error) {
	entries, err := s.joined(s.ctx, after, upTo)
	if err == nil || s.ctx.Err() != nil {
		return entries, s.ctx.Err()
	}
	// They are too long to be joined, or have names with zero bytes.
	return s.records(s.ctx, "WHERE seq > ? AND seq <= ? ORDER BY seq DESC", after, upTo)
}

// joinedSQL has the database join many entries to two texts: asked for one by one,
// they take three times as long.
const joinedSQL = `SELECT coalesce(group_concat(sql, ''), ''), coalesce(group_concat(concat_ws(x'00',
	seq, start, duration, octet_length(sql), ` + outcomeColumn + `, kind, connection, session, folder), x'00'), '')
	FROM entries WHERE seq > ? AND seq <= ?`

// joinedFields is how many fields of an entry joinedSQL joins.
const joinedFields = 9

var errNotJoined = errors.New("the entries cannot be told apart")

func (s *Store) joined(ctx context.Context, after, upTo int64) ([]raw, error) {
	var texts, rest string
	if err := s.db.QueryRowContext(ctx, joinedSQL, after, upTo).Scan(&texts, &rest); err != nil || rest == "" {
		return nil, err
	}
	fields := strings.Split(rest, "\x00")
	if len(fields)%joinedFields != 0 {
		return nil, errNotJoined
	}
	lower := ""
	if isASCII(texts) {
		lower = strings.ToLower(texts) // Every statement stays in its place.
	}
	entries := make([]raw, len(fields)/joinedFields)
	at := 0
	for i := range entries {
		n, err := s.parseJoined(&entries[i], fields[i*joinedFields:], texts[at:])
		if err != nil {
			return nil, err
		}
		if lower != "" {
			entries[i].lower = lower[at : at+n]
		}
		at += n
		s.prepare(&entries[i])
	}
	slices.Reverse(entries) // SQLite goes through a table upwards.
	return entries, nil
}

// parseJoined reads one entry, and returns how long its statement is, which texts
// begins with.
func (s *Store) parseJoined(r *raw, fields []string, texts string) (length int, err error) {
	var n [4]int64
	for i := range n {
		if n[i], err = strconv.ParseInt(fields[i], 10, 64); err != nil {
			return 0, err
		}
	}
	if n[3] < 0 || n[3] > int64(len(texts)) {
		return 0, errNotJoined
	}
	r.seq, r.start, r.duration, r.sql = n[0], n[1], n[2], texts[:n[3]]
	r.names = names{fields[4], fields[5], fields[6], fields[7], fields[8]}
	return int(n[3]), nil
}

// prepare does what an entry needs for the index and the index not for it.
func (s *Store) prepare(r *raw) {
	r.names.status = string(s.statusNow(Status(r.names.status), r.names.session))
	r.hash = s.index.hash(r.sql)
	if r.lower == "" {
		r.lower = strings.ToLower(r.sql)
	}
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// records reads entries one by one.
func (s *Store) records(ctx context.Context, where string, args ...any) ([]raw, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT seq, version, start, duration, "+outcomeColumn+", kind, connection, session, folder, sql FROM entries "+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var records []raw
	for rows.Next() {
		var r raw
		if err := rows.Scan(&r.seq, &r.version, &r.start, &r.duration, &r.names.status, &r.names.kind, &r.names.connection, &r.names.session, &r.names.folder, &r.sql); err != nil {
			return nil, err
		}
		s.prepare(&r)
		records = append(records, r)
	}
	return records, rows.Err()
}
