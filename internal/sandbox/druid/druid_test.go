package druid

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"sonde/connectors"
	"sonde/connectors/duckdb"
	"sonde/internal/sandbox/face"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start starts the service and returns its base URL.
func start(t *testing.T, o Options, s face.Switches) string {
	t.Helper()
	config, err := connectors.NewConfig(duckdb.Driver(), "sandbox", map[string]any{"sample": true})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := duckdb.Driver().Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	engine := face.NewEngine(conn)
	handler, err := face.Handler(t.Context(), Face(o), face.Config{Engine: engine}, s)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(func() {
		server.Close()
		engine.Close()
		conn.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	return server.URL
}

// reply is what came back.
type reply struct {
	status  int
	header  http.Header
	trailer http.Header
	body    string
}

func send(t *testing.T, method, url, body string, header ...string) reply {
	t.Helper()
	r, err := sendWith(t.Context(), method, url, body, header...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func sendWith(ctx context.Context, method, url, body string, header ...string) (reply, error) {
	r, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return reply{response.StatusCode, response.Header, response.Trailer, string(text)}, err
}

// expect checks status and body.
func (r reply) expect(t *testing.T, what string, status int, body string) {
	t.Helper()
	if r.status != status || r.body != body {
		t.Errorf("%s answers %d\n%s\nwant %d\n%s", what, r.status, r.body, status, body)
	}
}

// has checks the status and parts of the body.
func (r reply) has(t *testing.T, what string, status int, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(r.body, part) {
			t.Errorf("%s answers %s\nwithout %s", what, r.body, part)
		}
	}
	if r.status != status {
		t.Errorf("%s answers %d, want %d: %s", what, r.status, status, r.body)
	}
}
