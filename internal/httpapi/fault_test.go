package httpapi

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sonde/connectors"
)

// Nobody listens at the port of a client, and nobody else can take it.
func TestRefused(t *testing.T) {
	client, err := net.Dial("tcp", strings.TrimPrefix(listen(t, stall("")), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	host := client.LocalAddr().String()
	_, err = get(open(t, Options{BaseURL: "http://" + host}), Request{Repeatable: true})
	mustFault(t, err, FaultRefused, connectors.ClassUnavailable, host+" refused the connection")
}

func TestNameDoesNotResolve(t *testing.T) {
	c := open(t, Options{BaseURL: "http://no-such-host.invalid:8888"})
	// Not every machine that runs tests has a name server to ask.
	c.transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "no-such-host.invalid", IsNotFound: true}}
	}
	_, err := get(c, Request{})
	mustFault(t, err, FaultName, connectors.ClassUnavailable, "the name no-such-host.invalid does not resolve")
}

func TestNameServerThatIsSilent(t *testing.T) {
	c := open(t, Options{BaseURL: "http://slow.invalid", Limits: Limits{Connect: 30 * time.Millisecond}})
	resolver := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	c.transport.DialContext = (&net.Dialer{Resolver: resolver, Timeout: 100 * time.Millisecond}).DialContext
	_, err := get(c, Request{})
	mustFault(t, err, FaultTimeout, connectors.ClassUnavailable, "the name server did not answer for slow.invalid")
}

func TestReset(t *testing.T) {
	for name, answer := range map[string]func(net.Conn){
		"closed": func(net.Conn) {},
		"reset":  func(c net.Conn) { _ = c.(*net.TCPConn).SetLinger(0) },
	} {
		base := listen(t, answer)
		_, err := get(open(t, Options{BaseURL: base}), Request{Method: "POST", Body: []byte("x")})
		if err == nil {
			t.Fatal(name)
		}
		mustFault(t, err, FaultReset, connectors.ClassUnavailable, strings.TrimPrefix(base, "http://")+" closed the connection before it answered")
		if errors.Is(err, io.EOF) {
			t.Errorf("%s: %v would be taken for the proper end of rows", name, err)
		}
	}
}

func TestResetHintsAtTLSUntilTheFirstAnswer(t *testing.T) {
	var closing atomic.Bool
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if closing.Load() {
			panic(http.ErrAbortHandler)
		}
	})
	for _, answers := range []bool{true, false} {
		c := open(t, Options{BaseURL: server.URL})
		closing.Store(false)
		if answers {
			if _, err := get(c, Request{}); err != nil {
				t.Fatal(err)
			}
		}
		closing.Store(true)
		_, err := get(c, Request{Method: "POST"})
		mustFault(t, err, FaultReset, connectors.ClassUnavailable, "before it answered")
		if hint := connectors.AsError(err).Hint; strings.Contains(hint, "https://") == answers {
			t.Errorf("answered before: %v, hint %q", answers, hint)
		}
	}
}

func TestNoHTTP(t *testing.T) {
	base := listen(t, func(c net.Conn) { io.WriteString(c, "SSH-2.0-OpenSSH_9.9\r\n\r\n") })
	_, err := get(open(t, Options{BaseURL: base}), Request{})
	mustFault(t, err, FaultProtocol, connectors.ClassUnavailable, "is not HTTP")
}

