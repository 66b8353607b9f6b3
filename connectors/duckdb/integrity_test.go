package duckdb

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"sonde/connectors"
)

// cutFile writes a compressed file of lines and keeps that many of every hundred
// of its bytes.
func cutFile(t testing.TB, path string, lines, percent int) string {
	t.Helper()
	var packed bytes.Buffer
	var w io.WriteCloser = gzip.NewWriter(&packed)
	if strings.HasSuffix(path, ".zst") {
		var err error
		if w, err = zstd.NewWriter(&packed); err != nil {
			t.Fatal(err)
		}
	}
	text := []byte("id,name\n")
	for i := range lines {
		text = strconv.AppendInt(text, int64(i), 10)
		text = append(text, ",n"...)
		text = strconv.AppendInt(text, int64(i)*7919%100_003, 36)
		text = append(text, '\n')
	}
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, packed.Bytes()[:packed.Len()*percent/100], 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// finalProgress runs a statement to its end, and puts an error into words where
// one takes the place of the end.
func finalProgress(t testing.TB, c connectors.Conn, s connectors.Statement) (connectors.Progress, int64) {
	t.Helper()
	rows, err := c.Query(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for n := int64(0); ; {
		batch, err := rows.Next(t.Context())
		if errors.Is(err, io.EOF) {
			return rows.Progress(), n
		}
		if err != nil {
			return connectors.Progress{Phase: connectors.PhaseDone, Completeness: connectors.Incomplete, Reason: connectors.AsError(err).Message}, n
		}
		n += batch.NumRows()
	}
}

func TestCutFilesAreIncomplete(t *testing.T) {
	dir := t.TempDir()
	for _, extension := range []string{"gz", "zst"} {
		cut := cutFile(t, filepath.Join(dir, "cut.csv."+extension), 60_000, 70)
		whole := cutFile(t, filepath.Join(dir, "whole.csv."+extension), 60_000, 100)
		c := openFiles(t, cut, whole)

		collect(t, c, "CREATE VIEW through AS SELECT id FROM cut")
		for sql, incomplete := range map[string]bool{
			"FROM '" + cut + "'":                                         true,
			"FROM \"" + cut + "\"":                                       true,
			"SELECT count(*) FROM read_csv('" + cut + "')":               true,
			"FROM '" + dir + "/c*.csv." + extension + "'":                true,
			"FROM '" + dir + "/**/c*.csv." + extension + "'":             true,
			"SELECT count(*) FROM cut":                                   true,
			"SELECT max(id) FROM through":                                true,
			"CREATE TABLE copied AS FROM cut":                            true,
			"FROM cut LIMIT 5":                                           false,
			"FROM cut LIMIT 1000000":                                     true,
			"SELECT count(*) FROM whole":                                 false,
			"FROM '" + whole + "'":                                       false,
			"EXPLAIN FROM cut":                                           false,
			"COPY (SELECT 1) TO '" + dir + "/out.csv." + extension + "'": false,
		} {
			p, _ := finalProgress(t, c, connectors.Statement{SQL: sql})
			if got := p.Completeness == connectors.Incomplete; got != incomplete {
				t.Errorf("%s: %v (%s), want incomplete %v", sql, p.Completeness, p.Reason, incomplete)
			}
			if incomplete && !strings.HasPrefix(p.Reason, "cut.csv."+extension+" is cut off") {
				t.Errorf("%s: the reason is %q", sql, p.Reason)
			}
			if p.Phase != connectors.PhaseDone {
				t.Errorf("%s: at the end the phase is %s", sql, p.Phase)
			}
		}
	}
}

func TestCutFileKeepsItsRows(t *testing.T) {
	cut := cutFile(t, filepath.Join(t.TempDir(), "cut.csv.gz"), 60_000, 70)
	c := openWith(t, nil)
	p, n := finalProgress(t, c, connectors.Statement{SQL: "FROM read_csv(?)", Params: []connectors.Param{{Value: cut}}})
	if n < 20_000 || n >= 60_000 || p.Completeness != connectors.Incomplete {
		t.Errorf("%d rows, %v", n, p.Completeness)
	}
	cutFile(t, cut, 60_000, 100)
	p, n = finalProgress(t, c, connectors.Statement{SQL: "FROM '" + cut + "'"})
	if n != 60_000 || p.Completeness != connectors.Complete {
		t.Errorf("once the file is whole: %d rows, %v (%s)", n, p.Completeness, p.Reason)
	}
}

func TestViewsOfADatabaseFileAreKnown(t *testing.T) {
	dir := t.TempDir()
	cut := cutFile(t, filepath.Join(dir, "cut.csv.zst"), 60_000, 70)
	database := map[string]any{"path": filepath.Join(dir, "shop.duckdb"), "create": true}
	c := openWith(t, database)
	collect(t, c, "CREATE VIEW direct AS FROM read_csv('"+cut+"', null_padding = true)")
	collect(t, c, "CREATE VIEW indirect AS FROM direct")
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	p, _ := finalProgress(t, openWith(t, database), connectors.Statement{SQL: "SELECT count(*) FROM indirect"})
	if p.Completeness != connectors.Incomplete {
		t.Errorf("%v: %s", p.Completeness, p.Reason)
	}
}

func TestDamagedChecksumIsTold(t *testing.T) {
	path := cutFile(t, filepath.Join(t.TempDir(), "bad.csv.gz"), 100, 100)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)-6] ^= 0xff
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	p, _ := finalProgress(t, openWith(t, nil), connectors.Statement{SQL: "FROM '" + path + "'"})
	if p.Completeness != connectors.Incomplete || !strings.Contains(p.Reason, "checksum") {
		t.Errorf("%v: %s", p.Completeness, p.Reason)
	}
}

