// Package datafold is the face of Datafold's data sources in the sandbox: the
// query endpoint with and without streaming, and the lists of sources, over the
// embedded engine.
//
// The words that requests may have in the header X-Sandbox, beside the common
// ones:
//
//	columns-last     the columns stand behind the rows
//	null-columns     columns is null
//	absent-columns   there is no columns at all
//	bare-array       the answer is the array of rows alone
//	lines            one object per line
//	upper-keys       rows have the columns' names in capitals
//	keep-alive       white space before the answer and between its rows
//	late-error       an error stands behind the rows
//	limit=N          the number of rows after which an answer ends
//	sql-error=N      the status of an answer to a statement that fails; 400 otherwise
//	auth-401         a missing key is answered with 401 and not 403
//	login            the answer is the page on which a person logs in
//	stream-refused   a stream that the source does not know is refused
package datafold

import (
	"context"
	"crypto/subtle"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"sonde/internal/sandbox/face"
)

// API keys of the sandbox. The second belongs to somebody who may query but not
// list data sources.
const (
	Key       = "datafold-sandbox-key"
	MemberKey = "datafold-sandbox-member"
)

// Face describes the service.
func Face() face.Face {
	return face.Face{
		Kind:  "datafold",
		Title: "Datafold",
		Values: func(base string) []face.Value {
			return []face.Value{{Name: "url", Value: base}, {Name: "api_key", Value: Key}, {Name: "data_source", Value: shop}}
		},
		Example: "SELECT * FROM products WHERE category = 'kitchen'",
		New: func(_ context.Context, c face.Config) (http.Handler, error) {
			return (&service{engine: c.Engine}).routes(), nil
		},
		Refuse: refuse,
	}
}

type service struct{ engine *face.Engine }

func (s *service) routes() http.Handler {
	mux := http.NewServeMux()
	const sources = "/api/v1/data_sources"
	mux.HandleFunc("GET "+sources, s.list)
	mux.HandleFunc("GET "+sources+"/types", s.types)
	mux.HandleFunc("GET "+sources+"/{id}", s.one)
	mux.HandleFunc("GET "+sources+"/{id}/{part}", s.below)
	mux.HandleFunc("POST "+sources+"/{id}/query", s.query)
	mux.HandleFunc("POST "+sources+"/{id}/test", s.test)
	mux.HandleFunc("/api/", func(w http.ResponseWriter, _ *http.Request) { detail(w, http.StatusNotFound, "Not Found") })
	mux.HandleFunc("/", loginPage)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if face.Asks(r, "login") {
			loginPage(w, r)
			return
		}
		if strings.HasPrefix(r.URL.Path, "/api/") && !authorized(w, r) {
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// authorized checks the key and answers where it is wrong.
func authorized(w http.ResponseWriter, r *http.Request) bool {
	key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Key ")
	if !ok {
		status := http.StatusForbidden
		if face.Asks(r, "auth-401") {
			status = http.StatusUnauthorized
		}
		detail(w, status, "Not authenticated")
		return false
	}
	for _, known := range []string{Key, MemberKey} {
		if subtle.ConstantTimeCompare([]byte(key), []byte(known)) == 1 {
			return true
		}
	}
	detail(w, http.StatusUnauthorized, "Invalid API key")
	return false
}

// isMember reports whether the caller may not list data sources.
func isMember(r *http.Request) bool { return r.Header.Get("Authorization") == "Key "+MemberKey }

func detail(w http.ResponseWriter, status int, text string) {
	face.WriteJSON(w, status, map[string]string{"detail": text})
}

// loginPage answers what is no path of the API, as an application does that runs
// in a browser.
func loginPage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, "<!DOCTYPE html>\n<html><head><title>Datafold</title></head><body><h1>Log in to Datafold</h1></body></html>\n")
}

func refuse(w http.ResponseWriter, _ *http.Request, status int, l face.Limit) {
	switch status {
	case http.StatusTooManyRequests:
		w.Header().Set("Retry-After", strconv.Itoa(l.Seconds()))
		detail(w, status, "Too many requests")
	case http.StatusInternalServerError:
		http.Error(w, "Internal Server Error", status)
	default:
		face.WriteProxyPage(w, status)
	}
}

// word is the value of a word such as limit=2 in a request's header; empty where
// the word is not there.
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

// number is the number of a word; standard where there is none.
func number(r *http.Request, name string, standard int) int {
	if n, err := strconv.Atoi(word(r, name)); err == nil {
		return n
	}
	return standard
}
