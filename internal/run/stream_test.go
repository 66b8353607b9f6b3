package run

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"sonde/connectors"
	"sonde/history"
)

func startStream(t *testing.T, ctx context.Context, c *Connection, s connectors.Statement) *Stream {
	t.Helper()
	s.SQL = "SELECT n FROM numbers"
	stream, err := (&Runner{}).Stream(ctx, Request{Connection: c, Statement: s})
	if err != nil {
		t.Fatal(err)
	}
	return stream
}

// drain counts the rows up to the end and returns why it ended.
func drain(ctx context.Context, s *Stream) (rows int64, err error) {
	for {
		b, err := s.Next(ctx)
		if err != nil {
			return rows, err
		}
		rows += b.NumRows()
	}
}

func TestStream(t *testing.T) {
	broken := connectors.Errorf(connectors.ClassIncomplete, "cut")
	for name, c := range map[string]struct {
		source []step
		limit  int64
		rows   int64
		end    error
	}{
		"all":     {[]step{give(0, 2), give(2, 2), give(4, 2), give(6, 2), give(8, 2)}, 0, 10, io.EOF},
		"none":    {nil, 0, 0, io.EOF},
		"limited": {[]step{give(0, 2), give(2, 2)}, 3, 3, io.EOF},
		"cut":     {[]step{give(0, 2), fail(broken)}, 0, 2, broken},
		"at once": {[]step{fail(broken)}, 0, 0, broken},
	} {
		connection, _ := connectionTo(rowsOf(c.source...))
		s := startStream(t, t.Context(), connection, connectors.Statement{Limit: c.limit})
		rows, err := drain(t.Context(), s)
		if rows != c.rows || !errors.Is(err, c.end) {
			t.Errorf("%s: %d rows, then %v", name, rows, err)
		}
		if again, err := drain(t.Context(), s); again != 0 || !errors.Is(err, c.end) {
			t.Errorf("%s, asked again: %d rows, then %v", name, again, err)
		}
		if status := s.End(nil); status.State == Running || (status.Err == nil) != (c.end == io.EOF) || status.Rows != c.rows {
			t.Errorf("%s: %+v", name, status)
		}
		if s.Schema() != numbers && !errors.Is(c.end, broken) {
			t.Errorf("%s: no schema", name)
		}
	}
}

// endless gives batches until the context ends, and counts them.
func endless(given *int64) *fakeRows {
	rows := rowsOf()
	var more step
	more = func(ctx context.Context) (arrow.RecordBatch, error) {
		*given++
		rows.steps = append(rows.steps, more)
		return batch(0, 1), nil
	}
	rows.steps = []step{more}
	return rows
}

func TestStreamGoesNoFurtherAheadThanAFewBatches(t *testing.T) {
	var given int64
	connection, _ := connectionTo(endless(&given))
	ctx, stop := context.WithCancel(t.Context())
	s := startStream(t, ctx, connection, connectors.Statement{})
	if _, err := s.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	time.Sleep(50 * time.Millisecond)
	stop()
	ended(t, s.Run)
	if given > 10 {
		t.Errorf("%d batches were fetched for one that was taken", given)
	}
}

func TestStreamThatNobodyReadsEnds(t *testing.T) {
	for name, end := range map[string]func(s *Stream, stop context.CancelFunc){
		"by its context": func(_ *Stream, stop context.CancelFunc) { stop() },
		"by a cancel":    func(s *Stream, _ context.CancelFunc) { s.Cancel() },
	} {
		var given int64
		connection, _ := connectionTo(endless(&given))
		ctx, stop := context.WithCancel(t.Context())
		s := startStream(t, ctx, connection, connectors.Statement{})
		end(s, stop)
		if status := ended(t, s.Run); status.State != Cancelled {
			t.Errorf("%s: %+v", name, status)
		}
		stop()
	}
}

func TestStreamWithATimeoutEndsWhenNobodyReads(t *testing.T) {
	var given int64
	connection, _ := connectionTo(endless(&given))
	s := startStream(t, t.Context(), connection, connectors.Statement{Timeout: 20 * time.Millisecond})
	if status := ended(t, s.Run); status.Err == nil || status.Err.Class != connectors.ClassTimeout {
		t.Errorf("%+v", status)
	}
}

