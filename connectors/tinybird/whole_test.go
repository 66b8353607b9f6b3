package tinybird

import (
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"sonde/connectors"
)

// inChunks sends a body whose length is not told.
func inChunks(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.(http.Flusher).Flush()
		_, _ = io.WriteString(w, body)
	}
}

// A document that says how many rows it has is whole where it has them.
func TestDocumentsThatLackRows(t *testing.T) {
	for rows, lacks := range map[string]bool{"2": true, "1": false} {
		c, _ := serve(t, nil, inChunks(`{"meta":[{"name":"a","type":"UInt8"}],"data":[{"a":1}],"rows":`+rows+`}`))
		if o := c.run(connectors.Statement{SQL: "SELECT a"}); connectors.IsClass(o.err, connectors.ClassIncomplete) != lacks || len(o.rows) != 1 {
			t.Errorf("%s: %q, %v", rows, o.rows, o.err)
		}
	}
}

// Nothing proves that text in boxes is whole, unless its length was told.
func TestBoxesAreNotProven(t *testing.T) {
	box := "┌─a─┐\n1. │ 1 │\n└───┘\n"
	for _, body := range []string{"", box} {
		c, _ := serve(t, nil, inChunks(body))
		if o := c.run(connectors.Statement{SQL: "SELECT a FORMAT PrettyCompact"}); o.err != nil || o.progress.Completeness != connectors.Unknown {
			t.Errorf("%q: %v, %v", body, o.progress.Completeness, o.err)
		}
	}
	c, _ := serve(t, nil, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, box) })
	if o := c.run(connectors.Statement{SQL: "SELECT a FORMAT PrettyCompact"}); o.err != nil || o.progress.Completeness != connectors.Complete {
		t.Errorf("with its length: %v, %v", o.progress.Completeness, o.err)
	}
}

// Totals behind the rows of one column are told of.
func TestTotalsOfOneColumn(t *testing.T) {
	for _, format := range []string{"CSV", "TSV"} {
		c, _ := serve(t, nil, inChunks("1\n2\n\n3\n"))
		o := c.run(connectors.Statement{SQL: "SELECT sum(a) FROM t GROUP BY b WITH TOTALS FORMAT " + format})
		if o.err != nil || !strings.Contains(strings.Join(o.progress.Warnings, " "), "totals or extremes") {
			t.Errorf("%s: %q, %v", format, o.progress.Warnings, o.err)
		}
	}
}

// A file that breaks off is a part of an answer, and not a server that cannot be
// reached.
func TestFilesThatBreakOff(t *testing.T) {
	file, err := os.ReadFile("../clickhouse/testdata/two.parquet")
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"Parquet", "Arrow"} {
		c, _ := serve(t, nil, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(len(file)))
			_, _ = w.Write(file[:len(file)/2])
		})
		if o := c.run(connectors.Statement{SQL: "SELECT a FORMAT " + format}); !connectors.IsClass(o.err, connectors.ClassIncomplete) {
			t.Errorf("%s: %v", format, o.err)
		}
	}
}
