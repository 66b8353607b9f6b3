package clickhouse

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"sonde/connectors"
)

// Exception is an error of the server. It is the cause of the *connectors.Error
// that is made of it.
type Exception struct {
	Code int    // such as 62; 0 where it is not known
	Name string // such as SYNTAX_ERROR; may be empty
	// Text is what the server said, without its version.
	Text string
}

func (e *Exception) Error() string { return e.Text }

var (
	codePattern     = regexp.MustCompile(`Code: (\d+)[.,] .*DB::Exception`)
	namePattern     = regexp.MustCompile(`\(([A-Z][A-Z0-9_]{2,})\)`)
	versionPattern  = regexp.MustCompile(`\s*\(version [0-9][^()]*(\([^()]*\))?\)\s*$`)
	positionPattern = regexp.MustCompile(`failed at position (\d+)`)
)

// ParseException reads the text of an error, such as "Code: 62. DB::Exception:
// Syntax error … (SYNTAX_ERROR) (version 26.7)". Any other text is an exception
// without a code.
func ParseException(text string) *Exception {
	text = versionPattern.ReplaceAllString(strings.TrimSpace(text), "")
	e := &Exception{Text: text}
	if m := codePattern.FindStringSubmatch(text); m != nil {
		e.Code, _ = strconv.Atoi(m[1])
	}
	if all := namePattern.FindAllStringSubmatch(text, -1); all != nil {
		e.Name = all[len(all)-1][1]
	}
	return e
}

// Failure makes the error that is shown: its class, and the position in the
// statement where the server tells it.
func (e *Exception) Failure() *connectors.Error {
	out := &connectors.Error{Class: e.Class(), Message: e.Text, Position: -1, Hint: e.hint(), Cause: e}
	if m := positionPattern.FindStringSubmatch(e.Text); m != nil {
		if at, err := strconv.Atoi(m[1]); err == nil {
			out.Position = at - 1
		}
	}
	return out
}

// known are the exceptions that are more than a statement that failed.
var known = []struct {
	class connectors.Class
	codes []int
	names string
}{
	{connectors.ClassSyntax, []int{62}, "SYNTAX_ERROR"},
	{connectors.ClassNotFound, []int{60, 81, 218}, "UNKNOWN_TABLE UNKNOWN_DATABASE"},
	{connectors.ClassAuth, []int{192, 193, 194, 516}, "UNKNOWN_USER WRONG_PASSWORD REQUIRED_PASSWORD AUTHENTICATION_FAILED"},
	{connectors.ClassPermission, []int{291, 497}, "DATABASE_ACCESS_DENIED ACCESS_DENIED"},
	{connectors.ClassReadOnly, []int{164}, "READONLY"},
	{connectors.ClassTimeout, []int{159, 160, 209}, "TIMEOUT_EXCEEDED TOO_SLOW SOCKET_TIMEOUT"},
	{connectors.ClassRateLimit, []int{201}, "QUOTA_EXCEEDED"},
	{
		connectors.ClassCapacity, []int{158, 202, 241, 243, 307, 396},
		"TOO_MANY_ROWS TOO_MANY_SIMULTANEOUS_QUERIES MEMORY_LIMIT_EXCEEDED NOT_ENOUGH_SPACE TOO_MANY_BYTES TOO_MANY_ROWS_OR_BYTES",
	},
	{connectors.ClassCancelled, []int{394, 735}, "QUERY_WAS_CANCELLED QUERY_WAS_CANCELLED_BY_CLIENT"},
	{connectors.ClassUnsupported, []int{1, 48, 73}, "UNSUPPORTED_METHOD NOT_IMPLEMENTED UNKNOWN_FORMAT"},
	{connectors.ClassUnavailable, []int{210, 279}, "NETWORK_ERROR ALL_CONNECTION_TRIES_FAILED"},
	{connectors.ClassInternal, []int{49}, "LOGICAL_ERROR"},
}

// Class says what went wrong, by the code or else by the name.
func (e *Exception) Class() connectors.Class {
	for _, k := range known {
		for i, code := range k.codes {
			names := strings.Fields(k.names)
			if code == e.Code || e.Code == 0 && i < len(names) && names[i] == e.Name {
				return k.class
			}
		}
	}
	return connectors.ClassQuery
}

// hint is what the user may try; most exceptions say that themselves.
func (e *Exception) hint() string {
	switch e.Class() {
	case connectors.ClassAuth:
		return "Check the connection's username and password."
	case connectors.ClassReadOnly:
		return "This user may only read, or the connection is read-only."
	}
	return ""
}

// exceptionRow is the error of a row that is an exception: an object with one
// member, behind the name of which stands a space as behind none of a column's, or
// an array of one text.
func exceptionRow(row []byte) error {
	var text struct{ Exception string }
	var list []string
	switch {
	case bytes.HasPrefix(row, []byte(`{"exception": "`)) && json.Unmarshal(row, &text) == nil:
		return ParseException(text.Exception).Failure()
	case bytes.HasPrefix(row, []byte(`["Code: `)) && codePattern.Match(row) && json.Unmarshal(row, &list) == nil && len(list) == 1:
		return ParseException(list[0]).Failure()
	}
	return nil
}

// marker stands before and behind an exception that follows rows.
const marker = "__exception__"

// FindException looks for the exception that a server has written behind the
// rows of an answer, in the last bytes of it. Newer servers write it into a
// block, which [Guard] finds where it has the tag that was announced.
func FindException(tail []byte) *Exception {
	if _, block, ok := bytes.Cut(tail, []byte(marker+"\r\n")); ok {
		block, _, _ = bytes.Cut(block, []byte("\r\n"+marker))
		return ParseException(blockEdges.ReplaceAllString(string(block), ""))
	}
	line, ended := bytes.CutSuffix(tail, []byte{'\n'})
	line = line[bytes.LastIndexByte(line, '\n')+1:]
	if at := codePattern.FindIndex(line); ended && at != nil {
		return ParseException(string(line[at[0]:]))
	}
	return nil
}

// blockEdges are the tag before the text of a block, and the length and the tag
// behind it.
var blockEdges = regexp.MustCompile(`^[a-z]{16}\r\n|\n\d+ [a-z]{16}$`)
