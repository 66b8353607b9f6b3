package connectortest

import (
	"net/http"

	"sonde/connectors"
)

// Case is a kind of answer that a connector must get right.
type Case string

// Cases. The suite reads each and compares it with its [Answer].
const (
	Types          Case = "types"           // every type of the source, with its edges
	Nulls          Case = "nulls"           // NULL beside the empty string
	Integers       Case = "integers"        // among them whole numbers beyond 2^53
	Decimals       Case = "decimals"        // exact, with their scale
	Nested         Case = "nested"          // lists, structs, maps, or JSON
	DuplicateNames Case = "duplicate names" // two columns of one name
	NoRows         Case = "no rows"         // columns without a row
	WideRows       Case = "wide rows"       // at least 1,000 columns
	ManyRows       Case = "many rows"       // at least 100,000 rows
	Small          Case = "small"           // a few rows in a body of at most 600 bytes, which is cut at every byte
	Large          Case = "large"           // a body of at least 64 KB, with some thousand rows
	Refused        Case = "refused"         // a statement that the source refuses
	LateError      Case = "late error"      // rows, then an error of the source in the same answer
	Write          Case = "write"           // a statement that changes something
	Endless        Case = "endless"         // rows for minutes; only for sources without a Handler
)

// cases is every case in the order in which they run.
var cases = []Case{Small, Large, Types, Nulls, Integers, Decimals, Nested, DuplicateNames, NoRows, WideRows, ManyRows, Refused, LateError, Write, Endless}

// Answer is a statement and what it must give.
type Answer struct {
	SQL     string
	Params  []connectors.Param
	Options map[string]string
	// Columns are the names of the columns; nil: they are not compared.
	Columns []string
	// Rows are the rows as text, in the rendering of package value: cells with |
	// between them, NULL as NULL. Of a LateError, the rows before the error.
	Rows []string
	// Count and Row stand for Rows where there are many: Row gives row i, from 0.
	// Without Row, only the number of rows is compared. Of a LateError, some of
	// them come before the error.
	Count int
	Row   func(i int) string
	// Class and Message are the error of Refused and LateError; Message is a
	// part of the message. Refused may also name the Position.
	Class    connectors.Class
	Message  string
	Position int
}

func (a Answer) count() int {
	if a.Rows != nil {
		return len(a.Rows)
	}
	return a.Count
}

func (a Answer) row(i int) (text string, known bool) {
	switch {
	case a.Rows != nil:
		return a.Rows[i], true
	case a.Row != nil:
		return a.Row(i), true
	}
	return "", false
}

func (a Answer) all() []string {
	rows := make([]string, a.count())
	for i := range rows {
		rows[i], _ = a.row(i)
	}
	return rows
}

// Step is one kind of request that the connector sends.
type Step struct {
	Name string
	// Match may read the body.
	Match func(*http.Request) bool
	// Repeatable requests change nothing and cost nothing: they may be sent again
	// after a failure. The suite fails where others are.
	Repeatable bool
	// Rows says that the answer holds rows.
	Rows bool
	// Bare requests carry their own credential, as a presigned URL does: no
	// secret may stand in their header.
	Bare bool
}

// Source is a connector with what the suite must know to test it.
type Source struct {
	Driver *connectors.Driver
	// Values are the options of a connection to the service at baseURL, which
	// is empty for sources without a Handler.
	Values func(baseURL string) map[string]any
	// Handler is a well-behaved fake of the service; nil for sources that do not
	// speak HTTP.
	Handler http.Handler
	// Secrets are what must never be seen in messages, progress, log and
	// commands: the values of secret options, and whatever the fake hands out.
	Secrets []string
	Answers map[Case]Answer
	// Steps are the requests of statements, told by the first that matches.
	// Requests that none matches pass undisturbed. Nil: one step for all, whose
	// answer holds rows and which is not repeatable.
	Steps []Step
	// ErrorBody is the body of a failure in the service's own shape. Its message
	// must not be empty. Nil: the service has none.
	ErrorBody func(status int) (body, contentType string)
	// Classes replace the classes that are accepted for a status.
	Classes map[int][]connectors.Class
	// EndMark is the white space that ends every whole answer, where it counts,
	// such as Druid's blank line. Without it, an answer may lack white space at
	// its end.
	EndMark string
	// CutUndetectable is the reason why an answer that ends early, but in good
	// order, looks whole, such as CSV without any mark. Its rows must be right
	// all the same.
	CutUndetectable string
	// Skip gives the reason why a case or a test does not apply, by name.
	Skip map[string]string
}

// everyRequest is the step of a service that has one.
var everyRequest = Step{Name: "query", Match: func(*http.Request) bool { return true }, Rows: true}

func (s *Source) steps() []Step {
	if s.Steps != nil {
		return s.Steps
	}
	return []Step{everyRequest}
}
