// Package tinybird is the face of Tinybird in the sandbox: its Query API with
// templates and output formats, its pipes and its data sources, over the
// embedded engine.
//
// Bodies are laid out as ClickHouse lays them out. The SQL is the embedded
// engine's; what Tinybird adds to it (FORMAT, SETTINGS, templates, "_") is taken
// off before.
package tinybird

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"sonde/internal/sandbox/face"
)

// Tokens of the service.
const (
	// Token may read everything.
	Token = "p.eyJ1Ijoic29uZGUiLCJpZCI6ImFkbWluIn0.sandbox-admin"
	// PipeToken may read the pipe top_products and nothing else.
	PipeToken = "p.eyJ1Ijoic29uZGUiLCJpZCI6InBpcGUifQ.sandbox-pipe"
)

// pipeOfToken is the pipe that PipeToken may read.
const pipeOfToken = "top_products"

// Face describes the service.
func Face() face.Face {
	return face.Face{
		Kind:  "tinybird",
		Title: "Tinybird",
		Values: func(base string) []face.Value {
			return []face.Value{{Name: "url", Value: base}, {Name: "token", Value: Token}}
		},
		Example: "SELECT kind, count() AS clicks FROM events GROUP BY kind",
		New: func(ctx context.Context, c face.Config) (http.Handler, error) {
			s := &service{engine: c.Engine}
			if err := s.prepare(ctx); err != nil {
				return nil, err
			}
			return s, nil
		},
		Refuse: refuse,
		Limits: tellLimit,
	}
}

// service is the state of the face.
type service struct {
	engine  *face.Engine
	queries counted
}

// Limits of the service.
const (
	timeLimit = 10 * time.Second
	mostBody  = 10 << 20
	mostBytes = 100 << 20 // of an answer
)

const (
	tokenDocs    = "https://docs.tinybird.co/api-reference/token-api.html"
	templateDocs = "https://docs.tinybird.co/cli/advanced-templates.html"
)

// failure is an error with its status.
type failure struct {
	status        int
	message       string
	documentation string
	body          string // the whole answer, where it is another document
}

func (f *failure) Error() string { return f.message }

func fail(status int, format string, args ...any) *failure {
	return &failure{status: status, message: fmt.Sprintf(format, args...)}
}

func (f *failure) write(w http.ResponseWriter) {
	if f.body != "" {
		w.Header().Set("Content-Type", "application/json; charset=UTF-8")
		w.WriteHeader(f.status)
		_, _ = io.WriteString(w, f.body) // A client that has gone away misses nothing.
		return
	}
	document := struct {
		Error         string `json:"error"`
		Documentation string `json:"documentation,omitempty"`
	}{f.message, f.documentation}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	face.WriteJSON(w, f.status, document)
}

func refuse(w http.ResponseWriter, _ *http.Request, status int, l face.Limit) {
	switch status {
	case http.StatusTooManyRequests:
		tellLimit(w.Header(), l)
		w.Header().Set("Retry-After", strconv.Itoa(l.Seconds()))
		(&failure{status: status, message: "Too many requests: try again in " + strconv.Itoa(l.Seconds()) + " seconds"}).write(w)
	case http.StatusBadGateway:
		face.WriteProxyPage(w, status)
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "2")
		(&failure{status: status, message: "The service is overloaded"}).write(w)
	default:
		(&failure{status: status, message: "There was an unexpected error"}).write(w)
	}
}

func tellLimit(h http.Header, l face.Limit) {
	h.Set("X-RateLimit-Limit", strconv.Itoa(l.Max))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(l.Remaining))
	h.Set("X-RateLimit-Reset", strconv.Itoa(l.Seconds()))
}

// access is what a token may read.
type access struct{ all bool }

func authorize(r *http.Request) (access, error) {
	token := face.BearerToken(r)
	if token == "" {
		token = r.URL.Query().Get("token")
	}
	switch token {
	case Token:
		return access{all: true}, nil
	case PipeToken:
		return access{}, nil
	case "":
		return access{}, &failure{status: http.StatusForbidden, message: "authentication token is required", documentation: tokenDocs}
	}
	return access{}, &failure{status: http.StatusForbidden, message: "invalid authentication token", documentation: tokenDocs}
}

// pipe checks that a pipe may be read.
func (a access) pipe(name string) error {
	if a.all || name == pipeOfToken {
		return nil
	}
	return fail(http.StatusForbidden, "Not enough permissions for pipe '%s', token needs ``PIPES:READ:%s`` scope", name, name)
}

// dataSource checks that a data source may be read.
func (a access) dataSource(name string) error {
	if a.all {
		return nil
	}
	return fail(http.StatusForbidden, "Not enough permissions for datasource '%s', token needs ``DATASOURCES:READ:%s`` scope", name, name)
}
