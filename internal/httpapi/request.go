package httpapi

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sonde/connectors"
)

// Request is one request to the service, or for a URL that the service gave.
type Request struct {
	// Method is GET where it is empty.
	Method string
	// Path is joined to the base URL as it stands: it is already escaped, as
	// [Path] does. A slash at its end is kept.
	Path string
	// Query is added to the path.
	Query url.Values
	// URL, where it is set, replaces base, path and query. It is sent verbatim
	// and without the headers of the connection, even to the base's own host: a
	// presigned URL is its own credential.
	URL string
	// Header is set over the connection's. Secrets belong in Options.Header.
	Header http.Header
	// Body is sent with its length.
	Body []byte
	// ID goes to the server as X-Request-Id and stands in the log; empty: one
	// is made up. It is not sent with URL.
	ID string
	// Identity asks for a body that is not compressed, for servers that would
	// hold rows back to compress them, and for ranges.
	Identity bool
	// Raw leaves the body as it came, whatever its Content-Encoding says, for
	// files whose reading may have to be taken up at a byte of the wire.
	Raw bool
	// Repeatable says that the request changes nothing and costs nothing, so
	// that it may be sent again after 429, 502, 503, 504 and a connection that
	// broke before an answer. Meter shows the wait.
	Repeatable bool
	// FirstByte replaces the client's limit where it is not zero.
	FirstByte time.Duration
	// ParseError replaces the client's parser where it is not nil.
	ParseError ErrorParser
	// Meter is told how far the request is. Nil: nobody is.
	Meter *Meter
}

// Path joins segments into an escaped path that begins with a slash. A slash,
// a dot or a percent sign inside a segment stays part of it.
func Path(segments ...string) string {
	var path strings.Builder
	for _, s := range segments {
		path.WriteByte('/')
		if s == "." || s == ".." {
			path.WriteString(strings.ReplaceAll(s, ".", "%2E"))
		} else {
			path.WriteString(url.PathEscape(s))
		}
	}
	return path.String()
}

// target is the URL of a request.
func (c *Client) target(r *Request) (*url.URL, error) {
	if r.URL != "" {
		u, err := url.Parse(r.URL)
		if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return nil, connectors.Errorf(connectors.ClassInternal, "the server gave a URL that cannot be read")
		}
		return u, nil
	}
	joined := strings.TrimSuffix(c.base.String(), "/")
	if r.Path != "" {
		joined += "/" + strings.TrimPrefix(r.Path, "/")
	}
	u, err := url.Parse(joined)
	if err != nil {
		return nil, connectors.Errorf(connectors.ClassInternal, "the path %q is not escaped", r.Path)
	}
	switch {
	case u.RawQuery == "":
		u.RawQuery = r.Query.Encode()
	case len(r.Query) > 0:
		u.RawQuery += "&" + r.Query.Encode()
	}
	return u, nil
}

// build makes the request of net/http.
func (c *Client) build(ctx context.Context, r *Request, target *url.URL) (*http.Request, error) {
	method := r.Method
	if method == "" {
		method = http.MethodGet
	}
	var body io.Reader
	if r.Body != nil {
		body = bytes.NewReader(r.Body)
	}
	req, err := http.NewRequestWithContext(ctx, method, "/", body)
	if err != nil {
		return nil, connectors.Errorf(connectors.ClassInternal, "%q is no HTTP method", method)
	}
	req.URL, req.Host = target, target.Host
	c.setHeader(req, r)
	return req, validHeader(req.Header)
}

func (c *Client) setHeader(req *http.Request, r *Request) {
	req.Header = http.Header{"User-Agent": {"sonde"}, "Accept-Encoding": {"gzip, zstd"}}
	if r.URL == "" {
		req.Header.Set("X-Request-Id", r.ID)
		maps.Copy(req.Header, c.header)
		if host := c.header.Get("Host"); host != "" {
			req.Host = host
		}
	}
	for name, values := range r.Header {
		req.Header[http.CanonicalHeaderKey(name)] = values
	}
	if r.Identity {
		req.Header.Set("Accept-Encoding", "identity")
	}
}
