package clickhouse

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"sonde/connectors"
)

func TestParseException(t *testing.T) {
	for _, c := range []struct {
		text     string
		code     int
		name     string
		class    connectors.Class
		position int
		message  string
	}{
		{"Code: 62. DB::Exception: Syntax error: failed at position 8 (x): x. (SYNTAX_ERROR) (version 26.7.2.1)\n", 62, "SYNTAX_ERROR", connectors.ClassSyntax, 7, "Code: 62. DB::Exception: Syntax error: failed at position 8 (x): x. (SYNTAX_ERROR)"},
		{"Code: 60. DB::Exception: Unknown table. (UNKNOWN_TABLE) (version 26.7.2.1 (official build))", 60, "UNKNOWN_TABLE", connectors.ClassNotFound, -1, "Code: 60. DB::Exception: Unknown table. (UNKNOWN_TABLE)"},
		{"Code: 60, e.displayText() = DB::Exception: Table default.nope doesn't exist., e.what() = DB::Exception", 60, "", connectors.ClassNotFound, -1, ""},
		{"[Error] Timeout exceeded: elapsed 10.0 seconds, maximum: 10 seconds. (TIMEOUT_EXCEEDED)", 0, "TIMEOUT_EXCEEDED", connectors.ClassTimeout, -1, ""},
		{"Code: 47. DB::Exception: Unknown expression identifier `nope` (UNKNOWN_IDENTIFIER)", 47, "UNKNOWN_IDENTIFIER", connectors.ClassQuery, -1, ""},
		{"Code: 394. DB::Exception: Query was cancelled. (QUERY_WAS_CANCELLED)", 394, "QUERY_WAS_CANCELLED", connectors.ClassCancelled, -1, ""},
		{"something else", 0, "", connectors.ClassQuery, -1, "something else"},
	} {
		e := ParseException(c.text)
		f := e.Failure()
		if e.Code != c.code || e.Name != c.name || f.Class != c.class || f.Position != c.position {
			t.Errorf("%s: got code %d, name %q, class %s, position %d", c.text, e.Code, e.Name, f.Class, f.Position)
		}
		if c.message != "" && f.Message != c.message {
			t.Errorf("got %q, want %q", f.Message, c.message)
		}
	}
}

// block is what a server of today writes behind rows.
func block(text, tag string) string {
	return "\r\n__exception__\r\n" + tag + "\r\n" + text + "\n" + "123 " + tag + "\r\n__exception__\r\n"
}

const (
	tag  = "abcdefghijklmnop"
	fail = "Code: 395. DB::Exception: it failed. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO)"
)

// Every way in which servers write an exception behind rows is recognised in
// every format, and the rows before it are kept.
func TestExceptionBehindRows(t *testing.T) {
	for _, c := range []struct{ name, format, tag, body string }{
		{"progress", Progress, tag, `{"meta":[{"name":"a","type":"UInt8"}]}` + "\n" + `{"row":[1]}` + "\n" + block(fail, tag)},
		{"document", JSON, tag, `{"meta":[{"name":"a","type":"UInt8"}],"data":[{"a":1}` + block(fail, tag)},
		{"csv of text", "CSVWithNames", tag, "\"a\"\n1\n" + block(fail, tag)},
		{"tsv", "TSV", tag, "1\n" + block(fail, tag)},
		{"old text behind a row", JSON, "", `{"meta":[{"name":"a","type":"UInt8"}],"data":[{"a":1}` + fail + "\n"},
		{"old text on a line", Compact, "", "[\"a\"]\n[\"UInt8\"]\n[1]\n" + fail + "\n"},
		{"block without a tag", Compact, "", "[\"a\"]\n[\"UInt8\"]\n[1]\n\r\n__exception__\r\n" + fail + "\n"},
		{"document whose tag was not announced", JSON, "", `{"meta":[{"name":"a","type":"UInt8"}],"data":[{"a":1}` + block(fail, tag)},
		{"csv whose tag was not announced", "CSVWithNames", "", "\"a\"\n1\n" + block(fail, tag)},
		{"tsv whose tag was not announced", "TSV", "", "1\n" + block(fail, tag)},
		{"wide tsv whose tag was not announced", "TSV", "", "1\t2\n" + block(fail, tag)},
		{"lines whose tag was not announced", "JSONEachRow", "", `{"a":1}` + "\n" + block(fail, tag)},
		{"member", JSON, "", `{"meta":[{"name":"a","type":"UInt8"}],"data":[{"a":1}],"rows":1,"exception":"` + fail + `"}`},
		{"line with a member", Progress, "", `{"meta":[{"name":"a","type":"UInt8"}]}` + "\n" + `{"row":[1]}` + "\n" + `{"exception":"` + fail + `"}` + "\n"},
	} {
		for _, slow := range []bool{false, true} {
			var body io.Reader = strings.NewReader(c.body)
			if slow {
				body = iotest.HalfReader(body)
			}
			a := Read(io.NopCloser(body), Options{Format: c.format, Tag: c.tag})
			_, rows, err := table(t, a)
			_ = a.Close()
			var exception *Exception
			if !errors.As(err, &exception) || exception.Code != 395 || !connectors.IsClass(err, connectors.ClassIncomplete) {
				t.Errorf("%s: ended with %v", c.name, err)
			} else if !strings.Contains(err.Error(), "it failed") || strings.Contains(err.Error(), tag) {
				t.Errorf("%s: the error is %v", c.name, err)
			}
			if len(rows) != 1 || rows[0][0] != "1" {
				t.Errorf("%s: the rows before it are %v", c.name, rows)
			}
		}
	}
}

