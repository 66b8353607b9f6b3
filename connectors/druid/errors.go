package druid

import (
	"encoding/json"
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// failure is an error in any of the forms of the server: of old versions
// (error, errorClass), of newer ones (category, context), of the authorizer,
// and of the endpoints of tasks, which put one of the others inside.
type failure struct {
	Error        json.RawMessage `json:"error"`
	ErrorMessage string          `json:"errorMessage"`
	ErrorClass   string          `json:"errorClass"`
	Category     string          `json:"category"`
	Context      map[string]any  `json:"context"`
	Access       string          `json:"Access-Check-Result"`
}

// text is the older kind of error, such as "Query timeout".
func (f failure) text() string {
	var text string
	if json.Unmarshal(f.Error, &text) != nil || text == "druidException" {
		return ""
	}
	return text
}

// inner is the error inside an error.
func (f failure) inner() (failure, bool) {
	var in failure
	return in, len(f.Error) > 0 && f.Error[0] == '{' && json.Unmarshal(f.Error, &in) == nil
}

// parseError reads the error of an answer to a statement.
func parseError(f httpapi.Failure, sql string) *connectors.Error {
	e := readError(f.Body, sql)
	if scheme := f.Header.Get("WWW-Authenticate"); e != nil && f.Status == http.StatusUnauthorized && strings.HasPrefix(scheme, "Basic") {
		e.Hint = "The server asks for a username and a password."
	}
	if m := page.FindSubmatch(f.Body); e == nil && m != nil {
		e = connectors.Errorf("", "%s", html.UnescapeString(string(m[1])))
	}
	if e == nil {
		return nil
	}
	switch {
	case f.Status == http.StatusBadGateway:
		e.Hint = "Perhaps no Broker is up behind the Router."
	case f.Status == http.StatusUnauthorized:
		e.Class = connectors.ClassAuth
	case f.Status == http.StatusForbidden:
		e.Class = connectors.ClassPermission
	case e.Class == "" && f.Status == http.StatusInternalServerError && f.Body[0] == '{':
		// The server calls 1/0 an internal error.
		e.Class = connectors.ClassQuery
	}
	e.QueryID = f.Header.Get("X-Druid-SQL-Query-Id")
	return e
}

// wrongAddress is the hint where something else than the SQL endpoint answers.
const wrongAddress = "The url must be that of a Router (port 8888) or a Broker (8082), without a path."

// parseError reads the error of an answer to the statement. Druid's own
// refusals tell their reason; other processes, and paths that lead nowhere,
// answer 404 or 405 without one.
func (r *request) parseError(f httpapi.Failure) *connectors.Error {
	e := parseError(f, r.Query)
	lost := f.Status == http.StatusNotFound || f.Status == http.StatusMethodNotAllowed
	if lost && r.path == sqlPath && !json.Valid(f.Body) {
		if e == nil {
			e = f.Common()
		}
		e.Hint = wrongAddress
	}
	return e
}

// page finds the reason in an error page of the HTTP server below Druid.
var page = regexp.MustCompile(`<title>Error \d+ (.*?)</title>`)

// readError returns nil for what is no error of the server. The class is empty
// where the body does not tell it.
func readError(body []byte, sql string) *connectors.Error {
	var f failure
	if readable := json.Unmarshal(body, &f) == nil; !readable {
		return nil
	}
	if in, ok := f.inner(); ok {
		f = in
	}
	message := f.message()
	if message == "" {
		return nil
	}
	e := &connectors.Error{Class: f.class(), Message: brief(message), Position: f.position(sql, message)}
	e.Hint = hint(e, message)
	return e
}

// inBandError reads an error that stands where rows should, under a status that
// says all is well.
func inBandError(text []byte) *connectors.Error {
	e := readError(text, "")
	if e != nil && e.Class == "" {
		e.Class = connectors.ClassQuery
	}
	return e
}

// message is what the server says went wrong. Its code is no message.
func (f failure) message() string {
	for _, text := range []string{f.ErrorMessage, f.text(), f.ErrorClass} {
		if says(text) {
			return text
		}
	}
	if f.Access != "" {
		return "the server refuses access: " + f.Access
	}
	return ""
}

// says reports whether a text is a message; a busy server sends "null" for one.
func says(text string) bool { return text != "" && text != "null" }

// brief cuts the lists of everything that the parser would have accepted.
func brief(message string) string {
	for _, mark := range []string{", acceptable options:", "\nWas expecting one of:", "\nWas expecting:"} {
		message, _, _ = strings.Cut(message, mark)
	}
	return strings.TrimSpace(message)
}

// legacyClasses are the classes of the older kind of error.
var legacyClasses = map[string]connectors.Class{
	"Query timeout":              connectors.ClassTimeout,
	"Query cancelled":            connectors.ClassCancelled,
	"Query interrupted":          connectors.ClassQuery,
	"Query capacity exceeded":    connectors.ClassCapacity,
	"Resource limit exceeded":    connectors.ClassCapacity,
	"SQL parse failed":           connectors.ClassSyntax,
	"Plan validation failed":     connectors.ClassQuery,
	"Query context parse failed": connectors.ClassConfig,
	"Unsupported operation":      connectors.ClassUnsupported,
	"Unauthorized request":       connectors.ClassPermission,
}

var categories = map[string]connectors.Class{
	"INVALID_INPUT":       connectors.ClassQuery,
	"UNAUTHORIZED":        connectors.ClassAuth,
	"FORBIDDEN":           connectors.ClassPermission,
	"NOT_FOUND":           connectors.ClassNotFound,
	"CONFLICT":            connectors.ClassQuery,
	"CAPACITY_EXCEEDED":   connectors.ClassCapacity,
	"CANCELED":            connectors.ClassCancelled,
	"TIMEOUT":             connectors.ClassTimeout,
	"UNSUPPORTED":         connectors.ClassUnsupported,
	"SERVICE_UNAVAILABLE": connectors.ClassUnavailable,
	"RUNTIME_FAILURE":     connectors.ClassQuery,
	"UNCATEGORIZED":       connectors.ClassQuery,
	"DEFENSIVE":           connectors.ClassInternal,
}

// notFound and badSyntax recognise what the server files under one category.
var (
	notFound  = regexp.MustCompile(`(?i)^(object|table|column|schema) '.*' not found`)
	badSyntax = regexp.MustCompile(`^(Received an unexpected token|Incorrect syntax near|Encountered "|Lexical error|Non-query expression)`)
)

func (f failure) class() connectors.Class {
	legacy, _ := f.Context["legacyErrorCode"].(string)
	for _, name := range []string{f.text(), legacy} {
		if class, ok := legacyClasses[name]; ok {
			return class
		}
	}
	switch text := f.ErrorMessage; {
	case notFound.MatchString(text):
		return connectors.ClassNotFound
	case badSyntax.MatchString(text):
		return connectors.ClassSyntax
	}
	return categories[f.Category]
}

// place finds a position in the words of a message.
var place = regexp.MustCompile(`line \[?(\d+)\]?, column \[?(\d+)\]?`)

// position is the offset of the error in the statement, or negative. The server
// counts lines and UTF-16 units from 1.
func (f failure) position(sql, message string) int {
	line, column := number(f.Context["line"]), number(f.Context["column"])
	if m := place.FindStringSubmatch(message); m != nil && (line < 1 || column < 1) {
		line, column = number(m[1]), number(m[2])
	}
	return offset(sql, line, column)
}

func number(v any) int {
	if n, ok := v.(float64); ok {
		return int(n)
	}
	text, _ := v.(string)
	n, _ := strconv.Atoi(text) // 0 is no place
	return n
}

func offset(sql string, line, column int) int {
	if line < 1 || column < 1 || sql == "" {
		return -1
	}
	at := 0
	for range line - 1 {
		next := strings.IndexByte(sql[at:], '\n')
		if next < 0 {
			return -1
		}
		at += next + 1
	}
	units := 1
	for i, r := range sql[at:] {
		if units >= column || r == '\n' {
			return at + i
		}
		units += utf16.RuneLen(r)
	}
	return len(sql)
}

// hint is what the user may try.
func hint(e *connectors.Error, message string) string {
	switch {
	case e.Class == connectors.ClassNotFound:
		return "Names are case-sensitive, and a table that was just loaded appears after a minute."
	case strings.Contains(message, "ordering a table by non-time column"):
		return "Druid sorts a plain scan only by __time: sort the result here, or select from (SELECT … LIMIT n)."
	case strings.Contains(message, "enforced limit"):
		return "The server allows no longer time limit; give a shorter one, or none."
	case e.Class == connectors.ClassTimeout:
		return "Give the query more time with a longer time limit or the context key timeout, or run it with async=true."
	case strings.HasPrefix(message, "Too many concurrent queries"):
		return "The server is busy: try again later, or in another lane."
	case e.Class == connectors.ClassCapacity:
		return "The query needs more than the server allows it: select less, or raise the limit in the context."
	case strings.Contains(message, "type id property 'queryType'"):
		return wrongAddress
	case strings.HasPrefix(message, "No value bound for parameter"):
		return "Give one value for each ? of the statement."
	case strings.Contains(message, "dynamic parameter"):
		return "Give one value for each ? of the statement, with its type where it is no text: --param :BIGINT=5."
	}
	return ""
}
