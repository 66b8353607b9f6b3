package connectors

import (
	"context"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
)

// Conn is an open connection to a source. Its methods may be called from many
// goroutines at once, and several queries may run at the same time.
type Conn interface {
	// Query sends one statement. It returns as soon as the statement is on its
	// way, which may be before the source has answered: an error of the source
	// may come from Query or from the first call of Rows.Next, and means the
	// same in both places. The context governs the whole life of the rows, not
	// only the call. The caller closes the rows.
	Query(ctx context.Context, s Statement) (Rows, error)
	// Close ends the connection and every query on it. It may be called twice.
	Close() error
}

// Statement is one statement for a source, never a script of several.
type Statement struct {
	// ID names this run. The caller chooses it, unique per run; a source that
	// takes ids for its queries is given this one.
	ID  string
	SQL string
	// Params are values for the placeholders of SQL, in order. They travel
	// beside the statement, never inside its text, unless the source has no
	// other way ([Driver.InlinesParams]).
	Params []Param
	// Options are options of this one run (Option.PerQuery), by name.
	Options map[string]string
	// Limit is the largest number of rows that is wanted; 0 is no limit. A
	// source that can stop early should be told, by asking for one row more so
	// that "more rows exist" is known. Rows may deliver more than Limit: the
	// caller cuts.
	Limit int64
	// Timeout bounds the run; 0 is none. The caller enforces it through the
	// context; it stands here for sources that can be told.
	Timeout time.Duration
	// TimeZone is the IANA zone in which zoned timestamps are shown, empty for
	// the source's own.
	TimeZone string
	// ReadOnly says that nothing may be changed by this statement. The caller
	// has already refused statements that plainly write; a source that can
	// enforce it should be told.
	ReadOnly bool
	// Tables are what the statement may read by name although the source does
	// not have it, where the connection is a [TableHost]. A table of the source
	// with that name comes first.
	Tables []HostedTable
}

// HostedTable is rows that the sender of a statement has, such as an earlier
// result, under a name for the statement.
type HostedTable struct {
	Name string
	// Schema returns the columns. It may look at every batch, so it is not called
	// before the source asks for the table.
	Schema func() *arrow.Schema
	// Rows and Batches are how many there are.
	Rows    int64
	Batches int
	// Load returns a batch, whose columns are exactly those of Schema. Several
	// goroutines may call it.
	Load func(ctx context.Context, batch int) (arrow.RecordBatch, error)
	// Completeness and Reason tell whether these are all rows; they are passed on
	// to what is made of them.
	Completeness Completeness
	Reason       string
}

// Param is a value for a placeholder.
type Param struct {
	Name  string `json:"name"` // empty: positional
	Type  string `json:"type"` // the source's name of a type; empty: the source decides
	Value string `json:"value"`
	Null  bool   `json:"null"` // the value is NULL and Value is ignored
}

// Rows is the answer to a statement, read batch by batch by one goroutine.
// Schema and Progress may be called from any goroutine at any time.
type Rows interface {
	// Schema is nil until the source has told its columns, at the latest when
	// Next has returned for the first time without an error or with io.EOF; it
	// never changes afterwards. A statement without a result has a schema of
	// zero fields.
	Schema() *arrow.Schema
	// Next returns the next batch, with at least one row and the columns of
	// Schema in order. It returns io.EOF after the last row of an answer that
	// came to its proper end, and an *Error otherwise: class Incomplete where
	// rows were delivered and the answer broke off, Cancelled where the context
	// ended. The first batch should be small and come at once, later ones may
	// hold some ten thousand rows.
	//
	// A column of a batch may have type utf8 where Schema declares another:
	// one of its values did not fit, and the batch carries the text of all of
	// them as the source sent it. Values are never dropped or rounded to fit.
	Next(ctx context.Context) (arrow.RecordBatch, error)
	// Progress tells how far the run is. After the end it holds the final
	// figures. It is cheap and never waits.
	Progress() Progress
	// Close ends the run if it is still going, and releases what it holds. It
	// may be called twice, and while another goroutine is in Next.
	Close() error
}

// Phase is what a run is busy with.
type Phase string

// Phases, in the usual order. A source skips those it does not have.
const (
	PhaseConnecting  Phase = "connecting"
	PhaseQueued      Phase = "queued"
	PhaseRunning     Phase = "running"
	PhasePolling     Phase = "polling"
	PhaseDownloading Phase = "downloading"
	PhaseDecoding    Phase = "decoding" // everything is here, and not all of it is rows yet
	PhaseDone        Phase = "done"
)

// Progress is a snapshot of a run.
type Progress struct {
	Phase Phase
	// Fraction of the work that is done, 0 to 1; negative where not known.
	Fraction float64
	// RowsRead counts rows that the source has read (not rows returned);
	// negative where not known.
	RowsRead int64
	// BytesRead counts bytes received on the wire, or read by an embedded
	// engine; negative where not known.
	BytesRead int64
	// RowsAffected counts rows changed by a write; negative where it is no
	// write or the source does not say.
	RowsAffected int64
	// QueryID is the id under which the source knows the run; empty where it
	// has none.
	QueryID string
	// Operation is what [Resumer] needs to take up the run in another process;
	// empty where the run ends with its client. It is recorded as soon as it is
	// known and has no secrets. A run that fails in [PhaseDone] has come to its
	// end at the source, and is not taken up again.
	Operation string
	// Server holds statistics under the names that the source gives them.
	Server []Stat
	// Warnings are messages of the source that are no errors.
	Warnings []string
	// Completeness says, after io.EOF, whether the rows are all there are.
	Completeness Completeness
	// Reason explains a completeness other than Complete, in words for the
	// user.
	Reason string
}

// Stat is one statistic of a source.
type Stat struct{ Name, Value string }

// NoProgress is a snapshot in which nothing is known yet.
func NoProgress(p Phase) Progress {
	return Progress{Phase: p, Fraction: -1, RowsRead: -1, BytesRead: -1, RowsAffected: -1}
}

// Completeness says what part of an answer has been delivered.
type Completeness uint8

// Values of Completeness.
const (
	Complete   Completeness = iota // every row
	Limited                        // a limit was reached; more rows exist or may exist
	Unknown                        // the source does not tell
	Incomplete                     // the answer broke off, or the run was cancelled
)

var completenessNames = [...]string{"complete", "limited", "unknown", "incomplete"}

func (c Completeness) String() string { return completenessNames[c] }
