package datafold

import (
	"bytes"
	"net/http"
	"strings"

	"sonde/connectors"
	"sonde/internal/httpapi"
)

// parseError reads Datafold's refusals, which the common shapes cover: the
// reason stands under detail, as a text or as a list that names the fields. How
// errors of SQL look is not documented; they come with 400, 422 or 500.
func parseError(f httpapi.Failure) *connectors.Error {
	e := f.Common()
	switch {
	case refusesStreaming(f.Status, e.Message):
		e.Hint = "The data source cannot send rows while a statement runs. Set stream to false, for the connection or for this statement."
	case e.Class == connectors.ClassAuth:
		e.Hint = "Check api_key; keys are made in Datafold under Settings, Account."
	case f.Status == http.StatusForbidden:
		e.Hint = "The key is known, but its user may not do this with the data source."
	case f.Status == http.StatusNotFound:
		e.Hint = "Check data_source and url. Datafold also answers like this where the key may not see the data source."
	case f.Status == http.StatusInternalServerError && says(f.Body):
		e.Class = connectors.ClassQuery
	}
	return e
}

func refusesStreaming(status int, message string) bool {
	message = strings.ToLower(message)
	return status >= 400 && status < 500 && strings.Contains(message, "stream") && strings.Contains(message, "support")
}

// unheard adds to an error behind which the statement may have run that it is not
// to be repeated without a thought. An error that Datafold itself explains is one
// of the statement.
func unheard(err error) error {
	if !httpapi.MayHaveRun(err) || connectors.IsClass(err, connectors.ClassQuery) {
		return err
	}
	return httpapi.WithHint(err, "The statement may have run all the same, and is not repeated by itself.")
}

// says reports whether the body of an error holds a reason in Datafold's shape
// and not only the name of its status.
func says(body []byte) bool {
	message := httpapi.Failure{Body: body}.Message()
	return bytes.Contains(body, []byte(`"detail"`)) && message != "" && message != http.StatusText(http.StatusInternalServerError)
}

// failures are the members under which an answer tells of an error behind or in
// place of its rows.
var failures = map[string]bool{"detail": true, "error": true, "errors": true, "error_message": true, "exception": true}

// failure is the error that a member of an answer tells; nil where it is null or
// empty.
func (c *Conn) failure(value []byte) *connectors.Error {
	switch string(bytes.TrimSpace(value)) {
	case "null", `""`, "[]", "{}", "false":
		return nil
	}
	message := httpapi.Failure{Body: value}.Message()
	if message == "" {
		message = "Datafold reports an error without a reason"
	}
	return connectors.Errorf(connectors.ClassQuery, "%s", c.client.Redact(message))
}

// withoutRows is the error of an answer that is a single value: a text says what
// went wrong.
func (c *Conn) withoutRows(value []byte) *connectors.Error {
	if value[0] == '"' {
		if e := c.failure(value); e != nil {
			return e
		}
	}
	return connectors.Errorf(connectors.ClassUnavailable, "Datafold answered %s, which is no result", value)
}