func TestCheckStopsWithItsContext(t *testing.T) {
	path := cutFile(t, filepath.Join(t.TempDir(), "cut.csv.gz"), 60_000, 70)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	check := &fileCheck{enough: -1, done: make(chan struct{})}
	check.run(ctx, new(verdicts), []string{path})
	if flaw, err := check.wait(t.Context(), 0); flaw != "" || !errors.Is(err, context.Canceled) {
		t.Errorf("a check that was stopped says %q, %v", flaw, err)
	}
}

func TestViewName(t *testing.T) {
	for sql, want := range map[string]string{
		"CREATE VIEW v AS FROM x":                                  "v",
		" create or replace temp view a.b.\"v w\" (x) AS SELECT 1": "v w",
		"CREATE VIEW IF NOT EXISTS main.v AS FROM x":               "v",
		"CREATE MACRO m(x) AS TABLE FROM x":                        "m",
		"CREATE TABLE t AS FROM x":                                 "",
	} {
		expect(t, sql, viewName(sql), want)
	}
}

// What can be read of a cut file can be counted, although its last row is a part
// of one.
func TestCutFileIsOpened(t *testing.T) {
	dir := t.TempDir()
	whole := strings.Repeat(`{"id": 1, "name": "a long enough name"}`+"\n", 1000)
	text := map[string]string{
		"rows.csv":    "id,when,name\n" + strings.Repeat("1,2024-01-01,\"one\nmore\"\n", 1000) + "2,2024-0",
		"lines.jsonl": whole + `{"id": 2, "na`,
		"quoted.csv":  "id,name\n" + strings.Repeat("1,\"x\"\n", 100) + "2,\"open",
	}
	for name, content := range text {
		path := filepath.Join(dir, name+".gz")
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, packed.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		stem, _, _ := nameParts(path)
		p, n := finalProgress(t, openFiles(t, path), connectors.Statement{SQL: "FROM " + stem})
		if n < 100 || p.Completeness != connectors.Incomplete || !strings.Contains(p.Reason, "is cut off") {
			t.Errorf("%s: %d rows, %v: %s", name, n, p.Completeness, p.Reason)
		}
	}
}
