package connectortest

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"sonde/connectors"
)

// rig is a connection of the connector under test, with a server of its own.
type rig struct {
	*check
	server *server // nil without a Handler
	conn   connectors.Conn
	log    *log
}

// open opens a connection. The caller closes the rig.
func (k *check) open() *rig {
	g := &rig{check: k, log: &log{}}
	url := ""
	if k.backend != nil {
		server, err := newServer(k.backend, k.steps())
		if err != nil {
			k.fatalf("no server: %v", err)
		}
		g.server, url = server, server.url()
	}
	g.conn = k.openAt(url, g.log)
	return g
}

func (k *check) openAt(url string, l *log) connectors.Conn {
	config, err := connectors.NewConfig(k.Driver, "test", k.Values(url))
	if err != nil {
		k.fatalf("the options: %v", err)
	}
	config.Log = slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
	ctx, cancel := context.WithTimeout(context.Background(), k.patience)
	defer cancel()
	conn, err := k.Driver.Open(ctx, config)
	if err != nil {
		k.fatalf("open: %v", err)
	}
	return conn
}

// part is the same rig with failures that are named.
func (g *rig) part(format string, args ...any) *rig {
	p := *g
	p.check = g.on(format, args...)
	return &p
}

// close closes the connection and looks at what it leaves behind.
func (g *rig) close() {
	if err := g.conn.Close(); err != nil {
		g.Errorf("Conn.Close: %v", err)
	}
	if err := g.conn.Close(); err != nil {
		g.Errorf("the second Conn.Close: %v", err)
	}
	if g.server != nil {
		if !g.eventually(func() bool { return g.server.sockets() == 0 }) {
			g.Errorf("%d sockets are open after Conn.Close", g.server.sockets())
		}
		g.server.close()
		g.checkBare()
	}
	g.noSecret("the log", g.log.text())
}

// checkBare finds credentials where a URL is the credential.
func (g *rig) checkBare() {
	for _, r := range g.server.bare() {
		for name := range r.header {
			g.noSecret("the header "+name+" of the step "+g.steps()[r.step].Name, r.header.Get(name))
		}
		if r.header.Get("Authorization") != "" {
			g.Errorf("the step %s carries an authorization", g.steps()[r.step].Name)
		}
	}
}

// eventually waits until something is so, as long as patience lasts.
func (k *check) eventually(so func() bool) bool {
	for end := time.Now().Add(k.patience); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if so() {
			return true
		}
	}
	return so()
}

// soon waits for a channel to be closed, as long as patience lasts.
func (k *check) soon(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	case <-time.After(k.patience):
		return false
	}
}

// within runs f. If it hangs, the rig is torn down so that f can end.
func (g *rig) within(what string, f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	if g.soon(done) {
		return
	}
	g.Errorf("%s hangs", what)
	if g.server != nil {
		g.server.close()
	}
	g.conn.Close()
	g.soon(done)
}

// statement makes a statement of an answer, with an id of its own.
func (s *suite) statement(a Answer) connectors.Statement {
	return connectors.Statement{
		ID: fmt.Sprintf("conformance-%d", s.ids.Add(1)), SQL: a.SQL, Params: a.Params, Options: a.Options,
	}
}

// log keeps what is logged.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
