package cli

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"sonde/connectors"
	"sonde/internal/secrets"
)

func TestOutputFile(t *testing.T) {
	home(t, "")
	sonde(t, "query", "-o", "a.csv", "SELECT 1 AS a").expect(t, ExitOK, "", "")
	o := sonde(t, "query", "-o", "a.csv", "SELECT 2 AS a")
	o.fails(t, ExitUsage, "config: a.csv exists already\n")
	o.advises(t, "Choose another name; --overwrite replaces it. Nothing was run.")
	if got := read(t, "a.csv"); got != "a\n1\n" {
		t.Errorf("the file was changed: %q", got)
	}
	sonde(t, "query", "-o", "a.csv", "--overwrite", "SELECT 2 AS a").expect(t, ExitOK, "", "")
	if got := read(t, "a.csv"); got != "a\n2\n" {
		t.Errorf("the file was not replaced: %q", got)
	}
	sonde(t, "query", "-o", "odd.txt", "--format", "ndjson", "SELECT 2 AS a").expect(t, ExitOK, "", "")
	if got := read(t, "odd.txt"); got != "{\"a\":2}\n" {
		t.Errorf("--format does not win over the extension: %q", got)
	}
	sonde(t, "query", "-o", "no/where.csv", "SELECT 1").fails(t, ExitUsage, "not found: the folder no does not exist\nhint: Nothing was run.")
}

func TestOutputFileIsCompressed(t *testing.T) {
	home(t, "")
	sonde(t, "query", "-o", "a.json.gz", "SELECT 1 AS a").expect(t, ExitOK, "", "")
	r, err := gzip.NewReader(strings.NewReader(read(t, "a.json.gz")))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "[\n{\"a\":1}\n]\n" {
		t.Errorf("%q, %v", got, err)
	}
}

// A failed query leaves no file, neither under the final name nor under another.
func TestOutputFileIsWholeOrAbsent(t *testing.T) {
	home(t, "")
	write(t, "kept.csv", "mine\n")
	failing := "SELECT CASE WHEN range = 99999 THEN error('boom') ELSE 'x' END AS a FROM range(100000)"
	for _, c := range []struct {
		code int
		args []string
	}{
		{ExitIncomplete, []string{"-o", "new.csv", failing}},
		{ExitIncomplete, []string{"-o", "kept.csv", "--overwrite", failing}},
		{ExitFailed, []string{"-o", "kept.parquet", "--timeout", "200ms", "FROM range(1000000000000)"}},
	} {
		args := c.args
		o := sonde(t, append([]string{"query"}, args...)...)
		if o.code != c.code || o.out != "" || strings.Contains(o.errors, "arrived") {
			t.Errorf("%q: %+v", args, o)
		}
	}
	write(t, "taken.csv", "mine\n")
	sonde(t, "query", "-o", "taken.csv", "FROM range(1000000000000)").fails(t, ExitUsage, "config: taken.csv exists already")
	if files, err := filepath.Glob("*"); err != nil || !slices.Equal(files, []string{".state", "kept.csv", "taken.csv"}) || read(t, "kept.csv") != "mine\n" {
		t.Errorf("left behind: %q", files)
	}
}

func TestAnswerThatBreaksOffLeavesNoFile(t *testing.T) {
	home(t, "")
	sonde(t, "query", "-c", "fake://h", "-o", "new.csv", "SELECT broken").expect(t, ExitIncomplete, "", "error: incomplete: the stream was cut; no file was written\n")
	if _, err := os.Stat("new.csv"); err == nil {
		t.Error("a file was left")
	}
	last := entries(t)[0]
	if last.Completeness != "incomplete" || last.Reason == "" {
		t.Errorf("the history has %+v", last)
	}
	o := sonde(t, "history", "result", last.ID, "-o", "stored.md")
	if o.code != ExitIncomplete || !strings.Contains(o.errors, "incomplete") || strings.Contains(o.errors, ", complete") {
		t.Errorf("%+v", o)
	}
	if got := read(t, "stored.md"); !strings.Contains(got, "incomplete") {
		t.Errorf("%q", got)
	}
}