func TestNextOfAStreamHonoursItsContext(t *testing.T) {
	connection, _ := connectionTo(rowsOf(hang))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	s := startStream(t, ctx, connection, connectors.Statement{})
	short, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Next(short); !connectors.IsClass(err, connectors.ClassCancelled) {
		t.Errorf("%v", err)
	}
	stop()
	ended(t, s.Run)
}

func TestStreamEndsWithWhatBecameOfItsRows(t *testing.T) {
	full := connectors.Errorf(connectors.ClassCapacity, "the disk is full")
	cut := connectors.Errorf(connectors.ClassIncomplete, "cut")
	var given int64
	for name, c := range map[string]struct {
		source *fakeRows
		takes  bool // all the rows, before it fails
		want   *connectors.Error
		stored connectors.Completeness
	}{
		"half-way":               {endless(&given), false, full, connectors.Incomplete},
		"after the last row":     {rowsOf(give(0, 3)), true, full, connectors.Complete},
		"after the source's end": {rowsOf(give(0, 3), fail(cut)), true, cut, connectors.Incomplete},
	} {
		store, n := inHistory(t)
		connection, _ := connectionTo(c.source)
		s, err := n.Stream(t.Context(), Request{Connection: connection, Statement: connectors.Statement{SQL: "SELECT 1"}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Next(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if c.takes {
			drain(t.Context(), s)
		}
		status := s.End(full)
		if status.State != Failed || status.Err != c.want || status.Completeness != connectors.Complete {
			t.Errorf("%s: %+v", name, status)
		}
		if e := recorded(t, store, s.ID()); e.Status != history.Failed || e.ErrorClass != c.want.Class || e.Error != c.want.Message {
			t.Errorf("%s: %+v", name, e)
		} else if stored, _ := KeptCompleteness(e); stored != c.stored {
			t.Errorf("%s: the stored rows are said to be %s", name, stored)
		}
	}
}

func TestStreamThatIsCancelledStaysSo(t *testing.T) {
	var given int64
	connection, _ := connectionTo(endless(&given))
	ctx, stop := context.WithCancel(t.Context())
	s := startStream(t, ctx, connection, connectors.Statement{})
	stop()
	if status := s.End(context.Canceled); status.State != Cancelled || status.Err.Message != "the query was cancelled" {
		t.Errorf("%+v", status)
	}
}

// putOff is a sink that fails when it has to write what it has put off.
type putOff struct {
	collected
	failure *connectors.Error // that it was told of
	err     error
}

func (p *putOff) Finish(failure *connectors.Error) error {
	p.failure = failure
	return p.err
}

func TestSinkThatFailsAtTheEndIsAFailure(t *testing.T) {
	store, n := inHistory(t)
	full, cut := connectors.Errorf(connectors.ClassCapacity, "the disk is full"), connectors.Errorf(connectors.ClassQuery, "cut")
	for name, c := range map[string]struct {
		source     []step
		told, want *connectors.Error
	}{
		"alone":            {[]step{give(0, 3)}, nil, full},
		"after the source": {[]step{give(0, 3), fail(cut)}, cut, cut},
	} {
		connection, _ := connectionTo(rowsOf(c.source...))
		sink := &putOff{err: full}
		r, err := n.Start(t.Context(), Request{Connection: connection, Statement: connectors.Statement{SQL: "SELECT 1"}, Sink: sink})
		if err != nil {
			t.Fatal(err)
		}
		if status := ended(t, r); status.Err != c.want || sink.failure != c.told {
			t.Errorf("%s: %+v, the sink was told of %v", name, status, sink.failure)
		}
		if e := recorded(t, store, r.ID()); e.Status != history.Incomplete || e.Error != c.want.Message {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func TestPanicOfASinkAtTheEndIsAnError(t *testing.T) {
	connection, _ := connectionTo(rowsOf(give(0, 1)))
	r, err := (&Runner{}).Start(t.Context(), Request{Connection: connection, Statement: connectors.Statement{SQL: "SELECT 1"}, Sink: panicking{}})
	if err != nil {
		t.Fatal(err)
	}
	if status := ended(t, r); status.Err == nil || status.Err.Class != connectors.ClassInternal {
		t.Errorf("%+v", status)
	}
}

type panicking struct{}

func (panicking) SetSchema(*arrow.Schema) error  { return nil }
func (panicking) Append(arrow.RecordBatch) error { return nil }
func (panicking) Finish(*connectors.Error) error { panic("nil pointer") }
