package druid

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
)

// failure is an error in Druid's terms.
type failure struct {
	status    int
	code      string // "invalidInput"; empty for one of execution
	persona   string
	category  string
	message   string
	context   map[string]string
	legacy    string // the name that older versions give it: "Query timeout"
	className string // of the Java exception
}

func (f *failure) Error() string { return f.message }

// document is the shape since version 26.
type document struct {
	Error        string            `json:"error"`
	ErrorClass   string            `json:"errorClass,omitempty"`
	Host         string            `json:"host,omitempty"`
	ErrorCode    string            `json:"errorCode"`
	Persona      string            `json:"persona"`
	Category     string            `json:"category"`
	ErrorMessage string            `json:"errorMessage"`
	Context      map[string]string `json:"context"`
}

// legacy is the shape of native query errors.
type legacy struct {
	Error        string  `json:"error"`
	ErrorMessage *string `json:"errorMessage"`
	ErrorClass   *string `json:"errorClass"`
	Host         string  `json:"host"`
}

// processHost is the process in which execution fails.
const processHost = "localhost:8083"

func (f *failure) document() document {
	if f.code != "" {
		return document{Error: "druidException", ErrorCode: f.code, Persona: f.persona, Category: f.category, ErrorMessage: f.message, Context: f.context}
	}
	details := map[string]string{"host": processHost, "errorClass": f.className, "legacyErrorCode": f.legacy}
	return document{Error: f.legacy, ErrorClass: f.className, Host: processHost, ErrorCode: "legacyQueryException",
		Persona: f.persona, Category: f.category, ErrorMessage: f.message, Context: details}
}

// write answers with the error; in the old shape where the request asks for it
// with the word "old".
func (f *failure) write(w http.ResponseWriter, r *http.Request) {
	if !face.Asks(r, "old") {
		face.WriteJSON(w, f.status, f.document())
		return
	}
	face.WriteJSON(w, f.status, legacy{Error: f.legacy, ErrorMessage: &f.message, ErrorClass: &f.className, Host: processHost})
}

func invalidInput(message string) *failure {
	return &failure{status: http.StatusBadRequest, code: "invalidInput", persona: "USER", category: "INVALID_INPUT", message: message,
		context: map[string]string{}, legacy: "Plan validation failed", className: "org.apache.calcite.tools.ValidationException"}
}

// general is an error that Druid does not attribute.
func general(status int, category, message string) *failure {
	f := invalidInput(message)
	f.status, f.code, f.persona, f.category, f.legacy = status, "general", "ADMIN", category, "Unknown exception"
	return f
}

func runtimeFailure(class, message string) *failure {
	return &failure{status: http.StatusInternalServerError, persona: "OPERATOR", category: "RUNTIME_FAILURE", message: message, legacy: "Unknown exception", className: class}
}

func cancelled() *failure {
	return &failure{status: http.StatusInternalServerError, persona: "USER", category: "CANCELED", message: "Task was cancelled.",
		legacy: "Query cancelled", className: "java.util.concurrent.CancellationException"}
}

func timedOut(id string) *failure {
	return &failure{status: http.StatusGatewayTimeout, persona: "OPERATOR", category: "TIMEOUT", message: "Query [" + id + "] timed out!",
		legacy: "Query timeout", className: "org.apache.druid.query.QueryTimeoutException"}
}

func overCapacity() *failure {
	return &failure{status: http.StatusTooManyRequests, persona: "OPERATOR", category: "CAPACITY_EXCEEDED",
		message: "Too many concurrent queries for lane 'sandbox', query capacity of 1 exceeded. Please try your query again later.",
		legacy:  "Query capacity exceeded", className: "org.apache.druid.query.QueryCapacityExceededException"}
}

func unavailable() *failure {
	f := general(http.StatusServiceUnavailable, "SERVICE_UNAVAILABLE", "No server is available")
	f.persona = "OPERATOR"
	return f
}

func badContext(message string) *failure {
	return &failure{status: http.StatusBadRequest, persona: "USER", category: "INVALID_INPUT", message: message,
		legacy: "Query context parse failed", className: "org.apache.druid.query.BadQueryContextException"}
}

// stopped are the reasons for which a query's context ends.
var (
	errStopped = errors.New("stopped by a request")
	errTime    = errors.New("out of time")
)

// failureOf translates an error of the engine, or the end of the context. The
// statement is the text to which the error's position refers.
func failureOf(ctx context.Context, err error, id, sql string) *failure {
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errStopped):
		return cancelled()
	case errors.Is(cause, errTime):
		return timedOut(id)
	}
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	e := connectors.AsError(err)
	switch {
	case face.Refused(e), e.Class == connectors.ClassUnsupported, e.Class == connectors.ClassReadOnly:
		return invalidInput(druidWords(e.Message)).at(sql, e.Position)
	case e.Class == connectors.ClassCancelled:
		return cancelled()
	case e.Class == connectors.ClassCapacity:
		f := badContext(e.Message)
		f.legacy, f.className = "Resource limit exceeded", "org.apache.druid.query.ResourceLimitExceededException"
		return f
	}
	return runtimeFailure("java.lang.RuntimeException", e.Message)
}

// phrases are the engine's words for what Druid says in its own.
var phrases = []struct {
	engine *regexp.Regexp
	druid  string
}{
	{regexp.MustCompile(`^Table with name (.+) does not exist!$`), "Object '$1' not found"},
	{regexp.MustCompile(`^Referenced column "(.+)" not found in FROM clause!$`), "Column '$1' not found in any table"},
	{regexp.MustCompile(`^(?:Scalar|Aggregate|Table) Function with name "?(.+?)"? does not exist!$`), "No match found for function signature $1"},
	{regexp.MustCompile(`^syntax error at or near "(.+)"$`), "Received an unexpected token [$1]"},
}

func druidWords(message string) string {
	for _, p := range phrases {
		if p.engine.MatchString(message) {
			return p.engine.ReplaceAllString(message, p.druid)
		}
	}
	return message
}

// at adds a place in a statement, given as a byte offset, as Druid does: in the
// text and, as strings, in the context. Columns count UTF-16 units from 1.
func (f *failure) at(sql string, offset int) *failure {
	if offset < 0 || offset > len(sql) {
		return f
	}
	before := sql[:offset]
	line := strconv.Itoa(1 + strings.Count(before, "\n"))
	column := strconv.Itoa(1 + len(utf16.Encode([]rune(before[strings.LastIndexByte(before, '\n')+1:]))))
	f.message += fmt.Sprintf(" (line [%s], column [%s])", line, column)
	f.context = map[string]string{"sourceType": "sql", "line": line, "column": column, "endLine": line, "endColumn": column}
	return f
}
