package httpapi

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestLogTellsEverythingButSecrets(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-Id", "srv-9")
		if r.URL.Path == "/bad" {
			http.Error(w, "no such key: s3cret-key", http.StatusForbidden)
			return
		}
		io.WriteString(w, "12345")
	})
	out := &lockedBuffer{}
	c := open(t, Options{BaseURL: s.URL, Header: http.Header{"X-Api-Key": {"s3cret-key"}}, Log: slog.New(slog.NewTextHandler(out, nil))})
	for _, r := range []Request{
		{Path: "/v0/sql", ID: "run-1", Query: url.Values{"q": {"SELECT 1"}, "token": {"s3cret-a"}, "x": {"s3cret-key"}, "y": {"password='s3cret-b'"}}},
		{URL: s.URL + "/part.csv?X-Amz-Signature=s3cret-c&other=s3cret-d"},
		{Path: "/bad"},
	} {
		_, _ = get(c, r)
	}
	text := out.String()
	if strings.Contains(text, "s3cret") {
		t.Errorf("a secret is in the log:\n%s", text)
	}
	for _, want := range []string{
		"http answer", "request=run-1", "method=GET", s.URL + "/v0/sql?q=SELECT+1", "status=200", "server_request=srv-9", "proto=HTTP/1.1",
		"http body ended", "wire_bytes=5", "body_bytes=5", "/part.csv?•••", "status=403",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the log does not say %q:\n%s", want, text)
		}
	}
}

func TestLogTellsFaults(t *testing.T) {
	out := &lockedBuffer{}
	logger := slog.New(slog.NewTextHandler(out, nil))
	base := listen(t, func(c net.Conn) { fmt.Fprint(c, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc") })
	if _, err := get(open(t, Options{BaseURL: base, Log: logger}), Request{}); err == nil {
		t.Fatal("a cut body gives no error")
	}
	closed := listen(t, func(net.Conn) {})
	if _, err := get(open(t, Options{BaseURL: closed, Log: logger}), Request{URL: closed + "/x?sig=s3cret"}); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Fatalf("%v", err)
	}
	for _, want := range []string{"http body broke off", "body_bytes=3", "http request failed"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the log does not say %q:\n%s", want, out)
		}
	}
	if strings.Contains(out.String(), "s3cret") {
		t.Errorf("a secret is in the log:\n%s", out)
	}
}