func TestAnswerThatCannotBeUsed(t *testing.T) {
	base := listen(t, func(c net.Conn) {
		io.WriteString(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: rot13\r\n\r\nabc")
	})
	c := open(t, Options{BaseURL: base})
	_, err := get(c, Request{Repeatable: true})
	mustFault(t, err, FaultProtocol, connectors.ClassUnavailable, "cannot be used: ")
	endless := listen(t, func(c net.Conn) {
		io.WriteString(c, "HTTP/1.1 200 OK\r\n")
		for line := strings.Repeat("X-Filler: 0123456789\r\n", 1000); ; {
			if _, err := io.WriteString(c, line); err != nil {
				return
			}
		}
	})
	_, err = get(open(t, Options{BaseURL: endless}), Request{})
	mustFault(t, err, FaultProtocol, connectors.ClassUnavailable, "cannot be used: ")
}

func tlsServer(t *testing.T) *httptest.Server {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Proto) }))
	s.EnableHTTP2 = true
	s.Config.ErrorLog = quiet()
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// caFile writes the certificate of a server as a connection's ca_file.
func caFile(t *testing.T, s *httptest.Server) string {
	path := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := os.WriteFile(path, block, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTLS(t *testing.T) {
	s := tlsServer(t)
	for name, o := range map[string]Options{
		"own authority": {BaseURL: s.URL, CAFile: caFile(t, s)},
		"not verified":  {BaseURL: s.URL, InsecureSkipVerify: true},
	} {
		if text, err := get(open(t, o), Request{}); err != nil || text != "HTTP/2.0" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	_, err := get(open(t, Options{BaseURL: s.URL}), Request{})
	mustFault(t, err, FaultTLS, connectors.ClassUnavailable, "authority that is not trusted")
	if !strings.Contains(connectors.AsError(err).Hint, "ca_file") {
		t.Errorf("hint %q", connectors.AsError(err).Hint)
	}
	_, err = get(open(t, Options{BaseURL: strings.Replace(s.URL, "127.0.0.1", "localhost", 1), CAFile: caFile(t, s)}), Request{})
	mustFault(t, err, FaultWrongHost, connectors.ClassUnavailable, "is for another host: example.com")
}

func TestTLSToAPlainPortAndBack(t *testing.T) {
	plain := serve(t, func(http.ResponseWriter, *http.Request) {})
	_, err := get(open(t, Options{BaseURL: strings.Replace(plain.URL, "http:", "https:", 1)}), Request{})
	mustFault(t, err, FaultTLS, connectors.ClassUnavailable, "does not speak TLS")
	_, err = get(open(t, Options{BaseURL: strings.Replace(tlsServer(t).URL, "https:", "http:", 1)}), Request{})
	if err == nil || !strings.Contains(err.Error(), "HTTPS server") {
		t.Errorf("HTTP to a TLS port: %v", err)
	}
}

func TestOldTLSIsAFault(t *testing.T) {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.TLS = &tls.Config{MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}
	s.Config.ErrorLog = quiet()
	s.StartTLS()
	t.Cleanup(s.Close)
	_, err := get(open(t, Options{BaseURL: s.URL, InsecureSkipVerify: true}), Request{})
	mustFault(t, err, FaultTLS, connectors.ClassUnavailable, "no TLS connection to")
}

// stall answers with text and then nothing until the client goes away.
func stall(text string) func(net.Conn) {
	return func(c net.Conn) {
		io.WriteString(c, text)
		_, _ = io.Copy(io.Discard, c)
	}
}

func TestPhaseTimeouts(t *testing.T) {
	const short = 30 * time.Millisecond
	const header = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"
	for name, c := range map[string]struct {
		scheme, answer string
		limits         Limits
		phase          Phase
		class          connectors.Class
		message        string
	}{
		"TLS":        {"https:", "", Limits{TLS: short}, PhaseTLS, connectors.ClassUnavailable, "TLS handshake"},
		"first byte": {"http:", "HTTP/1.1 200", Limits{FirstByte: short}, PhaseFirstByte, connectors.ClassTimeout, "too long to begin"},
		"idle":       {"http:", header + "abc", Limits{Idle: short}, PhaseIdle, connectors.ClassTimeout, "went silent"},
		"no body":    {"http:", header, Limits{Idle: short}, PhaseIdle, connectors.ClassTimeout, "went silent"},
	} {
		base := strings.Replace(listen(t, stall(c.answer)), "http:", c.scheme, 1)
		_, err := get(open(t, Options{BaseURL: base, Limits: c.limits}), Request{})
		if err == nil {
			t.Fatal(name)
		}
		mustFault(t, err, FaultTimeout, c.class, c.message)
		if fault := err.(*connectors.Error).Cause.(*Fault); fault.Phase != c.phase {
			t.Errorf("%s: phase %q", name, fault.Phase)
		}
	}
}

func TestSlowBodyIsNoTimeout(t *testing.T) {
	t.Parallel()
	const drops, limit = 12, 5 * time.Second
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for range drops {
			io.WriteString(w, "x")
			w.(http.Flusher).Flush()
			time.Sleep(limit / 10)
		}
	})
	// The body takes longer than each limit, but no single read does.
	c := open(t, Options{BaseURL: s.URL, Limits: Limits{FirstByte: limit, Idle: limit}})
	if text, err := get(c, Request{}); err != nil || len(text) != drops {
		t.Errorf("%q, %v", text, err)
	}
}

func TestCallersContext(t *testing.T) {
	base := listen(t, stall("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"))
	c := open(t, Options{BaseURL: base})
	ctx, cancel := context.WithCancel(t.Context())
	resp, err := c.Do(ctx, Request{})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	_, _ = io.ReadFull(resp.Body, make([]byte, 3))
	cancel()
	if _, err := io.ReadAll(resp.Body); !connectors.IsClass(err, connectors.ClassCancelled) {
		t.Errorf("after a cancel: %v", err)
	}
	silent := open(t, Options{BaseURL: listen(t, stall(""))})
	ctx, cancel = context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := silent.Do(ctx, Request{Repeatable: true}); !connectors.IsClass(err, connectors.ClassTimeout) || !strings.Contains(err.Error(), "time limit") {
		t.Errorf("after the run's time limit: %v", err)
	}
}

func TestCloseEndsARead(t *testing.T) {
	c := open(t, Options{BaseURL: listen(t, stall("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"))})
	resp, err := c.Do(t.Context(), Request{})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.ReadFull(resp.Body, make([]byte, 3))
	failed := make(chan error)
	go func() {
		_, err := io.ReadAll(resp.Body)
		failed <- err
	}()
	resp.Body.Close()
	resp.Body.Close()
	if err := <-failed; !connectors.IsClass(err, connectors.ClassCancelled) {
		t.Errorf("%v", err)
	}
}

func TestProxy(t *testing.T) {
	var asked, credential string
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked, credential = r.Method+" "+r.RequestURI, r.Header.Get("Proxy-Authorization")
		if r.Method == http.MethodConnect {
			w.WriteHeader(http.StatusProxyAuthRequired)
		}
	})
	address := strings.TrimPrefix(proxy.URL, "http://")
	with := "http://ann:s3cret@" + address
	if _, err := get(open(t, Options{BaseURL: "http://druid.invalid:8888", Proxy: with}), Request{Path: "/status"}); err != nil {
		t.Fatal(err)
	}
	if asked != "GET http://druid.invalid:8888/status" || credential != Basic("ann", "s3cret") {
		t.Errorf("the proxy was asked %q with %q", asked, credential)
	}
	_, err := get(open(t, Options{BaseURL: "https://druid.invalid:8888", Proxy: with}), Request{})
	mustFault(t, err, FaultProxy, connectors.ClassUnavailable, "the proxy "+address+" gave no way to druid.invalid:8888: 407")
	proxy.Close()
	for _, scheme := range []string{"http", "https"} {
		_, err = get(open(t, Options{BaseURL: scheme + "://druid.invalid:8888", Proxy: with}), Request{})
		mustFault(t, err, FaultProxy, connectors.ClassUnavailable, "the proxy "+address+" cannot be used: connection refused")
		if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("a secret is shown: %v", err)
		}
	}
}

func TestProxyThatStalls(t *testing.T) {
	proxy := listen(t, stall(""))
	c := open(t, Options{BaseURL: "https://druid.invalid", Proxy: proxy, Limits: Limits{Connect: 200 * time.Millisecond}})
	_, err := get(c, Request{})
	mustFault(t, err, FaultTimeout, connectors.ClassUnavailable, "did not answer in time when connecting")
}
