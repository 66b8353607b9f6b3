package connectortest

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
)

// backend runs the fake of the service.
type backend struct {
	server    *httptest.Server
	transport *http.Transport
}

func newBackend(h http.Handler) *backend {
	return &backend{
		server:    httptest.NewServer(h),
		transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 16},
	}
}

func (b *backend) close() {
	b.transport.CloseIdleConnections()
	b.server.Close()
}

// request is a request as it arrived.
type request struct {
	step   int // -1: none matches
	method string
	uri    string
	header http.Header
	body   []byte
	answer []byte // the body that the backend answered with, up to maxKept bytes
}

// maxKept is how much of an answer is kept, in bytes.
const maxKept = 1 << 20

// plan says which requests meet a fault.
type plan struct {
	step  int
	nth   int // of the requests of the step, from 0; negative: all of them
	fault fault
}

// server stands before the backend and speaks HTTP/1.1 by hand, so that it can
// break the protocol wherever a fault wants it.
type server struct {
	listener net.Listener
	backend  *backend
	steps    []Step
	ctx      context.Context
	cancel   context.CancelFunc
	wait     sync.WaitGroup

	mu       sync.Mutex
	plan     *plan
	arrived  chan struct{} // closed when the plan's fault begins
	requests []*request
	bared    []request // that must carry no credential
	conns    map[net.Conn]struct{}
}

func newServer(b *backend, steps []Step) (*server, error) {
	s := &server{backend: b, steps: steps, conns: map[net.Conn]struct{}{}}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	var err error
	if s.listener, err = new(net.ListenConfig).Listen(s.ctx, "tcp", "127.0.0.1:0"); err != nil {
		return nil, err
	}
	s.wait.Go(s.accept)
	return s, nil
}

func (s *server) url() string { return "http://" + s.listener.Addr().String() }

// set forgets the requests so far and lets a fault befall those to come; nil is
// no fault. The channel is closed when the fault begins.
func (s *server) set(p *plan) (arrived <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.plan, s.requests, s.arrived = p, nil, make(chan struct{})
	return s.arrived
}

// seen returns the requests since the last call of set.
func (s *server) seen() []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]request, len(s.requests))
	for i, r := range s.requests {
		list[i] = *r
	}
	return list
}

// count counts the requests of a step since the last call of set.
func (s *server) count(step int) (n int) {
	for _, r := range s.seen() {
		if r.step == step {
			n++
		}
	}
	return n
}

// bare returns the requests that must carry no credential, since the beginning.
func (s *server) bare() []request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bared
}

// sockets is the number of connections that clients hold open.
func (s *server) sockets() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// close breaks whatever is open.
func (s *server) close() {
	s.cancel()
	s.listener.Close()
	s.mu.Lock()
	for conn := range s.conns {
		conn.Close()
	}
	s.mu.Unlock()
	s.wait.Wait()
}

func (s *server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.conns[conn] = struct{}{}
		s.mu.Unlock()
		if s.ctx.Err() != nil {
			conn.Close()
		}
		s.wait.Go(func() { s.serve(conn) })
	}
}

func (s *server) serve(conn net.Conn) {
	defer func() {
		conn.Close()
		s.mu.Lock()
		delete(s.conns, conn)
		s.mu.Unlock()
	}()
	in := bufio.NewReader(conn)
	for {
		req, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		body, err := io.ReadAll(req.Body)
		if err != nil || !s.answer(conn, in, req, body) {
			return
		}
	}
}

// answer answers one request. It reports whether the connection can go on.
func (s *server) answer(conn net.Conn, in *bufio.Reader, req *http.Request, body []byte) (again bool) {
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	x := &exchange{server: s, conn: conn, req: req, body: body, ctx: ctx}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		if _, err := in.Peek(1); err != nil {
			cancel() // The client has left.
		}
	}()
	fault := s.record(x)
	if again = fault(x); !again {
		conn.Close()
	}
	<-gone
	return again
}

// record keeps a request and returns what is to be done with it.
func (s *server) record(x *exchange) fault {
	step := slices.IndexFunc(s.steps, func(p Step) bool {
		x.req.Body = io.NopCloser(bytes.NewReader(x.body))
		return p.Match(x.req)
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	nth := 0
	for _, r := range s.requests {
		if r.step == step {
			nth++
		}
	}
	x.request = &request{step: step, method: x.req.Method, uri: x.req.RequestURI, header: x.req.Header.Clone(), body: x.body}
	s.requests = append(s.requests, x.request)
	if step >= 0 && s.steps[step].Bare {
		s.bared = append(s.bared, *x.request)
	}
	p := s.plan
	if p == nil || p.step != step || p.nth >= 0 && p.nth != nth {
		return pass
	}
	if nth == max(0, p.nth) {
		close(s.arrived)
	}
	return p.fault
}

// Write keeps a piece of the backend's answer.
func (x *exchange) Write(b []byte) (int, error) {
	x.server.mu.Lock()
	defer x.server.mu.Unlock()
	if kept := len(x.request.answer); kept < maxKept {
		x.request.answer = append(x.request.answer, b[:min(len(b), maxKept-kept)]...)
	}
	return len(b), nil
}

// exchange is one request and the connection that waits for the answer.
type exchange struct {
	server *server
	conn   net.Conn
	req    *http.Request
	body   []byte
	ctx    context.Context // ends when the client leaves
	// request is what is kept of it.
	request *request
}

// ask sends the request to the backend as it came.
func (x *exchange) ask() (*http.Response, error) {
	req, err := http.NewRequestWithContext(x.ctx, x.req.Method, x.server.backend.server.URL+x.req.RequestURI, bytes.NewReader(x.body))
	if err != nil {
		return nil, err
	}
	req.Header, req.Host = maps.Clone(x.req.Header), x.req.Host
	if _, found := req.Header["User-Agent"]; !found {
		req.Header.Set("User-Agent", "")
	}
	resp, err := x.server.backend.transport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.TeeReader(resp.Body, x), resp.Body}
	return resp, nil
}

// whole is an answer of the backend, read to its end.
type whole struct {
	status  int
	header  http.Header
	body    []byte
	trailer http.Header
}

func (x *exchange) whole() (whole, error) {
	resp, err := x.ask()
	if err != nil {
		return whole{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	header := resp.Header.Clone()
	header.Del("Content-Length")
	return whole{resp.StatusCode, header, body, resp.Trailer}, err
}
