package sandbox

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"sonde/connectors"
	"sonde/connectors/duckdb"
	"sonde/internal/sandbox/druid"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t *testing.T) connectors.Conn {
	t.Helper()
	config, err := connectors.NewConfig(duckdb.Driver(), "sandbox", map[string]any{"sample": true})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := duckdb.Driver().Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// ask sends a statement to the Druid of the sandbox.
func ask(t *testing.T, base, sql string) (status int, body string) {
	t.Helper()
	defer http.DefaultClient.CloseIdleConnections()
	response, err := http.Post(base+"/druid/v2/sql", "application/json", strings.NewReader(`{"query":"`+sql+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

func TestEveryServiceStartsAndEnds(t *testing.T) {
	for _, f := range Faces() {
		s, err := Start(t.Context(), f, open(t), Options{})
		if err != nil {
			t.Fatalf("%s: %v", f.Kind, err)
		}
		if !strings.HasPrefix(s.URL, "http://127.0.0.1:") {
			t.Errorf("%s listens at %s", f.Kind, s.URL)
		}
		for range 2 {
			if err := s.Close(); err != nil {
				t.Errorf("%s: %v", f.Kind, err)
			}
		}
		select {
		case <-s.Ended():
		default:
			t.Errorf("%s has not ended", f.Kind)
		}
	}
}

// A client that waits does not keep the service from ending.
func TestEndInTheMiddleOfAnAnswer(t *testing.T) {
	s, err := Start(t.Context(), druid.Face(druid.Options{}), open(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	answered := make(chan error, 1)
	arrived := make(chan struct{})
	go func() {
		response, err := http.Post(s.URL+"/druid/v2/sql", "application/json", strings.NewReader(`{"query":"SELECT * FROM events"}`))
		close(arrived)
		if err == nil {
			_, err = io.Copy(io.Discard, response.Body)
			response.Body.Close()
		}
		answered <- err
	}()
	<-arrived
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := <-answered; err == nil {
		t.Error("the answer came to its end")
	}
}

func TestStatementsReachNoFiles(t *testing.T) {
	s, err := Start(t.Context(), druid.Face(druid.Options{}), open(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if status, body := ask(t, s.URL, "SELECT * FROM read_text('/etc/hostname')"); status == 200 {
		t.Errorf("a file was read: %s", body)
	}
	if status, body := ask(t, s.URL, "SELECT 1 AS a"); status != 200 || body != "[{\"a\":1}]\n" {
		t.Errorf("status %d: %s", status, body)
	}
}

func TestPortInUse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = Start(t.Context(), druid.Face(druid.Options{}), open(t), Options{Port: l.Addr().(*net.TCPAddr).Port})
	if !connectors.IsClass(err, connectors.ClassUnavailable) {
		t.Errorf("%v", err)
	}
}

func TestChoose(t *testing.T) {
	chosen, err := Choose([]string{"tinybird", "druid"})
	if err != nil || len(chosen) != 2 || chosen[0].Kind != "tinybird" {
		t.Errorf("%d services, %v", len(chosen), err)
	}
	if _, err := Choose([]string{"druids"}); err == nil || !strings.Contains(err.Error(), `did you mean "druid"?`) {
		t.Errorf("%v", err)
	}
}