func TestOutputFileTakesOneResult(t *testing.T) {
	home(t, "")
	sonde(t, "query", "-o", "a.csv", "SET threads = 1; CREATE TABLE t AS SELECT 1 AS a; FROM t").expect(t, ExitOK, "", "1 row changed\n")
	if got := read(t, "a.csv"); got != "a\n1\n" {
		t.Errorf("%q", got)
	}
	sonde(t, "query", "-o", "b.csv", "SELECT 1; SELECT 2").fails(t, ExitUsage, "usage: the script has more than one result, and --output takes one")
	sonde(t, "query", "-o", "c.csv", "CREATE TABLE t (i INTEGER)").expect(t, ExitOK, "", "warning: c.csv was not written: there is no result\n")
	if _, err := os.Stat("c.csv"); err == nil {
		t.Error("a statement without a result made a file")
	}
}

// refusing is a stdout that fails.
type refusing struct{ err error }

func (r refusing) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "/dev/stdout", Err: r.err}
}

func TestStdoutThatFails(t *testing.T) {
	home(t, "")
	for _, sql := range []string{"SELECT 1", "FROM range(100000000)"} {
		for _, c := range []struct {
			err   error
			codes []int
			told  string
		}{
			{syscall.EPIPE, []int{ExitOK}, ""},
			{syscall.ENOSPC, []int{ExitFailed, ExitIncomplete}, "error: capacity: the output cannot be written: "},
		} {
			var errors strings.Builder
			code := program().run(t.Context(), []string{"query", sql}, strings.NewReader(""), refusing{c.err}, &errors)
			if !strings.HasPrefix(errors.String(), c.told) || c.told == "" && errors.String() != "" || code != c.codes[0] && code != c.codes[len(c.codes)-1] {
				t.Errorf("%s, %v: exit code %d, %q", sql, c.err, code, errors.String())
			}
		}
	}
}