// Before the first row an exception is an error like any other.
func TestExceptionBeforeRows(t *testing.T) {
	a := Read(io.NopCloser(strings.NewReader(`{"meta":[{"name":"a","type":"UInt8"}]}`+"\n"+block(fail, tag))), Options{Format: Progress, Tag: tag})
	defer a.Close()
	if _, _, err := table(t, a); !connectors.IsClass(err, connectors.ClassQuery) {
		t.Errorf("ended with %v", err)
	}
}

// Data may hold what looks like an exception; only the announced tag makes it
// one.
func TestDataThatLooksLikeAnException(t *testing.T) {
	other := block(fail, "ponmlkjihgfedcba")
	a := Read(io.NopCloser(strings.NewReader("x\n"+other)), Options{Format: "Vertical", Tag: tag})
	defer a.Close()
	_, rows, err := table(t, a)
	if err != nil || len(rows) != 7 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	for _, text := range []string{other + "y\n", strings.Replace(other, "\n123 p", "\n123 q", 1), "\r\n__exception__\r\n", "\r\n__exception__\r\nx\n" + other} {
		c := Read(io.NopCloser(iotest.OneByteReader(strings.NewReader("x\n"+text))), Options{Format: "Vertical"})
		_, rows, err := table(t, c)
		if _ = c.Close(); err != nil || len(rows) != 1+strings.Count(text, "\n") {
			t.Errorf("%q: %d rows, %v", text, len(rows), err)
		}
	}
	cut := `{"meta":[{"name":"a","type":"String"}],"data":[{"a":"Code: 1. DB::Exception: x"},{"a":`
	b := Read(io.NopCloser(strings.NewReader(cut)), Options{Format: JSON})
	defer b.Close()
	var exception *Exception
	if _, _, err = table(t, b); err == nil || errors.As(err, &exception) {
		t.Errorf("a cut answer ended with %v", err)
	}
}

// However a body is cut into reads, the block is found and nothing before it is
// lost.
func FuzzGuard(f *testing.F) {
	f.Add("1\r\n2\r\n__exception__\r\n", "x", uint8(3))
	f.Add("", "\r\n", uint8(60))
	f.Fuzz(func(t *testing.T, data, text string, size uint8) {
		if strings.Contains(data, tag) || strings.Contains(text, tag) {
			return
		}
		reader := struct{ io.Reader }{strings.NewReader(data + block(text, tag))}
		announced := tag
		if size%2 == 1 && !strings.Contains(data+text, marker) {
			announced = ""
		}
		g := Guard(io.NopCloser(reader), announced)
		var got []byte
		buffer := make([]byte, 64+int(size))
		for {
			n, err := g.Read(buffer)
			got = append(got, buffer[:n]...)
			if err == nil {
				continue
			}
			var exception *Exception
			if !errors.As(err, &exception) || string(got) != data {
				t.Fatalf("got %q, %v; want %q", got, err, data)
			}
			return
		}
	})
}
