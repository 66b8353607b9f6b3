package httpapi

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sonde/connectors"
)

var credentials = http.Header{"X-Api-Key": {"s3cret-key"}, "Authorization": {"Key s3cret-token"}}

func TestRedirectWithinTheOriginKeepsCredentials(t *testing.T) {
	var got *http.Request
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/a" {
			http.Redirect(w, r, "/b", http.StatusTemporaryRedirect)
			return
		}
		got = r
		io.Copy(w, r.Body)
	})
	c := open(t, Options{BaseURL: s.URL, Header: credentials})
	text, err := get(c, Request{Method: "POST", Path: "/a", Body: []byte("SELECT 1")})
	if err != nil || text != "SELECT 1" || got.Header.Get("X-Api-Key") == "" || got.Header.Get("Authorization") == "" {
		t.Errorf("%q, %v, %v", text, err, got)
	}
}

func TestRedirectToAnotherHostLosesCredentials(t *testing.T) {
	var home *http.Request
	var away []*http.Request
	homeURL := ""
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		away = append(away, r)
		if r.URL.Path == "/back" {
			http.Redirect(w, r, homeURL+"/end", http.StatusFound)
		}
	})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/end" {
			home = r
			return
		}
		http.Redirect(w, r, other.URL+r.URL.Path, http.StatusFound)
	})
	homeURL = s.URL
	c := open(t, Options{BaseURL: s.URL, Header: credentials})
	for _, path := range []string{"/x", "/back"} {
		if _, err := get(c, Request{Path: path, Query: url.Values{"token": {"s3cret-param"}}, Header: http.Header{"X-Own": {"1"}, "Range": {"bytes=0-1"}}}); err != nil {
			t.Fatal(err)
		}
	}
	if len(away) != 2 || home == nil {
		t.Fatalf("the redirects were not followed: %d", len(away))
	}
	for _, r := range append(away, home) {
		for _, name := range []string{"X-Api-Key", "Authorization", "X-Own", "X-Request-Id", "Referer"} {
			if v := r.Header.Get(name); v != "" {
				t.Errorf("%s%s got %s: %s", r.Host, r.URL.Path, name, v)
			}
		}
		if r.Header.Get("Range") == "" {
			t.Error("a plain header is lost")
		}
	}
}

func TestRedirectsThatAreNotFollowed(t *testing.T) {
	other := serve(t, func(w http.ResponseWriter, r *http.Request) { t.Errorf("%s %s was sent", r.Method, r.URL) })
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/post-becomes-get":
			http.Redirect(w, r, "/end", http.StatusMovedPermanently)
		case "/post-leaves":
			http.Redirect(w, r, other.URL+"/?token=s3cret", http.StatusTemporaryRedirect)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		default:
			t.Errorf("%s %s was sent", r.Method, r.URL)
		}
	})
	c := open(t, Options{BaseURL: s.URL, Header: credentials})
	for path, method := range map[string]string{"/post-becomes-get": "POST", "/post-leaves": "POST", "/loop": "GET"} {
		_, err := get(c, Request{Method: method, Path: path, Body: []byte("x")})
		if !connectors.IsClass(err, connectors.ClassUnavailable) || !strings.Contains(err.Error(), "which was not followed") {
			t.Errorf("%s: %v", path, err)
		}
		if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("a secret is shown: %v", err)
		}
	}
}

func TestSameOrigin(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"http://h", "http://h:80/x", true},
		{"https://h", "https://H:443", true},
		{"http://h", "https://h", true},
		{"https://h", "http://h", false},
		{"http://h:8080", "https://h", false},
		{"http://h", "http://h:81", false},
		{"http://h", "http://sub.h", false},
		{"http://sub.h", "http://h", false},
	} {
		from, _ := url.Parse(c.from)
		to, _ := url.Parse(c.to)
		if got := sameOrigin(from, to); got != c.want {
			t.Errorf("%s → %s: %v", c.from, c.to, got)
		}
	}
}

func TestSecretsOfTheServersWords(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "bad key s3cret-token or s3cret-key, pass s3cret-pw, param s3cret-param for "+r.Header.Get("Accept"), http.StatusForbidden)
	})
	header := credentials.Clone()
	header.Set("X-Basic", Basic("ann", "s3cret-pw"))
	header.Set("Accept", "application/json")
	header.Set("X-Team", "application")
	c := open(t, Options{BaseURL: s.URL, Header: header, Secrets: []string{"s3cret-param"}})
	_, err := get(c, Request{})
	if err == nil || strings.Contains(err.Error(), "s3cret") || !strings.Contains(err.Error(), "for application/json") {
		t.Errorf("%v", err)
	}
}
