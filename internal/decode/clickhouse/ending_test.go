package clickhouse

import (
	"io"
	"strings"
	"testing"

	"sonde/connectors"
)

const oneColumn = `{"meta":[{"name":"a","type":"UInt8"}]}` + "\n"

// An answer that ends in good order between two rows is not taken for a whole one.
func TestEndOfAnswer(t *testing.T) {
	for _, c := range []struct {
		name, body string
		failed     bool
		want       connectors.Completeness
	}{
		{"whole", oneColumn + `{"row":[1]}` + "\n" + `{"rows_before_limit_at_least":1}` + "\n", false, connectors.Complete},
		{"no rows", oneColumn + `{"rows_before_limit_at_least":0}` + "\n", false, connectors.Complete},
		{"cut behind a row", oneColumn + `{"row":[1]}` + "\n", false, connectors.Unknown},
		{"cut behind the columns", oneColumn, false, connectors.Unknown},
		{"empty", "", true, connectors.Complete},
		{"progress alone", `{"progress":{"read_rows":"3"}}` + "\n", true, connectors.Complete},
	} {
		a := Read(io.NopCloser(strings.NewReader(c.body)), Options{Format: Progress, Described: true, Counted: true})
		_, _, err := table(t, a)
		if connectors.IsClass(err, connectors.ClassIncomplete) != c.failed {
			t.Errorf("%s: %v", c.name, err)
		}
		p := connectors.NoProgress(connectors.PhaseDone)
		a.Fill(&p)
		if !c.failed && p.Completeness != c.want {
			t.Errorf("%s: %v", c.name, p.Completeness)
		}
	}
}

// An exception is no row, where the server was asked to write it like one.
func TestExceptionAsARow(t *testing.T) {
	for format, body := range map[string]string{
		"JSONEachRow":                 `{"a":1,"s":"x"}` + "\n" + `{"exception": "` + fail + `"}` + "\n",
		"JSONCompactEachRow":          "[\"x\"]\n[\"" + fail + "\"]\n",
		"JSONCompactEachRowWithNames": "[\"s\"]\n[\"x\"]\n[\"" + fail + "\"]\n",
		"JSONEachRowWithProgress":     oneColumn + `{"row":{"a":1}}` + "\n" + `{"exception":"` + fail + `"}` + "\n",
		"JSON":                        `{"meta":[{"name":"a","type":"UInt8"}],"data":[{"a":1}],"rows":1,"exception":"` + fail + `"}`,
	} {
		_, rows, err := table(t, Read(io.NopCloser(strings.NewReader(body)), Options{Format: format, Tag: tag, ExceptionRows: true}))
		if len(rows) != 1 || !connectors.IsClass(err, connectors.ClassIncomplete) || !strings.Contains(err.Error(), "it failed") {
			t.Errorf("%s: %v, %v", format, rows, err)
		}
	}
}

// Rows that look like an exception stay rows where the server writes none there.
func TestRowsLikeExceptions(t *testing.T) {
	body := `{"exception":"` + fail + `"}` + "\n"
	for _, may := range []bool{false, true} {
		_, rows, err := table(t, Read(io.NopCloser(strings.NewReader(body)), Options{Format: "JSONEachRow", ExceptionRows: may}))
		if err != nil || len(rows) != 1 {
			t.Errorf("%v: %v, %v", may, rows, err)
		}
	}
}

// The text of an exception is told where it does not carry the announced tag.
func TestExceptionOfAnotherTag(t *testing.T) {
	for _, end := range []string{block(fail, "zzzzzzzzzzzzzzzz"), fail + "\n"} {
		_, rows, err := table(t, Read(io.NopCloser(strings.NewReader(oneColumn+`{"row":[1]}`+"\n"+end)), Options{Format: Progress, Tag: tag}))
		if len(rows) != 1 || !connectors.IsClass(err, connectors.ClassIncomplete) || connectors.AsError(err).Message != fail {
			t.Errorf("%q: %v, %v", end, rows, err)
		}
	}
}
