package httpapi

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sonde/internal/secrets"
)

// logEntry tells of one exchange.
type logEntry struct {
	log   *slog.Logger
	begun time.Time
}

func (c *Client) entry(r *Request, req *http.Request) *logEntry {
	e := &logEntry{begun: time.Now()}
	if c.log != nil {
		e.log = c.log.With("request", r.ID, "method", req.Method, "url", c.shownURL(req.URL, r.URL != ""))
	}
	return e
}

func (e *logEntry) answered(r *Response) {
	if e.log != nil {
		e.log.Info("http answer", "status", r.Status, "proto", r.answer.Proto, "elapsed", time.Since(e.begun),
			"server_request", r.RequestID, "encoding", r.Header.Get("Content-Encoding"))
	}
}

func (e *logEntry) failed(err error) {
	if e.log != nil {
		e.log.Error("http request failed", "elapsed", time.Since(e.begun), "error", err)
	}
}

func (e *logEntry) ended(b *body) {
	if e.log == nil {
		return
	}
	fields := []any{"elapsed", time.Since(e.begun), "wire_bytes", b.wire.size, "body_bytes", b.size}
	if errors.Is(b.err, io.EOF) {
		e.log.Info("http body ended", fields...)
		return
	}
	e.log.Error("http body broke off", append(fields, "error", b.err)...)
}

// shownURL is a URL as it may be seen. Of a presigned one, the whole query is
// hidden; of others, parameters that hold secrets.
func (c *Client) shownURL(u *url.URL, presigned bool) string {
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	text := c.Redact(shown.String())
	if u.RawQuery == "" {
		return text
	}
	if presigned {
		return text + "?" + secrets.Mask
	}
	parameters := strings.Split(u.RawQuery, "&")
	for i, p := range parameters {
		parameters[i] = c.shownParameter(p)
	}
	return text + "?" + strings.Join(parameters, "&")
}

// maxParameter is how much of a parameter the log has, in bytes.
const maxParameter = 1000

func (c *Client) shownParameter(parameter string) string {
	name, value, found := strings.Cut(parameter, "=")
	text, err := url.QueryUnescape(value)
	switch {
	case namesSecret(name):
		return name + "=" + secrets.Mask
	case !found || err != nil:
		return c.Redact(parameter)
	}
	shown := c.Redact(text)
	return name + "=" + url.QueryEscape(shown[:min(len(shown), maxParameter)])
}

// namesSecret reports whether a parameter of this name holds a secret. The
// scrubber knows such names by the mark before them.
func namesSecret(name string) bool {
	parameter := "?" + name + "=x"
	return secrets.Scrub(parameter) != parameter
}

// hides reports whether a parameter has something that must not be seen.
func (c *Client) hides(parameter string) bool {
	name, value, _ := strings.Cut(parameter, "=")
	text, err := url.QueryUnescape(value)
	return namesSecret(name) || err != nil || c.Redact(text) != text
}
