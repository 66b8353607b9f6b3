package tinybird

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"sonde/internal/sandbox/face"
)

// ServeHTTP answers a request.
func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.Header().Set("Vary", "Accept-Encoding")
	if acceptsGzip(r) {
		z := zip(w)
		defer z.close()
		w = z
	}
	if err := s.route(w, r); err != nil {
		var f *failure
		if !errors.As(err, &f) {
			f = engineFailure(r.Context(), err)
		}
		f.write(w)
	}
}

// route finds the endpoint of a path. An error is answered by the caller.
func (s *service) route(w http.ResponseWriter, r *http.Request) error {
	path := strings.TrimSuffix(r.URL.Path, "/")
	if path == "/v0/regions" {
		face.WriteJSON(w, http.StatusOK, map[string]any{"regions": []map[string]string{{"name": "sandbox", "api_host": "http://" + r.Host, "provider": "local"}}})
		return nil
	}
	a, err := authorize(r)
	if err != nil {
		return err
	}
	switch resource, isPipe := strings.CutPrefix(path, "/v0/pipes/"); {
	case path == "/v0/sql":
		s.tellOwnLimit(w.Header())
		return s.query(w, r, a)
	case isPipe && resource == "openapi.json":
		return s.openAPI(w, r, a)
	case isPipe && strings.Contains(resource, "."):
		s.tellOwnLimit(w.Header())
		return s.endpoint(w, r, a, resource)
	}
	if err := allow(w, r, http.MethodGet); err != nil {
		return err
	}
	return s.listing(w, r, a, path)
}

// listing answers what describes the workspace.
func (s *service) listing(w http.ResponseWriter, r *http.Request, a access, path string) error {
	switch path {
	case "/v0/workspace", "/v1/workspace":
		face.WriteJSON(w, http.StatusOK, map[string]any{"id": "sandbox", "name": "sandbox", "user_id": "sonde", "user_email": "sonde@example.com", "scope": a.scope(), "main": nil})
		return nil
	case "/v0/datasources":
		return s.dataSources(w, r, a)
	case "/v0/pipes", "/v1/pipes":
		return s.pipes(w, r, a)
	}
	if name, ok := strings.CutPrefix(path, "/v0/datasources/"); ok {
		return s.dataSource(w, r, a, name)
	}
	if name, ok := strings.CutPrefix(path, "/v0/pipes/"); ok {
		return s.pipe(w, r, a, name)
	}
	return &failure{status: http.StatusNotFound, message: "Not Found"}
}

func (a access) scope() string {
	if a.all {
		return "admin"
	}
	return "custom"
}

// allow refuses other methods.
func allow(w http.ResponseWriter, r *http.Request, methods ...string) error {
	if slices.Contains(methods, r.Method) {
		return nil
	}
	w.Header().Set("Allow", strings.Join(methods, ", "))
	return &failure{status: http.StatusMethodNotAllowed, message: "Method Not Allowed"}
}
