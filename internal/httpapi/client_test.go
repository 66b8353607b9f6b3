package httpapi

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"sonde/connectors"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open builds a client that is closed with the test.
func open(t testing.TB, o Options) *Client {
	t.Helper()
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// serve starts a server that is closed with the test.
func serve(t testing.TB, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// listen answers each connection by hand, after the request's header was read.
func listen(t testing.TB, answer func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			buffer := make([]byte, 64<<10)
			_, _ = conn.Read(buffer)
			answer(conn)
			conn.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return "http://" + l.Addr().String()
}

// get reads a whole answer.
func get(c *Client, r Request) (string, error) {
	resp, err := c.Do(context.Background(), r)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return string(data), err
}

// mustFault asserts kind, class and a part of the message.
func mustFault(t *testing.T, err error, kind FaultKind, class connectors.Class, message string) {
	t.Helper()
	var fault *Fault
	if !errors.As(err, &fault) || fault.Kind != kind {
		t.Fatalf("%v is no fault of kind %q (%+v)", err, kind, fault)
	}
	if !connectors.IsClass(err, class) || !strings.Contains(err.Error(), message) {
		t.Errorf("%v, want class %q and %q", err, class, message)
	}
	if connectors.AsError(err).Position != -1 {
		t.Error("a fault has a position in the statement")
	}
}

func TestTargetKeepsEscapes(t *testing.T) {
	for _, c := range []struct{ base, path, want string }{
		{"http://h:1", "", "/"},
		{"http://h:1/", "v0/sql", "/v0/sql"},
		{"http://h:1/a", "/b/", "/a/b/"},
		{"http://h:1/a/", "b", "/a/b"},
		{"http://h:1/x%2Fy", Path("a/b", "c d", "100%", "ü"), "/x%2Fy/a%2Fb/c%20d/100%25/%C3%BC"},
		{"http://h:1", Path("..", ".", "a..b"), "/%2E%2E/%2E/a..b"},
		{"http://h:1", "/a?b=c", "/a?b=c"},
	} {
		client := open(t, Options{BaseURL: c.base})
		u, err := client.target(&Request{Path: c.path})
		if err != nil || u.RequestURI() != c.want {
			t.Errorf("%s and %s: %v, %v, want %s", c.base, c.path, u, err, c.want)
		}
	}
	client := open(t, Options{BaseURL: "http://h"})
	u, err := client.target(&Request{Path: "/a?b=c", Query: url.Values{"q": {"1+1 &"}}})
	if err != nil || u.RequestURI() != "/a?b=c&q=1%2B1+%26" {
		t.Errorf("%v, %v", u, err)
	}
	if _, err := client.target(&Request{Path: "/%zz"}); !connectors.IsClass(err, connectors.ClassInternal) {
		t.Errorf("a path that is not escaped: %v", err)
	}
}

func TestPresignedURLIsSentVerbatimAndBare(t *testing.T) {
	const uri = "/b/part%2F1+x.csv?X-Amz-Signature=ab%2Fc+d%3D&X-Amz-Date=1~'"
	var got *http.Request
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { got = r; io.WriteString(w, "ok") })
	// The connection's own host is no exception.
	c := open(t, Options{BaseURL: s.URL, Header: http.Header{"X-Api-Key": {"s3cret-key"}, "Authorization": {"Bearer s3cret"}}})
	if _, err := get(c, Request{URL: s.URL + uri, Header: http.Header{"Range": {"bytes=0-9"}}}); err != nil {
		t.Fatal(err)
	}
	if got.RequestURI != uri {
		t.Errorf("sent %s", got.RequestURI)
	}
	for _, name := range []string{"X-Api-Key", "Authorization", "X-Request-Id", "Cookie"} {
		if got.Header.Get(name) != "" {
			t.Errorf("%s went to the presigned host", name)
		}
	}
	if got.Header.Get("Range") != "bytes=0-9" {
		t.Error("the range is missing")
	}
	_, err := get(c, Request{URL: "ftp://x/s3cret"})
	if err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("%v", err)
	}
}

