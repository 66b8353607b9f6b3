// Package sandbox serves the HTTP APIs of the sources that sonde speaks to on
// this machine, over the embedded engine with sample data: for people who try
// sonde without an account, and for tests.
//
// The SQL is that of the embedded engine and not the services' own.
package sandbox

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"sonde/connectors"
	"sonde/internal/sandbox/face"
)

// Options are choices for a service.
type Options struct {
	// Port to listen on; 0 is a free one.
	Port     int
	Switches face.Switches
	// Log is told of every request; nil: nothing is logged.
	Log *slog.Logger
}

// Server is one service that runs.
type Server struct {
	Face face.Face
	// URL is the base of the service, such as http://127.0.0.1:7301.
	URL string

	http   *http.Server
	engine *face.Engine
	active sync.WaitGroup // answers
	ended  chan struct{}
	err    error // of the end; read it after ended
	once   sync.Once
}

// Start starts a service over an engine, on the loopback interface only. The
// connection stays the caller's, and must not be closed before the server.
func Start(ctx context.Context, f face.Face, engine connectors.Conn, o Options) (*Server, error) {
	s := &Server{Face: f, engine: face.NewEngine(engine), ended: make(chan struct{})}
	handler, err := face.Handler(ctx, f, face.Config{Engine: s.engine, Log: o.Log}, o.Switches)
	if err == nil {
		err = s.engine.Exec(ctx, confine)
	}
	if err != nil {
		s.engine.Close()
		return nil, err
	}
	listener, err := listen(ctx, o.Port)
	if err != nil {
		s.engine.Close()
		return nil, err
	}
	s.URL = "http://" + listener.Addr().String()
	s.http = &http.Server{
		Handler:           s.counted(handler),
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelError), // It tells of clients that hang up.
	}
	go s.serve(listener)
	return s, nil
}

// confine keeps statements, which anybody on this machine may send, from files
// and the network.
const confine = "SET enable_external_access = false"

func listen(ctx context.Context, port int) (net.Listener, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, connectors.Errorf(connectors.ClassUnavailable, "the sandbox cannot listen: %w", err)
	}
	return l, nil
}

func (s *Server) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.active.Add(1)
		defer s.active.Done()
		next.ServeHTTP(w, r)
	})
}

func (s *Server) serve(l net.Listener) {
	defer close(s.ended)
	if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		s.err = err
	}
}

// Ended is closed when the service has ended, also without having been told.
func (s *Server) Ended() <-chan struct{} { return s.ended }

// Close breaks off every answer, waits for the end of all work, and returns why
// the service had ended before, if it had. It may be called twice.
func (s *Server) Close() error {
	s.once.Do(func() {
		_ = s.http.Close() // It cannot fail to close what is on this machine.
		<-s.ended
		s.active.Wait()
		s.engine.Close()
	})
	return s.err
}
