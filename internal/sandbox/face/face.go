// Package face holds what the services of the sandbox share: the engine that
// answers their statements, the rows of an answer, small helpers for HTTP, and
// the switches with which a person or a test makes a service misbehave.
//
// A service is one package beside this one. It fills in a [Face]; its handler
// knows routes, formats and error shapes, and nothing of faults and logs.
package face

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
)

// Face describes one service.
type Face struct {
	// Kind is the connector's kind: "druid".
	Kind string
	// Title is the name that people know: "Apache Druid".
	Title string
	// Values are the option values of a connection to the service at a base URL
	// such as http://127.0.0.1:7301, in the order in which they are shown. The
	// kind is not among them.
	Values func(base string) []Value
	// Example is a statement to try first.
	Example string
	// New builds the service. It may prepare the engine, by creating views or
	// tables. The context bounds the call only.
	New func(ctx context.Context, c Config) (http.Handler, error)
	// Refuse answers a request with one of the statuses 429, 500, 502 and 503 in
	// the service's own shape. It is called for the switches limited and failing.
	Refuse func(w http.ResponseWriter, r *http.Request, status int, l Limit)
	// Break ends an answer of which only the first part has been sent, as the
	// service does. Nil stands for [Abort].
	Break func(w http.ResponseWriter)
	// Limits tells the rate limit in the headers of every answer, where the
	// service does so. It may be nil.
	Limits func(h http.Header, l Limit)
}

// Value is an option of a connection: text, a whole number, a boolean, or a
// map[string]any.
type Value struct {
	Name  string
	Value any
}

// Config is what a service is built from.
type Config struct {
	Engine *Engine
	Log    *slog.Logger
}

// Handler builds a face's service with its switches and its log around it.
func Handler(ctx context.Context, f Face, c Config, s Switches) (http.Handler, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	service, err := f.New(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("the %s of the sandbox: %w", f.Title, err)
	}
	return logged(f.Kind, c.Log, &faulty{face: f, service: service, switches: s}), nil
}
