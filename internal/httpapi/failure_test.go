package httpapi

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"sonde/connectors"
)

// answer serves one fixed answer.
func answer(t *testing.T, status int, contentType, body string) string {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("X-Request-Id", "srv-1")
		w.WriteHeader(status)
		io.WriteString(w, body)
	})
	return s.URL
}

func TestStatusDecidesTheClass(t *testing.T) {
	for status, want := range map[int]connectors.Class{
		400: connectors.ClassQuery, 401: connectors.ClassAuth, 402: connectors.ClassPermission, 403: connectors.ClassPermission,
		404: connectors.ClassNotFound, 405: connectors.ClassUnsupported, 407: connectors.ClassUnavailable, 408: connectors.ClassTimeout, 409: connectors.ClassQuery,
		413: connectors.ClassQuery, 418: connectors.ClassQuery, 422: connectors.ClassQuery, 429: connectors.ClassRateLimit,
		500: connectors.ClassInternal, 501: connectors.ClassUnsupported, 502: connectors.ClassUnavailable, 503: connectors.ClassUnavailable,
		504: connectors.ClassTimeout, 507: connectors.ClassCapacity, 599: connectors.ClassInternal,
	} {
		_, err := get(open(t, Options{BaseURL: answer(t, status, "application/json", `{"message":"no luck"}`)}), Request{})
		var code *StatusError
		if !errors.As(err, &code) || code.Code != status || code.RequestID != "srv-1" {
			t.Errorf("%d: cause %+v", status, code)
		}
		if e := connectors.AsError(err); e.Class != want || e.Message != "no luck" || e.Position != -1 {
			t.Errorf("%d: %+v", status, e)
		}
	}
}

func TestErrorBodies(t *testing.T) {
	for name, c := range map[string]struct {
		status            int
		contentType, body string
		class             connectors.Class
		message, hint     string
	}{
		"empty":        {503, "", "", connectors.ClassUnavailable, "answered 503 Service Unavailable without a reason", ""},
		"odd JSON":     {500, "application/json", `{"a":{"b":[1]}}`, connectors.ClassInternal, "answered 500 Internal Server Error without a reason", ""},
		"text":         {504, "text/plain", "upstream request timeout", connectors.ClassTimeout, "upstream request timeout", ""},
		"HTML":         {502, "text/html", "<title>502 Bad Gateway</title><p>nginx", connectors.ClassUnavailable, "502 Bad Gateway · nginx", ""},
		"login page":   {200, "text/html; charset=utf-8", "<title>Log in</title>", connectors.ClassUnavailable, "web page instead of data: Log in", "login page"},
		"bucket":       {403, "application/xml", "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>", connectors.ClassPermission, "Request has expired (AccessDenied)", "rights"},
		"not known":    {403, "application/json", `{"detail":"Not authenticated"}`, connectors.ClassAuth, "Not authenticated", "credentials"},
		"unauthorized": {401, "", "", connectors.ClassAuth, "answered 401 Unauthorized", "credentials"},
		"too large":    {413, "text/plain", "too big", connectors.ClassQuery, "too big", "larger"},
		"endless":      {400, "text/plain", strings.Repeat("x", 10<<20), connectors.ClassQuery, "xxx", ""},
		"cut JSON":     {400, "application/json", `{"errorMessage":"syntax error","trace":"` + strings.Repeat("x", 100<<10) + `"}`, connectors.ClassQuery, "syntax error", ""},
	} {
		_, err := get(open(t, Options{BaseURL: answer(t, c.status, c.contentType, c.body)}), Request{})
		e := connectors.AsError(err)
		if e == nil || e.Class != c.class || !strings.Contains(e.Message, c.message) || !strings.Contains(e.Hint, c.hint) {
			t.Errorf("%s: %+v", name, e)
			continue
		}
		if len(e.Message) > maxMessage+len("…") {
			t.Errorf("%s: a message of %d bytes", name, len(e.Message))
		}
	}
}

func TestErrorBodyIsDecompressed(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(http.StatusBadRequest)
		w.Write(pack(t, "gzip", []byte(`{"error":"packed"}`)))
	})
	if _, err := get(open(t, Options{BaseURL: s.URL}), Request{}); err == nil || err.Error() != "query: packed" {
		t.Errorf("%v", err)
	}
}

func TestServiceParserComesFirst(t *testing.T) {
	parse := func(f Failure) *connectors.Error {
		var document struct{ Kind, Text string }
		_ = json.Unmarshal(f.Body, &document)
		if document.Kind == "" {
			return nil
		}
		e := connectors.Errorf(connectors.Class(document.Text), "%s", document.Kind)
		e.Position = 7
		return e
	}
	own := func(Failure) *connectors.Error { return &connectors.Error{Position: -1} }
	for body, c := range map[string]struct {
		request ErrorParser
		want    connectors.Error
	}{
		`{"kind":"K","text":"syntax"}`: {nil, connectors.Error{Class: connectors.ClassSyntax, Message: "K", Position: 7}},
		`{"kind":"K"}`:                 {nil, connectors.Error{Class: connectors.ClassQuery, Message: "K", Position: 7}},
		`{"message":"common"}`:         {nil, connectors.Error{Class: connectors.ClassQuery, Message: "common", Position: -1}},
		`{"kind":"K","message":"m"}`:   {own, connectors.Error{Class: connectors.ClassQuery, Message: "m", Position: -1}},
	} {
		client := open(t, Options{BaseURL: answer(t, 400, "application/json", body), ParseError: parse})
		_, err := get(client, Request{ParseError: c.request})
		e := connectors.AsError(err)
		if e == nil || e.Class != c.want.Class || e.Message != c.want.Message || e.Position != c.want.Position {
			t.Errorf("%s: %+v", body, e)
		}
	}
}
