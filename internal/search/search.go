package search

import (
	"context"
	"runtime"
	"sort"
	"sync"
	"unsafe"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/internal/result"
	"sonde/internal/value"
)

// Match is a cell that matches: a row of the view, and which of the columns that
// are searched.
type Match struct {
	Row int64
	At  int
}

func (m Match) before(other Match) bool {
	return m.Row < other.Row || m.Row == other.Row && m.At < other.At
}

// Most is how many matches are kept; a search that finds more ends there.
const Most = 1_000_000

// Search goes through the cells of a view: from a row to the end, and then from
// the beginning. What it has found so far can be asked for at any time.
type Search struct {
	from    int64
	changed chan struct{}
	done    chan struct{}

	mu     sync.Mutex
	after  []Match // in rows from from on
	before []Match // in the rows above
	turned bool    // all rows from from on are done
	ended  bool
	more   bool // there are more matches than are kept
	err    error
}

// Start begins to search some columns of a view, at a row. It ends with the
// context.
func Start(ctx context.Context, v *result.View, columns []int, m *Matcher, from int64) *Search {
	s := &Search{from: from, changed: make(chan struct{}, 1), done: make(chan struct{})}
	go func() {
		defer close(s.done)
		err := s.through(ctx, v, columns, m)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.ended, s.err = true, err
	}()
	return s
}

// Changed is told when there are new matches; Done is closed at the end.
func (s *Search) Changed() <-chan struct{} { return s.changed }

// Done is closed at the end of the search.
func (s *Search) Done() <-chan struct{} { return s.done }

func (s *Search) through(ctx context.Context, v *result.View, columns []int, m *Matcher) error {
	if err := s.part(ctx, v, columns, m, s.from, -1, &s.after); err != nil {
		return err
	}
	s.mu.Lock()
	s.turned = true
	s.mu.Unlock()
	return s.part(ctx, v, columns, m, 0, s.from, &s.before)
}

// part searches n rows from first on.
func (s *Search) part(ctx context.Context, v *result.View, columns []int, m *Matcher, first, n int64, into *[]Match) error {
	var found []Match
	for b, err := range v.Scan(ctx, first, n) {
		if err != nil {
			return err
		}
		found = matches(found[:0], b, columns, m, first)
		if !s.keep(into, found) {
			return nil
		}
		first += b.NumRows()
	}
	return nil
}

// keep adds matches; false where there are too many.
func (s *Search) keep(into *[]Match, found []Match) bool {
	if len(found) == 0 {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	room := Most - len(s.after) - len(s.before)
	s.more = s.more || len(found) > room
	*into = append(*into, found[:min(len(found), room)]...)
	select {
	case s.changed <- struct{}{}:
	default:
	}
	return !s.more
}

// turn is after how many cells whoever waits for a processor, such as the screen,
// may have it.
const turn = 4096

// matches adds the cells of a batch that match, row by row; first is the number
// of its first row.
func matches(found []Match, b arrow.RecordBatch, columns []int, m *Matcher, first int64) []Match {
	begin := len(found)
	for at, col := range columns {
		c := cellsOf(b, col)
		for row := range int(b.NumRows()) {
			if from, _ := m.Find(c.text(row)); from >= 0 {
				found = append(found, Match{first + int64(row), at})
			}
			if row%turn == turn-1 {
				runtime.Gosched()
			}
		}
	}
	if len(columns) > 1 {
		part := found[begin:]
		sort.Slice(part, func(i, j int) bool { return part[i].before(part[j]) })
	}
	return found
}

// cells are those of a column of a batch.
type cells struct {
	array   arrow.Array
	texts   *array.String // where the text is the value
	format  *value.Formatter
	scratch []byte
}

func cellsOf(b arrow.RecordBatch, col int) *cells {
	c := &cells{array: b.Column(col), format: value.NewFormatter(b.Schema().Field(col))}
	if c.format.Class() == value.Text {
		c.texts, _ = c.array.(*array.String)
	}
	return c
}

// text is that of a cell until the next call; empty for NULL.
func (c *cells) text(row int) []byte {
	switch {
	case c.texts != nil && c.texts.IsValid(row):
		s := c.texts.Value(row)
		return unsafe.Slice(unsafe.StringData(s), len(s))
	case c.texts != nil:
		return nil
	}
	c.scratch = c.format.Append(c.scratch[:0], c.array, row)
	return c.scratch
}

// State is what is known of a search.
type State struct {
	Matches int64
	// Ended says that all rows have been searched, or as many as are kept.
	Ended bool
	// More says that there are more matches than are counted.
	More bool
	Err  error
}

// State returns what is known so far.
func (s *Search) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return State{Matches: int64(len(s.after) + len(s.before)), Ended: s.ended, More: s.more || !s.ended, Err: s.err}
}

// Next returns the next match behind a cell or, backwards, the one before it; at
// the end it goes on at the other. Known is false where it cannot be said yet: the
// search has not come so far. Ok is false where there is no match at all.
func (s *Search) Next(at Match, backwards bool) (m Match, ok, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if backwards {
		return s.previous(at)
	}
	i := sort.Search(len(s.after), func(i int) bool { return at.before(s.after[i]) })
	j := sort.Search(len(s.before), func(j int) bool { return at.before(s.before[j]) })
	all := s.turned || s.ended
	switch {
	case at.Row < s.from && j < len(s.before):
		return s.before[j], true, true
	case at.Row < s.from && !s.ended:
		return m, false, false
	case i < len(s.after):
		return s.after[i], true, true
	case !all:
		return m, false, false
	case len(s.before) > 0:
		return s.before[0], true, true
	case len(s.after) > 0 && s.ended:
		return s.after[0], true, true
	}
	return m, false, s.ended
}

func (s *Search) previous(at Match) (m Match, ok, known bool) {
	i := sort.Search(len(s.after), func(i int) bool { return !s.after[i].before(at) }) - 1
	j := sort.Search(len(s.before), func(j int) bool { return !s.before[j].before(at) }) - 1
	switch {
	case at.Row >= s.from && i >= 0:
		return s.after[i], true, true
	case !s.ended:
		return m, false, false
	case j >= 0:
		return s.before[j], true, true
	case len(s.after) > 0:
		return s.after[len(s.after)-1], true, true
	case len(s.before) > 0:
		return s.before[len(s.before)-1], true, true
	}
	return m, false, true
}

// Number tells which match a cell is, counted from 1 in the order of the rows; 0
// where it is none, or it cannot be said yet.
func (s *Search) Number(at Match) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at.Row < s.from {
		return number(s.before, at, 0)
	}
	if s.from > 0 && !s.ended {
		return 0
	}
	return number(s.after, at, len(s.before))
}

func number(list []Match, at Match, earlier int) int64 {
	i := sort.Search(len(list), func(i int) bool { return !list[i].before(at) })
	if i == len(list) || list[i] != at {
		return 0
	}
	return int64(earlier + i + 1)
}
