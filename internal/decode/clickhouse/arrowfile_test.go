package clickhouse

import (
	"bytes"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"sonde/connectors"
)

// recordedColumns are the types of the columns of an answer that was recorded, as
// the engine tells them.
func recordedColumns(t *testing.T, without ...string) []Meta {
	t.Helper()
	a := recorded(t, "types."+Progress, Progress)
	if _, _, err := table(t, a); err != nil {
		t.Fatal(err)
	}
	var columns []Meta
	for _, f := range a.Schema().Fields() {
		if !slices.Contains(without, f.Name) {
			columns = append(columns, Meta{f.Name, connectors.SourceType(f)})
		}
	}
	return columns
}

// What comes as Arrow is what it is in other formats, but for types that it lacks.
func TestTypesOfArrow(t *testing.T) {
	columns := recordedColumns(t, strings.Fields("t t64 iv_day iv_ns agg aggu v dyn qb bf16")...)
	for _, format := range []string{"Arrow", "ArrowStream"} {
		body, err := os.Open("testdata/types." + format)
		if err != nil {
			t.Fatal(err)
		}
		a := Read(body, Options{Format: format, Columns: columns})
		names, rows, err := table(t, a)
		if err != nil || len(rows) != 5 {
			t.Fatal(rows, err)
		}
		got, want := listing(a, names, rows), golden(t)
		for _, c := range columns {
			_, mine, _ := strings.Cut(got[c.Name], "\n") // Kinds and units may differ.
			_, golden, _ := strings.Cut(want[c.Name], "\n")
			if mine != golden && !strings.HasPrefix(c.Type, "DateTime('America") {
				t.Errorf("%s: got %s\nwant %s", format, got[c.Name], want[c.Name])
			}
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}

// An answer that was cut anywhere is never a whole one.
func TestArrowThatIsCut(t *testing.T) {
	for _, format := range []string{"Arrow", "ArrowStream"} {
		data, err := os.ReadFile("testdata/types." + format)
		if err != nil {
			t.Fatal(err)
		}
		for n := 0; n < len(data); n += 97 {
			a := Read(io.NopCloser(bytes.NewReader(data[:n])), Options{Format: format})
			if _, _, err := table(t, a); !connectors.IsClass(err, connectors.ClassIncomplete) {
				t.Errorf("%s cut at %d of %d bytes ends with %v", format, n, len(data), err)
			}
			_ = a.Close()
		}
	}
}

// An exception behind the batches is the server's reason.
func TestArrowWithException(t *testing.T) {
	const tag = "abcdefghijklmnop"
	for _, format := range []string{"Arrow", "ArrowStream"} {
		data, err := os.ReadFile("testdata/types." + format)
		if err != nil {
			t.Fatal(err)
		}
		body := string(data[:len(data)/2]) + "\r\n__exception__\r\n" + tag + "\r\nCode: 395. DB::Exception: it failed.\n37 " + tag + "\r\n__exception__\r\n"
		a := Read(io.NopCloser(strings.NewReader(body)), Options{Format: format, Tag: tag})
		if _, _, err := table(t, a); err == nil || !strings.Contains(err.Error(), "it failed") {
			t.Errorf("%s ends with %v", format, err)
		}
		_ = a.Close()
	}
}
