package httpapi

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"sonde/connectors"
)

// maxFailure is how much of an error body is read, in bytes.
const maxFailure = 64 << 10

// Failure is an answer that brings an error.
type Failure struct {
	Status int
	Header http.Header
	// Body is at most 64 KB, decompressed. Cut says that there was more, or
	// that it broke off.
	Body []byte
	Cut  bool
	// Host is the host that answered, with its port.
	Host string
}

// ErrorParser reads the error body of a service. It returns nil for a shape
// that it does not know, and then [Failure.Common] is asked. A class or message
// that it leaves empty is filled in; a position that is not known is negative,
// as connectors.Errorf makes it.
type ErrorParser func(Failure) *connectors.Error

// StatusError is the cause of errors that a server answered with.
type StatusError struct {
	Code      int    // the HTTP status
	RequestID string // what the server calls the exchange; may be empty
}

func (e *StatusError) Error() string { return "HTTP " + statusText(e.Code) }

// statusText is the number with its name, such as "404 Not Found".
func statusText(code int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", code, http.StatusText(code)))
}

// failure reads an answer that brings no data and makes an error of it.
func (c *Client) failure(resp *Response, r *Request) *connectors.Error {
	f := Failure{Status: resp.Status, Header: resp.Header, Host: resp.host}
	var err error
	f.Body, err = io.ReadAll(io.LimitReader(resp.Body, maxFailure+1))
	var typed *connectors.Error
	if errors.As(err, &typed) && typed.Class == connectors.ClassCancelled {
		return typed
	}
	f.Cut = err != nil || len(f.Body) > maxFailure
	f.Body = f.Body[:min(len(f.Body), maxFailure)]
	parse := r.ParseError
	if parse == nil {
		parse = c.parse
	}
	e := f.parsed(parse)
	if resp.Status >= 300 && resp.Status < 400 {
		e = c.redirected(resp)
	}
	e.Message, e.Hint = c.Redact(e.Message), c.Redact(e.Hint)
	e.Cause = errors.Join(&StatusError{resp.Status, resp.RequestID}, e.Cause)
	return e
}

// parsed asks the service's parser first, and fills in what it left out.
func (f Failure) parsed(parse ErrorParser) *connectors.Error {
	common := f.Common()
	if parse == nil {
		return common
	}
	e := parse(f)
	if e == nil {
		return common
	}
	if e.Class == "" {
		e.Class = common.Class
	}
	if e.Message == "" {
		e.Message = common.Message
	}
	if e.RetryAfter == 0 {
		e.RetryAfter = common.RetryAfter
	}
	if e.Hint == "" && e.Class == common.Class {
		e.Hint = common.Hint
	}
	return e
}

// Common makes an error of the shapes that many services share: it takes the
// message from JSON, XML, HTML or text, and the class from the status.
func (f Failure) Common() *connectors.Error {
	e := &connectors.Error{Class: f.class(), Message: f.Message(), Position: -1, RetryAfter: retryAfter(f.Status, f.Header, time.Now())}
	if e.Class == connectors.ClassPermission && strings.Contains(strings.ToLower(e.Message), "not authenticated") {
		e.Class = connectors.ClassAuth
	}
	if e.Message == "" {
		e.Message = f.Host + " answered " + statusText(f.Status) + " without a reason"
	}
	e.Hint = f.hint(e)
	if f.page() {
		page := pageError(f.Host, e.Message)
		e.Class, e.Message, e.Hint = page.Class, page.Message, page.Hint
	}
	return e
}

// page reports whether a page stands where data should.
func (f Failure) page() bool {
	return f.Status >= 200 && f.Status < 300 && mediaType(f.Header) == "text/html"
}

var classes = map[int]connectors.Class{
	http.StatusBadRequest:            connectors.ClassQuery,
	http.StatusUnauthorized:          connectors.ClassAuth,
	http.StatusPaymentRequired:       connectors.ClassPermission,
	http.StatusForbidden:             connectors.ClassPermission,
	http.StatusNotFound:              connectors.ClassNotFound,
	http.StatusMethodNotAllowed:      connectors.ClassUnsupported,
	http.StatusNotAcceptable:         connectors.ClassUnsupported,
	http.StatusProxyAuthRequired:     connectors.ClassUnavailable,
	http.StatusRequestTimeout:        connectors.ClassTimeout,
	http.StatusConflict:              connectors.ClassQuery,
	http.StatusGone:                  connectors.ClassNotFound,
	http.StatusRequestEntityTooLarge: connectors.ClassQuery,
	http.StatusUnsupportedMediaType:  connectors.ClassUnsupported,
	http.StatusUnprocessableEntity:   connectors.ClassQuery,
	http.StatusTooManyRequests:       connectors.ClassRateLimit,
	http.StatusNotImplemented:        connectors.ClassUnsupported,
	http.StatusBadGateway:            connectors.ClassUnavailable,
	http.StatusServiceUnavailable:    connectors.ClassUnavailable,
	http.StatusGatewayTimeout:        connectors.ClassTimeout,
	http.StatusInsufficientStorage:   connectors.ClassCapacity,
}

func (f Failure) class() connectors.Class {
	class, known := classes[f.Status]
	switch {
	case known:
		return class
	case f.Status >= 400 && f.Status < 500:
		return connectors.ClassQuery
	case f.Status >= 500:
		return connectors.ClassInternal
	}
	return connectors.ClassUnavailable
}

func (f Failure) hint(e *connectors.Error) string {
	switch {
	case e.Class == connectors.ClassAuth:
		return "Check the connection's credentials."
	case e.Class == connectors.ClassPermission:
		return "The credentials are known, but this needs rights that they do not have."
	case f.Status == http.StatusProxyAuthRequired:
		return proxyHint
	case f.Status == http.StatusRequestEntityTooLarge:
		return "The statement is larger than the server takes."
	case e.RetryAfter > 0:
		return fmt.Sprintf("The server asks to wait %s.", e.RetryAfter.Round(time.Second))
	}
	return ""
}

// redirected is the error of a redirect that was not followed.
func (c *Client) redirected(resp *Response) *connectors.Error {
	e := connectors.Errorf(connectors.ClassUnavailable, "%s answered %s", resp.host, statusText(resp.Status))
	if to, err := resp.answer.Location(); err == nil {
		e.Message += " and sends to " + c.shownURL(to, true) + ", which was not followed"
	}
	return e.WithHint("Check the connection's url: scheme, host and path must be those of the service itself.")
}
