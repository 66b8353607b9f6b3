package cli

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"sonde/connectors"
	"sonde/connectors/duckdb"
	"sonde/connectors/nekt"
	"sonde/internal/config"
	"sonde/internal/result"
	"sonde/internal/run"
	"sonde/internal/sandbox"
	fake "sonde/internal/sandbox/nekt"
)

// lake is the sandbox's Nekt with its log of requests.
type lake struct {
	url string
	mu  sync.Mutex
	log bytes.Buffer
}

func (l *lake) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.log.Write(p)
}

func startLake(t *testing.T, o fake.Options) *lake {
	t.Helper()
	c, err := connectors.NewConfig(duckdb.Driver(), "sandbox", map[string]any{"sample": true})
	if err != nil {
		t.Fatal(err)
	}
	engine, err := duckdb.Driver().Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	l := &lake{}
	server, err := sandbox.Start(t.Context(), fake.Face(o), engine, sandbox.Options{Log: slog.New(slog.NewTextHandler(l, nil))})
	if err != nil {
		t.Fatal(err)
	}
	l.url = server.URL
	t.Cleanup(func() {
		server.Close()
		engine.Close()
	})
	return l
}

var requestLine = regexp.MustCompile(`method=(\S+) path=(\S+) credentials=(\S+) status=(\d+)`)

// went lists where requests went and with what since the last call, without
// repetitions: the API or the store, the credentials and the status.
func (l *lake) went() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var lines []string
	for _, m := range requestLine.FindAllStringSubmatch(l.log.String(), -1) {
		place := "store"
		if strings.HasPrefix(m[2], "/api/") {
			place = "api"
		}
		if line := m[1] + " " + place + " " + m[3] + " " + m[4]; len(lines) == 0 || lines[len(lines)-1] != line {
			lines = append(lines, line)
		}
	}
	l.log.Reset()
	return strings.Join(lines, "\n")
}

// query calls the program with a connection to the lake.
func (l *lake) call(t *testing.T, args ...string) outcome {
	t.Helper()
	p := program()
	p.Registry = connectors.NewRegistry(append(p.Registry.Drivers(), nekt.Driver())...)
	var out, errors bytes.Buffer
	code := p.run(t.Context(), args, strings.NewReader(""), &out, &errors)
	return outcome{code, out.String(), errors.String()}
}

func (l *lake) configuration(more string) string {
	return "[connections.lake]\nkind = \"nekt\"\nurl = \"" + l.url + "\"\napi_key = \"" + fake.Key + "\"\n" + more
}

const countedOrders = "SELECT order_id, status FROM nekt_raw.orders ORDER BY order_id LIMIT 3"

// The sandbox's log of requests proves that the key goes to the service and never
// to the object store, whichever way a statement is run; and neither the key nor
// a presigned URL is left behind on this machine.
func TestWhereCredentialsGo(t *testing.T) {
	for _, gcp := range []bool{false, true} {
		for _, mode := range []string{"csv", "parquet"} {
			l := startLake(t, fake.Options{GCP: gcp})
			home(t, l.configuration("headers = { Cookie = \"session=open-sesame\" }\n"))
			o := l.call(t, "query", "-c", "lake", "--set", "mode="+mode, "--log", "sonde.log", countedOrders)
			if o.code != ExitOK || strings.Count(o.out, "\n") != 4 {
				t.Fatalf("%s: %+v", mode, o)
			}
			l.checkWay(t, "command line, "+mode)
			l.runInStore(t, mode)
			l.checkWay(t, "run core, "+mode)
			checkLeftBehind(t)
		}
	}
}

// checkWay expects a post with the key, then reads of the store without any.
func (l *lake) checkWay(t *testing.T, way string) {
	t.Helper()
	const api, store = "POST api x-api-key,cookie 200", "GET store - "
	lines := strings.Split(l.went(), "\n")
	if len(lines) < 2 || lines[0] != api {
		t.Fatalf("%s: %q", way, lines)
	}
	for _, line := range lines[1:] {
		if !strings.HasPrefix(line, store+"20") {
			t.Errorf("%s: %q", way, lines)
		}
	}
}

// runInStore runs a statement as the screen does: into a store of results.
func (l *lake) runInStore(t *testing.T, mode string) {
	t.Helper()
	values := map[string]any{"url": l.url, "api_key": fake.Key, "headers": map[string]any{"Cookie": "session=open-sesame"}}
	all := run.NewConnections(connectors.NewRegistry(nekt.Driver()), &config.Config{Connections: []config.Connection{{Name: "lake", Kind: "nekt", Values: values}}})
	defer all.Close()
	c, err := all.Open(t.Context(), "lake")
	if err != nil {
		t.Fatal(err)
	}
	pool := result.NewPool(result.Options{Dir: t.TempDir()})
	defer pool.Close()
	r, err := (&run.Runner{}).Start(context.WithoutCancel(t.Context()), run.Request{
		Connection: c, Statement: connectors.Statement{SQL: countedOrders, Options: map[string]string{"mode": mode}}, Sink: run.StoreSink(pool.NewStore()),
	})
	if err != nil {
		t.Fatal(err)
	}
	if s := r.Wait(); s.State != run.Succeeded || s.Rows != 3 {
		t.Errorf("%+v", s)
	}
}

// checkLeftBehind looks into every file of the program but the configuration.
func checkLeftBehind(t *testing.T) {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	err = filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == "config.toml" {
			return err
		}
		files++
		text := read(t, path)
		for _, secret := range []string{fake.Key, "open-sesame", "X-Amz-Signature", "X-Goog-Signature"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s holds %q", filepath.Base(path), secret)
			}
		}
		return nil
	})
	if err != nil || files < 2 {
		t.Errorf("%d files, %v", files, err)
	}
}

var scannedLines = regexp.MustCompile(`\n# scanned today = ([1-9][\d,]*) bytes\n# scanned this month = ([1-9][\d,]*) bytes\n$`)

// Every call is a program of its own, and its runs count all the same.
func TestScannedBytesCountAcrossPrograms(t *testing.T) {
	l := startLake(t, fake.Options{})
	home(t, l.configuration("max_scanned_bytes = 1\n"))
	if o := l.call(t, "query", "-c", "lake", countedOrders); o.code != ExitOK {
		t.Fatalf("%+v", o)
	}
	l.went()
	o := l.call(t, "query", "-c", "lake", countedOrders)
	if o.code != ExitFailed || !strings.Contains(o.errors, "bytes today, and its limit is 1") || l.went() != "" {
		t.Errorf("%+v", o)
	}
	shown := l.call(t, "connections", "show", "lake")
	if m := scannedLines.FindStringSubmatch(shown.out); m == nil || m[1] != m[2] || strings.Contains(shown.out, fake.Key) {
		t.Errorf("%+v", shown)
	}
}

// Links that have expired need another run, which is billed, and so it is not
// sent unasked: one statement went out, and the error says what to do.
func TestExpiredLinks(t *testing.T) {
	for _, gcp := range []bool{false, true} {
		l := startLake(t, fake.Options{GCP: gcp})
		home(t, l.configuration("headers = { X-Sandbox = \"expired\" }\n"))
		o := l.call(t, "query", "-c", "lake", countedOrders)
		if o.code == ExitOK || o.out != "" || !strings.Contains(o.errors, "the link to the result has expired") || !strings.Contains(o.errors, "running it again is billed again") {
			t.Errorf("%+v", o)
		}
		status := "403"
		if gcp {
			status = "400"
		}
		if got := l.went(); got != "POST api x-api-key 200\nGET store - "+status {
			t.Errorf("%s", got)
		}
	}
}
