package cli

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"go.uber.org/goleak"

	"sonde/connectors"
	"sonde/connectors/duckdb"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func program() Program {
	return Program{
		Version:  "1.2.3",
		Registry: connectors.NewRegistry(duckdb.Driver(), fakeDriver()),
		Local: Local{
			Kind:        "duckdb",
			Sample:      map[string]any{"sample": true},
			Files:       duckdb.FileValues,
			NeedsSample: duckdb.NeedsSample,
			SampleQuery: duckdb.SampleQuery,
		},
	}
}

// home gives the program folders of its own, with a configuration where one is
// given, and makes an empty folder the current one.
func home(t *testing.T, configuration string) {
	t.Helper()
	folder := t.TempDir()
	t.Chdir(folder)
	t.Setenv("HOME", folder)
	for _, name := range []string{"CONFIG", "STATE", "DATA", "CACHE"} {
		t.Setenv("XDG_"+name+"_HOME", filepath.Join(folder, "."+strings.ToLower(name)))
	}
	t.Setenv("SONDE_CONFIG", "")
	if configuration != "" {
		write(t, filepath.Join(folder, ".config", "sonde", "config.toml"), configuration)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// outcome is what a call of the program left behind.
type outcome struct {
	code        int
	out, errors string
}

func sonde(t *testing.T, args ...string) outcome {
	t.Helper()
	return sondeWith(t, "", args...)
}

// sondeWith calls the program with a text on stdin.
func sondeWith(t *testing.T, stdin string, args ...string) outcome {
	t.Helper()
	var out, errors bytes.Buffer
	code := program().run(t.Context(), args, strings.NewReader(stdin), &out, &errors)
	o := outcome{code, out.String(), errors.String()}
	o.checkErrors(t, args)
	return o
}

// checkErrors holds for whatever was called: at most three lines for an error,
// no control characters, no secrets, no traces of the program's inside.
func (o outcome) checkErrors(t *testing.T, args []string) {
	t.Helper()
	_, told, failed := strings.Cut(o.errors, "error: ")
	if failed && strings.Count(told, "\n") > 3 && !strings.Contains(strings.Join(args, " "), "--stats") {
		t.Errorf("%q: the error has more than three lines:\n%s", args, told)
	}
	if strings.ContainsFunc(o.errors, func(r rune) bool { return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 }) {
		t.Errorf("%q: control characters on stderr: %q", args, o.errors)
	}
	for _, never := range []string{"goroutine ", ".go:", "sesame"} {
		if strings.Contains(o.errors, never) {
			t.Errorf("%q: %q on stderr: %s", args, never, o.errors)
		}
	}
}

// expect checks a whole outcome.
func (o outcome) expect(t *testing.T, code int, out, errors string) {
	t.Helper()
	if o.code != code || o.out != out || o.errors != errors {
		t.Errorf("exit code %d, want %d\nstdout %q\n  want %q\nstderr %q\n  want %q", o.code, code, o.out, out, o.errors, errors)
	}
}

// fails checks the exit code and the beginning of the error.
func (o outcome) fails(t *testing.T, code int, message string) {
	t.Helper()
	if o.code != code || !strings.HasPrefix(o.errors, "error: "+message) {
		t.Errorf("exit code %d, want %d\nstderr %q\n  want %q", o.code, code, o.errors, message)
	}
}

// advises checks the last line of what was said; what became of the run, which may
// have ended before it was stopped, stands above it.
func (o outcome) advises(t *testing.T, hint string) {
	t.Helper()
	if !strings.HasSuffix(o.errors, "\nhint: "+hint+"\n") {
		t.Errorf("stderr %q\n  want %q at its end", o.errors, hint)
	}
}

// fakeDriver is a source over HTTP whose statements say how they end.
func fakeDriver() *connectors.Driver {
	return &connectors.Driver{
		Kind: "fake", Title: "Fake", Schemes: []connectors.Scheme{{Name: "fake", Transport: "http"}},
		Options: []connectors.Option{
			{Name: "url", Type: connectors.TypeString},
			{Name: "username", Type: connectors.TypeString},
			{Name: "password", Type: connectors.TypeString, Secret: true},
			{Name: "mode", Type: connectors.TypeChoice, Choices: []string{"fast", "slow"}, PerQuery: true, Help: "How."},
			{Name: "key", Type: connectors.TypeString, Secret: true, PerQuery: true, Help: "Who."},
		},
		Place: []string{"mode"},
		Open: func(_ context.Context, c connectors.Config) (connectors.Conn, error) {
			switch c.String("url") {
			case "http://refuses":
				return nil, connectors.Errorf(connectors.ClassUnavailable, "refuses: connection refused")
			case "http://locked":
				return nil, connectors.Errorf(connectors.ClassAuth, "the password %q is wrong", c.String("password"))
			}
			if c.String("url") == "http://pipes" {
				return pipeConn{fakeConn{c}}, nil
			}
			if c.String("url") == "http://panics" {
				return panickingConn{fakeConn{c}}, nil
			}
			if strings.HasPrefix(c.String("url"), "http://pings-") {
				return pingConn{fakeConn{c}}, nil
			}
			return fakeConn{c}, nil
		},
	}
}

type fakeConn struct{ config connectors.Config }

func (c fakeConn) Query(_ context.Context, s connectors.Statement) (connectors.Rows, error) {
	r := &fakeRows{statement: s, mode: cmp.Or(s.Options["mode"], c.config.String("mode"))}
	switch s.SQL {
	case "SELECT locked":
		return nil, &connectors.Error{Class: connectors.ClassAuth, Message: "no: " + c.config.String("password"), Position: -1, QueryID: "q-\x1b[31m9"}
	case "SELECT broken":
		r.end = connectors.Errorf(connectors.ClassIncomplete, "the stream was cut")
	case "SELECT silent":
		r.progress.Completeness, r.progress.Reason = connectors.Incomplete, "the trailer is missing"
	case "SELECT told":
		r.progress.Warnings = []string{"slow \x1b[2Jtable"}
	case "SELECT late":
		return &lateRows{fakeRows: *r}, nil
	case "SELECT panic":
		panic("nil pointer")
	}
	return r, nil
}

// pingConn can be asked whether it is there; its address says what it answers.
type pingConn struct{ fakeConn }

func (c pingConn) Ping(context.Context) (connectors.ServerInfo, error) {
	_, answer, _ := strings.Cut(c.config.String("url"), "-")
	if answer == "well" {
		return connectors.ServerInfo{Product: "Fake", Version: "7\x1b[31m"}, nil
	}
	return connectors.ServerInfo{}, connectors.Errorf(connectors.Class(strings.ReplaceAll(answer, "-", " ")), "no").WithHint("Try.")
}

// Curl writes what a run would send: text, limit and first parameter.
func (c fakeConn) Curl(_ context.Context, s connectors.Statement) (string, error) {
	if s.SQL == "SELECT locked" {
		return "", connectors.Errorf(connectors.ClassAuth, "no")
	}
	return fmt.Sprintf("curl \"$FAKE_PASSWORD\" '%s %d %s'", s.SQL, s.Limit, s.Params[0].Value), nil
}

func (fakeConn) Close() error { return nil }

// fakeRows is one row with the mode of the query.
type fakeRows struct {
	statement connectors.Statement
	mode      string
	given     bool
	end       error
	progress  connectors.Progress
}

var fakeSchema = arrow.NewSchema([]arrow.Field{{Name: "mode", Type: arrow.BinaryTypes.String}}, nil)

func (r *fakeRows) Schema() *arrow.Schema { return fakeSchema }
func (r *fakeRows) Close() error          { return nil }

func (r *fakeRows) Progress() connectors.Progress {
	p := r.progress
	p.Phase, p.Fraction, p.RowsRead, p.BytesRead, p.RowsAffected = connectors.PhaseDone, -1, 70, 1234, -1
	p.QueryID = "q-7"
	p.Server = []connectors.Stat{{Name: "rows_read", Value: "18446744073709551615"}, {Name: "cache", Value: "hit"}, {Name: "ratio", Value: "0.10"}}
	return p
}

func (r *fakeRows) Next(context.Context) (arrow.RecordBatch, error) {
	switch {
	case !r.given:
		r.given = true
		b := array.NewStringBuilder(memory.DefaultAllocator)
		b.Append(r.mode)
		return array.NewRecordBatch(fakeSchema, []arrow.Array{b.NewArray()}, 1), nil
	case r.end != nil:
		return nil, r.end
	}
	return nil, io.EOF
}