func TestTerminalGetsNoControlCharacters(t *testing.T) {
	var b strings.Builder
	w := &withoutControl{to: &b}
	for _, part := range []string{"a\x1b[31mb\tc\n", "\r\x00\x7f", "é\xc2", "\x9b31m \xc2", "é ü\u0085"} {
		if n, err := io.WriteString(w, part); n != len(part) || err != nil {
			t.Fatal(n, err)
		}
	}
	if want := "a␛[31mb\tc\n␍␀␡é\ufffd31m \xc2é ü\ufffd"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

func TestReaderWhoDoesNotReadHoldsNobody(t *testing.T) {
	read, write := io.Pipe()
	defer read.Close()
	ctx, stop := context.WithCancel(t.Context())
	w := &abandonable{ctx: ctx, to: write}
	stop()
	for range 3 {
		if _, err := w.Write([]byte("rows")); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	}
}

func TestReadableURL(t *testing.T) {
	d := &connectors.Driver{Options: []connectors.Option{
		{Name: "database"}, {Name: "create"}, {Name: "time_zone"}, {Name: "token", Secret: true}, {Name: "proxy"},
	}}
	for url, want := range map[string]string{
		"druid://ann:s3cret@host:8888/?token=s3cret":             "druid://host:8888/",
		"tinybird+http://127.0.0.1:7377":                         "tinybird+http://127.0.0.1:7377",
		"dolthub://me@x:p@dolthub/ip-to-country/a@b?x=y":         "dolthub://dolthub/ip-to-country/a@b",
		"duckdb:shop@home.db?create=true":                        "duckdb:shop@home.db?create=true",
		"duckdb:":                                                "duckdb:",
		"clickhouse://h?time_zone=Etc/UTC&database=a%26b":        "clickhouse://h?database=a%26b&time_zone=Etc/UTC",
		"clickhouse://h?proxy=http://ann:s3cret@p:1&database=db": "clickhouse://h?database=db&proxy=http://•••%40p:1",
		"clickhouse://h?database=one&database=two":               "clickhouse://h?database=two",
	} {
		if got := readableURL(d, url, nil); got != want {
			t.Errorf("%s is shown as %s, want %s", url, got, want)
		}
	}
}

// The user of a URL is kept, where it is one; a secret only as what refers to it.
func TestReadableURLKeepsTheUser(t *testing.T) {
	users := fakeDriver()
	tokens := &connectors.Driver{Kind: "tokens", Schemes: []connectors.Scheme{{Name: "tokens", Transport: "https"}}, Scanned: "bytes",
		Options: []connectors.Option{{Name: "token", Secret: true}, {Name: "mode"}},
		FromURL: func(_ *url.URL, values map[string]any) error { delete(values, "username"); return nil }}
	registry := connectors.NewRegistry(users, tokens)
	for given, want := range map[string]string{
		"fake://ann:s3cret@h/":                           "fake://ann@h/",
		"fake://:s3cret@h":                               "fake://h",
		"fake://a%40b:s3cret@h":                          "fake://a%40b@h",
		"fake://h?username=ann&password=s3cret&mode=x":   "fake://ann@h?mode=x",
		"fake://ann@h?password=${env:PW}":                "fake://ann@h?password=${env:PW}",
		"fake://ann@h?password=%24%7Bkeyring%3Aa/b%7D":   "fake://ann@h?password=${keyring:a/b}",
		"fake://ann@h?password=${cmd:echo%20s3cret}":     "fake://ann@h",
		"fake://ann@h?password=${env:PW}s3cret&key=none": "fake://ann@h",
		"tokens://s3cret@h?mode=csv":                     "tokens://h?mode=csv",
	} {
		d, values, _, err := registry.ParseURL(given)
		if err != nil {
			t.Errorf("%s: %v", given, err)
			continue
		}
		if got := readableURL(d, given, values); got != want {
			t.Errorf("%s is shown as %s, want %s", given, got, want)
		}
		if got := secrets.Scrub(want); got != want {
			t.Errorf("%s is stored as %s", want, got)
		}
	}
}

func TestExitCodes(t *testing.T) {
	for class, want := range map[connectors.Class]int{
		connectors.ClassAuth: ExitConnection, connectors.ClassUnavailable: ExitConnection, connectors.ClassPermission: ExitFailed,
		connectors.ClassConfig: ExitUsage, connectors.ClassCancelled: ExitCancelled, connectors.ClassIncomplete: ExitIncomplete,
		connectors.ClassSyntax: ExitFailed, connectors.ClassTimeout: ExitFailed, connectors.ClassInternal: ExitFailed,
	} {
		if got := exitCode(connectors.Errorf(class, "x")); got != want {
			t.Errorf("%s: exit code %d, want %d", class, got, want)
		}
	}
}

func TestFullDiskIsAFailedRun(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("the system has no /dev/full")
	}
	home(t, "")
	for _, sql := range []string{"SELECT 1 AS a", "FROM range(100000000)"} {
		o := sonde(t, "query", "-o", "/dev/full", "--format", "csv", sql)
		if o.code != ExitFailed || !strings.Contains(o.errors, "error: capacity: full: no space left on device\n") || strings.Contains(o.errors, "stopped") {
			t.Errorf("%s: %+v", sql, o)
		}
		last := sonde(t, "history", "--json", "-n", "1").out
		if !strings.Contains(last, `"status":"failed","error_class":"capacity"`) {
			t.Errorf("%s: the history has %s", sql, last)
		}
	}
}

func TestProgressOfAnOutputFile(t *testing.T) {
	home(t, "")
	var errors bytes.Buffer
	code := program().run(t.Context(), []string{"query", "--progress", "-o", "x.csv", "FROM range(300000)"}, strings.NewReader(""), io.Discard, &errors)
	if code != ExitOK || strings.Count(read(t, "x.csv"), "\n") != 300001 {
		t.Errorf("exit code %d, %s", code, errors.String())
	}
}

