package tinybird

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sonde/connectors"
	"sonde/internal/decode/clickhouse"
	"sonde/internal/httpapi"
)

// parseError reads {"error": "…", "documentation": "…"}. The text is that of an
// engine's exception, or of the API itself.
func parseError(f httpapi.Failure) *connectors.Error {
	var body struct{ Error, Documentation string }
	if json.Unmarshal(f.Body, &body) != nil || body.Error == "" {
		e := &connectors.Error{Position: -1, Hint: hint(f.Status, "", "")}
		if f.Message() == "" {
			e.Message = custom(f.Body)
		}
		return e
	}
	e := clickhouse.ParseException(body.Error).Failure()
	if text := custom(f.Body); text != "" {
		e.Message = text
	}
	e.Class = classOf(f.Status, body.Error, e.Class)
	if e.Hint == "" {
		e.Hint = hint(f.Status, body.Error, body.Documentation)
	}
	return e
}

// maxCustom is the longest document that is shown as a message, in bytes.
const maxCustom = 4 << 10

// custom is the text of a document that custom_error() of a template has made,
// and in which no member is the message; empty for all others.
func custom(body []byte) string {
	var document map[string]any
	if len(body) > maxCustom || json.Unmarshal(body, &document) != nil {
		return ""
	}
	for name := range document {
		if name != "error" && name != "documentation" && name != "message" {
			return strings.TrimSpace(string(body))
		}
	}
	return ""
}

// classOf corrects the class by what the API says itself. Empty leaves it to the
// status.
func classOf(status int, text string, engine connectors.Class) connectors.Class {
	lower := strings.ToLower(text)
	switch {
	case engine != connectors.ClassQuery:
		return engine
	case status == http.StatusUnauthorized, isAboutToken(text):
		return connectors.ClassAuth
	case strings.Contains(lower, "required parameter is not defined"), strings.Contains(lower, "error validating"):
		return connectors.ClassQuery
	case strings.HasPrefix(lower, "[error] syntax error"), strings.HasPrefix(lower, "template syntax error"):
		return connectors.ClassSyntax
	case strings.Contains(lower, "not found"), strings.Contains(lower, "does not exist"):
		return connectors.ClassNotFound
	case strings.Contains(lower, "only select or describe"), strings.Contains(lower, "is restricted"), strings.Contains(lower, "unknown format"):
		return connectors.ClassUnsupported
	case status == http.StatusBadRequest:
		return connectors.ClassQuery
	}
	return ""
}

// isAboutToken reports whether the token itself is not taken.
func isAboutToken(text string) bool {
	return strings.Contains(text, "authentication token") || strings.Contains(text, "token has expired")
}

// hint is what may help against an error of the API.
func hint(status int, text, documentation string) string {
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden && isAboutToken(text):
		return "Check the token, and the region in the connection's url: a token is good for one region only."
	case status == http.StatusForbidden:
		return "The token lacks the right to read this, or it belongs to another region than the connection's url."
	case status == http.StatusRequestTimeout:
		return "The API stops a query after 10 seconds: read less, by filtering on the sorting key first, or prepare the rows in a materialized or copy pipe."
	case status == http.StatusRequestEntityTooLarge:
		return "An answer may have 100 MB and a statement a few kilobytes: ask for fewer rows or columns, or for Parquet."
	case status == http.StatusRequestURITooLong:
		return "The statement is too long for a URL; with method = post it goes into the body."
	case status == http.StatusTooManyRequests:
		return "The plan's limit of requests is used up for the moment."
	case clickhouse.FormatLike(text) != "":
		return "Is " + clickhouse.FormatLike(text) + " meant? Names of formats are told apart by case."
	case strings.Contains(text, "Required parameter is not defined"):
		return "Give the parameter a value, or a default in the template."
	case documentation != "":
		return "See " + documentation
	}
	return ""
}

// limitHeaders tell how many requests are left.
var limitHeaders = []string{"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"}

// tellLimits adds the rate limit to the statistics. The reset comes as seconds
// from now or as seconds since 1970, and is shown as the former.
func tellLimits(answer *clickhouse.Answer, h http.Header) {
	for _, name := range limitHeaders {
		value := h.Get(name)
		if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds > 1e9 {
			left := time.Until(time.Unix(int64(seconds), 0)).Round(time.Second)
			value = strconv.Itoa(int(max(0, left).Seconds()))
		}
		if value != "" {
			answer.Tell(name, value)
		}
	}
}
