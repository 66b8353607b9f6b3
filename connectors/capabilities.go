package connectors

import "context"

// The interfaces of this file are what a [Conn] can do beyond queries. The
// screen and the command line ask by type assertion and show only what a
// connection can do. All of them may be called while queries run.

// Canceler tells the source to stop a run. Closing the rows stops the client
// either way; without this interface the source cannot be told.
type Canceler interface {
	// Cancel asks the source to stop the run with the statement's id. An error
	// means that the request itself failed.
	Cancel(ctx context.Context, statementID string) (CancelState, error)
}

// CancelState is what is known of the source after a cancel.
type CancelState string

// States after a cancel. None of them claims more than the source said.
const (
	CancelStopped    CancelState = "stopped on server"
	CancelHere       CancelState = "stopped" // where the source is part of this program
	CancelAccepted   CancelState = "cancel accepted by server"
	CancelEnded      CancelState = "had already ended"
	CancelRunning    CancelState = "still running on server"
	CancelExpires    CancelState = "goes on at most to the server's time limit" // the server cannot be told, and lets nothing run for long
	CancelNotAllowed CancelState = "not allowed to cancel on server"
	CancelUnknown    CancelState = "server cannot be told"
)

// Pinger checks that the source answers.
type Pinger interface {
	Ping(ctx context.Context) (ServerInfo, error)
}

// ServerInfo is what a source says of itself. Empty where it does not.
type ServerInfo struct {
	Product, Version string
	// Note is what else is to be told of a connection that was opened as a trial;
	// mostly empty.
	Note string
}

// Explainer knows how the source explains a statement.
type Explainer interface {
	// Explain returns the statement whose answer is the plan of sql; with
	// analyze, one that runs it and measures. ok is false where the source has
	// no such form.
	Explain(sql string, analyze bool) (statement string, ok bool)
}

// ExplainLister knows more ways to explain a statement than an [Explainer]
// chooses from.
type ExplainLister interface {
	// Explanations are the ways in which the source explains sql, in the order in
	// which they are offered; none where it cannot.
	Explanations(sql string) []Explanation
}

// Explanation is a way to explain a statement: its name, what it shows, and the
// statement that does it.
type Explanation struct{ Name, Comment, SQL string }

// Vocabulary lists what completion and highlighting should know. It asks the
// source at most once and caches.
type Vocabulary interface {
	Functions(ctx context.Context) ([]Function, error)
	Keywords(ctx context.Context) ([]string, error)
}

// Function is a function of the source. Signature is its parameters as shown
// beside the name, such as "(haystack, needle)"; Returns is the type's name.
type Function struct {
	Name, Signature, Returns, Comment string
	Kind                              string // scalar, aggregate, table, macro
}

// SettingLister lists what statements may set at the source.
type SettingLister interface {
	Settings(ctx context.Context) ([]Setting, error)
}

// Setting is something that can be set: its name, the type of its values as the
// source calls it, and what the source says of it.
type Setting struct {
	Name, Type, Comment string
	Table               bool // it is set of a table, when that is made or changed, and not of a statement
}

// FormatLister lists the formats that a statement may ask its result in.
type FormatLister interface {
	Formats(ctx context.Context) ([]string, error)
}

// Speaker knows better than its driver which SQL its source speaks, which may
// show only when the source has answered.
type Speaker interface {
	// Dialect is the name of the dialect, see Driver.Dialect, as far as it is
	// known by now; empty: that of the driver. It never waits.
	Dialect() string
}

// TableHost reads tables that come with a statement, see Statement.Tables. A
// source that is not one ignores them.
type TableHost interface {
	// HostsTables only marks the connection.
	HostsTables()
}

// CurlWriter writes the request of a statement as a command.
type CurlWriter interface {
	// Curl returns the command for a POSIX shell that repeats the request with
	// which the statement would be sent now. Secrets stand in it as variables
	// of the environment. Nothing is sent, or only what has to be found out
	// first, such as the name of a default branch.
	Curl(ctx context.Context, s Statement) (string, error)
}

// Resumer takes up runs that go on at the source without a client, such as an
// asynchronous write that is polled. Progress.Operation names them.
type Resumer interface {
	// Resume returns the rows that the run's own Query would have returned. It
	// never sends the statement again.
	Resume(ctx context.Context, operation string) (Rows, error)
}

// Describer knows the columns of what may stand in the place of a table, such as
// a file or a function.
type Describer interface {
	// Describe returns the columns of an expression as a statement has it behind
	// FROM, one node each. It reads no more than it has to.
	Describe(ctx context.Context, expression string) ([]Node, error)
}

// Definer knows the statement that makes a table or view, where it does not
// come with the listing.
type Definer interface {
	// Definition returns it for a path of the catalog; empty where the source
	// has none for what is there.
	Definition(ctx context.Context, path []string) (string, error)
}