func TestEveryCommandWithAStdoutThatFails(t *testing.T) {
	home(t, "")
	sonde(t, "query", "SELECT 1")
	id := entries(t)[0].ID
	for _, args := range []string{"catalog", "catalog --json", "history", "history --json", "history export", "history show " + id,
		"connections", "connections --json", "connections kinds", "connections test sample", "connections show sample",
		"keys", "config schema", "config path", "config check", "version", "--version", "--help", "completion bash"} {
		for err, want := range map[error]struct {
			code int
			told string
		}{
			syscall.EPIPE:  {ExitOK, ""},
			syscall.ENOSPC: {ExitFailed, "error: capacity: the output cannot be written: write /dev/stdout: no space left on device\n"},
			syscall.EIO:    {ExitFailed, "error: unavailable: the output cannot be written: write /dev/stdout: input/output error\n"},
		} {
			var errors strings.Builder
			code := program().run(t.Context(), strings.Fields(args), strings.NewReader(""), refusing{err}, &errors)
			if code != want.code || errors.String() != want.told {
				t.Errorf("%s, %v: exit code %d, %q", args, err, code, errors.String())
			}
		}
	}
}

func TestWholeDocumentsTakeOneResult(t *testing.T) {
	home(t, "")
	for _, format := range []string{"json", "parquet", "arrow", "xlsx"} {
		want := sonde(t, "query", "--format", format, "SELECT 1 AS a").out
		o := sonde(t, "query", "--format", format, "SET threads = 1; SELECT 1 AS a; PRAGMA version")
		o.fails(t, ExitUsage, "usage: the script has more than one result, and a document of the format "+format+" takes one\n")
		if len(o.out) != len(want) {
			t.Errorf("%s: %d bytes, want %d", format, len(o.out), len(want))
		}
	}
	sonde(t, "query", "--format", "ndjson", "SELECT 1 AS a; SELECT 2 AS a").expect(t, ExitOK, "{\"a\":1}\n{\"a\":2}\n", "")
}

// Columns that a format writes as text are named before it does, and not to those
// who want to hear nothing.
func TestColumnsWrittenAsTextAreTold(t *testing.T) {
	home(t, "")
	const nanos = "SELECT TIME_NS '12:00:00' AS t, 2 AS i"
	sonde(t, "query", "-o", "a.parquet", nanos).expect(t, ExitOK, "", "warning: written as text, which keeps every digit: t (TIME_NS)\n")
	sonde(t, "query", "-q", "-o", "quiet.parquet", nanos).expect(t, ExitOK, "", "")
	sonde(t, "query", "-o", "a.csv", nanos).expect(t, ExitOK, "", "")
	if o := sonde(t, "query", "--format", "parquet", nanos); o.code != ExitOK || !strings.Contains(o.errors, "t (TIME_NS)") {
		t.Errorf("%+v", o.errors)
	}
}

// Integers of 128 bits are numbers in files; what has too many digits for that is
// told where it was found.
func TestHugeIntegersAreNumbersInFiles(t *testing.T) {
	home(t, "")
	for _, file := range []string{"a.arrow", "a.parquet"} {
		sonde(t, "query", "-o", file, "SELECT sum(range) AS h FROM range(4)").expect(t, ExitOK, "", "")
	}
	sonde(t, "query", "--format", "csv", "SELECT typeof(h) AS t, h FROM 'a.parquet'").expect(t, ExitOK, "t,h\n\"DECIMAL(38,0)\",6\n", "")
	o := sonde(t, "query", "-o", "b.parquet", "SELECT 170141183460469231731687303715884105727 AS h")
	if o.code != ExitOK || !strings.Contains(o.errors, "warning: written as text: h (HUGEINT), for values that do not fit otherwise") {
		t.Errorf("%+v", o.errors)
	}
	if o := sonde(t, "query", "--format", "parquet", "SELECT 170141183460469231731687303715884105727 AS h"); o.code == ExitOK || !strings.Contains(o.errors, `row 1, column "h"`) {
		t.Errorf("%+v", o.errors)
	}
}
