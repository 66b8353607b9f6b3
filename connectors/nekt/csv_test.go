package nekt

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"sonde/connectors"
)

func TestCSV(t *testing.T) {
	athenaFile := "\"id\",\"name\"\n\"1\",\"a,\"\"b\"\"\nc\"\n,\"\"\n\"3\",\n"
	rows := []string{"1|a,\"b\"\nc", "NULL|", "3|NULL"}
	for name, files := range map[string][]file{
		"one file":               {text(athenaFile)},
		"without a last newline": {{data: gzipped(t, strings.TrimSuffix(athenaFile, "\n"))}},
		"with a mark":            {text("\uFEFF" + athenaFile)},
		"gzip":                   {{data: gzipped(t, athenaFile)}},
		"gzip twice":             {{data: gzipped(t, string(gzipped(t, athenaFile)))}},
		"gzip, stored as such":   {{data: gzipped(t, athenaFile), encoding: "gzip"}},
		"no ranges":              {{data: []byte(athenaFile), noRanges: true}},
		"headers repeat":         {text("\"id\",\"name\"\n\"1\",\"a,\"\"b\"\"\nc\"\n"), text("\"id\",\"name\"\n,\"\"\n"), text("\"id\",\"name\"\n\"3\",\n")},
		"no newlines between":    {{data: gzipped(t, "\"id\",\"name\"\n\"1\",\"a,\"\"b\"\"\nc\"")}, {data: gzipped(t, "\"id\",\"name\"\r\n,\"\"")}, {data: gzipped(t, "\uFEFF\"id\",\"name\"\n\"3\",")}},
		"empty files":            {text(""), text("\"id\",\"name\"\n"), text(""), text("\"id\",\"name\"\n" + strings.SplitN(athenaFile, "\n", 2)[1]), text("")},
		"a header that is none":  {text("\"id\",\"name\"\n\"1\",\"a,\"\"b\"\"\nc\"\n"), text(",\"\"\n\"3\",\n")},
	} {
		t.Run(name, func(t *testing.T) {
			_, url := serve(t, map[string]result{"q": {files: files, mode: "csv"}})
			run(t, connect(t, url, nil), connectors.Statement{SQL: "q"}).expect(t, "id|name", rows...)
		})
	}
}

func TestBlankLinesOfOneColumn(t *testing.T) {
	_, url := serve(t, map[string]result{"q": {files: []file{text("\"x\"\n\n\"a\"\n\"\"\n\n")}}})
	run(t, connect(t, url, nil), connectors.Statement{SQL: "q"}).expect(t, "x", "NULL", "a", "", "NULL")
}

func TestOnlyHeaders(t *testing.T) {
	_, url := serve(t, map[string]result{"q": {files: []file{text("a,b\n"), text("a,b\n")}}})
	o := run(t, connect(t, url, nil), connectors.Statement{SQL: "q"})
	o.expect(t, "a|b")
	if o.progress.Completeness != connectors.Complete {
		t.Errorf("%v: %s", o.progress.Completeness, o.progress.Reason)
	}
}

func TestOptionsOfBigQuery(t *testing.T) {
	f, url := serve(t, map[string]result{
		"q": {files: []file{text("1;2\n;\"\"\n"), text("1;2\n")}, options: `{"delimiter":";","header":false}`},
		"z": {files: []file{{data: gzipped(t, "a;b\n1;2\n")}, {data: gzipped(t, "a;b\n3;4\n")}}, options: `{"compression":"GZIP","delimiter":";"}`},
	})
	f.signer = signedGCS
	c := connect(t, url, map[string]any{"dialect": "bigquery", "mode_options": map[string]any{"delimiter": ";", "compression": "none"}})
	run(t, c, connectors.Statement{SQL: "q", Options: map[string]string{"header": "false"}}).expect(t, "col1|col2", "1|2", "NULL|", "1|2")
	run(t, c, connectors.Statement{SQL: "z", Options: map[string]string{"compression": "gzip"}}).expect(t, "a|b", "1|2", "3|4")
}

func TestTextOfStatementsThatAreNoQueries(t *testing.T) {
	answer := result{mode: "csv", files: []file{{name: "3f2a.txt", data: []byte("id                  \tbigint              \t\n\"name\"\tvarchar\\t\n\n# Partition Information\n")}}}
	_, url := serve(t, map[string]result{"DESCRIBE t": answer})
	c := connect(t, url, map[string]any{"mode": "parquet"})
	run(t, c, connectors.Statement{SQL: "DESCRIBE t"}).expect(t, "col1|col2|col3",
		"id                  |bigint              |", "\"name\"|varchar\\t|NULL", "|NULL|NULL", "# Partition Information|NULL|NULL")
}

