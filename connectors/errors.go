package connectors

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Class says what went wrong in a way that a program can act on.
type Class string

// Classes of errors.
const (
	ClassAuth        Class = "auth"        // not logged in, or a wrong or expired credential
	ClassPermission  Class = "permission"  // logged in, not allowed
	ClassNotFound    Class = "not found"   // no such connection, database, table, file
	ClassSyntax      Class = "syntax"      // the statement cannot be understood
	ClassQuery       Class = "query"       // the statement was understood and failed: a bad cast, a conflict
	ClassTimeout     Class = "timeout"     // a limit of time ran out, ours or the source's
	ClassRateLimit   Class = "rate limit"  // too many requests
	ClassCapacity    Class = "capacity"    // out of memory, disk, or slots
	ClassCancelled   Class = "cancelled"   // the user stopped it
	ClassIncomplete  Class = "incomplete"  // rows were delivered, then the answer broke off
	ClassUnavailable Class = "unavailable" // the source cannot be reached or opened
	ClassReadOnly    Class = "read-only"   // refused before sending: the connection is read-only
	ClassBudget      Class = "budget"      // refused before sending: a limit of what may be scanned is reached
	ClassConfig      Class = "config"      // the connection's options are wrong
	ClassUnsupported Class = "unsupported" // the source or the connector cannot do this
	ClassInternal    Class = "internal"    // a defect of the source or of sonde
)

// Error is the error of every connector. Its text has no secrets and no raw
// documents: Message is what the source said, in its own words.
type Error struct {
	Class   Class
	Message string
	// Position is the 0-based byte offset of the error in the statement's SQL;
	// negative where not known.
	Position int
	// QueryID is the source's id of the run.
	QueryID string
	// RetryAfter is how long the source asks to wait; 0 where it did not ask.
	RetryAfter time.Duration
	// Hint is what the user may try. It is sonde's own sentence.
	Hint string
	// Cause is the error below, for errors.Is and errors.As.
	Cause error
}

func (e *Error) Error() string { return string(e.Class) + ": " + e.Message }

func (e *Error) Unwrap() error { return e.Cause }

// Errorf builds an error without a position. A %w operand becomes its cause.
func Errorf(c Class, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Class: c, Message: err.Error(), Position: -1, Cause: errors.Unwrap(err)}
}

// WithHint sets the hint and returns the same error.
func (e *Error) WithHint(hint string) *Error {
	e.Hint = hint
	return e
}

// AsError returns err as an *Error. Errors of contexts become Cancelled and
// Timeout; anything else that is no *Error becomes Internal. Nil stays nil.
func AsError(err error) *Error {
	var e *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e):
		return e
	case errors.Is(err, context.Canceled):
		return &Error{Class: ClassCancelled, Message: "the query was cancelled", Position: -1, Cause: err}
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{Class: ClassTimeout, Message: "the time limit ran out", Position: -1, Cause: err}
	}
	return &Error{Class: ClassInternal, Message: err.Error(), Position: -1, Cause: err}
}

// IsClass reports whether err is an *Error of class c. A nil *Error is of none.
func IsClass(err error, c Class) bool {
	var e *Error
	return errors.As(err, &e) && e != nil && e.Class == c
}

// LineColumn turns a byte offset into a 1-based line and a 1-based column
// counted in runes. An offset past the end is the end.
func LineColumn(sql string, offset int) (line, column int) {
	offset = max(0, min(offset, len(sql)))
	before := sql[:offset]
	line = strings.Count(before, "\n") + 1
	return line, len([]rune(before[strings.LastIndexByte(before, '\n')+1:])) + 1
}
