// Package druid is the face of Apache Druid in the sandbox: its SQL API, the
// statements and tasks of its multi-stage engine as far as they read, and the
// metadata tables, over the embedded engine.
//
// Where Druid's document and a running Druid differ, the content types are those
// of the document and the rest is that of a Broker of version 33.
package druid

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"

	"sonde/internal/sandbox/face"
)

// Options are choices for the service. The zero value asks for no credentials.
type Options struct {
	// Username and Password are asked for with HTTP Basic where they are set.
	Username, Password string
}

// version is the one that the service says it is.
const version = "33.0.0"

// Face describes the service.
func Face(o Options) face.Face {
	return face.Face{
		Kind:    "druid",
		Title:   "Apache Druid",
		Values:  o.values,
		Example: "SELECT kind, COUNT(*) AS clicks FROM clicks GROUP BY kind",
		New: func(ctx context.Context, c face.Config) (http.Handler, error) {
			s := &service{engine: c.Engine, options: o, running: map[string][]*running{}, statements: map[string]*statement{}}
			if err := s.prepare(ctx); err != nil {
				return nil, err
			}
			return s.routes(), nil
		},
		Refuse: refuse,
		Break:  breakOff,
	}
}

func (o Options) values(base string) []face.Value {
	values := []face.Value{{Name: "url", Value: base}}
	if o.Username != "" {
		values = append(values, face.Value{Name: "username", Value: o.Username}, face.Value{Name: "password", Value: o.Password})
	}
	return values
}

// breakOff ends an answer as Druid does: in good order as far as HTTP can see,
// but for the trailer.
func breakOff(w http.ResponseWriter) {
	w.Header().Set(completeTrailer, "false")
	w.Header().Set(http.TrailerPrefix+errorTrailer, "cut by the sandbox")
}

func refuse(w http.ResponseWriter, r *http.Request, status int, _ face.Limit) {
	switch status {
	case http.StatusTooManyRequests:
		overCapacity().write(w, r)
	case http.StatusBadGateway:
		face.WriteProxyPage(w, status)
	case http.StatusServiceUnavailable:
		unavailable().write(w, r)
	default:
		runtimeFailure("java.lang.RuntimeException", "failed by the sandbox").write(w, r)
	}
}

func (s *service) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/druid/v2/sql", s.sql)
	mux.HandleFunc("/druid/v2/sql/{$}", s.sql)
	mux.HandleFunc("/druid/v2/sql/{id...}", s.cancel)
	mux.HandleFunc("GET /druid/v2/sql/statements/enabled", s.statementsEnabled)
	mux.HandleFunc("POST /druid/v2/sql/statements", s.submit)
	mux.HandleFunc("POST /druid/v2/sql/statements/{$}", s.submit)
	mux.HandleFunc("GET /druid/v2/sql/statements/{id}", s.poll)
	mux.HandleFunc("GET /druid/v2/sql/statements/{id}/results", s.results)
	mux.HandleFunc("DELETE /druid/v2/sql/statements/{id}", s.cancelStatement)
	mux.HandleFunc("POST /druid/v2/sql/task", s.submitTask)
	mux.HandleFunc("GET /druid/indexer/v1/task/{id}/status", s.taskStatus)
	mux.HandleFunc("GET /druid/indexer/v1/task/{id}/reports", s.taskReports)
	mux.HandleFunc("POST /druid/indexer/v1/task/{id}/shutdown", s.shutdownTask)
	mux.HandleFunc("GET /druid/v2/datasources", s.dataSources)
	mux.HandleFunc("GET /druid/broker/v1/loadstatus", fixed(map[string]any{"inventoryInitialized": true}))
	mux.HandleFunc("GET /druid/broker/v1/readiness", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /status", fixed(map[string]any{"version": version, "modules": []any{}, "memory": map[string]any{}}))
	mux.HandleFunc("GET /status/selfDiscovered/status", fixed(map[string]any{"selfDiscovered": true}))
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
	open := http.NewServeMux()
	open.HandleFunc("GET /status/health", fixed(true))
	open.Handle("/", s.guarded(mux))
	return open
}

func fixed(document any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { face.WriteJSON(w, http.StatusOK, document) }
}

func notAllowed(methods string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", methods)
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// guarded asks for the credentials, where the service has any.
func (s *service) guarded(next http.Handler) http.Handler {
	if s.options.Username == "" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		username, password, given := r.BasicAuth()
		switch {
		case !given:
			w.Header().Set("WWW-Authenticate", "Basic")
			face.WriteJSON(w, http.StatusUnauthorized, legacy{Error: "Unauthorized request", Host: "localhost"})
		case !same(username, s.options.Username) || !same(password, s.options.Password):
			w.Header().Set("Content-Type", "text/html;charset=iso-8859-1")
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = w.Write([]byte("<html><head><title>Error 401 User authentication failed.</title></head><body><h2>HTTP ERROR 401 User authentication failed.</h2></body></html>"))
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// same compares without telling by the time it takes how much is right.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}
