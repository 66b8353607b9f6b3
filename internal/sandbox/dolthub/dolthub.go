// Package dolthub is the face of DoltHub's v1alpha1 API in the sandbox: reads at
// any ref, writes as operations, branches and merges, over the embedded engine.
//
// A commit is a database of the engine, so a write on a branch is seen there and
// nowhere else until it is merged. Where the document leaves a question open,
// the answers are those of the Dolt engine, version 1.83.
//
// The words that requests may have in the header X-Sandbox, beside the common
// ones:
//
//	colon-keys         sql_query:, query: and operation_name: are spelled so
//	type-kinds         column types are Int and String, as older answers have them
//	timeout            a read runs out of time
//	warning            a read succeeds with a warning
//	prompt             (on a write) the operation is done at the first poll
//	stuck              (on a write) the operation is never done
//	fail               (on a write) the operation fails
//	failure-in-body    (on a poll) a failure is a finished operation with status Error
//	failure-flat       (on a poll) the same without res_details around it
//	null-details       (on a poll) res_details is there, and null, while not done
package dolthub

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sonde/internal/sandbox/face"
)

// Tokens of the sandbox. The first may do everything, the second may read what
// is public.
const (
	Token      = "dhat.v1.sandbox"
	GuestToken = "dhat.v1.sandbox-guest"
)

// The bounds of the service.
const (
	rowCap      = 1000 // rows of an answer
	readTimeout = 30 * time.Second
	maxTarget   = 8190 // bytes of a request's path and query
	maxBody     = 1 << 20
)

// Face describes the service. Its engine must not be shared: databases are
// attached to it, and its search path changes.
func Face() face.Face {
	return face.Face{
		Kind:  "dolthub",
		Title: "DoltHub",
		Values: func(base string) []face.Value {
			return []face.Value{
				{Name: "url", Value: base},
				{Name: "owner", Value: "sonde"},
				{Name: "database", Value: "shop"},
				{Name: "ref", Value: "main"},
				{Name: "token", Value: Token},
			}
		},
		Example: "SELECT * FROM products WHERE price < 10",
		New: func(ctx context.Context, c face.Config) (http.Handler, error) {
			s := &service{store: &store{engine: c.Engine}, turn: make(chan struct{}, 1), repositories: map[string]*repository{}}
			for _, r := range recipes {
				s.repositories[r.slug()] = newRepository(r)
			}
			if err := s.store.prepare(ctx); err != nil {
				return nil, err
			}
			return s, s.store.defineInformation(ctx)
		},
		Refuse: refuse,
	}
}

func refuse(w http.ResponseWriter, _ *http.Request, status int, l face.Limit) {
	switch status {
	case http.StatusTooManyRequests:
		w.Header().Set("Retry-After", seconds(l))
		plain(w, status, "Too Many Requests")
	case http.StatusServiceUnavailable:
		plain(w, http.StatusGatewayTimeout, "upstream request timeout")
	default:
		face.WriteProxyPage(w, status)
	}
}

// service answers requests one after another where they need the engine.
type service struct {
	store        *store
	turn         chan struct{} // holds the one request that uses the store
	repositories map[string]*repository
}

// enter waits for the store. The function that it returns lets the next one in.
func (s *service) enter(ctx context.Context) (leave func(), err error) {
	select {
	case s.turn <- struct{}{}:
		return func() { <-s.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// ServeHTTP finds the endpoint. Segments of a path are unescaped one by one,
// because a branch may have a slash in its name.
func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if len(r.RequestURI) > maxTarget {
		face.WriteProxyPage(w, http.StatusRequestURITooLong)
		return
	}
	path, err := segments(r.URL)
	if err != nil {
		face.WriteProxyPage(w, http.StatusBadRequest)
		return
	}
	endpoint := s.endpoint(r.Method, path)
	if endpoint == nil {
		face.WriteProxyPage(w, http.StatusNotFound)
		return
	}
	if answer := s.inTurn(endpoint, r, path); answer != nil {
		answer(w, r)
	}
}

// inTurn asks an endpoint while nobody else uses the store. The answer is sent
// afterwards, so that a slow client holds up nobody; it is nil where the client
// has gone.
func (s *service) inTurn(e endpoint, r *http.Request, path []string) reply {
	leave, err := s.enter(r.Context())
	if err != nil {
		return nil
	}
	defer leave()
	return e(r, path)
}

func segments(u *url.URL) ([]string, error) {
	parts := strings.Split(strings.Trim(u.EscapedPath(), "/"), "/")
	var failed error
	for i, p := range parts {
		unescaped, err := url.PathUnescape(p)
		failed = errors.Join(failed, err)
		parts[i] = unescaped
	}
	return parts, failed
}

// reply sends an answer that is known.
type reply func(w http.ResponseWriter, r *http.Request)

type endpoint func(r *http.Request, path []string) reply

// endpoint finds what answers a path; nil where there is nothing.
func (s *service) endpoint(method string, path []string) endpoint {
	get, post := method == http.MethodGet, method == http.MethodPost
	if get && len(path) >= 4 && len(path) <= 5 && path[0] == "csv" {
		return s.export
	}
	if len(path) < 3 || path[0] != "api" || path[1] != "v1alpha1" {
		return nil
	}
	n := len(path)
	last := path[n-1]
	switch {
	case get && n == 3 && last == "user":
		return s.user
	case n == 5 && last == "branches" && get:
		return s.branches
	case n == 5 && last == "branches" && post:
		return s.createBranch
	case get && n == 5 && last == "tags":
		return s.tags
	case get && n == 5 && last == "write":
		return s.poll
	case post && n == 7 && path[4] == "write":
		return s.write
	case get && (n == 4 || n == 5):
		return s.read
	}
	return nil
}
