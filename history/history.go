// Package history keeps every run of a statement, from the screen and from the
// command line, in one SQLite database that several running programs share. It
// also keeps the editor's buffers, so that a killed program loses neither.
package history

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"sonde/connectors"
)

// Status is how far a run has come.
type Status string

// Statuses.
const (
	Running     Status = "running"
	OK          Status = "ok"
	Failed      Status = "failed"
	Cancelled   Status = "cancelled"
	Incomplete  Status = "incomplete"  // rows were delivered, then the answer broke off
	Interrupted Status = "interrupted" // the program that ran it is gone
	Imported    Status = "imported"    // from a history that holds no outcomes
	// Limited is asked for in queries only: of a run that ended well, but with a part
	// of the answer. See [Entry.Outcome].
	Limited Status = "limited"
)

// Source is where a statement came from.
type Source string

// Sources.
const (
	Screen      Source = "screen"
	CommandLine Source = "command line"
)

// Entry is one run of one statement.
type Entry struct {
	ID         string // from [NewID], or any id that is unique
	Session    string // set by the store
	Source     Source
	Connection string // the connection's name
	Kind       string // the connection's kind
	Database   string // the database, data source or ref the run was bound to; empty where none is known
	// Options are those of the run beside its connection's own, as in
	// connectors.Statement; of a secret one there is secrets.Mask. Limit is the
	// largest number of rows that was asked for; 0 where there was no limit, or it
	// is not known.
	Options map[string]string
	Limit   int64
	Folder  string // the working folder, an absolute path
	Host    string // the machine that sent the statement
	SQL     string // without credentials, once stored
	Params  []connectors.Param

	Start    time.Time
	Duration time.Duration
	FirstRow time.Duration // from the start to the first row; 0 where there was none
	Rows     int64         // rows received
	Bytes    int64         // bytes read, negative where not known
	Server   []connectors.Stat
	QueryID  string // the source's id of the run
	// Operation is what takes the run up where it goes on at the source without
	// its client; empty where it does not. See connectors.Resumer.
	Operation string

	Status       Status
	ErrorClass   connectors.Class
	Error        string // without credentials, once stored
	Completeness string // as connectors.Completeness writes it; empty while running
	Reason       string // why the result is not complete

	// Unread names the parts that are stored but cannot be read, such as
	// "parameters"; they are missing here.
	Unread []string

	// Name, Tags and Pinned are what the user has made of the statement, see
	// [Mark]; they belong to every run of the text.
	Name   string
	Tags   []string
	Pinned bool
	// Kept tells of the stored result; nil where there is none.
	Kept *Kept

	// Uses counts the runs of the same text. [Store.Search] sets it where it
	// returns one entry for each text, as far as the history has been read.
	Uses int
}

// Partial reports whether the rows of a run that ended well are a part of the
// answer only, and how that is called.
func (e Entry) Partial() (word string, partial bool) {
	switch {
	case e.Status != OK && e.Status != Incomplete:
		return "", false
	case e.Completeness == connectors.Limited.String(), e.Completeness == connectors.Incomplete.String():
		return e.Completeness, true
	}
	return string(Incomplete), e.Status == Incomplete
}

// Outcome is how a run ended, in a word: of one that succeeded, whether its rows
// are a part of the answer only.
func (e Entry) Outcome() string {
	if word, partial := e.Partial(); partial {
		return word
	}
	return string(e.Status)
}

// Timed reports whether it is known how long the run took: of one that goes on, or
// whose program is gone, and of some imported ones it is not.
func (e Entry) Timed() bool {
	return e.Duration > 0 || !slices.Contains(untimed, e.Status)
}

// untimed are the statuses of runs that may not tell how long they took.
var untimed = []Status{Running, Interrupted, Imported}

// NewID returns an id for an entry. Ids sort by the time of their making.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// Place is where somebody is who looks for a statement.
type Place struct{ Connection, Folder, Session string }

// Query says which entries are wanted. Every field that is set narrows it.
type Query struct {
	// Text is words that must all occur in the SQL, or in the name and the tags
	// of the statement, in any order and letter case.
	Text string
	// SQL is the whole text of the statement. ID is that of one run; nothing else
	// counts beside it.
	SQL, ID                           string
	Connection, Session, Folder, Kind string
	Statuses                          []Status      // as Entry.Outcome calls them
	Since, Until                      time.Time     // Since ≤ start < Until
	Longest, Shortest                 time.Duration // Shortest ≤ duration ≤ Longest
	// Timed asks for runs of which it is known how long they took.
	Timed bool
	// Conn is a part of the connection's name, AnyKind a kind of source; both in any
	// letter case.
	Conn, AnyKind string
	// Tag is one of the statement's; Pinned and Named ask for statements that
	// are.
	Tag           string
	Pinned, Named bool
	// Near ranks what is found by recency, frequency and place: runs of the same
	// connection, folder and session come earlier. Nil: the newest first.
	Near *Place
	// Limit is the largest number of entries; 0 is no limit.
	Limit int
	// EachRun asks for every run. Otherwise only the newest of runs with the
	// same text is returned.
	EachRun bool
}
