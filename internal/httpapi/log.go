package httpapi

import (
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
	if b.err == io.EOF {
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

func (c *Client) shownParameter(p string) string {
	name, value, found := strings.Cut(p, "=")
	text, err := url.QueryUnescape(value)
	if !found || err != nil {
		return c.Redact(p)
	}
	// The scrubber knows names of parameters by the mark before them.
	if prefix := "?" + name + "="; secrets.Scrub(prefix+"x") != prefix+"x" {
		return name + "=" + secrets.Mask
	}
	shown := c.Redact(text)
	if len(shown) > maxParameter {
		shown = shown[:maxParameter]
	}
	return name + "=" + url.QueryEscape(shown)
}
