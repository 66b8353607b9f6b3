package face

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// WriteJSON answers with a status and a document on one line, without a newline
// at its end. Characters of HTML stand as they are.
func WriteJSON(w http.ResponseWriter, status int, document any) {
	var body bytes.Buffer
	e := json.NewEncoder(&body)
	e.SetEscapeHTML(false)
	if err := e.Encode(document); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(status)
	// A client that has gone away misses nothing.
	_, _ = w.Write(bytes.TrimSuffix(body.Bytes(), []byte("\n")))
}

// WriteProxyPage answers with an HTML page, as a gateway does that has nobody
// behind it.
func WriteProxyPage(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<html>\n<head><title>%[1]d %[2]s</title></head>\n<body>\n<center><h1>%[1]d %[2]s</h1></center>\n</body>\n</html>\n", status, http.StatusText(status))
}

// ErrTooLarge is the error of ReadBody for a body over its limit.
var ErrTooLarge = errors.New("the body is too large")

// ReadBody reads a request's body of at most limit bytes.
func ReadBody(r *http.Request, limit int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	if err == nil && int64(len(body)) > limit {
		err = ErrTooLarge
	}
	return body, err
}

// BearerToken is the token of the Authorization header; empty where there is
// none.
func BearerToken(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// Flush sends what has been written so far.
func Flush(w http.ResponseWriter) {
	// A writer that cannot flush sends everything at the end.
	_ = http.NewResponseController(w).Flush()
}

// Abort breaks the connection in the middle of an answer. It does not return.
func Abort(w http.ResponseWriter) {
	Flush(w)
	panic(http.ErrAbortHandler)
}

// carriers are the headers that credentials travel in.
var carriers = []string{"Authorization", "Proxy-Authorization", "X-Api-Key", "Cookie"}

// carried names the headers of a request that hold credentials, so that a log
// shows where they went; a dash where there is none.
func carried(h http.Header) string {
	var names []string
	for _, name := range carriers {
		if h.Get(name) != "" {
			names = append(names, strings.ToLower(name))
		}
	}
	if len(names) == 0 {
		return "-"
	}
	return strings.Join(names, ",")
}

// logged tells of every request, without its query string, which may hold a
// token.
func logged(kind string, log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		c := &counter{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			log.Info("sandbox request", "service", kind, "method", r.Method, "path", r.URL.Path,
				"credentials", carried(r.Header), "status", c.status, "bytes", c.bytes, "elapsed", time.Since(start))
		}()
		next.ServeHTTP(c, r)
	})
}

// counter notes what an answer was.
type counter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (c *counter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c *counter) WriteHeader(status int) {
	c.status = status
	c.ResponseWriter.WriteHeader(status)
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.ResponseWriter.Write(p)
	c.bytes += int64(n)
	return n, err
}