func TestNoFiles(t *testing.T) {
	_, url := serve(t, map[string]result{"q": {}, "SELECT a FROM t": {}, "ddl": {files: []file{text("")}}})
	c := connect(t, url, nil)
	if w := run(t, c, connectors.Statement{SQL: "SELECT a FROM t"}).progress.Warnings; len(w) != 1 || !strings.Contains(w[0], "columns are not known") {
		t.Errorf("%q", w)
	}
	run(t, c, connectors.Statement{SQL: "ddl"}).expect(t, "")
	run(t, c, connectors.Statement{SQL: "q"}).expect(t, "")
	o := run(t, c, connectors.Statement{SQL: "q", Options: map[string]string{"mode": "parquet"}})
	o.expect(t, "")
	if len(o.progress.Warnings) != 1 || !strings.Contains(o.progress.Warnings[0], "its columns are not known") {
		t.Errorf("%q", o.progress.Warnings)
	}
}

func TestFilesThatDoNotFit(t *testing.T) {
	_, url := serve(t, map[string]result{
		"q": {files: []file{text("a,b\n1,2\n"), text("1,2,3\n")}},
		"z": {files: []file{{data: []byte("a,b\n1,2\n3,"), noSize: true}, text("a,b\n3,4\n")}},
	})
	for sql, message := range map[string]string{"q": "row 2", "z": "file 1 of 2: the file ends in the middle of a line"} {
		o := run(t, connect(t, url, nil), connectors.Statement{SQL: sql})
		o.fails(t, connectors.ClassIncomplete, message, "billed again")
		if len(o.rows) != 1 {
			t.Errorf("%q", o.rows)
		}
	}
}

// TestLastLineWithoutAnEnd has all of a file, which a writer may leave without a
// line feed at its end: the store or the checksum says so. A store that cannot
// tell leaves the doubt.
func TestLastLineWithoutAnEnd(t *testing.T) {
	const table = "a,b\n1,2\n3,\"x\ny\""
	for name, f := range map[string]file{
		"size": text(table), "no tag": {data: []byte(table), noTag: true},
		"checksum": {data: gzipped(t, table), noSize: true}, "stored compressed": {data: gzipped(t, table), encoding: "gzip"},
	} {
		_, url := serve(t, map[string]result{"q": {files: []file{f, text("a,b\n5,6")}}})
		t.Log(name)
		run(t, connect(t, url, nil), connectors.Statement{SQL: "q"}).expect(t, "a|b", "1|2", "3|x\ny", "5|6")
	}
	for _, f := range []file{text("a,b\n1,2\n3,\"x"), {data: []byte(table), noSize: true}, {data: []byte(table), noRanges: true}} {
		_, url := serve(t, map[string]result{"q": {files: []file{f}}})
		run(t, connect(t, url, nil), connectors.Statement{SQL: "q"}).fails(t, connectors.ClassIncomplete, "", "")
	}
}

// FuzzJoined splits a table into files at any line and joins it again.
func FuzzJoined(f *testing.F) {
	f.Add("a,b", "1,2\n\"x\n\",\n", uint8(1), true)
	f.Add("0", "\x00\n0", uint8(1), false)
	f.Add("\"a\"", "\n\n\"\"\n", uint8(2), false)
	f.Fuzz(func(t *testing.T, header, body string, at uint8, newline bool) {
		if strings.ContainsAny(header, "\n\r\"") || header == "" || strings.Contains(body, "\"") || strings.HasPrefix(header, "PAR1") {
			t.Skip()
		}
		lines := strings.SplitAfter(body, "\n")
		cut := int(at) % (len(lines) + 1)
		first, second := strings.Join(lines[:cut], ""), strings.Join(lines[cut:], "")
		if !newline {
			first = strings.TrimSuffix(first, "\n")
		}
		got, err := joinTexts(header+"\n"+first, header+"\n"+second)
		want := fmt.Sprintf("%s\n%s", header, first)
		if second != "" && !strings.HasSuffix(want, "\n") {
			want += "\n"
		}
		if want += second; err != nil || strings.TrimSuffix(got, "\n") != strings.TrimSuffix(want, "\n") {
			t.Errorf("%q and %q became %q, %v", first, second, got, err)
		}
	})
}

// joinTexts reads files that begin with names as one.
func joinTexts(texts ...string) (string, error) {
	fs := &files{ctx: context.Background(), query: &query{Mode: modeCSV}}
	for i := range texts {
		fs.objects = append(fs.objects, &object{number: i + 1, of: len(texts)})
	}
	j := &joined{files: fs, repeats: true, delimiter: ',', last: '\n', next: len(texts), current: openedText(texts[0])}
	var out []byte
	for i, text := range texts {
		if i > 0 {
			j.current, j.begun = openedText(text), false
		}
		for j.current != nil || len(j.pending) > 0 {
			p := make([]byte, 7)
			n, err := j.Read(p)
			if out = append(out, p[:n]...); err != nil && err != io.EOF {
				return "", err
			}
		}
	}
	return string(out), nil
}

func openedText(text string) *opened {
	st := &stream{object: &object{number: 1, of: 1}, body: io.NopCloser(nil)}
	return &opened{Reader: bufio.NewReader(strings.NewReader(text)), stream: st, head: text[:min(4, len(text))], compressed: true}
}
