// Package nekt is the face of Nekt's SQL endpoint in the sandbox, and of the
// object store that holds its results, over the embedded engine.
//
// The store answers under this machine's other name: where the API was called at
// 127.0.0.1, presigned URLs lead to localhost, and the other way round. It
// refuses requests that carry a credential beside the signature.
//
// The words that requests may have in the header X-Sandbox, beside the common
// ones; those that shape a result are sent with the statement:
//
//	aws, gcp           the organisation's cloud, whatever the sandbox was started with
//	failed, cancelled, running   the state of the answer
//	reason-in=error    (message, detail) where the reason of a failure stands
//	part-rows=N        a part ends after N rows, where the cloud writes parts
//	no-parts           the list of URLs is empty
//	empty-part         one more part, without rows
//	no-header          parts of a CSV have no line of column names
//	gzip               CSV objects are compressed though nobody asked
//	content-encoding   compressed objects are stored with Content-Encoding: gzip
//	no-range           the store does not know the header Range
//	expired            the URLs have expired already
//	expires=N          the URLs expire after N seconds
//	created            the status is 201
//	no-slash-500       a path without its last slash is answered with 500
//	no-cloud           the organisation has no cloud yet
package nekt

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"sonde/internal/sandbox/face"
	"sonde/internal/scratch"
)

// Key is the API key of the sandbox.
const Key = "nekt-sandbox-key"

// Options are choices for the service.
type Options struct {
	// GCP makes the organisation one with BigQuery; otherwise it has Athena.
	GCP bool
}

// Face describes the service.
func Face(o Options) face.Face {
	return face.Face{
		Kind:  "nekt",
		Title: "Nekt",
		Values: func(base string) []face.Value {
			return []face.Value{{Name: "url", Value: base}, {Name: "api_key", Value: Key}}
		},
		Example: "SELECT * FROM nekt_raw.orders LIMIT 100",
		New: func(ctx context.Context, c face.Config) (http.Handler, error) {
			s := &service{engine: c.Engine, options: o, objects: map[string]*object{}}
			return s, s.prepare(ctx)
		},
		Refuse: refuse,
	}
}

// service is the API and the store behind it.
type service struct {
	engine  *face.Engine
	options Options
	folder  *scratch.Folder // of the objects
	secret  []byte          // that URLs are signed with

	mu      sync.Mutex
	objects map[string]*object // by bucket and key, as in a path
	order   []string           // the same, the oldest first
}

// prepare makes the layers and the folder of the objects, which goes with the
// engine.
func (s *service) prepare(ctx context.Context) error {
	if err := s.layer(ctx); err != nil {
		return err
	}
	s.secret = make([]byte, 32)
	_, _ = rand.Read(s.secret) // It never fails.
	folder, err := scratch.New("")
	if err != nil {
		return err
	}
	s.folder = folder
	s.engine.Go(func(life context.Context) {
		<-life.Done()
		// What stays is removed by the next program that cleans up.
		_ = folder.Remove()
	})
	return nil
}

// layer shows the engine's tables as the layer nekt_raw.
func (s *service) layer(ctx context.Context) error {
	names, err := s.tables(ctx)
	if err != nil {
		return err
	}
	statements := []string{"CREATE SCHEMA nekt_raw", "CREATE SCHEMA " + metadataSchema}
	for _, n := range names {
		quoted := engineDialect.QuoteIdentifier(n)
		statements = append(statements, "CREATE VIEW nekt_raw."+quoted+" AS SELECT * FROM main."+quoted)
	}
	for _, m := range metadataViews {
		statements = append(statements, metadataQuery(m.table, m.layer))
	}
	statements = append(statements, fieldPaths)
	for _, sql := range statements {
		if err := s.engine.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

const endpoint = "/api/v1/sql-query"

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path := r.URL.Path; {
	case path == endpoint+"/":
		s.query(w, r)
	case path == endpoint && face.Asks(r, "no-slash-500"):
		face.WriteProxyPage(w, http.StatusInternalServerError)
	case path == endpoint:
		http.Redirect(w, r, endpoint+"/", http.StatusMovedPermanently)
	case isObject(r):
		s.serveObject(w, r)
	default:
		face.WriteProxyPage(w, http.StatusNotFound)
	}
}

// word is the value of a word such as part-rows=2 in a request's header; empty
// where the word is not there.
func word(r *http.Request, name string) string {
	for _, line := range r.Header.Values(face.Header) {
		for w := range strings.SplitSeq(line, ",") {
			if before, after, found := strings.Cut(strings.TrimSpace(w), "="); found && strings.EqualFold(before, name) {
				return after
			}
		}
	}
	return ""
}

func refuse(w http.ResponseWriter, r *http.Request, status int, l face.Limit) {
	switch {
	case isObject(r) && status == http.StatusInternalServerError:
		writeStoreError(w, status, "InternalError", "We encountered an internal error. Please try again.", nil)
	case isObject(r):
		writeStoreError(w, http.StatusServiceUnavailable, "SlowDown", "Please reduce your request rate.", nil)
	case status == http.StatusTooManyRequests:
		throttled(w, l)
	default:
		face.WriteProxyPage(w, status)
	}
}

// stamp is a time as it stands in the names of objects.
func stamp(at time.Time) string {
	return at.UTC().Format("20060102-150405") + fmt.Sprintf("-%06d", at.Nanosecond()/1000)
}