func TestRequestCarriesWhatItShould(t *testing.T) {
	var got *http.Request
	var body string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		data, _ := io.ReadAll(r.Body)
		got, body = r, string(data)
		w.Header().Set("X-Druid-SQL-Query-Id", "q-7")
	})
	c := open(t, Options{BaseURL: strings.Replace(s.URL, "//", "//ann:s%40cret@", 1), Header: http.Header{"Host": {"druid.example"}}})
	resp, err := c.Do(t.Context(), Request{
		Method: "POST", Path: "/sql", Body: []byte("SELECT 1"), ID: "run-1", Header: http.Header{"content-type": {"text/plain"}}, Identity: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	user, password, _ := got.BasicAuth()
	if user != "ann" || password != "s@cret" || got.Host != "druid.example" || body != "SELECT 1" || got.ContentLength != 8 {
		t.Errorf("%q %q %q %q %d", user, password, got.Host, body, got.ContentLength)
	}
	h := got.Header
	if h.Get("X-Request-Id") != "run-1" || h.Get("Content-Type") != "text/plain" || h.Get("Accept-Encoding") != "identity" || h.Get("User-Agent") != "sonde" {
		t.Errorf("%v", h)
	}
	if resp.RequestID != "q-7" {
		t.Errorf("the server's id is %q", resp.RequestID)
	}
}

func TestFromConfig(t *testing.T) {
	d := &connectors.Driver{Kind: "x", Options: []connectors.Option{{Name: "url", Type: connectors.TypeString}}}
	cfg, err := connectors.NewConfig(d, "x", map[string]any{
		"url": "https://h", "headers": map[string]any{"x-team": "a"}, "ca_file": "f.pem", "insecure_skip_verify": true, "proxy": "http://p:1",
	})
	if err != nil {
		t.Fatal(err)
	}
	o := FromConfig(cfg)
	if o.BaseURL != "https://h" || o.Header.Get("X-Team") != "a" || o.CAFile != "f.pem" || !o.InsecureSkipVerify || o.Proxy != "http://p:1" {
		t.Errorf("%+v", o)
	}
}

func TestNewErrors(t *testing.T) {
	noPEM := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(noPEM, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, o := range map[string]Options{
		"must have the form":    {BaseURL: "localhost:8888"},
		"the form http://host":  {BaseURL: "http://ann:s3cret@h:x"},
		"names no host":         {BaseURL: "http://:80"},
		"parameters":            {BaseURL: "http://h?token=s3cret"},
		"ca_file":               {BaseURL: "http://h", CAFile: "/no/such/file.pem"},
		"no certificate":        {BaseURL: "http://h", CAFile: noPEM},
		"proxy must have":       {BaseURL: "http://h", Proxy: "ann:s3cret@h:1"},
		"no name of an HTTP":    {BaseURL: "http://h", Header: http.Header{"a b": {"s3cret"}}},
		`header "X-Key" has`:    {BaseURL: "http://h", Header: http.Header{"X-Key": {"s3cret\n"}}},
		"must have the form ht": {BaseURL: ""},
	} {
		_, err := New(o)
		if !connectors.IsClass(err, connectors.ClassConfig) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
			continue
		}
		if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("a secret is shown: %v", err)
		}
	}
}

func TestCloseEndsWhatIsUnderWay(t *testing.T) {
	release := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "x")
		w.(http.Flusher).Flush()
		select {
		case <-release:
		case <-r.Context().Done():
		}
	})
	t.Cleanup(func() { close(release) })
	c := open(t, Options{BaseURL: s.URL})
	resp, err := c.Do(t.Context(), Request{})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.ReadFull(resp.Body, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	c.Close()
	if _, err := io.ReadAll(resp.Body); !connectors.IsClass(err, connectors.ClassCancelled) {
		t.Errorf("reading on after Close: %v", err)
	}
	if _, err := c.Do(t.Context(), Request{}); !connectors.IsClass(err, connectors.ClassCancelled) {
		t.Errorf("a request after Close: %v", err)
	}
}
